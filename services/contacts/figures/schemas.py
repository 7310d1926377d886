"""What is asked of the figures of a customer, and what they answer."""

from marshmallow import fields as ma

from chassis.fields import Choice, Currency, Date, DateTime, Integer, Link, Money, Number, Schema, Text


class FiguresQuery(Schema):
    """Of the organization alone, or of its group: with its subsidiaries at every depth."""

    scope = Choice(["own", "group"], default="own")


class AmountSchema(Schema):
    """A sum in one currency."""

    currency = Currency(required=True)
    total = Money(required=True, currency="currency")


class CountSchema(Schema):
    """How many, and for how much in each currency."""

    number = Integer(required=True)
    amounts = ma.List(ma.Nested(AmountSchema), required=True)


class RevenueSchema(Schema):
    """Net revenue of the last twelve months, and of the twelve before, in one currency."""

    currency = Currency(required=True)
    last_year = Money(required=True, currency="currency")
    year_before = Money(required=True, currency="currency")


class MonthSchema(Schema):
    """Net revenue of a month in the currency most invoices are in."""

    month = Text(required=True, example="2026-03")
    net = Money(required=True)


class TalkSchema(Schema):
    """Who spoke to the customer last, when, on what channel, about what."""

    id = Link("contacts.interaction", required=True)
    happened_at = DateTime(required=True)
    channel = Text(required=True)
    subject = Text(required=True)
    owner_name = Text()


class StepSchema(Schema):
    """What is still to be done, as agreed in a talk."""

    id = Link("contacts.interaction", required=True)
    next_step = Text(required=True)
    next_step_on = Date()
    owner_name = Text()


class PurchaseSchema(Schema):
    """The latest order or invoice."""

    id = Text(required=True)
    kind = Text(required=True)
    number = Text()
    day = Date(required=True)


class ContractSchema(Schema):
    """The contract that holds."""

    id = Link("contacts.contract", required=True)
    number = Text()
    title = Text()
    valid_until = Date()
    days_left = Integer()


class FiguresSchema(Schema):
    """Null where the reader may not see what the figure is made of."""

    quotes = ma.Nested(CountSchema, allow_none=True)
    orders = ma.Nested(CountSchema, allow_none=True)
    invoices = ma.Nested(CountSchema, allow_none=True)
    paid = ma.Nested(CountSchema, allow_none=True)
    unpaid = ma.Nested(CountSchema, allow_none=True)
    overdue = ma.Nested(CountSchema, allow_none=True)
    currency = Text()
    revenue = ma.List(ma.Nested(RevenueSchema), allow_none=True)
    months = ma.List(ma.Nested(MonthSchema), allow_none=True)
    last_purchase = ma.Nested(PurchaseSchema, allow_none=True)
    tickets = Integer()
    open_tickets = Integer()
    complaints = Integer()
    last_contact = DateTime()
    last_talk = ma.Nested(TalkSchema, allow_none=True)
    next_step = ma.Nested(StepSchema, allow_none=True)
    contract = ma.Nested(ContractSchema, allow_none=True)
    subsidiaries = Integer(required=True)


class PurchasesQuery(Schema):
    """What was bought: of one product, in a period; pages go on from a cursor."""

    product_id = Link("inventory.product")
    since = Date()
    until = Date()
    scope = Choice(["own", "group"], default="own")
    limit = Integer(1, 200, default=50)
    cursor = Text(max=200)


class PurchasesFileQuery(Schema):
    """What of the purchases goes into the file."""

    product_id = Link("inventory.product")
    since = Date()
    until = Date()
    scope = Choice(["own", "group"], default="own")


class PurchaseLineSchema(Schema):
    """Something that was bought."""

    id = Text(required=True)
    day = Date(required=True)
    document_kind = Text(required=True, example="sales.order")
    document_id = Text(required=True)
    number = Text()
    product_id = Link("inventory.product")
    code = Text()
    name = Text(required=True)
    quantity = Number(required=True)
    unit = Text()
    currency = Text()
    net = Money(currency="currency")


class ProductSumSchema(Schema):
    """A product, how much of it was bought and for how much."""

    product_id = Link("inventory.product")
    code = Text()
    name = Text(required=True)
    quantity = Number(required=True)
    unit = Text()
    currency = Text()
    net = Money(currency="currency")
    lines = Integer(required=True)
    last_on = Date(required=True)


class PurchasesPage(Schema):
    """The newest first; the sums are of all that fits the question, the dearest products first."""

    data = ma.List(ma.Nested(PurchaseLineSchema), required=True)
    sums = ma.List(ma.Nested(ProductSumSchema), required=True)
    next = Text()
