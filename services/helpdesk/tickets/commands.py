"""Every change of a ticket."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.numbering import next_number
from chassis.records import create, load, update
from chassis.tables import attachments
from chassis.users import set_owner
from services.helpdesk.events import TicketOpened, TicketResolved, TicketUpdated
from services.helpdesk.tickets.customers import follow_customer, with_customer
from services.helpdesk.tickets.models import Message, Ticket


def open_ticket(session: Session, actor: Identity, data: dict[str, Any]) -> Ticket:
    """Open a ticket with its number and the customer's first message."""
    values = with_customer(session, data)
    text = values.pop("message", None)
    values["number"] = next_number(session, "ticket", "T-{year}-{n:05d}")
    ticket = create(session, actor, Ticket, values)
    if text:
        ticket.hear(_from_customer(ticket, text, []))
    else:
        ticket.awaiting_since = ticket.created_at
    emit(session, TicketOpened, ticket, _facts(ticket) | {"text": text}, _relations(ticket))
    return ticket


def edit_ticket(session: Session, actor: Identity, ticket: Ticket, data: dict[str, Any]) -> Ticket:
    """Change what is known about a ticket; the conversation has actions of its own."""
    if data.pop("message", None):
        raise Invalid({"message": ["This is for new tickets only. Add a message to the conversation instead."]})
    wanted = follow_customer(session, ticket, data)
    changed = [name for name, value in wanted.items() if getattr(ticket, name, None) != value]
    update(session, actor, ticket, wanted)
    if changed:
        _tell(session, ticket, ticket.status, changed)
    return ticket


def answer_ticket(
    session: Session,
    actor: Identity,
    ticket_id: str,
    *,
    body: str,
    status: str | None = None,
    attachment_ids: list[str] | None = None,
) -> Ticket:
    """Answer the customer; the ticket then waits for him unless told otherwise."""
    ticket = load(session, actor, Ticket, ticket_id, action="answer")
    before = ticket.status
    files = _own_files(session, ticket, attachment_ids)
    ticket.say(_from_us(actor, body, files))
    ticket.move_to(status or "waiting")
    _take_if_free(session, ticket, actor)
    _tell(session, ticket, before, ["answer"], answer=body, author_name=actor.name)
    return ticket


def receive_message(
    session: Session, actor: Identity, ticket_id: str, *, body: str, attachment_ids: list[str] | None = None
) -> Ticket:
    """Put down what the customer wrote or said; a solved or waiting ticket is open again."""
    ticket = load(session, actor, Ticket, ticket_id, action="receive")
    before = ticket.status
    ticket.hear(_from_customer(ticket, body, _own_files(session, ticket, attachment_ids)))
    _tell(session, ticket, before, ["message"])
    return ticket


def note_ticket(
    session: Session, actor: Identity, ticket_id: str, *, body: str, attachment_ids: list[str] | None = None
) -> Ticket:
    """Add an internal note. No event tells of it."""
    ticket = load(session, actor, Ticket, ticket_id, action="note")
    files = _own_files(session, ticket, attachment_ids)
    ticket.remark(_from_us(actor, body, files))
    return ticket


def assign_ticket(session: Session, actor: Identity, ticket_id: str, *, owner_id: str) -> Ticket:
    """Give the ticket to another owner; each hand-off counts."""
    ticket = load(session, actor, Ticket, ticket_id, action="assign")
    if ticket.owner_id == owner_id:
        return ticket
    handed_off = ticket.owner_id is not None
    set_owner(session, ticket, owner_id)
    ticket.hand_offs += handed_off
    _tell(session, ticket, ticket.status, ["owner_id"])
    return ticket


def set_status(session: Session, actor: Identity, ticket_id: str, *, status: str) -> Ticket:
    """Move the ticket to a status."""
    return _move(session, actor, ticket_id, "set_status", status)


def solve_ticket(session: Session, actor: Identity, ticket_id: str) -> Ticket:
    """Call the ticket solved."""
    return _move(session, actor, ticket_id, "solve", "solved")


def reopen_ticket(session: Session, actor: Identity, ticket_id: str) -> Ticket:
    """Take a solved or closed ticket up again."""
    return _move(session, actor, ticket_id, "reopen", "open")


def close_ticket(session: Session, actor: Identity, ticket_id: str) -> Ticket:
    """File a solved ticket away."""
    return _move(session, actor, ticket_id, "close", "closed")


def _move(session: Session, actor: Identity, ticket_id: str, action: str, status: str) -> Ticket:
    ticket = load(session, actor, Ticket, ticket_id, action=action)
    before = ticket.status
    if ticket.move_to(status):
        _tell(session, ticket, before, [])
    return ticket


def _from_customer(ticket: Ticket, body: str, files: list[str]) -> Message:
    name = ticket.customer_name or ticket.contact_email or "–"
    return Message(author_name=name, direction="in", body=body, attachment_ids=files)


def _from_us(actor: Identity, body: str, files: list[str]) -> Message:
    return Message(author_id=actor.user_id, author_name=actor.name, direction="out", body=body, attachment_ids=files)


def _own_files(session: Session, ticket: Ticket, wanted: list[str] | None) -> list[str]:
    if not wanted:
        return []
    mine = select(attachments.c.id).where(
        attachments.c.noun == "ticket", attachments.c.record_id == ticket.id, attachments.c.deleted_at.is_(None)
    )
    if set(wanted) - set(session.scalars(mine)):
        raise Invalid({"attachment_ids": ["This ticket has no such file."]})
    return wanted


def _take_if_free(session: Session, ticket: Ticket, actor: Identity) -> None:
    if ticket.owner_id is None and not actor.everything:
        set_owner(session, ticket, actor.user_id)


def _tell(session: Session, ticket: Ticket, before: str, changed: list[str], **said: Any) -> None:
    moved = ["status"] if ticket.status != before else []
    data = _facts(ticket) | {"previous_status": before, "changed": [*moved, *changed], "answer": None} | said
    emit(session, TicketUpdated, ticket, data, _relations(ticket))
    if moved and ticket.status == "solved":
        resolved = {
            "opened_at": ticket.created_at,
            "first_answered_at": ticket.first_answered_at,
            "solved_at": ticket.solved_at,
            "hand_offs": ticket.hand_offs,
        }
        emit(session, TicketResolved, ticket, _facts(ticket) | resolved, _relations(ticket))


def _facts(ticket: Ticket) -> dict[str, Any]:
    names = ("number", "subject", "type", "status", "priority", "channel", "reference", "product_id", "product_name")
    facts = {name: getattr(ticket, name) for name in (*names, "owner_id", "owner_name")}
    facts["customer"] = {
        "name": ticket.customer_name,
        "organization_name": ticket.organization_name,
        "email": ticket.contact_email,
        "language": ticket.language,
        "organization_id": ticket.organization_id,
        "person_id": ticket.person_id,
    }
    return facts


def _relations(ticket: Ticket) -> list[str]:
    named = {
        "contacts.organization": ticket.organization_id,
        "contacts.person": ticket.person_id,
        "inventory.product": ticket.product_id,
    }
    return [f"{kind}:{found}" for kind, found in named.items() if found]
