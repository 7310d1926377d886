"""Writing mails and what people do with them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.events import EventType, Received, emit
from chassis.identity import Identity
from chassis.ids import is_id, new_id
from chassis.jobs import enqueue
from chassis.records import load
from chassis.tables import users
from services.mailer.accounts import Account, account
from services.mailer.events import MailFailed
from services.mailer.messages.mime import BadAddress, wire_address
from services.mailer.messages.models import Document, Message
from services.mailer.metrics import count
from services.mailer.templates.letters import HOUSE, Letter, write
from services.mailer.templates.models import Template
from services.mailer.templates.queries import find_template
from services.mailer.templates.rendering import BadTemplate
from services.mailer.trouble import Trouble

SEND = "send-mail"
LANGUAGES = ("hu", "en")


class Recipient(NamedTuple):
    """Whom a mail is for."""

    name: str | None = None
    address: str | None = None
    language: str | None = None


def write_about(
    session: Session, event: Received, recipient: Recipient, document: Mapping[str, str] | None = None
) -> list[Message]:
    """Write the mail about an event, in the recipient's language, as far as there is a template that is switched on.

    Each recipient gets it once, however often the event comes. What cannot be sent becomes a failed mail that says why.
    """
    own = account(session)
    template = find_template(session, event.type, [recipient.language or own.language, own.language, *LANGUAGES])
    if template is None or not template.enabled:
        return []
    recipients = [Recipient(address=address) for address in template.recipients] or [recipient]
    values = {**event.data, **event.raw.get("data", {})}
    made = [_write_once(session, event, template, own, each, values) for each in recipients]
    for message in filter(None, made):
        if document:
            message.documents = [Document(**{name: document[name] for name in ("service", "path", "name")})]
        _post(session, message)
    return [message for message in made if message]


def send_test(session: Session, template: Template, values: Mapping[str, Any], to: str) -> Message:
    """Write a mail from a template to try it out."""
    letter = write(template, values, account(session))
    message = _message(template, Recipient(address=to), letter, f"test:{new_id()}")
    session.add(message)
    return _post(session, message)


def retry_message(session: Session, actor: Identity, message_id: str) -> Message:
    """Send a mail (again) that failed, was kept, or of which nobody knows whether it arrived."""
    message = load(session, actor, Message, message_id, action="retry")
    message.requeue()
    enqueue(session, SEND, {"message_id": message.id, "turn": message.turn})
    return message


def cancel_message(session: Session, actor: Identity, message_id: str) -> Message:
    """Do not send a mail that is still here."""
    message = load(session, actor, Message, message_id, action="cancel")
    message.cancel()
    count(session, message.status)
    return message


def tell(session: Session, event_type: EventType, message: Message) -> None:
    """Say what became of a mail, to the records it is about."""
    data = {name: getattr(message, name) for name in ("subject", "event_type", "event_id", "attempts", "error")}
    data |= {"to": message.to_address, "documents": len(message.documents)}
    data |= {"message_id": message.message_id, "sent_at": message.sent_at}
    count(session, message.status)
    emit(session, event_type, message, data, message.refs)


def _write_once(
    session: Session, event: Received, template: Template, own: Account, to: Recipient, values: Mapping[str, Any]
) -> Message | None:
    key = f"{event.id}:{template.id}:{(to.address or '-').lower()}"[:400]
    if session.scalars(select(Message.id).where(Message.send_key == key)).first():
        return None
    trouble: Trouble | None = None
    try:
        letter = write(template, values, own)
    except BadTemplate as error:
        letter = Letter(event.type, "", "", own.name or HOUSE)
        trouble = Trouble("The template cannot be used. %(why)s", why=error.said(own.language))
    message = _message(template, to, letter, key)
    message.event_type, message.event_id, message.refs = event.type, event.id, list(event.relates_to)
    _give_to(session, message, values.get("owner_id") or event.actor_id)
    trouble = trouble or _address_trouble(to, template)
    message.error = trouble.said(own.language) if trouble else None
    session.add(message)
    return message


def _message(template: Template, to: Recipient, letter: Letter, key: str) -> Message:
    return Message(
        id=new_id(), custom={}, cc=[], refs=[], attempts=0, turn=0, status="queued", send_key=key,
        to_address=to.address, to_name=to.name, language=template.language, template_id=template.id,
        subject=letter.subject, html=letter.html, text=letter.text, sender_name=letter.company,
    )  # fmt: skip


def _give_to(session: Session, message: Message, user_id: str) -> None:
    """Give the mail to the owner of what it is about, so that who may see the one may see the other."""
    if not is_id(user_id):
        return
    owner = session.execute(select(users.c.id, users.c.name, users.c.role_path).where(users.c.id == user_id)).first()
    if owner:
        message.owner_id, message.owner_name, message.owner_path = owner.id, owner.name, owner.role_path


def _address_trouble(to: Recipient, template: Template) -> Trouble | None:
    if not to.address:
        if template.event_type.startswith(("sales.", "helpdesk.")):
            return Trouble("The customer has no e-mail address.")
        return Trouble("Nobody is set to get this mail. Enter its recipients in the template.")
    try:
        wire_address(to.address)
    except BadAddress as error:
        return error
    return None


def _post(session: Session, message: Message) -> Message:
    if message.error:
        message.give_up(message.error)
        tell(session, MailFailed, message)
    else:
        session.flush()  # the job names the mail
        enqueue(session, SEND, {"message_id": message.id, "turn": message.turn})
        count(session, message.status)
    return message


def as_recipient(customer: Mapping[str, Any] | None) -> Recipient:
    """The customer of an event as a recipient."""
    found = customer or {}
    language = found.get("language")
    return Recipient(found.get("name"), found.get("email"), language if language in LANGUAGES else None)
