"""The demo firm's segments: whom to call, whom to remind, whom to write to."""

from typing import Any

QUIET = {"match": "none", "rules": [{"field": "figures.last_contact_at", "op": "gte", "value": "today-90"}]}
VALUED = {
    "match": "any",
    "rules": [
        {"field": "vip", "op": "eq", "value": "true"},
        {"field": "figures.revenue_12m", "op": "gte", "value": "500000"},
    ],
}

# name, what it is for, kind, match, rules
SEGMENTS: list[tuple[str, str, str, str, list[dict[str, Any]]]] = [
    (
        "VIP ügyfelek 90 napja kapcsolat nélkül",
        "Kiemelt vagy sokat vásárló ügyfelek, akikkel három hónapja nem beszéltünk: őket hívjuk fel először.",
        "organization", "all", [VALUED, QUIET],
    ),
    (
        "Lejárt tartozású ügyfelek",
        "Van kifizetetlen, lejárt számlájuk: fizetési emlékeztetőt kapnak.",
        "organization", "all", [{"field": "figures.overdue", "op": "gt", "value": "0"}],
    ),
    (
        "Vendéglátós érdeklődők",
        "A vendéglátásban dolgozó cégek, amelyek még nem vásároltak.",
        "organization", "all",
        [
            {"field": "industry", "op": "contains", "value": "vendéglátás"},
            {"field": "status", "op": "eq", "value": "prospect"},
        ],
    ),
    (
        "Beszerzők aktív ügyfeleknél",
        "Akik a döntést előkészítik: az új árlistát ők kapják.",
        "person", "all",
        [
            {"field": "organization.status", "op": "eq", "value": "active"},
            {"field": "job_title", "op": "starts", "value": "beszerz"},
        ],
    ),
]  # fmt: skip


def load(api: Any, readers: list[str]) -> None:
    """Make the segments that follow rules, and the newsletter's list, put together by hand of its readers."""
    api = api.as_("manager")
    for name, description, kind, match, rules in SEGMENTS:
        body = {"name": name, "description": description, "record_kind": kind}
        api.post("/contacts/segments", {**body, "rules": {"match": match, "rules": rules}})
    words = "Kézzel összeállított lista: a vásáron feliratkozottak."
    body = {"name": "Hírlevél – őszi vásár", "description": words, "record_kind": "person", "mode": "static"}
    made = api.post("/contacts/segments", body)
    api.post(f"/contacts/segments/{made['id']}/members", {"ids": readers})
