"""A mail that somebody writes by hand, e.g. a greeting: plain words in the layout that every mail wears."""

from typing import Any

from marshmallow import validate
from sqlalchemy.orm import Session

from chassis import users
from chassis.fields import Email, Language, LongText, Schema, Text
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.jobs import enqueue
from services.mailer.accounts import account
from services.mailer.layout import dress, one_line
from services.mailer.messages.commands import SEND
from services.mailer.messages.models import Message
from services.mailer.metrics import count
from services.mailer.templates.filters import lines
from services.mailer.templates.letters import HOUSE


class WriteIn(Schema):
    """A mail as somebody writes it. `about` names the record it concerns, e.g. `contacts.person:0197…`."""

    to = Email(required=True, label="To")
    to_name = Text(label="Recipient's name")
    subject = Text(required=True)
    text = LongText(required=True, label="Text of the mail")
    language = Language(default="hu")
    about = Text(
        max=120, hidden=True, example="contacts.person:01932f6e-7c00-7000-8000-000000000000",
        validate=validate.Regexp(
            r"[a-z]+\.[a-z_]+:[0-9a-f-]{36}\Z", error="A record is named like contacts.person:its-id."
        ),
    )  # fmt: skip


def write_message(session: Session, actor: Identity, data: dict[str, Any]) -> Message:
    """Write a mail and send it; it belongs to who wrote it."""
    own, language, text = account(session), data["language"] or "hu", data["text"]
    company = own.name or HOUSE
    subject = one_line(data["subject"])
    footer = own.footer(language) or actor.name
    html = dress(str(lines(text)), subject=subject, company=company, language=language, footer=footer, summary=text)
    message = Message(
        id=new_id(), custom={}, cc=[], attempts=0, turn=0, status="queued", send_key=f"written:{new_id()}",
        to_address=data["to"], to_name=data.get("to_name"), language=language, sender_name=company,
        subject=subject, html=html, text=text, refs=[data["about"]] if data.get("about") else [],
    )  # fmt: skip
    users.set_owner(session, message, users.default_owner(session, actor))
    session.add(message)
    session.flush()  # the job names the mail
    enqueue(session, SEND, {"message_id": message.id, "turn": message.turn})
    count(session, message.status)
    return message
