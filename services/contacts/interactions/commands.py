"""Writing down a talk."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import Invalid, NotFound
from chassis.identity import Identity
from chassis.records import create, load, update
from chassis.types import utc_now
from chassis.users import is_active
from services.contacts.interactions.models import Interaction
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.projections import CustomerDocument


def log_interaction(session: Session, actor: Identity, data: dict[str, Any]) -> Interaction:
    """Note a talk with an organization, a person, or a person of an organization the writer may see."""
    data["happened_at"] = data.get("happened_at") or utc_now()
    _check_company(session, actor, data)
    _name_subjects(session, data)
    return create(session, actor, Interaction, _with_partners(session, actor, data))


def change_interaction(
    session: Session, actor: Identity, interaction: Interaction, data: dict[str, Any]
) -> Interaction:
    """Correct what was noted."""
    if "organization_id" in data or "person_id" in data:
        partners = {name: data.get(name, getattr(interaction, name)) for name in ("organization_id", "person_id")}
        data |= _with_partners(session, actor, partners)
    if "happened_at" in data and data["happened_at"] is None:
        raise Invalid({"happened_at": ["This is needed."]})
    _check_company(session, actor, data)
    _name_subjects(session, data, interaction)
    return update(session, actor, interaction, data)


def _name_subjects(session: Session, data: dict[str, Any], known: Interaction | None = None) -> None:
    """What a talk was about goes by the name that came with its id; a ticket's number is known here anyway."""
    for noun in ("ticket", "opportunity"):
        given = data.pop(f"{noun}_name", None)
        if f"{noun}_id" not in data:
            continue
        record_id = data[f"{noun}_id"]
        same = known is not None and getattr(known, f"{noun}_id") == record_id
        if not record_id or given or not same:
            data[f"{noun}_name"] = (given or _number(session, record_id)) if record_id else None


def _number(session: Session, record_id: str) -> str | None:
    found = session.get(CustomerDocument, record_id)
    return found.number if found else None


def _check_company(session: Session, actor: Identity, data: dict[str, Any]) -> None:
    """Those who took part besides: people the writer may see, and colleagues there are."""
    for position, row in enumerate(data.get("participants") or []):
        if not _may_see(session, actor, row["person_id"]):
            raise Invalid({"participants": {position: {"person_id": ["There is no such person."]}}})
    for position, row in enumerate(data.get("colleagues") or []):
        if not is_active(session, row["user_id"]):
            raise Invalid({"colleagues": {position: {"user_id": ["There is no such user."]}}})


def _may_see(session: Session, actor: Identity, person_id: str) -> bool:
    try:
        load(session, actor, Person, person_id)
    except NotFound:
        return False
    return True


def _with_partners(session: Session, actor: Identity, data: dict[str, Any]) -> dict[str, Any]:
    person_id, organization_id = data.get("person_id"), data.get("organization_id")
    if not person_id and not organization_id:
        raise Invalid({"organization_id": ["Say who the talk was with: an organization or a person."]})
    if person_id:
        person = load(session, actor, Person, person_id)
        organization_id = organization_id or person.organization_id
    elif organization_id:
        load(session, actor, Organization, organization_id)
    return {**data, "organization_id": organization_id}
