"""What goes out about mails."""

from chassis.fields import Choice, DateTime, Email, Integer, Json, Language, Lines, Schema, Text
from services.mailer.examples import EVENT_NAMES
from services.mailer.messages.models import STATUSES

STATUS_COLOURS = {
    "queued": "blue",
    "sending": "blue",
    "sent": "green",
    "kept": "azure",
    "failed": "red",
    "uncertain": "orange",
    "cancelled": "secondary",
}


class DocumentOut(Schema):
    """A file that goes with a mail."""

    id = Text(read_only=True)
    name = Text(read_only=True)
    content_type = Text(read_only=True)
    size = Integer(read_only=True)


class MessageSchema(Schema):
    """A mail; what it says is read through its own routes."""

    subject = Text(300, read_only=True)
    to_address = Email(read_only=True, label="To")
    to_name = Text(read_only=True, filter=False, sort=False, label="Recipient's name")
    cc = Json(read_only=True, hidden=True)
    sender = Text(600, read_only=True, filter=False, sort=False, label="From")
    status = Choice(STATUSES, read_only=True, colours=STATUS_COLOURS)
    error = Text(1000, read_only=True, filter=False, sort=False)
    attempts = Integer(read_only=True, filter=False, sort=False)
    next_try_at = DateTime(read_only=True, filter=False, sort=False, label="Next try")
    sent_at = DateTime(read_only=True, label="Sent")
    language = Language(read_only=True, filter=False, sort=False)
    event_type = Choice(list(EVENT_NAMES), EVENT_NAMES, read_only=True, label="Event")
    event_id = Text(36, read_only=True, hidden=True, sort=False)
    message_id = Text(read_only=True, hidden=True, filter=False, sort=False)
    refs = Json(read_only=True, hidden=True)
    documents = Lines(DocumentOut, read_only=True, label="Documents")
