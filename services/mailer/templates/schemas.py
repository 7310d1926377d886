"""What comes in and goes out about templates."""

from chassis.fields import Choice, Email, Flag, Json, Language, LongText, Schema, Text
from services.mailer.examples import EVENT_NAMES

SOURCE_LIMIT = 50_000


class TemplateSchema(Schema):
    """A template. The HTML is the letter itself; the layout is put around it."""

    event_type = Choice(list(EVENT_NAMES), EVENT_NAMES, read_only=True, label="Event")
    language = Language(read_only=True)
    subject = Text(300, required=True, filter=False, sort=False, example="Számla: {{ number }}")
    html = LongText(SOURCE_LIMIT, required=True, label="Letter (HTML)", listed=False)
    text = LongText(
        SOURCE_LIMIT, label="Letter (plain text)", listed=False, help="Left empty, it is made from the HTML."
    )
    enabled = Flag(default=True, sort=False, help="Switched off, this event sends no mail.")
    send_to = Text(
        1000, label="Fixed recipients", filter=False, sort=False,
        help="Addresses with commas between them. Left empty, the mail goes to the customer.",
    )  # fmt: skip
    edited = Flag(read_only=True, filter=False, sort=False, help="Differs from what was shipped.")


class PreviewIn(Schema):
    """The event data to try the template on; the event's example when left out."""

    data = Json()
    subject = Text(300, help="An unsaved subject to try.")
    html = LongText(SOURCE_LIMIT, help="An unsaved letter to try.")
    text = LongText(SOURCE_LIMIT, help="An unsaved plain text to try.")


class PreviewOut(Schema):
    """The mail as it would be."""

    subject = Text()
    html = LongText()
    text = LongText()


class SendTestIn(Schema):
    """Where to send it."""

    to = Email(required=True, label="To")
