"""What the events of sales carry: everything a consumer needs, so that nobody has to call back."""

from typing import Any

from marshmallow import fields as ma

from chassis.fields import Date, Flag, Integer, Lines, Link, Money, Number, Percent, Schema, Text


class Part(ma.Nested):
    """An object within the data of an event."""

    def __init__(self, schema: type[Schema], **kwargs: Any) -> None:
        super().__init__(schema, allow_none=True, load_default=None, **kwargs)


class CustomerPart(Schema):
    """Whom it is about: an organization, or a person when no organization buys."""

    id = Text(36, required=True)
    kind = Text(required=True, example="organization")
    name = Text(300, required=True)
    email = Text(254)
    language = Text()


class SellerPart(Schema):
    """Who sells: for the signature of letters."""

    name = Text()
    email = Text(254)
    phone = Text()
    bank_account = Text()


class DocumentPart(Schema):
    """Where the printed document is fetched."""

    service = Text(required=True)
    path = Text(required=True)
    name = Text(required=True)


class LeadData(Schema):
    """A lead as it came in."""

    name = Text(required=True)
    company_name = Text()
    email = Text(254)
    phone = Text()
    source = Text()
    estimated_value = Money()
    currency = Text()
    score = Integer()
    owner_id = Text()
    owner_name = Text()


class NewOrganization(Schema):
    """The organization of a lead; `new`: to be made under this id."""

    id = Text(36, required=True)
    new = Flag(required=True)
    name = Text(required=True)
    tax_number = Text()
    email = Text(254)
    phone = Text()
    website = Text(500)
    country = Text()
    postal_code = Text()
    city = Text()
    street = Text()
    language = Text()


class NewPerson(Schema):
    """The person of a lead; `new`: to be made under this id."""

    id = Text(36, required=True)
    new = Flag(required=True)
    name = Text(300, required=True)
    family_name = Text()
    given_name = Text()
    job_title = Text()
    email = Text(254)
    phone = Text()
    language = Text()
    country = Text()
    postal_code = Text()
    city = Text()
    street = Text()


class LeadConvertedData(Schema):
    """Into whom a lead was converted."""

    name = Text(required=True)
    source = Text()
    organization = Part(NewOrganization)
    person = Part(NewPerson)
    opportunity_id = Link("sales.opportunity", required=True)
    opportunity_name = Text()
    owner_id = Text()
    owner_name = Text()


class OpportunityData(Schema):
    """An opportunity after a step."""

    name = Text(required=True)
    customer = Part(CustomerPart)
    from_stage = Text()
    stage = Text(required=True)
    probability = Integer()
    amount = Money()
    currency = Text()
    expected_close_on = Date()
    reason = Text(500)
    owner_id = Text()
    owner_name = Text()


class TradeLine(Schema):
    """A line of a document with its amounts."""

    line_id = Text(36, required=True)
    product_id = Link("inventory.product")
    code = Text()
    description = Text(500)
    quantity = Number(required=True)
    unit = Text()
    unit_price = Money()
    discount = Percent()
    vat_rate = Percent()
    net = Money()
    vat = Money()
    gross = Money()


class InvoiceLineData(TradeLine):
    """A line of an invoice, and the line of the order it came from."""

    order_line_id = Text(36)


class TradeData(Schema):
    """What every document's event says."""

    number = Text(required=True)
    customer = Part(CustomerPart)
    person_id = Link("contacts.person")
    currency = Text(required=True)
    net_total = Money()
    vat_total = Money()
    total = Money(required=True)
    owner_id = Text()
    owner_name = Text()


class QuoteData(TradeData):
    """A quote after a step; `document` and `seller` when it was sent."""

    valid_until = Date()
    opportunity_id = Link("sales.opportunity")
    reason = Text(500)
    seller = Part(SellerPart)
    lines = Lines(TradeLine)
    document = Part(DocumentPart)


class OrderData(TradeData):
    """An order after a step."""

    reference = Text()
    ordered_on = Date()
    deliver_on = Date()
    delivered_on = Date()
    quote_id = Link("sales.quote")
    lines = Lines(TradeLine)


class InvoiceData(TradeData):
    """An issued invoice."""

    issued_on = Date(required=True)
    fulfilled_on = Date()
    due_on = Date()
    payment_method = Text()
    order_id = Link("sales.order")
    seller = Part(SellerPart)
    lines = Lines(InvoiceLineData)
    document = Part(DocumentPart)


class InvoiceCancelledData(InvoiceData):
    """The cancelled invoice: its own number and lines; `document` is the cancelling invoice."""

    cancelling_id = Link("sales.invoice", required=True)
    cancelling_number = Text(required=True)
    cancelled_on = Date(required=True)


class PaymentData(Schema):
    """Money that came in for an invoice; negative when it was given back."""

    payment_id = Link("sales.payment", required=True)
    invoice_id = Link("sales.invoice", required=True)
    number = Text(required=True)
    order_id = Link("sales.order")
    customer = Part(CustomerPart)
    amount = Money(required=True)
    currency = Text(required=True)
    paid_on = Date(required=True)
    method = Text()
    total = Money()
    open_total = Money(required=True)
    seller = Part(SellerPart)
    owner_id = Text()
    owner_name = Text()


class InvoiceOverdueData(Schema):
    """An invoice whose day passed unpaid."""

    number = Text(required=True)
    customer = Part(CustomerPart)
    issued_on = Date(required=True)
    due_on = Date(required=True)
    days = Integer(required=True)
    currency = Text(required=True)
    total = Money(required=True)
    open_total = Money(required=True)
    seller = Part(SellerPart)
    document = Part(DocumentPart)
    owner_id = Text()
    owner_name = Text()
