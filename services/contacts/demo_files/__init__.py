"""Files of the demo firm's customers: a contract and a floor plan, each with the version before it."""

from pathlib import Path
from typing import Any

from chassis.documents import render

FOLDER = Path(__file__).parent
DRAFT: dict[str, Any] = {
    "draft": "Tervezet",
    "title": "Keretszerződés irodabútorok szállítására",
    "parties": "amely létrejött a Duna-Híd Építőipari Zrt. mint megrendelő és a szállító között.",
    "clauses": [
        ["A szerződés tárgya", "A szállító a mellékletben felsorolt bútorokat lehívás szerint szállítja és szereli."],
        ["Szállítási határidő", "A lehívástól számított 20 munkanap. A szállító a késedelemről azonnal értesít."],
        ["Ár és fizetés", "Az árak a mellékletben vannak. A számla a teljesítés után 30 napon belül fizetendő."],
        ["Jótállás", "A szállító a bútorokra 36 hónap jótállást vállal, a javítást a helyszínen végzi el."],
    ],
    "annex": "1. melléklet – Árak",
    "rows": [
        ["Termék", "Mennyiség", "Nettó egységár"],
        ["Állítható magasságú íróasztal", "120 db", "148 000 Ft"],
        ["Ergonomikus irodai szék", "120 db", "79 900 Ft"],
        ["Tárgyalóasztal, 12 személyes", "6 db", "312 000 Ft"],
    ],
}  # fmt: skip
PLAN: dict[str, Any] = {
    "title": "Duna-Híd Zrt. – 3. emelet",
    "rooms": ["Nyitott iroda", "Recepció", "Tárgyaló", "Pihenő"],
    "desks": 2,
}


def load_files(api: Any, firm: str) -> None:
    """Attach both to a firm, and then what became of them."""
    path = f"/contacts/organizations/{firm}/attachments"
    signed = {**DRAFT, "draft": "Aláírásra", "title": "Keretszerződés irodabútorok szállítására és szerelésére"}
    contract = api.upload(path, "keretszerzodes-tervezet.pdf", render(FOLDER, "agreement.typ", DRAFT, "hu"))
    api.upload(f"{path}/{contract['id']}/versions", "keretszerzodes.pdf", render(FOLDER, "agreement.typ", signed, "hu"))
    plan = api.upload(path, "alaprajz-3-emelet.png", _drawn(PLAN))
    api.upload(f"{path}/{plan['id']}/versions", "alaprajz-3-emelet.png", _drawn({**PLAN, "desks": 3}))


def _drawn(data: dict[str, Any]) -> bytes:
    return render(FOLDER, "plan.typ", data, "hu", "png")
