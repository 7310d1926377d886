"""What comes in and goes out of an interaction."""

from chassis.fields import Choice, Date, DateTime, Flag, Integer, Lines, Link, LongText, Schema, Text, User
from services.contacts.events import CHANNELS, DIRECTIONS


class ParticipantSchema(Schema):
    """One more person of the customer who took part."""

    id = Link("", hidden=True)
    person_id = Link("contacts.person", label_field="person_name", required=True)
    person_name = Text(read_only=True, hidden=True)


class ColleagueSchema(Schema):
    """One more colleague who took part."""

    id = Link("", hidden=True)
    user_id = User(label_field="user_name", required=True, label="Colleague")
    user_name = Text(read_only=True, hidden=True)


class InteractionSchema(Schema):
    """A call, meeting, letter or note with a customer; when no time is given it happened just now."""

    channel = Choice(
        CHANNELS,
        required=True,
        colours={"phone": "azure", "meeting": "green", "in_person": "green", "email": "purple", "note": "amber"},
    )
    direction = Choice(DIRECTIONS, help="Incoming: the customer began it. Outgoing: we did.")
    happened_at = DateTime(label="When")
    minutes = Integer(min=0, max=100_000, label="Duration (minutes)", filter=False, sort=False)
    subject = Text(required=True, example="Éves keretszerződés")
    organization_id = Link("contacts.organization", label_field="organization_name")
    organization_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    person_id = Link("contacts.person", label_field="person_name")
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    ticket_id = Link("helpdesk.ticket", label_field="ticket_name", named=True, label="About the ticket", sort=False)
    ticket_name = Text(60, hidden=True, filter=False, sort=False, label="Number of the ticket")
    opportunity_id = Link(
        "sales.opportunity", label_field="opportunity_name", named=True, label="About the opportunity", sort=False
    )
    opportunity_name = Text(200, hidden=True, filter=False, sort=False, label="Name of the opportunity")
    text = LongText(label="What was said")
    asked = LongText(label="What was asked", help="The customer's exact request")
    agreed = LongText(label="What was agreed")
    next_step = Text(max=300, filter=False, sort=False, section="Next step")
    next_step_on = Date(section="Next step", label="Due on")
    next_step_done = Flag(default=False, section="Next step", label="Done")
    participants = Lines(ParticipantSchema, max=50, label="Also there, of the customer")
    colleagues = Lines(ColleagueSchema, max=50, label="Also there, of ours")
