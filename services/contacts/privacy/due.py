"""Who is due for deletion: people kept longer than the retention rules allow (GDPR article 5(1)(e)).

Both rules spare whoever consented to anything by mail, phone, post or SMS, whose organization has a contract in force,
and whom, or whose organization, anything happened with since.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from chassis.days import add_months, today
from chassis.events import emit
from chassis.fields import show_time
from chassis.identity import SYSTEM, Identity
from chassis.ids import new_id
from chassis.resource import Args
from chassis.rights import visible
from chassis.runtime import Runtime
from chassis.service import Schedule
from chassis.settings import Settings
from services.contacts.contracts.models import Contract
from services.contacts.figures.models import CustomerFigures
from services.contacts.people.models import FLAGS, Person
from services.contacts.privacy.commands import receive_request
from services.contacts.privacy.events import PeopleDue
from services.contacts.privacy.models import OPEN, PrivacyRequest
from services.contacts.projections import CustomerDocument

PAGE = 50
_own, _firm = aliased(CustomerFigures), aliased(CustomerFigures)


def due(runtime: Runtime, actor: Identity, args: Args) -> dict[str, Any]:
    """The people due whom the reader may see and for whom no erasure is under way, the longest kept first."""
    rules = _rules(runtime.settings, today())
    with runtime.reading(actor) as session:
        rows = session.execute(_statement(actor, rules, args.get("cursor"))).mappings().all()
    page = rows[:PAGE]
    return {
        "prospect_months": runtime.settings.due_prospect_months,
        "customer_years": runtime.settings.due_former_years,
        "data": [_shown(row) for row in page],
        "next": page[-1]["person_id"] if len(rows) > PAGE else None,
    }


def _shown(row: Any) -> dict[str, Any]:
    bought = row["last_purchase_on"]
    told = {"entered_at": show_time(row["entered_at"]), "last_purchase_on": bought and bought.isoformat()}
    return {**row, **told}


def make_requests(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """Erasure requests for some people, to be decided like any other."""
    made = [
        receive_request(session, actor, {"type": "erasure", "person_id": person_id, "details": args["details"]})
        for person_id in dict.fromkeys(args["ids"])
    ]
    return {"ids": [request.id for request in made]}


def tell_due(runtime: Runtime) -> None:
    """Say how many people are due for deletion, as long as there are any."""
    rules = _rules(runtime.settings, today())
    with runtime.transaction() as session:
        people = _due(SYSTEM, rules).subquery()
        number = session.scalar(select(func.count()).select_from(people)) or 0
        if number:
            emit(session, PeopleDue, _Report(new_id()), {"people": number})


@dataclass(frozen=True)
class _Report:
    """What the event is about: the report of a day, which is kept nowhere."""

    id: str
    kind: str = "due_report"
    version: int = 1


SCHEDULE = Schedule("tell-due", every=86_400, run=tell_due)


def _rules(settings: Settings, day: date) -> ColumnElement[str]:
    """Which rule a person falls under; null when none."""
    bought = or_(_own.last_purchase_on.is_not(None), _firm.last_purchase_on.is_not(None))
    cases = []
    if settings.due_prospect_months > 0:
        limit = add_months(day, -settings.due_prospect_months)
        cases.append((and_(~bought, _quiet(limit)), "no_contact"))
    if settings.due_former_years > 0:
        limit = add_months(day, -12 * settings.due_former_years)
        gone = [or_(f.last_purchase_on.is_(None), f.last_purchase_on < limit) for f in (_own, _firm)]
        cases.append((and_(bought, *gone, _quiet(limit)), "customer_gone"))
    return case(*cases, else_=None) if cases else case((false(), "no_contact"), else_=None)


def _quiet(limit: date) -> ColumnElement[bool]:
    """Nothing happened since a day with the person or the organization: no talk, quote, order, invoice or ticket."""
    moment = datetime.combine(limit, time(), UTC)
    silent = [or_(f.last_contact_at.is_(None), f.last_contact_at < moment) for f in (_own, _firm)]
    document = select(CustomerDocument.id).where(CustomerDocument.at >= moment)
    named = (
        CustomerDocument.customer_id == Person.id,
        CustomerDocument.person_id == Person.id,
        CustomerDocument.customer_id == Person.organization_id,
    )
    return and_(Person.created_at < moment, *silent, *(~document.where(who).exists() for who in named))


def _statement(actor: Identity, rules: ColumnElement[str], cursor: str | None) -> Any:
    statement = _due(actor, rules)
    if cursor:
        statement = statement.where(Person.id > cursor)
    return statement.order_by(Person.id).limit(PAGE + 1)


def _due(actor: Identity, rules: ColumnElement[str]) -> Any:
    asked = select(PrivacyRequest.id).where(
        PrivacyRequest.person_id == Person.id, PrivacyRequest.type == "erasure", PrivacyRequest.status.in_(OPEN)
    )
    contract = select(Contract.id).where(
        Contract.organization_id == Person.organization_id, Contract.status == "active", Contract.deleted_at.is_(None)
    )
    statement = (
        select(
            Person.id.label("person_id"), Person.name, Person.organization_id, Person.organization_name,
            Person.owner_name, Person.created_at.label("entered_at"), rules.label("reason"),
            func.coalesce(_own.last_purchase_on, _firm.last_purchase_on).label("last_purchase_on"),
        )
        .outerjoin(_own, _own.id == Person.id)
        .outerjoin(_firm, _firm.id == Person.organization_id)
        .where(Person.deleted_at.is_(None), rules.is_not(None), ~asked.exists(), ~contract.exists())
        .where(*(getattr(Person, flag).is_(False) for flag in FLAGS))
    )  # fmt: skip
    if (mine := visible(actor, "contacts.person", Person)) is not None:
        statement = statement.where(mine)
    return statement
