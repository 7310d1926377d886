"""What comes in and goes out about tickets."""

from chassis.fields import (
    Choice,
    Date,
    DateTime,
    Email,
    Flag,
    Ids,
    Integer,
    Json,
    Language,
    Lines,
    Link,
    LongText,
    Schema,
    Tags,
    Text,
    User,
)
from services.helpdesk.tickets.models import CHANNELS, PRIORITIES, STATUSES, TYPES

STATUS_COLOURS = {"new": "red", "open": "orange", "waiting": "blue", "solved": "green", "closed": "secondary"}
PRIORITY_COLOURS = {"low": "secondary", "normal": "blue", "high": "orange", "urgent": "red"}
BODY_LIMIT = 100_000


class TicketSchema(Schema):
    """A ticket without its conversation, which has a route of its own."""

    number = Text(read_only=True)
    subject = Text(required=True, example="Nem indul a CNC maró")
    type = Choice(TYPES, default="question", colours={"question": "blue", "fault": "orange", "complaint": "red"})
    status = Choice(STATUSES, read_only=True, colours=STATUS_COLOURS)
    priority = Choice(PRIORITIES, default="normal", sort=False, colours=PRIORITY_COLOURS)
    organization_id = Link("contacts.organization", label_field="organization_name", section="Customer", sort=False)
    organization_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    person_id = Link("contacts.person", label_field="person_name", section="Customer", sort=False)
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    contact_name = Text(
        section="Customer", filter=False, sort=False, help="Who writes or calls, if not a known person."
    )
    contact_email = Email(section="Customer", help="Answers go to this address. Left empty: the customer's own.")
    language = Language(section="Customer", filter=False, sort=False, help="The language the customer is written in.")
    product_id = Link("inventory.product", label_field="product_name", section="About", sort=False)
    product_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    reference = Text(section="About", max=100, help="Number of the order or invoice concerned.")
    channel = Choice(CHANNELS, {"api": "API", "mail": "E-mail"}, default="page", sort=False)
    tags = Tags()
    message = LongText(
        max=BODY_LIMIT, write_only=True,
        help="What the customer says; it becomes the first message of the conversation.",
    )  # fmt: skip
    awaiting_since = DateTime(read_only=True, help="Since when the customer has been waiting for our answer.")
    last_message_at = DateTime(read_only=True)
    first_answered_at = DateTime(read_only=True, filter=False, sort=False)
    solved_at = DateTime(read_only=True)
    hand_offs = Integer(read_only=True, filter=False, sort=False, help="How often the ticket went to another owner.")


class AnswerIn(Schema):
    """An answer to the customer, and the status that comes with it."""

    body = LongText(required=True, label="Answer", max=BODY_LIMIT)
    status = Choice(["open", "waiting", "solved"], default="waiting", label="Then")
    attachment_ids = Ids(hidden=True, help="Files of this ticket that go with the message.")


class NoteIn(Schema):
    """A note for colleagues."""

    body = LongText(required=True, label="Note", max=BODY_LIMIT)
    attachment_ids = Ids(hidden=True, help="Files of this ticket that go with the message.")


class ReceiveIn(NoteIn):
    """What the customer wrote or said."""

    body = LongText(required=True, label="What the customer says", max=BODY_LIMIT)


class AssignIn(Schema):
    """The new owner."""

    owner_id = User(required=True, label="Owner")


class StatusIn(Schema):
    """The new status."""

    status = Choice(STATUSES[1:], required=True, label="Status")


class FileOut(Schema):
    """A file that goes with a message."""

    id = Text()
    name = Text()
    content_type = Text()
    size = Integer()


class MessageOut(Schema):
    """One contribution to a conversation."""

    id = Text()
    author_id = Text()
    author_name = Text()
    direction = Choice(["in", "out"])
    internal = Flag()
    body = LongText(max=BODY_LIMIT)
    created_at = DateTime()
    attachments = Lines(FileOut)


class ConversationOut(Schema):
    """A ticket's messages, the first one first."""

    data = Lines(MessageOut)


class WaitingOut(Schema):
    """A ticket whose customer waits for us."""

    id = Text()
    number = Text()
    subject = Text()
    status = Choice(STATUSES)
    priority = Choice(PRIORITIES)
    customer_name = Text()
    owner_id = Text()
    owner_name = Text()
    awaiting_since = DateTime()


class DayOut(Schema):
    """How many tickets came and went on a day."""

    day = Date()
    opened = Integer()
    solved = Integer()


class DashboardOut(Schema):
    """Helpdesk at a glance, as far as the actor sees it."""

    open = Integer()
    by_status = Json(example={"new": 2, "open": 3, "waiting": 1, "solved": 4, "closed": 9})
    by_priority = Json(example={"low": 1, "normal": 3, "high": 1, "urgent": 1})
    mine = Integer()
    unassigned = Integer()
    oldest_waiting = Lines(WaitingOut)
    by_day = Lines(DayOut)
