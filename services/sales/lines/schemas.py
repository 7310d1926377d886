"""Fields that quotes, orders and invoices share."""

from typing import Any

from chassis.fields import (
    Choice,
    Currency,
    Email,
    Integer,
    Json,
    Language,
    Link,
    LongText,
    Money,
    Number,
    Percent,
    Schema,
    Text,
)

STATUS_COLOURS = {
    "draft": "secondary",
    "sent": "azure",
    "accepted": "green",
    "declined": "red",
    "expired": "orange",
    "ordered": "teal",
    "confirmed": "azure",
    "invoiced": "teal",
    "delivered": "green",
    "issued": "azure",
    "partially_paid": "lime",
    "paid": "green",
    "cancelled": "red",
    "cancelling": "orange",
}


def status(choices: list[str], **kwargs: Any) -> Choice:
    """The status field of a document: moved by actions only."""
    return Choice(choices, read_only=True, colours={c: STATUS_COLOURS[c] for c in choices}, **kwargs)


class LineSchema(Schema):
    """A line; what is left out comes from the product."""

    id = Link("", hidden=True)
    product_id = Link("inventory.product", label_field="product_name", label="Product")
    product_name = Text(read_only=True, hidden=True)
    code = Text(60, label="Code")
    description = Text(500, help="Left empty, the name of the product.")
    quantity = Number(min="-9999999999", max="9999999999", help="Left empty, 1.")
    unit = Text(20)
    unit_price = Money(
        currency="currency", min="-9999999999", max="9999999999", help="Left empty, the price of the product."
    )
    discount = Percent(label="Discount %")
    vat_rate = Percent(label="VAT %")
    net = Money(read_only=True, currency="currency")
    vat = Money(read_only=True, currency="currency", label="VAT")
    gross = Money(read_only=True, currency="currency")


class TradedSchema(Schema):
    """The customer and the totals of a document."""

    customer_id = Link(
        "contacts.organization", label_field="customer_name", label="Customer", help="Left empty when a person buys."
    )
    customer_name = Text(read_only=True, hidden=True, label="Customer")
    person_id = Link("contacts.person", label_field="person_name", label="Person")
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    currency = Currency(filter=False, sort=False, help="Left empty, the customer's.")
    language = Language(filter=False, sort=False, section="More", help="Of the document; left empty, the customer's.")
    customer_address = LongText(500, section="More", label="Billing address", listed=False)
    customer_tax_number = Text(40, section="More", label="Tax number", filter=False, sort=False, listed=False)
    customer_email = Email(section="More", label="E-mail", filter=False, sort=False, listed=False)
    notes = LongText(section="More", listed=False)
    net_total = Money(read_only=True, currency="currency", filter=False, sort=False, label="Net total")
    vat_total = Money(read_only=True, currency="currency", filter=False, sort=False, label="VAT total")
    total = Money(read_only=True, currency="currency")
    vat_summary = Json(read_only=True, label="VAT summary")


class VatRowSchema(Schema):
    """One rate of a VAT summary."""

    rate = Percent()
    net = Money(currency="currency")
    vat = Money(currency="currency", label="VAT")
    gross = Money(currency="currency")


class PdfQuery(Schema):
    """In which language a document is printed; left out, the document's own."""

    language = Language()


class PaymentDays(Integer):
    """Days to pay, at most a year."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(0, 365, **kwargs)
