"""What quotes look like from outside."""

from chassis.fields import Date, Flag, Lines, Link, Schema, Text
from services.sales.lines.schemas import LineSchema, TradedSchema, status
from services.sales.quotes.models import STATUSES


class QuoteSchema(TradedSchema):
    """An offer with its lines and totals."""

    number = Text(read_only=True)
    status = status(STATUSES)
    valid_until = Date(help="Left empty, by the company's setting.")
    opportunity_id = Link("sales.opportunity", label_field="opportunity_name", label="Opportunity")
    opportunity_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    sent_on = Date(read_only=True, filter=False, sort=False)
    order_id = Link("sales.order", label_field="order_number", read_only=True, label="Order", filter=False, sort=False)
    order_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    decline_reason = Text(500, read_only=True, filter=False, sort=False, listed=False)
    lines = Lines(LineSchema)


class DeclineIn(Schema):
    """Why the customer said no."""

    reason = Text(500)


class MakeOrderIn(Schema):
    """Whether the order is confirmed at once."""

    confirm = Flag(default=False)
