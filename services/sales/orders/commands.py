"""Orders are drafted, confirmed, delivered, invoiced, or cancelled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Forbidden
from chassis.events import EventType, emit
from chassis.identity import Identity
from chassis.numbering import next_number
from chassis.records import build, change, delete, load, lookup
from services.sales.events import OrderCancelled, OrderConfirmed, OrderDelivered
from services.sales.invoices.commands import draft_invoice
from services.sales.invoices.models import Invoice
from services.sales.lines.commands import complete, revise
from services.sales.lines.facts import lines_data, relations, trade_data
from services.sales.lines.models import copy_customer, copy_line, copy_totals
from services.sales.orders.models import Order
from services.sales.owners import hand_over
from services.sales.projections import Product
from services.sales.quotes.models import Quote

PATTERN = "SO-{year}-{n:05d}"


def create_order(session: Session, actor: Identity, data: Mapping[str, Any]) -> Order:
    """A new draft; what is left out comes from customer, products and company."""
    order = draft_order(session, actor, complete(session, data))
    session.flush()  # constraints answer here
    return order


def order_of_quote(session: Session, actor: Identity, quote: Quote, confirm: bool) -> Order:
    """The order of a quote, line by line as quoted; confirmed before it is first written if asked for."""
    values = copy_customer(quote) | copy_totals(quote)
    values |= {"notes": quote.notes, "quote_id": quote.id, "quote_number": quote.number}
    values["lines"] = [copy_line(line) for line in quote.lines]
    goods = _goods(session, [line.product_id for line in quote.lines]) if confirm else set()
    order = draft_order(session, actor, values)
    hand_over(quote, order, actor)
    quote.order(order.id, order.number)
    if confirm:
        _confirm(session, order, goods)
    return order


def draft_order(session: Session, actor: Identity, values: dict[str, Any]) -> Order:
    """A draft of complete values, with its number, not written yet."""
    day = today()
    values |= {"status": "draft", "ordered_on": values.get("ordered_on") or day}
    values["number"] = next_number(session, "order", PATTERN, day.year)
    return build(session, actor, Order, values)


def update_order(session: Session, actor: Identity, order: Order, data: Mapping[str, Any]) -> Order:
    """Change a draft."""
    order.guard_change()
    values = revise(session, order, data)
    if values.get("ordered_on", order) is None:
        del values["ordered_on"]
    change(session, actor, order, values)
    session.flush()  # constraints answer here, and the version grows
    return order


def delete_order(session: Session, actor: Identity, order: Order) -> None:
    """Throw a draft away, and give its quote free."""
    order.guard_change()
    _free_quote(session, order)
    delete(session, actor, order)


def confirm_order(session: Session, actor: Identity, order_id: str) -> Order:
    """The order stands; inventory is asked to keep stock for it."""
    order = load(session, actor, Order, order_id, action="confirm")
    _confirm(session, order, _goods(session, [line.product_id for line in order.lines]))
    return order


def cancel_order(session: Session, actor: Identity, order_id: str) -> Order:
    """The order is off; inventory frees its stock."""
    order = load(session, actor, Order, order_id, action="cancel")
    was_draft = order.status == "draft"
    order.cancel()
    _free_quote(session, order)
    if not was_draft:
        _tell(session, order, OrderCancelled)
    return order


def deliver_order(session: Session, actor: Identity, order_id: str, delivered_on: date | None = None) -> Order:
    """The goods left for the customer."""
    order = load(session, actor, Order, order_id, action="deliver")
    order.deliver(delivered_on or today())
    _tell(session, order, OrderDelivered)
    return order


def make_invoice(
    session: Session, actor: Identity, order_id: str, issue: bool = False, issued_on: date | None = None
) -> Invoice:
    """The invoice of an order, line by line as ordered; issued at once if asked for."""
    order = load(session, actor, Order, order_id, action="make_invoice")
    if issue and not actor.may("sales.invoice", "issue"):
        raise Forbidden
    order.guard_invoice()
    values = copy_customer(order) | copy_totals(order)
    values |= {"notes": order.notes, "order_id": order.id, "order_number": order.number}
    values |= {"fulfilled_on": order.delivered_on, "payment_days": None}
    values["lines"] = [copy_line(line) | {"order_line_id": line.id} for line in order.lines]
    return draft_invoice(session, actor, values, order, issue=issue, issued_on=issued_on)


def _goods(session: Session, product_ids: list[str | None]) -> set[str]:
    """Which of the products are goods, not services."""
    ids = {product_id for product_id in product_ids if product_id}
    if not ids:
        return set()
    return set(session.scalars(select(Product.id).where(Product.id.in_(ids), Product.type == "goods")))


def _confirm(session: Session, order: Order, goods: set[str]) -> None:
    order.confirm(today(), goods)
    _tell(session, order, OrderConfirmed)


def _free_quote(session: Session, order: Order) -> None:
    quote = lookup(session, Quote, order.quote_id, lock=True)
    if quote is not None and quote.order_id == order.id:
        quote.reopen()


def _tell(session: Session, order: Order, event_type: EventType) -> None:
    names = ("reference", "ordered_on", "deliver_on", "delivered_on", "quote_id")
    data = trade_data(order) | {name: getattr(order, name) for name in names} | {"lines": lines_data(order.lines)}
    emit(session, event_type, order, data, relates_to=relations(order, quote=order.quote_id))
