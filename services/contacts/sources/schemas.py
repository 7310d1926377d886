"""What comes in and goes out of a source, and its report."""

from marshmallow import fields as ma

from chassis.fields import Choice, Currency, Date, Integer, Link, LongText, Money, Schema, Text
from services.contacts.sources.models import CHANNELS, COST_PERIODS


class SourceSchema(Schema):
    """A source of customers."""

    name = Text(required=True, example="Construma 2026")
    channel = Choice(CHANNELS, default="other", labels={"web": "Web site", "search": "Search engine"})
    valid_from = Date(label="From")
    valid_until = Date(label="Until")
    cost = Money(currency="currency", min=0, section="Cost")
    cost_period = Choice(
        COST_PERIODS,
        default="total",
        label="Paid",
        labels={"total": "Once", "month": "Every month", "year": "Every year"},
        section="Cost",
        filter=False,
        sort=False,
    )
    currency = Currency(default="HUF", section="Cost", filter=False, sort=False)
    notes = LongText()


class ReportIn(Schema):
    """The days of a report; left out: from the beginning, until today."""

    since = Date()
    until = Date()
    source_id = Link("contacts.source")


class SourceRow(Schema):
    """What one source brought in a period, and what that cost."""

    source_id = Link("contacts.source", required=True)
    name = Text(required=True)
    channel = Choice(CHANNELS)
    organizations = Integer(required=True, help="Organizations entered in the period")
    people = Integer(required=True, help="People entered in the period")
    won = Integer(required=True, help="Organizations that became customers in the period")
    cost = Money(required=True, currency="currency")
    currency = Currency()
    cost_per_customer = Money(currency="currency")


class ReportOut(Schema):
    """The sources that brought something or cost something, the dearest customer last."""

    since = Date()
    until = Date(required=True)
    data = ma.List(ma.Nested(SourceRow), required=True)
