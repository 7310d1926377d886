"""Events that could not be handled: each a row with attempts, error and next try, until handled or discarded."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.errors import DomainError, NotFound
from chassis.ids import is_id, new_id
from chassis.tables import inbox_failures as table
from chassis.types import utc_now

DELAYS = (1, 5, 30, 120, 600)
ATTEMPTS = len(DELAYS) + 1
LEASE = 60.0
"""Seconds that an attempt may take at least before another worker makes the next."""

BASE64 = "base64:"
_OPEN = table.c.resolved_at.is_(None)


@dataclass(frozen=True)
class Failure:
    """One failed message. `body` is what came, byte for byte."""

    id: str
    event_id: str
    type: str | None
    body: bytes
    attempts: int


def delay_after(attempts: int) -> float:
    """Seconds to wait after that many failed attempts."""
    return DELAYS[min(attempts, len(DELAYS)) - 1]


def keep_text(body: bytes) -> str:
    """The body as text that any database stores: itself when it is clean UTF-8, else marked base64."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return BASE64 + base64.b64encode(body).decode()
    return BASE64 + base64.b64encode(body).decode() if "\0" in text else text


def kept_body(text: str) -> bytes:
    """The bytes that `keep_text` kept."""
    return base64.b64decode(text[len(BASE64) :]) if text.startswith(BASE64) else text.encode()


def fingerprint(body: bytes) -> str:
    """A name for a message that has no readable id, so that its redelivery is not a second row."""
    return hashlib.sha256(body).hexdigest()


def record(session: Session, event_id: str, event_type: str | None, body: bytes, error: str) -> bool:
    """Note the first failure of an event, to be tried again; False when it is already being retried."""
    soon = utc_now() + timedelta(seconds=DELAYS[0])
    return _put(session, event_id, event_type, body, error, attempts=1, next_try_at=soon)


def park(session: Session, event_id: str | None, event_type: str | None, body: bytes, error: str) -> bool:
    """Put a message aside that no retry can help; False when it is already there."""
    return _put(session, event_id or fingerprint(body), event_type, body, error, attempts=1, parked_at=utc_now())


def _put(session: Session, event_id: str, event_type: str | None, body: bytes, error: str, **state: Any) -> bool:
    values = {
        "event_id": event_id,
        "type": event_type,
        "body": keep_text(body),
        "error": clean(error),
        "first_failed_at": utc_now(),
        "next_try_at": None,
        "parked_at": None,
        **state,
    }
    reopened = {**values, "resolved_at": None, "resolution": None, "reason": None}
    statement = insert_into(session, table).values(id=new_id(), **values)
    statement = statement.on_conflict_do_update(
        index_elements=["event_id"], set_=reopened, where=table.c.resolved_at.is_not(None)
    )
    return session.execute(statement.returning(table.c.id)).first() is not None


def clean(error: str) -> str:
    """Words that any database stores."""
    return error.encode("utf-8", "replace").decode().replace("\0", "\\0")[:4000]


def any_due(session: Session) -> bool:
    """Tell whether some failure waits to be tried now; asked first, for a claim is a writing transaction."""
    return session.execute(select(table.c.id).where(table.c.next_try_at <= utc_now()).limit(1)).first() is not None


def claim_due(session: Session) -> Failure | None:
    """Take the next failure that is due and count the attempt, so that even one that kills the process is counted."""
    now = utc_now()
    due = (
        select(table.c.id, table.c.event_id, table.c.type, table.c.body, table.c.attempts)
        .where(table.c.next_try_at <= now, table.c.parked_at.is_(None), _OPEN)
        .order_by(table.c.next_try_at)
        .limit(1)
    )
    row = session.execute(due.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    if row.attempts >= ATTEMPTS:
        set_parked(session, row.id, "the process ended during each of the last attempts")
        return claim_due(session)
    attempts = row.attempts + 1
    again = now + timedelta(seconds=max(delay_after(attempts), LEASE))
    session.execute(update(table).where(table.c.id == row.id).values(attempts=attempts, next_try_at=again))
    return Failure(row.id, row.event_id, row.type, kept_body(row.body), attempts)


def note_attempt(session: Session, failure: Failure, error: str) -> bool:
    """Keep why an attempt failed and set the next, or park after the last. True when parked."""
    if failure.attempts >= ATTEMPTS:
        set_parked(session, failure.id, error)
        return True
    again = utc_now() + timedelta(seconds=delay_after(failure.attempts))
    session.execute(update(table).where(table.c.id == failure.id).values(error=clean(error), next_try_at=again))
    return False


def set_parked(session: Session, failure_id: str, error: str) -> None:
    """Give up on a failure until somebody decides."""
    values = {"parked_at": utc_now(), "next_try_at": None, "error": clean(error)}
    session.execute(update(table).where(table.c.id == failure_id).values(values))


def resolve(session: Session, failure_id: str, resolution: str, reason: str | None = None) -> None:
    """Close a failure: `handled` or `discarded`."""
    values = {"resolved_at": utc_now(), "resolution": resolution, "reason": reason, "next_try_at": None}
    session.execute(update(table).where(table.c.id == failure_id).values(values))


# What a person does with them: the operations page and the command line call these.


def listed(session: Session, *, parked_only: bool = True, limit: int = 200) -> list[Mapping[str, Any]]:
    """The open failures, newest first; by default only those given up."""
    columns = (table.c.id, table.c.event_id, table.c.type, table.c.body, table.c.attempts, table.c.error)
    times = (table.c.first_failed_at, table.c.next_try_at, table.c.parked_at)
    query = select(*columns, *times).where(_OPEN).order_by(table.c.first_failed_at.desc()).limit(limit)
    if parked_only:
        query = query.where(table.c.parked_at.is_not(None))
    return [dict(row) for row in session.execute(query).mappings()]


def retry(session: Session, failure_id: str) -> None:
    """Try a parked or waiting failure again now, with all its attempts before it."""
    _must_be_open(session, failure_id)
    values = {"parked_at": None, "next_try_at": utc_now(), "attempts": 0}
    session.execute(update(table).where(table.c.id == failure_id).values(values))
    session.info["wake"] = True


def discard(session: Session, failure_id: str, reason: str) -> None:
    """Close a failure for good; the reason stays with it."""
    if not reason.strip():
        raise DomainError("reason_missing", "Say why the message is discarded.", status=422)
    _must_be_open(session, failure_id)
    resolve(session, failure_id, "discarded", reason.strip())


def _must_be_open(session: Session, failure_id: str) -> None:
    query = select(table.c.id).where(table.c.id == failure_id, _OPEN).with_for_update()
    if not is_id(failure_id) or session.execute(query).first() is None:
        raise NotFound("message")
