"""What comes in and goes out of a consent."""

from marshmallow import fields

from chassis.fields import Choice, DateTime, Flag, Link, LongText, Schema, Text
from services.contacts.consents.events import CHANNELS, PURPOSES, STATUSES

SOURCES = ["web_form", "paper", "phone", "email", "in_person", "import", "other"]
LAWFUL_BASES = [
    "consent", "contract", "legal_obligation", "vital_interest", "public_task", "legitimate_interest",
]  # fmt: skip
CHANNEL_LABELS = {"email": "E-mail", "phone": "Phone", "post": "Post", "sms": "SMS", "other": "Other"}
BASIS_LABELS = {"contract": "Performance of a contract"}
SOURCE_LABELS = {"web_form": "Web form", "email": "E-mail", "in_person": "In person"}


class ConsentSchema(Schema):
    """A consent given or withdrawn. It stays as it was written; a change of mind is a new one."""

    person_id = Link("contacts.person", label_field="person_name", required=True)
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    channel = Choice(CHANNELS, CHANNEL_LABELS, required=True)
    purpose = Choice(PURPOSES, default="marketing")
    status = Choice(STATUSES, default="given", colours={"given": "green", "withdrawn": "red"})
    at = DateTime(label="When", help="Left empty: now")
    source = Choice(SOURCES, SOURCE_LABELS, required=True, example="paper")
    evidence = Text(
        filter=False, sort=False, help="How it can be proven: the form's number, the web page, who heard it"
    )
    text = LongText(label="Text shown", help="Exactly what the person read or heard")
    lawful_basis = Choice(LAWFUL_BASES, BASIS_LABELS, default="consent", help="GDPR article 6(1)")
    interaction_id = Link("contacts.interaction", label="Talk it came from", sort=False)
    recorded_by = Text(read_only=True, filter=False, sort=False)


class ChannelSchema(Schema):
    """How things stand with one purpose on one channel."""

    channel = Choice(CHANNELS, CHANNEL_LABELS, required=True)
    purpose = Choice(PURPOSES, required=True)
    allowed = Flag(required=True)
    since = DateTime()
    source = Choice(SOURCES, SOURCE_LABELS)
    evidence = Text()
    text = LongText()
    lawful_basis = Choice(LAWFUL_BASES, BASIS_LABELS)


class HistorySchema(ConsentSchema):
    """A row of the history."""

    id = Link("", required=True)


class StandingSchema(Schema):
    """Whether and how a person may be reached; a channel without any consent is not allowed."""

    person_id = Link("contacts.person", required=True)
    data = fields.List(fields.Nested(ChannelSchema), required=True)
    history = fields.List(fields.Nested(HistorySchema), required=True)
