"""What inventory does on the events of others."""

from chassis.events import Handler
from chassis.fields import Lines, Link, Number, Schema, Text
from services.inventory.stock.orders import deliver_invoice, release_order, reserve_order, return_invoice


class LineSeen(Schema):
    """What is needed of a line to move its goods."""

    line_id = Text(36, required=True)
    product_id = Link("inventory.product")
    quantity = Number(required=True)


class InvoiceLineSeen(LineSeen):
    """A line of an invoice, and the line of the order it takes up."""

    order_line_id = Text(36)


class OrderSeen(Schema):
    """What is needed of an order that was confirmed or cancelled."""

    number = Text()
    lines = Lines(LineSeen)


class InvoiceSeen(Schema):
    """What is needed of an invoice that was issued or cancelled."""

    number = Text()
    order_id = Link("sales.order")
    lines = Lines(InvoiceLineSeen)


HANDLERS = {
    "sales.OrderConfirmed": Handler(reserve_order, OrderSeen),
    "sales.OrderCancelled": Handler(release_order, OrderSeen),
    "sales.InvoiceIssued": Handler(deliver_invoice, InvoiceSeen),
    "sales.InvoiceCancelled": Handler(return_invoice, InvoiceSeen),
}
