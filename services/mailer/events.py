"""The events mailer publishes: what became of a mail. They relate to the records the mail is about."""

from chassis.events import EventType
from chassis.fields import DateTime, Integer, Schema, Text

_MAIL = {
    "to": "iroda@tiszafa.example",
    "subject": "Számla: 2026/00012",
    "event_type": "sales.InvoiceIssued",
    "event_id": "0197a1b2-0000-7000-8000-0000000000e1",
    "attempts": 1,
    "documents": 1,
}


class MailData(Schema):
    """Which mail it is."""

    to = Text(254)
    subject = Text(300, required=True)
    event_type = Text()
    event_id = Text()
    attempts = Integer(required=True)
    documents = Integer()


class MailSentData(MailData):
    """A mail the mail server took."""

    message_id = Text()
    sent_at = DateTime(required=True)


class MailTroubleData(MailData):
    """A mail that did not get out, and why."""

    error = Text(1000, required=True)


MailSent = EventType(
    "mailer.MailSent",
    schema=MailSentData,
    title="Mail sent to %(to)s: %(subject)s",
    summary="The mail server took responsibility for a mail.",
    example=_MAIL | {"message_id": "<0197a1b2@example.com>", "sent_at": "2026-03-02T09:30:00Z"},
)
MailKept = EventType(
    "mailer.MailKept",
    schema=MailData,
    title="Mail written to %(to)s: %(subject)s",
    summary="There is no mail server; the mail is kept to be read in the page.",
    example=_MAIL,
)
MailFailed = EventType(
    "mailer.MailFailed",
    schema=MailTroubleData,
    title="Mail to %(to)s failed: %(subject)s",
    summary="A mail will not get out without somebody's help: no address, refused for good, or tried too often.",
    example=_MAIL | {"error": "550 5.1.1 No such mailbox"},
)
MailUncertain = EventType(
    "mailer.MailUncertain",
    schema=MailTroubleData,
    title="Nobody knows whether the mail to %(to)s arrived: %(subject)s",
    summary="The connection or the process ended just when the mail was handed over. It is not repeated by itself.",
    example=_MAIL | {"error": "The connection ended before the mail server answered."},
)

EVENTS = [MailSent, MailKept, MailFailed, MailUncertain]
