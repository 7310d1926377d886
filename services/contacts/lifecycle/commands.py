"""Every change of a life cycle goes through here: it is written down and told."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import add_months, today
from chassis.events import emit
from chassis.identity import SYSTEM, Identity
from chassis.ids import new_id
from chassis.records import load, update
from chassis.types import utc_now
from services.contacts.events import OrganizationStatusChanged
from services.contacts.lifecycle.models import StatusChange
from services.contacts.organizations.models import Organization
from services.contacts.projections import CustomerDocument

_BATCH = 200
_BOUGHT = ("order", "invoice")


def note_status(
    session: Session, actor: Identity, organization: Organization, before: str | None, rule: str, reason: str | None
) -> None:
    """Write down that an organization is in another state now, and tell the others."""
    change = StatusChange(
        id=new_id(),
        organization_id=organization.id,
        at=organization.status_since or utc_now(),
        before=before,
        status=organization.status,
        rule=rule,
        reason=reason,
        actor_name=actor.name,
        owner_id=organization.owner_id,
        owner_name=organization.owner_name,
        owner_path=organization.owner_path,
        created_by=actor.user_id,
        updated_by=actor.user_id,
        custom={},
    )
    session.add(change)
    if before is not None:
        told = {"name": organization.name, "status": organization.status, "before": before}
        emit(session, OrganizationStatusChanged, organization, {**told, "rule": rule, "reason": reason})


def enter(status: str, customer_since: date | None) -> dict[str, Any]:
    """The columns that go with a state entered now; the day of the first purchase stays, but a prospect has none."""
    since = None if status == "prospect" else customer_since or (today() if status == "active" else None)
    return {"status": status, "status_since": utc_now(), "customer_since": since}


def move(
    session: Session, actor: Identity, organization: Organization, status: str, rule: str, reason: str | None = None
) -> None:
    """Bring an organization into a state, unless it is there."""
    before = organization.status
    if before != status:
        update(session, actor, organization, enter(status, organization.customer_since))
        note_status(session, actor, organization, before, rule, reason)


def set_status(
    session: Session, actor: Identity, organization_id: str, status: str, reason: str | None = None
) -> Organization:
    """Change the life cycle by hand, with the reason if there is one to say."""
    organization = load(session, actor, Organization, organization_id, action="set_status")
    move(session, actor, organization, status, "hand", reason)
    return organization


def became_customer(session: Session, actor: Identity, organization: Organization, bought_at: datetime) -> None:
    """Make who buys an active customer, a former one too; what was bought before he left says nothing new."""
    if organization.status == "prospect":
        move(session, actor, organization, "active", "purchase")
    elif organization.status == "former" and bought_at > (organization.status_since or bought_at):
        move(session, actor, organization, "active", "return")


def retire(session: Session, months: int, day: date) -> int:
    """Make customers former who bought something once but nothing for so many months; returns how many, by batches."""
    limit = datetime.combine(add_months(day, -months), time(), utc_now().tzinfo)
    bought = select(CustomerDocument.id).where(
        CustomerDocument.customer_id == Organization.id,
        CustomerDocument.noun.in_(_BOUGHT),
        CustomerDocument.state != "cancelled",
    )
    idle = select(Organization).where(
        Organization.status == "active",
        Organization.status_since < limit,
        Organization.deleted_at.is_(None),
        bought.exists(),
        ~bought.where(CustomerDocument.at >= limit).exists(),
    )
    locked = idle.with_for_update(skip_locked=True, of=Organization)
    found = session.scalars(locked.order_by(Organization.status_since).limit(_BATCH)).all()
    for organization in found:
        move(session, SYSTEM, organization, "former", "idle")
    return len(found)
