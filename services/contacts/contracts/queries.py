"""Is there a valid contract?"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.identity import Identity
from chassis.records import load
from chassis.rights import visible
from services.contacts.contracts.models import Contract
from services.contacts.organizations.models import Organization

KIND = "contacts.contract"


def holds(on: date) -> ColumnElement[bool]:
    """The condition for contracts that held on a day: signed, begun, not ended."""
    return and_(
        Contract.status != "draft",
        Contract.valid_from <= on,
        or_(Contract.valid_until.is_(None), Contract.valid_until >= on),
        or_(Contract.terminated_on.is_(None), Contract.terminated_on > on),
        Contract.deleted_at.is_(None),
    )


def valid_contract(
    session: Session, organization_id: str, on: date | None = None, actor: Identity | None = None
) -> Contract | None:
    """The contract that holds on a day: the one that holds longest, a promise of secrecy only if there is no other.

    With an `actor` only among those he may see.
    """
    statement = select(Contract).where(Contract.organization_id == organization_id, holds(on or today()))
    if actor is not None and (mine := visible(actor, KIND, Contract)) is not None:
        statement = statement.where(mine)
    secrecy = case((Contract.contract_kind == "nda", 1), else_=0)
    open_ended = case((Contract.valid_until.is_(None), 0), else_=1)
    return session.scalars(statement.order_by(secrecy, open_ended, Contract.valid_until.desc()).limit(1)).first()


def show_valid(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Whether an organization has a contract that holds, and which."""
    load(session, actor, Organization, args["id"])
    on = args.get("on") or today()
    found = valid_contract(session, args["id"], on, actor)
    if found is None:
        return {"valid": False}
    left = (found.valid_until - on).days if found.valid_until else None
    names = ("id", "number", "title", "contract_kind", "valid_until", "renews")
    return {"valid": True, "days_left": left, **{name: getattr(found, name) for name in names}}
