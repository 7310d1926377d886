"""Where an order stands, as one line: quote → order → reserved → delivered → invoiced → paid."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.fields import Date, Lines, Link, Schema, Text
from chassis.i18n import translator
from chassis.identity import Identity
from chassis.records import load, lookup
from services.sales.invoices.models import Invoice
from services.sales.orders.models import Order
from services.sales.quotes.models import Quote

RESERVED = {
    "reserved": ("done", "Reserved"),
    "waiting": ("waiting", "Waiting for stock"),
    "none": ("none", "No stock needed"),
}
ASKED = ("current", "Asked from stock")


class StepOut(Schema):
    """One step: done, current, waiting (for something outside), open, or none (does not apply)."""

    step = Text(example="reserved")
    label = Text(example="Waiting for stock")
    state = Text(example="waiting")
    on = Date()
    kind = Text(example="sales.invoice")
    record_id = Link("")
    name = Text(example="INV-2026-00031")


class ProgressOut(Schema):
    """The steps of an order in their order."""

    steps = Lines(StepOut)


def order_progress(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """The steps of one order."""
    order = load(session, actor, Order, args["id"])
    invoice = lookup(session, Invoice, order.invoice_id)
    quote = lookup(session, Quote, order.quote_id)
    steps = [_quote(quote), _order(order), _reserved(order), _delivered(order), _invoiced(invoice), _paid(invoice)]
    words = translator(actor.language, [session.info["service"].folder])
    for step in steps:
        step["label"] = words(step["label"])
    return dict(ProgressOut().dump({"steps": steps}))


def _step(step: str, label: str, state: str, on: Any = None, record: Any = None) -> dict[str, Any]:
    link = {} if record is None else {"kind": f"sales.{record.kind}", "record_id": record.id, "name": record.number}
    return {"step": step, "label": label, "state": state, "on": on, **link}


def _quote(quote: Quote | None) -> dict[str, Any]:
    if quote is None:
        return _step("quote", "Quote", "none")
    return _step("quote", "Quote", "done", quote.sent_on or quote.created_at.date(), quote)


def _order(order: Order) -> dict[str, Any]:
    if order.status == "cancelled":
        return _step("order", "Cancelled", "none", None, order)
    if order.status == "draft":
        return _step("order", "Order", "current", None, order)
    return _step("order", "Order", "done", order.confirmed_on, order)


def _reserved(order: Order) -> dict[str, Any]:
    if order.status == "draft":
        return _step("reserved", "Reserved", "open")
    state, label = RESERVED.get(order.stock_state, ASKED)
    return _step("reserved", label, state)


def _delivered(order: Order) -> dict[str, Any]:
    if order.delivered_on:
        return _step("delivered", "Delivered", "done", order.delivered_on)
    return _step("delivered", "Delivered", "none" if order.status == "cancelled" else "open")


def _invoiced(invoice: Invoice | None) -> dict[str, Any]:
    if invoice is None:
        return _step("invoiced", "Invoiced", "open")
    return _step("invoiced", "Invoiced", "done" if invoice.number else "current", invoice.issued_on, invoice)


def _paid(invoice: Invoice | None) -> dict[str, Any]:
    if invoice is None or not invoice.number:
        return _step("paid", "Paid", "open")
    states = {"paid": ("Paid", "done"), "partially_paid": ("Partially paid", "current")}
    label, state = states.get(invoice.status, ("Paid", "open"))
    return _step("paid", label, state)
