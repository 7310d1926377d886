"""Figures for the dashboard: grouped in SQL, per currency, of the records the actor may see."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, select, true
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.fields import Date as DateField
from chassis.fields import Integer, Lines, Schema, Text
from chassis.fields import Money as MoneyField
from chassis.identity import Identity
from chassis.rights import visible
from services.sales.company import company
from services.sales.invoices.models import OPEN, Invoice
from services.sales.opportunities.models import CLOSED, STAGES, Opportunity
from services.sales.orders.models import Order
from services.sales.payments.models import Payment
from services.sales.quotes.models import OPEN as OPEN_QUOTES
from services.sales.quotes.models import Quote

MONTHS = 12


class Figure(Schema):
    """A number of records and what they come to, in one currency."""

    currency = Text()
    count = Integer()
    amount = MoneyField()


class StageFigure(Figure):
    """Open deals in a stage; `weighted` by their probability."""

    stage = Text()
    weighted = MoneyField()


class MonthFigure(Schema):
    """What was invoiced and what came in in a month."""

    month = Text(example="2026-03")
    currency = Text()
    invoiced = MoneyField()
    income = MoneyField()


class TopCustomer(Figure):
    """A customer and what was invoiced to him."""

    customer_id = Text()
    person_id = Text()
    name = Text()


class DashboardOut(Schema):
    """The last twelve months at a glance; `currency` is the firm's own, to be shown first."""

    currency = Text()
    since = DateField()
    until = DateField()
    income = Lines(Figure)
    invoiced = Lines(Figure)
    orders = Lines(Figure)
    open_orders = Lines(Figure)
    open_quotes = Lines(Figure)
    unpaid = Lines(Figure)
    overdue = Lines(Figure)
    pipeline = Lines(StageFigure)
    months = Lines(MonthFigure)
    top_customers = Lines(TopCustomer)


def dashboard(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Income, invoices, orders, quotes and pipeline of the last twelve months; nine queries."""
    day = today()
    since = first_month(day)
    invoiced = _by_month(session, _seen(actor, Invoice), Invoice.issued_on, Invoice.net_total, Invoice.currency, since)
    income = _by_month(session, _seen(actor, Payment), Payment.paid_on, Payment.amount, Payment.currency, since)
    unpaid, overdue = _unpaid(session, actor, day)
    orders, open_orders = _orders(session, actor, since)
    figures = {
        "currency": company(session).currency,
        "since": since,
        "until": day,
        "income": _sums(income),
        "invoiced": _sums(invoiced),
        "orders": orders,
        "open_orders": open_orders,
        "open_quotes": _open_quotes(session, actor),
        "unpaid": unpaid,
        "overdue": overdue,
        "pipeline": _pipeline(session, actor),
        "months": _months(invoiced, income, since),
        "top_customers": _top_customers(session, actor, since),
    }
    return dict(DashboardOut().dump(figures))


def first_month(day: date) -> date:
    """The first day of the twelve months that end with this one."""
    month = day.year * 12 + day.month - MONTHS
    return date(month // 12, month % 12 + 1, 1)


Monthly = dict[tuple[str, str], tuple[int, Decimal]]


def _seen(actor: Identity, model: Any) -> ColumnElement[bool]:
    condition = visible(actor, f"sales.{model.kind}", model)
    alive: ColumnElement[bool] = model.deleted_at.is_(None)
    return alive & (true() if condition is None else condition)


def _figures(session: Session, statement: Any) -> list[dict[str, Any]]:
    return sorted((dict(row) for row in session.execute(statement).mappings()), key=lambda row: str(row["currency"]))


def _by_month(session: Session, seen: ColumnElement[bool], on: Any, amount: Any, currency: Any, since: date) -> Monthly:
    """Count and sum by month and currency; the day's text starts with its month on both databases."""
    month = func.substr(cast(on, String), 1, 7)
    statement = select(month, currency, func.count(), func.sum(amount)).where(seen, on >= since)
    return {(m, c): (n, total) for m, c, n, total in session.execute(statement.group_by(month, currency))}


def _sums(monthly: Monthly) -> list[dict[str, Any]]:
    sums: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, Decimal(0)))
    for (_month, currency), (count, amount) in monthly.items():
        sums[currency] = (sums[currency][0] + count, sums[currency][1] + amount)
    return [{"currency": c, "count": n, "amount": amount} for c, (n, amount) in sorted(sums.items())]


def _months(invoiced: Monthly, income: Monthly, since: date) -> list[dict[str, Any]]:
    """Each month of each currency that occurs, empty months too, so that a chart has no holes."""
    currencies = sorted({currency for _month, currency in (*invoiced, *income)})
    first = since.year * 12 + since.month - 1
    months = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, first + MONTHS)]
    nothing = (0, Decimal(0))
    return [
        {
            "month": month,
            "currency": currency,
            "invoiced": invoiced.get((month, currency), nothing)[1],
            "income": income.get((month, currency), nothing)[1],
        }
        for currency in currencies
        for month in months
    ]


def _unpaid(session: Session, actor: Identity, day: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What is still to come in, and what of it is late."""
    late = Invoice.due_on < day
    statement = (
        select(
            Invoice.currency,
            func.count().label("count"),
            func.sum(Invoice.open_total).label("amount"),
            func.sum(case((late, 1), else_=0)).label("late_count"),
            func.sum(Invoice.open_total).filter(late).label("late_amount"),
        )
        .where(_seen(actor, Invoice), Invoice.status.in_(OPEN))
        .group_by(Invoice.currency)
    )
    rows = _figures(session, statement)
    late_rows = [
        {"currency": row["currency"], "count": row["late_count"], "amount": row["late_amount"]}
        for row in rows
        if row["late_count"]
    ]
    return rows, late_rows


def _orders(session: Session, actor: Identity, since: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """All orders of the year that stand, and those of any time that are not invoiced yet."""
    standing = Order.status.not_in(("draft", "cancelled"))
    unbilled = standing & Order.invoiced_on.is_(None)
    recent = standing & (Order.ordered_on >= since)
    columns = [
        select(
            Order.currency,
            func.count().label("count"),
            func.sum(Order.net_total).label("amount"),
        )
        .where(_seen(actor, Order), condition)
        .group_by(Order.currency)
        for condition in (recent, unbilled)
    ]
    return _figures(session, columns[0]), _figures(session, columns[1])


def _open_quotes(session: Session, actor: Identity) -> list[dict[str, Any]]:
    statement = (
        select(Quote.currency, func.count().label("count"), func.sum(Quote.net_total).label("amount"))
        .where(_seen(actor, Quote), Quote.status.in_(OPEN_QUOTES))
        .group_by(Quote.currency)
    )
    return _figures(session, statement)


def _pipeline(session: Session, actor: Identity) -> list[dict[str, Any]]:
    """Open deals by stage; weighting is done here, because SQL must not multiply two exact decimals."""
    columns = (Opportunity.stage, Opportunity.currency, Opportunity.probability)
    statement = (
        select(*columns, func.count(), func.sum(Opportunity.amount))
        .where(_seen(actor, Opportunity), Opportunity.stage.not_in(CLOSED))
        .group_by(*columns)
    )
    found: dict[tuple[str, str], tuple[int, Decimal, Decimal]] = {}
    for stage, currency, probability, count, amount in session.execute(statement):
        n, total, weighted = found.get((stage, currency), (0, Decimal(0), Decimal(0)))
        amount = amount or Decimal(0)
        share = (amount * probability / 100).quantize(Decimal("0.01"))
        found[stage, currency] = (n + count, total + amount, weighted + share)
    ordered = sorted(found.items(), key=lambda item: (item[0][1], STAGES.index(item[0][0])))
    return [
        {"stage": stage, "currency": currency, "count": n, "amount": total, "weighted": weighted}
        for (stage, currency), (n, total, weighted) in ordered
    ]


def _top_customers(session: Session, actor: Identity, since: date) -> list[dict[str, Any]]:
    """The ten customers with the most invoiced, per currency."""
    amount = func.sum(Invoice.net_total)
    who = (Invoice.currency, Invoice.customer_id, Invoice.person_id, Invoice.customer_name)
    place = func.row_number().over(partition_by=Invoice.currency, order_by=amount.desc())
    ranked = (
        select(*who, func.count().label("count"), amount.label("amount"), place.label("place"))
        .where(_seen(actor, Invoice), Invoice.issued_on >= since)
        .group_by(*who)
        .subquery()
    )
    rows = session.execute(select(ranked).where(ranked.c.place <= 10).order_by(ranked.c.currency, ranked.c.place))
    return [dict(row._mapping) | {"name": row.customer_name} for row in rows]
