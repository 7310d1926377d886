"""What orders look like from outside."""

from chassis.fields import Choice, Date, Flag, Lines, Link, Number, Schema, Text
from services.sales.lines.schemas import LineSchema, TradedSchema, status
from services.sales.orders.models import STATUSES, STOCK_STATES

STOCK_COLOURS = {"none": "secondary", "pending": "azure", "reserved": "green", "waiting": "orange"}
STOCK_LABELS = {
    "none": "No stock needed",
    "pending": "Asked from stock",
    "reserved": "Reserved",
    "waiting": "Waiting for stock",
}


def stock_state() -> Choice:
    """How the stock of an order or a line stands."""
    return Choice(STOCK_STATES, read_only=True, colours=STOCK_COLOURS, labels=STOCK_LABELS, label="Stock")


class OrderLineSchema(LineSchema):
    """A line of an order with its stock."""

    stock_state = stock_state()
    missing = Number(read_only=True)


class OrderSchema(TradedSchema):
    """An order with its lines, totals and stock."""

    number = Text(read_only=True)
    status = status(STATUSES)
    stock_state = stock_state()
    ordered_on = Date(help="Left empty, today.")
    deliver_on = Date(label="Delivery by")
    reference = Text(60, help="The customer's own number.")
    quote_id = Link("sales.quote", label_field="quote_number", read_only=True, label="Quote")
    quote_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    invoice_id = Link(
        "sales.invoice", label_field="invoice_number", read_only=True, label="Invoice", filter=False, sort=False
    )
    invoice_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    confirmed_on = Date(read_only=True, filter=False, sort=False)
    delivered_on = Date(read_only=True, filter=False, sort=False)
    invoiced_on = Date(read_only=True)
    lines = Lines(OrderLineSchema)


class DeliverIn(Schema):
    """When the goods left; left empty, today."""

    delivered_on = Date()


class MakeInvoiceIn(Schema):
    """Whether the invoice is issued at once, and when it was issued if not today."""

    issue = Flag(default=False)
    issued_on = Date(help="Left empty, today.")
