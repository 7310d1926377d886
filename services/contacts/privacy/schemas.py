"""What comes in and goes out of a privacy request."""

from marshmallow import fields as ma

from chassis.fields import Choice, Date, DateTime, Ids, Integer, Json, Link, LongText, Schema, Text
from services.contacts.privacy.models import STATUSES, TYPES

DUE_REASONS = ["no_contact", "customer_gone"]
_COLOURS = {"received": "blue", "approved": "purple", "running": "amber", "done": "green", "refused": "red"}


class PrivacyRequestSchema(Schema):
    """A request of somebody whose data we hold; it is due one month after it came."""

    number = Text(max=40, read_only=True)
    type = Choice(TYPES, required=True)
    person_id = Link("contacts.person", label_field="person_name", required=True)
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    received_on = Date(help="Left empty: today")
    due_on = Date(read_only=True)
    status = Choice(STATUSES, read_only=True, colours=_COLOURS)
    details = LongText(help="What was asked for, and how we know who asked")
    reason = Text(500, read_only=True, filter=False, sort=False, label="Reason of the decision")
    decided_by = Text(read_only=True, filter=False, sort=False)
    decided_at = DateTime(read_only=True, filter=False, sort=False)
    done_at = DateTime(read_only=True, filter=False, sort=False)
    services = Json(read_only=True, hidden=True)


class ApproveIn(Schema):
    """Why the request is granted."""

    reason = Text(500, label="Reason of the decision")


class RefuseIn(Schema):
    """Why the request is refused; the person is told (GDPR article 12(4))."""

    reason = Text(500, required=True, label="Reason of the decision")


class DueQuery(Schema):
    """From where on."""

    cursor = Link("", help="The person after whom the page begins, as `next` said.")


class DuePerson(Schema):
    """Somebody kept longer than a rule allows, and which rule."""

    person_id = Link("contacts.person", required=True)
    name = Text(required=True)
    organization_id = Link("contacts.organization")
    organization_name = Text()
    owner_name = Text()
    entered_at = DateTime(required=True)
    reason = Choice(DUE_REASONS, required=True)
    last_purchase_on = Date()


class DueOut(Schema):
    """The rules, 0 for one that is off, and a page of the people due for deletion."""

    prospect_months = Integer(required=True)
    customer_years = Integer(required=True)
    data = ma.List(ma.Nested(DuePerson), required=True)
    next = ma.String(allow_none=True)


class DueIn(Schema):
    """For whom erasure requests are wanted."""

    ids = Ids(required=True)
    details = LongText(help="What was asked for, and how we know who asked")


class DueMade(Schema):
    """The requests made."""

    ids = Ids(required=True)
