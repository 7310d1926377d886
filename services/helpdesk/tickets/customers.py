"""Who writes: a ticket's customer is filled in from what helpdesk knows of contacts."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.helpdesk.projections import KnownOrganization, KnownPerson, KnownProduct
from services.helpdesk.tickets.models import Ticket

DEFAULT_LANGUAGE = "hu"
_TOLD = {"organization_id", "person_id", "product_id", "contact_email", "language"}


def with_customer(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    """`data` of a ticket, completed with the names, the address and the language that follow from it.

    What was told is kept. An organization or person not known yet keeps its id; its name comes with its event.
    """
    filled = dict(data)
    person = _person(session, filled)
    if person:
        filled["person_id"] = person.id
        filled["organization_id"] = filled.get("organization_id") or person.organization_id
    organization = _organization(session, filled)
    product = session.get(KnownProduct, filled["product_id"]) if filled.get("product_id") else None
    known = [known for known in (person, organization) if known]
    filled["person_name"] = person.name if person else None
    filled["organization_name"] = organization.name if organization else None
    filled["product_name"] = product.name if product else None
    filled["contact_email"] = filled.get("contact_email") or _first(known, "email")
    filled["language"] = filled.get("language") or _first(known, "language") or DEFAULT_LANGUAGE
    return filled


def follow_customer(session: Session, ticket: Ticket, data: dict[str, Any]) -> dict[str, Any]:
    """A change of a ticket, with the names that go with it; another customer brings another address and language."""
    if not _TOLD & data.keys():
        return data
    before = {name: getattr(ticket, name) for name in _TOLD}
    if data.keys() & {"organization_id", "person_id"}:
        before |= {"contact_email": None, "language": None}
    return data | {
        name: value for name, value in with_customer(session, before | data).items() if value != getattr(ticket, name)
    }


def _person(session: Session, data: dict[str, Any]) -> KnownPerson | None:
    if data.get("person_id"):
        return session.get(KnownPerson, data["person_id"])
    if not data.get("contact_email") or data.get("organization_id"):
        return None
    same = select(KnownPerson).where(KnownPerson.email == data["contact_email"]).limit(2)
    found = session.scalars(same).all()
    return found[0] if len(found) == 1 else None  # two people behind one address: a colleague has to say which


def _organization(session: Session, data: dict[str, Any]) -> KnownOrganization | None:
    if data.get("organization_id"):
        return session.get(KnownOrganization, data["organization_id"])
    return None


def _first(known: list[Any], name: str) -> Any:
    return next((value for value in (getattr(each, name) for each in known) if value), None)
