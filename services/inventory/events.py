"""The events inventory publishes."""

from chassis.events import EventType
from chassis.fields import Choice, Currency, Flag, Lines, Link, Money, Number, Percent, Schema, Text
from chassis.fields import LongText as LongTextField
from services.inventory.merge_events import VendorMerged, VendorMergeUndone

TYPES = ["goods", "service"]
MOVEMENT_KINDS = ["opening", "receipt", "issue", "return", "correction", "transfer"]

_PRODUCT = "0197a1b2-0000-7000-8000-0000000000d1"
_WAREHOUSE = "0197a1b2-0000-7000-8000-0000000000d2"
_ORDER = "0197a1b2-0000-7000-8000-0000000000b1"
_LINE = "0197a1b2-0000-7000-8000-0000000000b2"
_PRODUCT_EXAMPLE = {
    "code": "SZEK-ERGO-01",
    "name": "Ergo irodai szék, fekete",
    "type": "goods",
    "barcode": "5990000000017",
    "category_id": "0197a1b2-0000-7000-8000-0000000000d3",
    "category_name": "Irodabútor",
    "unit": "db",
    "quantity_per_unit": "1 db / doboz",
    "price": "64900.00",
    "currency": "HUF",
    "vat_rate": "27",
    "active": True,
    "minimum_stock": "5",
    "description": "Állítható deréktámasz, hálós háttámla.",
    "vendor_id": "0197a1b2-0000-7000-8000-0000000000d4",
    "vendor_name": "Alföldi Bútoripari Kft.",
}


class ProductData(Schema):
    """What others need to know of a product to offer, order and invoice it."""

    code = Text(required=True)
    name = Text(required=True)
    type = Choice(TYPES, required=True)
    barcode = Text()
    category_id = Link("inventory.category")
    category_name = Text()
    unit = Text()
    quantity_per_unit = Text()
    price = Money()
    currency = Currency()
    vat_rate = Percent()
    active = Flag()
    minimum_stock = Number()
    description = LongTextField()
    vendor_id = Link("inventory.vendor")
    vendor_name = Text()


class PriceChangedData(Schema):
    """The list price of a product before and after."""

    product_id = Link("inventory.product", required=True)
    code = Text(required=True)
    name = Text(required=True)
    old_price = Money()
    price = Money(required=True)
    currency = Currency(required=True)


class ReservedLine(Schema):
    """One line of an order, and how much of it is kept for it."""

    order_line_id = Text(required=True)
    product_id = Link("inventory.product", required=True)
    product_name = Text()
    quantity = Number(required=True)


class MissingLine(Schema):
    """One line of an order, and how much of it is missing."""

    order_line_id = Text(required=True)
    product_id = Link("inventory.product", required=True)
    product_name = Text()
    missing = Number(required=True)


class StockReservedData(Schema):
    """Everything the order needs is kept for it, or already delivered."""

    order_id = Link("sales.order", required=True)
    number = Text()
    lines = Lines(ReservedLine)


class ReservationFailedData(Schema):
    """What is missing of the order; it is reserved by itself as soon as goods arrive."""

    order_id = Link("sales.order", required=True)
    number = Text()
    lines = Lines(MissingLine)


class StockReleasedData(Schema):
    """The order no longer holds any stock."""

    order_id = Link("sales.order", required=True)
    number = Text()


class StockChangedData(Schema):
    """The stock of a product in a warehouse, after the change."""

    product_id = Link("inventory.product", required=True)
    product_code = Text()
    product_name = Text()
    warehouse_id = Link("inventory.warehouse", required=True)
    on_hand = Number(required=True)
    reserved = Number(required=True)
    available = Number(required=True)
    reason = Text()


class StockLowData(Schema):
    """The free stock of a product, all warehouses together, fell under its minimum."""

    product_id = Link("inventory.product", required=True)
    product_code = Text()
    product_name = Text()
    available = Number(required=True)
    minimum = Number(required=True)


class GoodsReceivedData(Schema):
    """Goods that arrived into a warehouse."""

    product_id = Link("inventory.product", required=True)
    product_code = Text()
    product_name = Text()
    warehouse_id = Link("inventory.warehouse", required=True)
    quantity = Number(required=True)
    unit_cost = Money()
    reference = Text()


ProductCreated = EventType(
    "inventory.ProductCreated",
    schema=ProductData,
    title="Product %(name)s added",
    summary="A new product or service can be sold.",
    example=_PRODUCT_EXAMPLE,
)
ProductUpdated = EventType(
    "inventory.ProductUpdated",
    schema=ProductData,
    title="Product %(name)s changed",
    summary="The data of a product changed; all of it as it is now.",
    example=_PRODUCT_EXAMPLE,
)
PriceChanged = EventType(
    "inventory.PriceChanged",
    schema=PriceChangedData,
    title="Price of %(name)s changed to %(price)s",
    summary="The list price of a product changed.",
    example={
        "product_id": _PRODUCT,
        "code": "SZEK-ERGO-01",
        "name": "Ergo irodai szék, fekete",
        "old_price": "64900.00",
        "price": "69900.00",
        "currency": "HUF",
    },
)
StockReserved = EventType(
    "inventory.StockReserved",
    schema=StockReservedData,
    title="Stock reserved for order %(number)s",
    summary="Everything an order needs is reserved, or already delivered on its invoice.",
    example={
        "order_id": _ORDER,
        "number": "R-2026/00012",
        "lines": [
            {
                "order_line_id": _LINE,
                "product_id": _PRODUCT,
                "product_name": "Ergo irodai szék, fekete",
                "quantity": "4",
            }
        ],
    },
)
ReservationFailed = EventType(
    "inventory.ReservationFailed",
    schema=ReservationFailedData,
    title="Stock is missing for order %(number)s",
    summary="Some goods of an order are not in stock. What is there is reserved, the rest waits for the next arrival.",
    example={
        "order_id": _ORDER,
        "number": "R-2026/00012",
        "lines": [
            {
                "order_line_id": _LINE,
                "product_id": _PRODUCT,
                "product_name": "Ergo irodai szék, fekete",
                "missing": "2",
            }
        ],
    },
)
StockReleased = EventType(
    "inventory.StockReleased",
    schema=StockReleasedData,
    title="Stock of order %(number)s released",
    summary="An order was cancelled, and its reserved goods are free again.",
    example={"order_id": _ORDER, "number": "R-2026/00012"},
)
StockChanged = EventType(
    "inventory.StockChanged",
    schema=StockChangedData,
    title="Stock of %(product_name)s changed to %(on_hand)s",
    summary="Stock on hand or reserved changed in one warehouse.",
    example={
        "product_id": _PRODUCT,
        "product_code": "SZEK-ERGO-01",
        "product_name": "Ergo irodai szék, fekete",
        "warehouse_id": _WAREHOUSE,
        "on_hand": "12",
        "reserved": "4",
        "available": "8",
        "reason": "receipt",
    },
)
StockLow = EventType(
    "inventory.StockLow",
    schema=StockLowData,
    title="Stock of %(product_name)s is low: %(available)s left",
    summary="The free stock of a product fell under its minimum.",
    example={
        "product_id": _PRODUCT,
        "product_code": "SZEK-ERGO-01",
        "product_name": "Ergo irodai szék, fekete",
        "available": "3",
        "minimum": "5",
    },
)
GoodsReceived = EventType(
    "inventory.GoodsReceived",
    schema=GoodsReceivedData,
    title="%(quantity)s of %(product_name)s received",
    summary="Goods arrived into a warehouse.",
    example={
        "product_id": _PRODUCT,
        "product_code": "SZEK-ERGO-01",
        "product_name": "Ergo irodai szék, fekete",
        "warehouse_id": _WAREHOUSE,
        "quantity": "10",
        "unit_cost": "41000.00",
        "reference": "SZL-2026/118",
    },
)

EVENTS = [
    ProductCreated,
    ProductUpdated,
    PriceChanged,
    StockReserved,
    ReservationFailed,
    StockReleased,
    StockChanged,
    StockLow,
    GoodsReceived,
    VendorMerged,
    VendorMergeUndone,
]
