"""What comes in and goes out about stock."""

from chassis.fields import Choice, Integer, Lines, Link, Money, Number, Schema, Text
from services.inventory.events import MOVEMENT_KINDS

_USUAL = "The default warehouse when left empty."
MANUAL_KINDS = ["receipt", "correction", "opening"]
_LABELS = {"issue": "Goods issued", "return": "Given back", "opening": "Opening stock"}
_COLOURS = {
    "opening": "blue",
    "receipt": "green",
    "issue": "orange",
    "return": "teal",
    "correction": "yellow",
    "transfer": "purple",
}


class ReceiveIn(Schema):
    """Goods that arrived."""

    quantity = Number(min="0.0001", required=True, example="10")
    warehouse_id = Link("inventory.warehouse", label="Warehouse", help=_USUAL)
    unit_cost = Money(min=0, example="41000")
    reference = Text(max=120, help="Number of the delivery note.", example="SZL-2026/118")


class CorrectIn(Schema):
    """What was counted, or by how much the books were wrong."""

    counted = Number(min=0, help="What really lies there; or give the difference instead.", example="12")
    difference = Number(help="What is more, or with a minus sign less, than in the books.", example="-2")
    reason = Text(max=300, required=True, example="Leltárhiány")
    warehouse_id = Link("inventory.warehouse", label="Warehouse", help=_USUAL)


class TransferIn(Schema):
    """Goods that go from one warehouse to another."""

    quantity = Number(min="0.0001", required=True, example="2")
    to_warehouse_id = Link("inventory.warehouse", required=True, label="To warehouse")
    from_warehouse_id = Link("inventory.warehouse", label="From warehouse", help=_USUAL)
    reference = Text(max=120, example="Bolti feltöltés")


class StockSchema(Schema):
    """The stock of a product in a warehouse."""

    product_id = Link("inventory.product", label_field="product_name", read_only=True, label="Product", sort=False)
    product_code = Text(read_only=True)
    product_name = Text(read_only=True, hidden=True)
    warehouse_id = Link(
        "inventory.warehouse", label_field="warehouse_name", read_only=True, label="Warehouse", sort=False
    )
    warehouse_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    on_hand = Number(read_only=True, filter=False, sort=False)
    reserved = Number(read_only=True, filter=False, sort=False)
    available = Number(read_only=True, filter=False, sort=False)


class MovementSchema(Schema):
    """A line of the ledger; only receipts, corrections and openings are booked by hand."""

    type = Choice(MOVEMENT_KINDS, required=True, labels=_LABELS, colours=_COLOURS, example="receipt")
    product_id = Link("inventory.product", label_field="product_name", required=True, label="Product", sort=False)
    product_code = Text(read_only=True)
    product_name = Text(read_only=True, hidden=True)
    warehouse_id = Link("inventory.warehouse", label_field="warehouse_name", label="Warehouse", sort=False)
    warehouse_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    quantity = Number(required=True, filter=False, sort=False, example="10")
    balance = Number(read_only=True, filter=False, sort=False, label="Stock after it")
    unit_cost = Money(min=0, filter=False, sort=False)
    reason = Text(max=300, filter=False, sort=False, help="Needed for a correction.")
    reference = Text(max=120)
    invoice_id = Link("sales.invoice", label_field="reference", read_only=True, label="Reference", sort=False)


class MovementsIn(Schema):
    """Many lines for the ledger at once: all of them are booked, or none."""

    lines = Lines(MovementSchema, required=True)


class ReservationLineSchema(Schema):
    """A line of an order and what is kept for it."""

    product_id = Link("inventory.product", label_field="product_name", read_only=True, label="Product")
    product_name = Text(read_only=True, hidden=True)
    quantity = Number(read_only=True, label="Ordered")
    reserved = Number(read_only=True)
    missing = Number(read_only=True)


class ReservationSchema(Schema):
    """What an order holds, or waits for."""

    number = Text(read_only=True, label="Order number")
    order_id = Link("sales.order", label_field="number", read_only=True, label="Order", sort=False)
    status = Choice(
        ["waiting", "reserved", "taken", "released"],
        read_only=True,
        labels={"waiting": "Waiting for goods", "taken": "Delivered"},
        colours={"waiting": "orange", "reserved": "blue", "taken": "green", "released": "gray"},
    )
    lines = Lines(ReservationLineSchema, read_only=True)


class DeliveryLineSchema(Schema):
    """A line of an invoice and what has left the warehouse of it."""

    product_id = Link("inventory.product", label_field="product_name", read_only=True, label="Product")
    product_name = Text(read_only=True, hidden=True)
    quantity = Number(read_only=True, label="Invoiced")
    delivered = Number(read_only=True)
    missing = Number(read_only=True, label="Backorder")


class DeliverySchema(Schema):
    """What an invoice took from stock, and what follows when goods arrive."""

    number = Text(read_only=True, label="Invoice number")
    invoice_id = Link("sales.invoice", label_field="number", read_only=True, label="Invoice", sort=False)
    order_id = Link("sales.order", label_field="order_number", read_only=True, label="Order", sort=False)
    order_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    status = Choice(
        ["waiting", "delivered", "cancelled"],
        read_only=True,
        labels={"waiting": "Waiting for goods"},
        colours={"waiting": "orange", "delivered": "green", "cancelled": "gray"},
    )
    lines = Lines(DeliveryLineSchema, read_only=True)


class ShortageOut(Schema):
    """A product of which less is available than it should be."""

    product_id = Link("inventory.product")
    code = Text()
    name = Text()
    unit = Text()
    available = Number()
    minimum_stock = Number()


class ValueOut(Schema):
    """The worth of all stock in a currency, at list prices."""

    currency = Text()
    value = Money(currency="currency")
    products = Integer()


class DashboardOut(Schema):
    """Figures of the stock for the front page."""

    low_stock = Lines(ShortageOut)
    stock_value = Lines(ValueOut)
    waiting_orders = Integer()
    backorders = Integer()
