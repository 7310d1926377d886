"""Reading tickets beyond the standard list: the conversation, and the figures of the dashboard."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from chassis.db import utc_now
from chassis.fields import show_time
from chassis.identity import Identity
from chassis.records import kind_of, load
from chassis.rights import visible
from chassis.tables import attachments
from services.helpdesk.tickets.models import PRIORITIES, STATUSES, Message, Ticket

UNFINISHED = ("new", "open", "waiting")
OLDEST = 8
DAYS = 14


def conversation(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """The messages of a ticket from the first to the last, with their files; notes are marked as internal."""
    ticket = load(session, actor, Ticket, args["id"])
    messages = session.scalars(select(Message).where(Message.ticket_id == ticket.id).order_by(Message.position)).all()
    files = _files(session, ticket.id)
    return {"data": [_shown(message, files) for message in messages]}


def dashboard(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Tickets by status and priority, what is mine, who has waited longest, and how many came and went lately."""
    seen = _seen(session, actor)
    open_ = seen & Ticket.status.in_(UNFINISHED)
    mine = Ticket.owner_id == actor.user_id
    by_status = _counts(session, Ticket.status, seen)
    by_priority = _counts(session, Ticket.priority, open_)
    return {
        "open": sum(by_status.get(status, 0) for status in UNFINISHED),
        "by_status": {status: by_status.get(status, 0) for status in STATUSES},
        "by_priority": {priority: by_priority.get(priority, 0) for priority in PRIORITIES},
        "mine": _count(session, open_ & mine),
        "unassigned": _count(session, open_ & Ticket.owner_id.is_(None)),
        "oldest_waiting": [_waiting(ticket) for ticket in _longest_waiting(session, seen)],
        "by_day": _by_day(session, seen),
    }


def _seen(session: Session, actor: Identity) -> ColumnElement[bool]:
    allowed = visible(actor, kind_of(session, Ticket), Ticket)
    return Ticket.deleted_at.is_(None) & (true() if allowed is None else allowed)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(Ticket).where(condition)) or 0


def _counts(session: Session, column: Any, condition: ColumnElement[bool]) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(condition).group_by(column))
    return {str(value): number for value, number in rows}


def _longest_waiting(session: Session, seen: ColumnElement[bool]) -> list[Ticket]:
    waiting = seen & Ticket.awaiting_since.is_not(None)
    return list(session.scalars(select(Ticket).where(waiting).order_by(Ticket.awaiting_since).limit(OLDEST)))


def _waiting(ticket: Ticket) -> dict[str, Any]:
    names = ("id", "number", "subject", "status", "priority", "customer_name", "owner_id", "owner_name")
    return {name: getattr(ticket, name) for name in names} | {"awaiting_since": _time(ticket.awaiting_since)}


def _by_day(session: Session, seen: ColumnElement[bool]) -> list[dict[str, Any]]:
    today = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=DAYS - 1)
    opened = _per_day(session, Ticket.created_at, seen, first)
    solved = _per_day(session, Ticket.solved_at, seen, first)
    days = [(first + timedelta(days=number)).date().isoformat() for number in range(DAYS)]
    return [{"day": day, "opened": opened.get(day, 0), "solved": solved.get(day, 0)} for day in days]


def _per_day(session: Session, column: Any, seen: ColumnElement[bool], first: datetime) -> dict[str, int]:
    utc = func.timezone("UTC", column) if session.get_bind().dialect.name == "postgresql" else column
    day = func.date(utc)
    rows = session.execute(select(day, func.count()).where(seen, column >= first).group_by(day))
    return {str(found): number for found, number in rows}


def _files(session: Session, ticket_id: str) -> dict[str, dict[str, Any]]:
    table = attachments.c
    rows = session.execute(
        select(table.id, table.name, table.content_type, table.size).where(
            table.noun == "ticket", table.record_id == ticket_id, table.deleted_at.is_(None)
        )
    )
    return {i: {"id": i, "name": name, "content_type": kind, "size": size} for i, name, kind, size in rows}


def _shown(message: Message, files: dict[str, dict[str, Any]]) -> dict[str, Any]:
    names = ("id", "author_id", "author_name", "direction", "internal", "body")
    return {name: getattr(message, name) for name in names} | {
        "created_at": show_time(message.created_at),
        "attachments": [files[each] for each in message.attachment_ids or () if each in files],
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else show_time(moment)
