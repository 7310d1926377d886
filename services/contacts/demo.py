"""Loads the demo firm's customers over the API, each as the colleague who looks after them."""

import unicodedata
from typing import Any, Protocol

from stdnum.hu import anum

from services.contacts import demo_custom, demo_privacy, demo_segments, demo_twins
from services.contacts.demo_data import FIRMS, MARKS, PEOPLE, SOURCES, TALKS, Contact, Firm
from services.contacts.demo_files import load_files
from services.contacts.demo_structure import HEAD, load_structure


class Api(Protocol):
    """The HTTP API; `as_` is the same API as another user."""

    def post(self, path: str, json: dict[str, Any], /) -> dict[str, Any]:
        """Send and return the answer's body."""

    def get(self, path: str, /) -> dict[str, Any]:
        """Read a record."""

    def patch(self, path: str, json: dict[str, Any], /) -> Any:
        """Change a record."""

    def upload(self, path: str, name: str, content: bytes, /) -> dict[str, Any]:
        """Attach a file."""

    def as_(self, username: str, /) -> "Api":
        """Act as somebody else."""


def load(api: Api) -> None:
    """Make the organizations, their people, and what was talked about."""
    demo_custom.define(api)
    made: dict[str, dict[str, Any]] = {}
    sources = {one["name"]: api.as_("manager").post("/contacts/sources", one)["id"] for one in SOURCES}
    people: dict[str, str] = {}
    owners = {firm.domain: firm.owner for firm in FIRMS}
    for number, firm in enumerate(FIRMS, start=1):
        parent = made[firm.parent]["id"] if firm.parent else None
        marks = _marks(MARKS.get(firm.domain, {}), sources)
        body = {**_organization(firm, number, parent), **marks, "custom": demo_custom.values(number)}
        made[firm.domain] = api.as_(firm.owner).post("/contacts/organizations", body)
    readers: list[str] = []
    for contact in PEOPLE:
        employer = made[contact.firm]["id"] if contact.firm else None
        owner = api.as_(owners.get(contact.firm or "", "manager"))
        person = owner.post("/contacts/people", _person(contact, employer))
        people[contact.family_name] = person["id"]
        readers += [person["id"]] if contact.consent else []
    for talk in TALKS:
        body = {
            "channel": talk.channel,
            "happened_at": f"{talk.day}T09:30:00Z",
            "subject": talk.subject,
            "text": talk.text,
            "agreed": talk.agreed,
            "direction": talk.direction,
            "minutes": talk.minutes,
            "asked": talk.asked,
            "next_step": talk.next_step,
            "next_step_on": talk.next_step_on,
            "next_step_done": talk.done,
            "organization_id": made[talk.firm]["id"],
        }
        api.as_(owners[talk.firm]).post("/contacts/interactions", body)
    demo_segments.load(api, readers)
    load_structure(api, made, people, owners)
    demo_twins.load(api.as_("manager"))
    load_files(api.as_("manager"), made[HEAD]["id"])
    demo_privacy.load(api, people)


def _marks(marks: dict[str, Any], sources: dict[str, str]) -> dict[str, Any]:
    source = {"source_id": sources[marks["source"]]} if "source" in marks else {}
    return {name: value for name, value in marks.items() if name != "source"} | source


def tax_number(base: str, tail: str) -> str:
    """A valid tax number: seven digits, their check digit, VAT code and county."""
    check = next(digit for digit in "0123456789" if anum.is_valid(f"{base}{digit}"))
    return f"{base}{check}-{tail}"


def _organization(firm: Firm, number: int, parent_id: str | None) -> dict[str, Any]:
    postal_code, _, city = firm.place.partition(" ")
    return {
        "code": f"P-{number:04}",
        "name": firm.name,
        "status": firm.status,
        "tax_number": tax_number(firm.tax_base, firm.tax_tail),
        "industry": firm.industry,
        "size": firm.size,
        "website": f"https://{firm.domain}",
        "payment_days": firm.days,
        "parent_id": parent_id,
        "node_kind": "subsidiary" if parent_id else "company",
        "addresses": [{"kind": "billing", "postal_code": postal_code, "city": city, "street": firm.street}],
        "phones": [{"number": firm.phone}],
        "emails": [{"email": f"iroda@{firm.domain}"}],
    }


def _person(contact: Contact, organization_id: str | None) -> dict[str, Any]:
    name = f"{contact.family_name.split()[-1]}.{contact.given_name}"
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return {
        "family_name": contact.family_name,
        "given_name": contact.given_name,
        "title": contact.title,
        "organization_id": organization_id,
        "job_title": contact.job_title,
        "birth_date": contact.birth_date,
        "phones": [{"number": contact.mobile, "kind": "mobile"}],
        "emails": [{"email": f"{plain}@{contact.firm or 'belsoepitesz.example'}"}],
        "may_email": contact.consent,
        "consent_source": "Nyomtatott űrlap" if contact.consent else None,
    }
