"""Every change of a contract, and what days passing do to it."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Invalid
from chassis.events import EventType, emit
from chassis.identity import Identity
from chassis.numbering import next_number
from chassis.records import create, load, update
from chassis.tables import users
from services.contacts.contracts.events import (
    ContractActivated,
    ContractData,
    ContractExpired,
    ContractExpiring,
    ContractRenewed,
    ContractTerminated,
)
from services.contacts.contracts.models import Contract
from services.contacts.organizations.models import Organization

_DAYS = ("valid_until", "notice_days", "warn_days", "renewal_months")
_BATCH = 200


def create_contract(session: Session, actor: Identity, data: dict[str, Any]) -> Contract:
    """Draw up a contract with an organization one may see."""
    load(session, actor, Organization, data["organization_id"])
    _check_days(data)
    data["number"] = data.get("number") or next_number(session, "contract", "SZ-{year}-{n:05d}", today().year)
    draft = Contract(**{name: data.get(name) for name in _DAYS if data.get(name) is not None}, **_defaults(data))
    draft.reckon()
    return create(session, actor, Contract, {**data, "warn_on": draft.warn_on})


def update_contract(session: Session, actor: Identity, contract: Contract, data: dict[str, Any]) -> Contract:
    """Change a contract; with its days the day of the warning changes."""
    if "organization_id" in data and data["organization_id"] != contract.organization_id:
        load(session, actor, Organization, data["organization_id"])
    if "number" in data and not data["number"]:
        raise Invalid({"number": ["This is needed."]})
    _check_days({name: getattr(contract, name) for name in (*_DAYS, "valid_from", "status")} | data)
    for name in _DAYS:
        if name in data:
            setattr(contract, name, data[name])
    contract.reckon()
    return update(session, actor, contract, data)


def activate_contract(session: Session, actor: Identity, contract_id: str, signed_on: date | None = None) -> Contract:
    """Put a signed contract into force."""
    contract = load(session, actor, Contract, contract_id, action="activate")
    contract.activate(signed_on or today())
    _check_days({"valid_from": contract.valid_from, "valid_until": contract.valid_until})
    return _told(session, ContractActivated, contract)


def terminate_contract(
    session: Session, actor: Identity, contract_id: str, on: date | None = None, reason: str | None = None
) -> Contract:
    """End a contract before its time."""
    contract = load(session, actor, Contract, contract_id, action="terminate")
    contract.terminate(on or today(), reason)
    return _told(session, ContractTerminated, contract)


def warn_of_ends(session: Session, day: date) -> int:
    """Say of contracts in force, once for each end, that it is near; returns how many were said."""
    unsaid = or_(Contract.warned_for.is_(None), Contract.warned_for != Contract.valid_until)
    due = _in_force().where(Contract.warn_on <= day, Contract.valid_until >= day, unsaid)
    contracts = session.scalars(due.order_by(Contract.warn_on).limit(_BATCH)).all()
    for contract in contracts:
        contract.warned_for = contract.valid_until
        end = contract.last_notice_on or contract.valid_until
        more = {"days": max((end - day).days, 0) if end else 0, "owner_email": _email(session, contract.owner_id)}
        emit(session, ContractExpiring, contract, _data(contract) | more, _relations(contract))
    return len(contracts)


def end_contracts(session: Session, day: date) -> int:
    """Renew the contracts whose last day has passed, or let them expire; returns how many."""
    over = _in_force().where(Contract.valid_until < day)
    contracts = session.scalars(over.order_by(Contract.valid_until).limit(_BATCH)).all()
    for contract in contracts:
        if contract.renews:
            contract.renew(day)
            _told(session, ContractRenewed, contract)
        else:
            contract.expire()
            _told(session, ContractExpired, contract)
    return len(contracts)


def _in_force() -> Any:
    open_ones = select(Contract).where(Contract.status == "active", Contract.deleted_at.is_(None))
    return open_ones.with_for_update(skip_locked=True, of=Contract)


def _told(session: Session, event_type: EventType, contract: Contract) -> Contract:
    session.flush()
    emit(session, event_type, contract, _data(contract), _relations(contract))
    return contract


def _data(contract: Contract) -> dict[str, Any]:
    return {name: getattr(contract, name) for name in ContractData._declared_fields}


def _relations(contract: Contract) -> list[str]:
    return [f"contacts.organization:{contract.organization_id}"]


def _email(session: Session, user_id: str | None) -> str | None:
    return session.scalar(select(users.c.email).where(users.c.id == user_id, users.c.active.is_(True)))


def _defaults(data: dict[str, Any]) -> dict[str, int]:
    usual = {"notice_days": 0, "warn_days": 30}
    return {name: value for name, value in usual.items() if data.get(name) is None}


def _check_days(data: dict[str, Any]) -> None:
    begin, end = data.get("valid_from"), data.get("valid_until")
    if begin and end and end < begin:
        raise Invalid({"valid_until": ["The end must not come before the beginning."]})
    if not begin and data.get("status", "draft") != "draft":
        raise Invalid({"valid_from": ["This is needed."]})
    if data.get("renewal_months") and not end:
        raise Invalid({"valid_until": ["A contract that renews itself needs an end."]})
