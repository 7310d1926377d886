"""Every change of an organization."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import DomainError, Invalid, NotFound
from chassis.identity import Identity
from chassis.records import create, load, one_at_a_time, update
from chassis.records import delete as delete_record
from services.contacts.fillins import complete_organization, follow_tax_number
from services.contacts.lifecycle.commands import enter, note_status
from services.contacts.organizations.models import Organization
from services.contacts.organizations.tree import ancestors
from services.contacts.people.models import Person
from services.contacts.points import settle
from services.contacts.positions.models import PersonPosition, held
from services.contacts.sources.commands import check_source


def create_organization(session: Session, actor: Identity, data: dict[str, Any]) -> Organization:
    """Take up an organization; its lists of addresses, phones and e-mails each get one primary entry."""
    _check_parent(session, None, data.get("parent_id"))
    check_source(session, actor, data)
    _check_sole_trader(session, actor, data)
    reason = data.pop("status_reason", None)
    status = data.get("status") or "prospect"
    data |= enter(status, data.get("customer_since"))
    organization = create(session, actor, Organization, settle(complete_organization(session, data)))
    if status != "prospect":
        note_status(session, actor, organization, None, "entry", reason)
    return organization


def update_organization(
    session: Session, actor: Identity, organization: Organization, data: dict[str, Any]
) -> Organization:
    """Change an organization; the parent may not be the organization itself or one below it."""
    if data.get("parent_id"):
        _check_parent(session, organization.id, data["parent_id"])
    check_source(session, actor, data)
    if data.get("sole_trader_id") != organization.sole_trader_id:
        _check_sole_trader(session, actor, data)
    before, reason = organization.status, data.pop("status_reason", None)
    if data.get("status", before) != before:
        data |= enter(data["status"], data.get("customer_since") or organization.customer_since)
    update(session, actor, organization, settle(follow_tax_number(organization, data), organization))
    if organization.status != before:
        note_status(session, actor, organization, before, "hand", reason)
    return organization


def delete_organization(session: Session, actor: Identity, organization: Organization) -> None:
    """Remove an organization that nobody belongs to any more; documents made for it stay with their services."""
    people = select(Person.id).join(Person.positions).where(Person.deleted_at.is_(None), held(today()))
    if session.scalar(people.where(PersonPosition.organization_id == organization.id).limit(1)):
        raise DomainError("has_people", "People still belong to this organization. Move or delete them first.")
    delete_record(session, actor, organization)


def _check_sole_trader(session: Session, actor: Identity, data: dict[str, Any]) -> None:
    """Refuse a person who is not there, or not to be seen."""
    if data.get("sole_trader_id"):
        try:
            load(session, actor, Person, data["sole_trader_id"])
        except NotFound as error:
            raise Invalid({"sole_trader_id": ["There is no such person."]}) from error


def _check_parent(session: Session, own_id: str | None, parent_id: str | None) -> None:
    """Refuse a parent that is not there, or that hangs below the organization itself."""
    if not parent_id:
        return
    if own_id is not None:
        one_at_a_time(session, "contacts.organization_tree")
    line = ancestors(session, parent_id)
    if not line:
        raise Invalid({"parent_id": ["There is no such organization."]})
    if own_id in line:
        raise Invalid({"parent_id": ["An organization cannot be its own parent, not even through others."]})
