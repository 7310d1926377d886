"""A customer in numbers for the card: as of this moment, of what the reader may see."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from chassis.days import add_months, today
from chassis.identity import Identity
from chassis.rights import owned_by, visible
from chassis.tables import users
from services.contacts.contracts.queries import valid_contract
from services.contacts.figures.counting import SETTLED_TICKETS, last_talk, owed
from services.contacts.figures.family import Whose, whose
from services.contacts.figures.schemas import FiguresSchema
from services.contacts.interactions.models import Interaction
from services.contacts.projections import BOUGHT, CustomerDocument

_schema = FiguresSchema()
_STANDING = CustomerDocument.state != "cancelled"
_TALKS = "contacts.interaction"


def organization_figures(session: Session, actor: Identity, args: dict[str, Any]) -> Any:
    """The figures of an organization, alone or with its subsidiaries."""
    return _figures(session, actor, whose(session, actor, "organization", args))


def person_figures(session: Session, actor: Identity, args: dict[str, Any]) -> Any:
    """The figures of a person: what they asked, and bought in their own name."""
    return _figures(session, actor, whose(session, actor, "person", args))


def _figures(session: Session, actor: Identity, who: Whose) -> Any:
    talk = _last_talk(session, actor, who)
    found = {
        "quotes": _sums(session, actor, who, "sales.quote"),
        "orders": _sums(session, actor, who, "sales.order", _STANDING),
        "invoices": _sums(session, actor, who, "sales.invoice", _STANDING),
        "paid": _sums(session, actor, who, "sales.payment"),
        "last_purchase": _last_purchase(session, actor, who),
        "last_talk": talk,
        "last_contact": talk.happened_at if talk else None,
        "next_step": _next_step(session, actor, who),
        "contract": _contract(session, actor, who),
        "subsidiaries": who.subsidiaries,
    }
    return _schema.dump(
        found | _debts(session, actor, who) | _revenue(session, actor, who) | _asked(session, actor, who)
    )


def seen(actor: Identity, kind: str, statement: Any) -> Any:
    """The statement narrowed to documents of one kind that the reader may see."""
    statement = statement.where(CustomerDocument.noun == kind.partition(".")[2])
    mine = owned_by(actor, actor.rule(kind).view, CustomerDocument.owner_id, users.c.role_path)
    if mine is None:
        return statement
    return statement.outerjoin(users, users.c.id == CustomerDocument.owner_id).where(mine)


def _sums(
    session: Session, actor: Identity, who: Whose, kind: str, *conditions: ColumnElement[bool]
) -> dict[str, Any] | None:
    if not actor.may(kind, "view"):
        return None
    statement = select(CustomerDocument.currency, func.count(), func.sum(CustomerDocument.total))
    statement = seen(actor, kind, statement).where(who.documents, *conditions)
    return _counted(session.execute(statement.group_by(CustomerDocument.currency)).all())


def _debts(session: Session, actor: Identity, who: Whose) -> dict[str, Any]:
    """Invoices that payments do not cover, and those of them past their day: what is still open of them."""
    if not actor.may("sales.invoice", "view"):
        return {"unpaid": None, "overdue": None}
    invoices = owed(seen(actor, "sales.invoice", select(CustomerDocument.id)).where(who.documents))
    statement = select(invoices.c.currency, func.count(), func.sum(invoices.c.open)).group_by(invoices.c.currency)
    late = statement.where(invoices.c.due_on < today())
    return {"unpaid": _counted(session.execute(statement).all()), "overdue": _counted(session.execute(late).all())}


def _revenue(session: Session, actor: Identity, who: Whose) -> dict[str, Any]:
    """Net revenue by currency in two years, and by month in the currency most invoices are in."""
    if not actor.may("sales.invoice", "view"):
        return {"revenue": None, "months": None, "currency": None}
    day, document = today(), CustomerDocument
    net = func.sum(func.coalesce(document.net, document.total)).label("net")
    year, month = extract("year", document.day).label("year"), extract("month", document.day).label("month")
    this_year = document.day > add_months(day, -12)
    first = add_months(day, -24)
    statement = select(document.currency, year, month, this_year.label("recent"), net, func.count().label("number"))
    statement = seen(actor, "sales.invoice", statement).where(who.documents, _STANDING, document.day > first)
    rows = session.execute(statement.group_by(document.currency, year, month, this_year)).all()
    numbers: dict[str, int] = {}
    for row in rows:
        numbers[row.currency] = numbers.get(row.currency, 0) + row.number
    main = min(numbers, key=lambda code: (-numbers[code], code), default=None)
    years = [_years(rows, currency) for currency in sorted(numbers, key=lambda code: (code != main, code))]
    return {"currency": main, "revenue": years, "months": _months(rows, main, day)}


def _years(rows: Sequence[Any], currency: str) -> dict[str, Any]:
    own = [row for row in rows if row.currency == currency]
    sums = [sum((row.net for row in own if bool(row.recent) is recent), Decimal(0)) for recent in (True, False)]
    return {"currency": currency, "last_year": sums[0], "year_before": sums[1]}


def _months(rows: Sequence[Any], currency: str | None, day: date) -> list[dict[str, Any]]:
    """Twenty-four months to this one, those without revenue too."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.currency == currency:
            name = f"{int(row.year)}-{int(row.month):02}"
            sums[name] = sums.get(name, Decimal(0)) + row.net
    names = [f"{add_months(day.replace(day=1), -back):%Y-%m}" for back in range(23, -1, -1)]
    return [{"month": name, "net": sums.get(name, Decimal(0))} for name in names]


def _asked(session: Session, actor: Identity, who: Whose) -> dict[str, Any]:
    if not actor.may("helpdesk.ticket", "view"):
        return {"tickets": None, "open_tickets": None, "complaints": None}
    statement = select(CustomerDocument.state, CustomerDocument.topic, func.count().label("number"))
    statement = seen(actor, "helpdesk.ticket", statement).where(who.documents)
    rows = session.execute(statement.group_by(CustomerDocument.state, CustomerDocument.topic)).all()
    return {
        "tickets": sum(row.number for row in rows),
        "open_tickets": sum(row.number for row in rows if row.state not in SETTLED_TICKETS),
        "complaints": sum(row.number for row in rows if row.topic == "complaint"),
    }


def _last_purchase(session: Session, actor: Identity, who: Whose) -> dict[str, Any] | None:
    found: list[CustomerDocument] = []
    for noun in BOUGHT:
        if actor.may(f"sales.{noun}", "view"):
            statement = select(CustomerDocument).where(who.documents, _STANDING, CustomerDocument.day.is_not(None))
            newest = seen(actor, f"sales.{noun}", statement).order_by(CustomerDocument.day.desc()).limit(1)
            found += session.scalars(newest).all()
    if not found:
        return None
    last = max(found, key=lambda document: str(document.day))
    return {"id": last.id, "kind": f"sales.{last.noun}", "number": last.number, "day": last.day}


def _talks_seen(actor: Identity, who: Whose) -> list[ColumnElement[bool]] | None:
    if not actor.may(_TALKS, "view"):
        return None
    mine = visible(actor, _TALKS, Interaction)
    return [who.talks, *([] if mine is None else [mine])]


def _last_talk(session: Session, actor: Identity, who: Whose) -> Any:
    conditions = _talks_seen(actor, who)
    return None if conditions is None else session.execute(last_talk(*conditions)).first()


def _next_step(session: Session, actor: Identity, who: Whose) -> Any:
    """The most pressing of what was agreed and is not yet done."""
    conditions = _talks_seen(actor, who)
    if conditions is None:
        return None
    talk = Interaction
    pending = (talk.deleted_at.is_(None), talk.next_step.is_not(None), talk.next_step_done.is_(False))
    statement = select(talk.id, talk.next_step, talk.next_step_on, talk.owner_name).where(*conditions, *pending)
    return session.execute(statement.order_by(talk.next_step_on.is_(None), talk.next_step_on).limit(1)).first()


def _contract(session: Session, actor: Identity, who: Whose) -> dict[str, Any] | None:
    """The contract that holds with the organization itself."""
    if who.kind != "organization" or not actor.may("contacts.contract", "view"):
        return None
    found = valid_contract(session, who.ids[0], actor=actor)
    if found is None:
        return None
    left = (found.valid_until - today()).days if found.valid_until else None
    names = ("id", "number", "title", "valid_until")
    return {"days_left": left, **{name: getattr(found, name) for name in names}}


def _counted(rows: Sequence[Any]) -> dict[str, Any]:
    amounts: dict[str, Decimal] = {}
    for currency, _number, total in rows:
        if currency:
            amounts[currency] = amounts.get(currency, Decimal(0)) + (total or Decimal(0))
    listed = [{"currency": currency, "total": amounts[currency]} for currency in sorted(amounts)]
    return {"number": sum(row[1] for row in rows), "amounts": listed}
