"""The events of consents."""

from chassis.events import EventType
from chassis.fields import Choice, DateTime, Link, Schema, Text

CHANNELS = ["email", "phone", "post", "sms", "other"]
PURPOSES = ["marketing", "survey", "profiling", "other"]
STATUSES = ["given", "withdrawn"]


class ConsentData(Schema):
    """What a person agreed to, or took back."""

    person_id = Link("contacts.person", required=True)
    channel = Choice(CHANNELS, required=True)
    purpose = Choice(PURPOSES, required=True)
    status = Choice(STATUSES, required=True)
    at = DateTime(required=True)
    lawful_basis = Text()
    owner_id = Text()


_CONSENT = {
    "person_id": "0197a1b2-0000-7000-8000-0000000000b1",
    "channel": "email",
    "purpose": "marketing",
    "status": "given",
    "at": "2026-03-02T09:30:00Z",
    "lawful_basis": "consent",
    "owner_id": "0197a1b2-0000-7000-8000-000000000001",
}
ConsentGiven = EventType(
    "contacts.ConsentGiven",
    version=1,
    schema=ConsentData,
    title="Consent given: %(channel)s, %(purpose)s",
    summary="A person agreed to be reached on a channel for a purpose.",
    example=_CONSENT,
)
ConsentWithdrawn = EventType(
    "contacts.ConsentWithdrawn",
    version=1,
    schema=ConsentData,
    title="Consent withdrawn: %(channel)s, %(purpose)s",
    summary="A person took a consent back or objected; from now on the channel is not used for the purpose.",
    example={**_CONSENT, "status": "withdrawn"},
)

EVENTS = [ConsentGiven, ConsentWithdrawn]
