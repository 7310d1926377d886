"""What opportunities look like from outside."""

from chassis.fields import Choice, Currency, Date, Integer, Lines, Link, LongText, Money, Schema, Text
from services.sales.leads.models import SOURCES
from services.sales.leads.schemas import LARGEST_VALUE, SOURCE_LABELS, InterestSchema
from services.sales.opportunities.models import STAGES

COLOURS = {
    "new": "azure",
    "qualified": "cyan",
    "proposal": "indigo",
    "negotiation": "orange",
    "won": "green",
    "lost": "red",
}


class OpportunitySchema(Schema):
    """A deal with a customer: an organization, a person, or both."""

    name = Text(required=True)
    customer_id = Link("contacts.organization", label_field="customer_name", label="Customer")
    customer_name = Text(read_only=True, hidden=True, label="Customer")
    person_id = Link("contacts.person", label_field="person_name", label="Person")
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    stage = Choice(STAGES, default="new", colours=COLOURS)
    amount = Money(currency="currency", min=0, max=LARGEST_VALUE)
    currency = Currency(filter=False, sort=False, help="Left empty, the customer's.")
    probability = Integer(0, 100, label="Probability %", filter=False, sort=False, help="Left empty, the stage's.")
    expected_close_on = Date(label="Expected close")
    source = Choice(SOURCES, labels=SOURCE_LABELS)
    interests = Lines(InterestSchema, label="Products of interest")
    description = LongText()
    closed_on = Date(read_only=True, section="Outcome")
    close_reason = Text(500, read_only=True, filter=False, sort=False, section="Outcome")
    lead_id = Link("sales.lead", label_field="lead_name", read_only=True, label="Lead", section="Outcome")
    lead_name = Text(read_only=True, hidden=True, filter=False, sort=False)


class MoveIn(Schema):
    """To which stage; lost needs a reason."""

    stage = Choice(STAGES, required=True)
    reason = Text(500)


class WinIn(Schema):
    """Why it was won, if known."""

    reason = Text(500)


class LoseIn(Schema):
    """Why it was lost."""

    reason = Text(500, required=True)
