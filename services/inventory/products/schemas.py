"""What a product looks like when it comes in and goes out."""

from chassis.fields import Choice, Currency, Flag, Link, LongText, Money, Number, Percent, Schema, Tags, Text
from services.inventory.events import TYPES


class ProductSchema(Schema):
    """A product or a service."""

    code = Text(max=60, required=True, example="SZEK-ERGO-01", aliases=("product id", "sku", "item number"))
    name = Text(max=200, required=True, example="Ergo irodai szék, fekete")
    type = Choice(TYPES, default="goods", help="Only goods are kept in stock.")
    category_id = Link(
        "inventory.category", label_field="category_name", label="Category", sort=False, aliases=("category id",)
    )
    category_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    barcode = Text(max=40, example="5990000000017")
    price = Money(currency="currency", default=0, min=0, section="Price", aliases=("unit price", "list price"))
    currency = Currency(default="HUF", section="Price")
    vat_rate = Percent(default=27, label="VAT rate", section="Price")
    unit = Text(max=20, default="db", filter=False, sort=False, section="Stock", example="db")
    quantity_per_unit = Text(max=120, filter=False, sort=False, section="Stock", example="10 db / doboz")
    minimum_stock = Number(
        min=0,
        section="Stock",
        help="You get a warning when less than this is available.",
        aliases=("reorder level",),
    )
    opening_stock = Number(
        min=0,
        write_only=True,
        section="Stock",
        help="What lies in the default warehouse already; taken once.",
        aliases=("units in stock",),
    )
    on_hand = Number(read_only=True, filter=False, sort=False, section="Stock")
    available = Number(read_only=True, filter=False, sort=False, section="Stock")
    vendor_id = Link(
        "inventory.vendor",
        label_field="vendor_name",
        label="Vendor",
        sort=False,
        section="Stock",
        aliases=("supplier", "supplier id"),
    )
    vendor_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    active = Flag(default=True, help="Inactive products are not offered any more.")
    tags = Tags()
    description = LongText()
