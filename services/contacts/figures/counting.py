"""Counting a customer anew from the projections and the talks, in the transaction of whatever changed them."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy import update as update_rows
from sqlalchemy.orm import Session, aliased

from chassis.days import add_months, today
from chassis.db import insert_into
from services.contacts.figures.family import Whose
from services.contacts.figures.models import CustomerFigures
from services.contacts.interactions.models import Interaction
from services.contacts.projections import CustomerDocument

SETTLED_TICKETS = ("solved", "closed")
NO_CONTACT = "note"
_ZERO = Decimal(0)
_AGEING_BATCH = 200
_DAY = timedelta(days=1)


def owed(invoices: Any) -> Any:
    """Of the invoices that a statement finds the ids of: what payments leave open, with currency and day."""
    payment = aliased(CustomerDocument)
    paid = select(func.sum(payment.total)).where(payment.invoice_id == CustomerDocument.id, payment.noun == "payment")
    left = CustomerDocument.total - func.coalesce(paid.correlate(CustomerDocument).scalar_subquery(), _ZERO)
    invoices = invoices.where(CustomerDocument.state != "cancelled")
    columns = (CustomerDocument.currency, CustomerDocument.due_on, left.label("open"))
    found = invoices.with_only_columns(*columns).subquery()
    return select(found).where(found.c.open > 0).subquery()


def recount(session: Session, customers: Iterable[tuple[str, str]], on: date | None = None) -> None:
    """Count customers (kind, id) anew. Each row is locked first, so that two workers count one after the other."""
    session.flush()
    day = on or today()
    for customer_id, kind in sorted({(customer_id, kind) for kind, customer_id in customers}):
        _lock(session, customer_id, kind)
        row = CustomerFigures.__table__
        session.execute(
            update_rows(row).where(row.c.id == customer_id).values(**counted(session, customer_id, kind, day))
        )


def _lock(session: Session, customer_id: str, kind: str) -> None:
    zeros = {c.name: c.default.arg for c in CustomerFigures.__table__.columns if c.default is not None}
    statement = insert_into(session, CustomerFigures.__table__).values(id=customer_id, kind=kind, **zeros)
    session.execute(statement.on_conflict_do_update(index_elements=["id"], set_={"kind": kind}))


def counted(session: Session, customer_id: str, kind: str, day: date) -> dict[str, Any]:
    """The figures of a customer as of a day."""
    who = Whose(kind, (customer_id,))
    rows = session.execute(_totals(who, day)).all()
    invoices = [row for row in rows if row.noun == "invoice"]
    main = min(invoices or rows, key=lambda row: (row.currency is None, -row.standing, row.currency), default=None)
    currency = main.currency if main else None
    own = next((row for row in invoices if row.currency == currency), None)
    bought = [row for row in rows if row.noun in ("order", "invoice")]
    unpaid, overdue = _owed(session, who, currency, day) if own else (_ZERO, _ZERO)
    return {
        "currency": currency,
        **{f"{noun}s": sum(row.standing for row in rows if row.noun == noun) for noun in ("quote", "order", "invoice")},
        "revenue": own.revenue or _ZERO if own else _ZERO,
        "revenue_12m": own.year or _ZERO if own else _ZERO,
        "revenue_prev_12m": own.year_before or _ZERO if own else _ZERO,
        "unpaid": unpaid,
        "overdue": overdue,
        "tickets": sum(row.all for row in rows if row.noun == "ticket"),
        "open_tickets": sum(row.open for row in rows if row.noun == "ticket"),
        "complaints": sum(row.complaints for row in rows if row.noun == "ticket"),
        "first_purchase_on": min((row.first for row in bought if row.first), default=None),
        "last_purchase_on": max((row.last for row in bought if row.last), default=None),
        **_last_contact(session, who),
        "ages_on": _ages_on(rows, day),
    }


def _totals(who: Whose, day: date) -> Any:
    document = CustomerDocument
    year, two = add_months(day, -12), add_months(day, -24)
    stands, net = document.state != "cancelled", func.coalesce(document.net, document.total)
    this, before = and_(stands, document.day > year), and_(stands, document.day > two, document.day <= year)

    def number(condition: ColumnElement[bool]) -> Any:
        return func.sum(case((condition, 1), else_=0))

    def least(condition: ColumnElement[bool], column: Any) -> Any:
        return func.min(case((condition, column)))

    return (
        select(
            document.noun,
            document.currency,
            func.count().label("all"),
            number(stands).label("standing"),
            number(document.state.not_in(SETTLED_TICKETS)).label("open"),
            number(document.topic == "complaint").label("complaints"),
            func.sum(case((stands, net))).label("revenue"),
            func.sum(case((this, net))).label("year"),
            func.sum(case((before, net))).label("year_before"),
            least(stands, document.day).label("first"),
            func.max(case((stands, document.day))).label("last"),
            least(this, document.day).label("leaves_year"),
            least(before, document.day).label("leaves_two"),
            least(and_(stands, document.due_on >= day), document.due_on).label("falls_due"),
        )
        .where(who.documents)
        .group_by(document.noun, document.currency)
    )


def _ages_on(rows: Iterable[Any], day: date) -> date | None:
    """The day on which something next falls due, or the eve of its leaving a window (months differ in length)."""
    days: list[date] = []
    for row in rows:
        if row.noun == "invoice":
            days += [add_months(row.leaves_year, 12) - _DAY] if row.leaves_year else []
            days += [add_months(row.leaves_two, 24) - _DAY] if row.leaves_two else []
            days += [row.falls_due + _DAY] if row.falls_due else []
    return max(min(days), day + _DAY) if days else None


def _owed(session: Session, who: Whose, currency: str | None, day: date) -> tuple[Decimal, Decimal]:
    own = (CustomerDocument.noun == "invoice", CustomerDocument.currency == currency)
    invoices = owed(select(CustomerDocument.id).where(who.documents, *own))
    late = case((invoices.c.due_on < day, invoices.c.open))
    unpaid, overdue = session.execute(select(func.sum(invoices.c.open), func.sum(late))).one()
    return unpaid or _ZERO, overdue or _ZERO


def _last_contact(session: Session, who: Whose) -> dict[str, Any]:
    row = session.execute(last_talk(who.talks)).first()
    names = ("last_contact_at", "last_contact_by", "last_contact_channel")
    return dict(zip(names, (row.happened_at, row.owner_name, row.channel) if row else (None, None, None), strict=True))


def last_talk(*conditions: ColumnElement[bool]) -> Any:
    """The latest of the talks: a note that nobody heard is none."""
    talk = Interaction
    statement = select(talk.id, talk.happened_at, talk.owner_name, talk.channel, talk.subject)
    statement = statement.where(*conditions, talk.deleted_at.is_(None), talk.channel != NO_CONTACT)
    return statement.order_by(talk.happened_at.desc(), talk.id.desc()).limit(1)


def age(session: Session, on: date) -> int:
    """Count anew some of those whom time has changed since; how many."""
    due = select(CustomerFigures.kind, CustomerFigures.id).where(CustomerFigures.ages_on <= on)
    rows = session.execute(due.order_by(CustomerFigures.ages_on).limit(_AGEING_BATCH)).all()
    recount(session, [(row.kind, row.id) for row in rows], on)
    return len(rows)
