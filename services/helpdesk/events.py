"""The events helpdesk publishes. Internal notes are in none of them."""

from marshmallow import fields

from chassis.events import EventType
from chassis.fields import Choice, DateTime, Email, Integer, Language, Link, LongText, Schema, Text
from services.helpdesk.articles.models import AUDIENCES
from services.helpdesk.tickets.models import CHANNELS, PRIORITIES, STATUSES, TYPES

_CUSTOMER = {
    "name": "dr. Szabó Júlia",
    "organization_name": "Tisza Faipari Kft.",
    "email": "szabo.julia@tiszafa.example",
    "language": "hu",
    "organization_id": "0197a1b2-0000-7000-8000-0000000000a1",
    "person_id": "0197a1b2-0000-7000-8000-0000000000b1",
}
_TICKET = {
    "number": "T-2026-00001",
    "subject": "Nem indul a CNC maró",
    "type": "fault",
    "status": "new",
    "priority": "high",
    "channel": "phone",
    "reference": "2026/00012",
    "customer": _CUSTOMER,
    "product_id": "0197a1b2-0000-7000-8000-0000000000c1",
    "product_name": "CNC maró M3",
    "owner_id": "0197a1b2-0000-7000-8000-000000000004",
    "owner_name": "Fekete Dóra",
}


class CustomerData(Schema):
    """Whom the ticket's answers go to."""

    name = Text()
    organization_name = Text()
    email = Email()
    language = Language()
    organization_id = Link("contacts.organization")
    person_id = Link("contacts.person")


class TicketData(Schema):
    """What every event about a ticket tells of it."""

    number = Text(required=True)
    subject = Text(required=True)
    type = Choice(TYPES)
    status = Choice(STATUSES, required=True)
    priority = Choice(PRIORITIES)
    channel = Choice(CHANNELS)
    reference = Text()
    customer = fields.Nested(CustomerData, required=True)
    product_id = Link("inventory.product")
    product_name = Text()
    owner_id = Text()
    owner_name = Text()


class TicketOpenedData(TicketData):
    """A new ticket, with the customer's first words."""

    text = LongText()


class TicketUpdatedData(TicketData):
    """The ticket as it is now, and what changed: names of fields, plus `answer` or `message`."""

    previous_status = Choice(STATUSES)
    changed = fields.List(fields.String(), required=True)
    answer = LongText()
    author_name = Text()


class TicketResolvedData(TicketData):
    """How long the customer waited and how many hands it took."""

    opened_at = DateTime(required=True)
    first_answered_at = DateTime()
    solved_at = DateTime(required=True)
    hand_offs = Integer(required=True)


class ArticleData(Schema):
    """A published article, with its text."""

    title = Text(required=True)
    body = LongText(required=True)
    audience = Choice(AUDIENCES, required=True)
    language = Language()
    product_id = Link("inventory.product")
    product_name = Text()
    ticket_id = Link("helpdesk.ticket")


TicketOpened = EventType(
    "helpdesk.TicketOpened",
    schema=TicketOpenedData,
    title="Ticket %(number)s opened: %(subject)s",
    summary="A customer asked, reported a fault or complained, through whichever channel.",
    example=_TICKET | {"text": "Reggel óta nem indul a gép, a kijelzőn E42 hiba látszik."},
)
TicketUpdated = EventType(
    "helpdesk.TicketUpdated",
    schema=TicketUpdatedData,
    title="Ticket %(number)s changed: %(subject)s",
    summary="A ticket was answered, changed its status or owner, or the customer wrote again. `answer` is what the "
    "customer is told, null when there is nothing to tell.",
    example=_TICKET
    | {
        "status": "waiting",
        "previous_status": "new",
        "changed": ["status", "answer"],
        "answer": "Kérjük, húzza ki a gépet egy percre, majd indítsa újra. Eltűnt a hibaüzenet?",
        "author_name": "Fekete Dóra",
    },
)
TicketResolved = EventType(
    "helpdesk.TicketResolved",
    schema=TicketResolvedData,
    title="Ticket %(number)s solved: %(subject)s",
    summary="What the customer wanted is done; the customer may still object, which opens the ticket again.",
    example=_TICKET
    | {
        "status": "solved",
        "opened_at": "2026-03-02T08:10:00Z",
        "first_answered_at": "2026-03-02T08:25:00Z",
        "solved_at": "2026-03-02T10:05:00Z",
        "hand_offs": 1,
    },
)
ArticlePublished = EventType(
    "helpdesk.ArticlePublished",
    schema=ArticleData,
    title="Article published: %(title)s",
    summary="An article of the knowledge base can be read by its audience from now on.",
    example={
        "title": "E42 hiba a CNC marón",
        "body": "## Mit jelent?\nA hűtőfolyadék szintje alacsony.\n\n## Mit tegyek?\n1. Húzza ki.\n2. Töltse fel.",
        "audience": "public",
        "language": "hu",
        "product_id": "0197a1b2-0000-7000-8000-0000000000c1",
        "product_name": "CNC maró M3",
        "ticket_id": "0197a1b2-0000-7000-8000-0000000000d1",
    },
)

EVENTS = [TicketOpened, TicketUpdated, TicketResolved, ArticlePublished]
