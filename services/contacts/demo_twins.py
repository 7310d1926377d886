"""Customers that a colleague entered once more in a hurry: what the search for duplicates has to find."""

from typing import Any, Protocol


class Api(Protocol):
    """The HTTP API."""

    def post(self, path: str, json: dict[str, Any], /) -> dict[str, Any]:
        """Send and return the answer's body."""


FIRMS: list[dict[str, Any]] = [
    {
        "name": "Tisza Faipari Kft", "industry": "Faipar", "phones": [{"number": "+36 62 555-100"}],
        "addresses": [{"kind": "billing", "postal_code": "6720", "city": "Szeged", "street": "Kárász u. 12."}],
    },
    {
        "name": "MECSEK SZOFTVER", "size": "1-9", "website": "https://www.mecseksoft.example",
        "emails": [{"email": "iroda@mecseksoft.example"}, {"email": "hello@mecseksoft.example"}],
    },
    {"name": "Gemenc Logisztika Korlátolt Felelősségű Társaság", "addresses": [{"city": "Szekszárd"}]},
]  # fmt: skip
PEOPLE: list[dict[str, Any]] = [
    {
        "family_name": "Szabo", "given_name": "Julia", "job_title": "Beszerző",
        "phones": [{"number": "+36 30 555-1201", "kind": "mobile"}],
    },
    {
        "family_name": "Fülöp", "given_name": "D.", "phones": [{"number": "+36 70 555 1212", "kind": "mobile"}],
        "emails": [{"email": "fulop@mecseksoft.example"}],
    },
    {
        "family_name": "Kovacsne Racz", "given_name": "Edit", "emails": [{"email": "racz.edit@vasmukarb.example"}],
        "phones": [{"number": "+36 30 555 1226", "kind": "mobile"}],
    },
]  # fmt: skip


def load(api: Api) -> None:
    """Enter them, and look for duplicates once."""
    for path, rows in (("organizations", FIRMS), ("people", PEOPLE)):
        for row in rows:
            api.post(f"/contacts/{path}", row)
        api.post(f"/contacts/{path}/duplicates/scans", {})
