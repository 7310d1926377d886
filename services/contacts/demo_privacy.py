"""The demo firm's consents, and a request of somebody who wants to know what is kept."""

from datetime import timedelta
from typing import Any

from chassis.days import today

# family name, channel, purpose, status, by what means, exact text, what proves it
CONSENTS: list[tuple[str, str, str, str, str, str | None, str]] = [
    (
        "Barta",
        "sms",
        "marketing",
        "given",
        "paper",
        "Hozzájárulok, hogy SMS-ben értesítsenek.",
        "Őszi vásár, 12. űrlap",
    ),
    ("Barta", "phone", "marketing", "given", "phone", "Telefonon is kereshetnek ajánlattal.", "Hívás 2026 tavaszán"),
    ("Horváth", "post", "marketing", "given", "paper", "Kérek nyomtatott katalógust.", "Katalógusrendelő lap"),
    ("Horváth", "post", "marketing", "withdrawn", "email", None, "Levélben kérte"),
]
ASKED = "E-mailben kérte, hogy küldjük el, milyen adatait kezeljük; a személyazonosságát visszahívással ellenőriztük."


def load(api: Any, people: dict[str, str]) -> None:
    """Make them; the request is open, and due in three weeks."""
    for family_name, channel, purpose, status, source, text, evidence in CONSENTS:
        body = {"channel": channel, "purpose": purpose, "status": status, "source": source, "evidence": evidence}
        api.post("/contacts/consents", {"person_id": people[family_name], "text": text, **body})
    received = (today() - timedelta(days=9)).isoformat()
    body = {"type": "access", "person_id": people["Horváth"], "received_on": received, "details": ASKED}
    api.post("/contacts/privacy-requests", body)
