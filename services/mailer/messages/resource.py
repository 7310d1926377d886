"""What mails offer over HTTP and in the pages."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.fields import LongText, Schema, Text
from chassis.identity import Identity
from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.mailer.messages.commands import cancel_message, retry_message
from services.mailer.messages.composing import WriteIn, write_message
from services.mailer.messages.models import Message
from services.mailer.messages.queries import message_body, message_document, message_eml, message_text
from services.mailer.messages.schemas import MessageSchema


class TextOut(Schema):
    """A mail's text part."""

    text = LongText()


class WrittenOut(Schema):
    """The mail that was written; whether it has gone out is asked of the mail itself."""

    id = Text(required=True)
    subject = Text(required=True)
    status = Text(required=True)


def post_message(session: Session, actor: Identity, args: Any) -> dict[str, Any]:
    """Write a mail and send it."""
    message = write_message(session, actor, args.body)
    return {"id": message.id, "subject": message.subject, "status": message.status}


MESSAGES = Resource(
    kind="message",
    collection="messages",
    model=Message,
    schema=MessageSchema,
    label="Mail",
    label_plural="Mails",
    icon="mail",
    title="subject",
    columns=("subject", "to_address", "status", "event_type", "created_at", "sent_at"),
    sort="-created_at",
    search=("subject", "to_address", "to_name"),
    create=False,
    update=False,
    delete=False,
    attachable=False,
    erasure=Erasure(
        sole=True, emails=("to_address",), refs="refs", keep=("refs", "event_type", "sender", "sender_name")
    ),
    prefetch=("documents",),
    actions=(
        Action(
            "retry",
            retry_message,
            label="Send again",
            when={"status": ["failed", "kept", "uncertain", "cancelled"]},
            style="primary",
            icon="send",
            confirm="If the mail has arrived already, the recipient will get it twice.",
        ),
        Action(
            "cancel", cancel_message, label="Do not send", when={"status": ["queued", "failed", "kept"]}, icon="ban"
        ),
    ),
    routes=(
        Route(
            "POST",
            "/messages",
            post_message,
            "create",
            "Write a mail to somebody and send it",
            body=WriteIn,
            response=WrittenOut,
            status=201,
        ),
        Route("GET", "/messages/{id}/eml", message_eml, "view", "The mail as a file", file="message/rfc822"),
        Route("GET", "/messages/{id}/body", message_body, "view", "The mail's HTML for a frame", file="text/html"),
        Route("GET", "/messages/{id}/text", message_text, "view", "The mail's plain text", response=TextOut),
        Route(
            "GET",
            "/messages/{id}/documents/{document}",
            message_document,
            "view",
            "A file that went with the mail",
            file="application/pdf",
        ),
    ),
)
