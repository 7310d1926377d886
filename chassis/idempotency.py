"""Idempotency-Key: the same key gives the same answer, and the effect once; kept for 24 hours."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.errors import BadRequest, DomainError
from chassis.tables import idempotency
from chassis.types import utc_now

KEPT = timedelta(hours=24)


class KeyReused(DomainError):
    """The key was used for another request before."""

    def __init__(self) -> None:
        super().__init__("idempotency_key_reused", "This Idempotency-Key was used for another request.")


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same."""
    return hashlib.sha256(b"\n".join([method.encode(), path.encode(), body])).hexdigest()


def begin(session: Session, key: str, user_id: str, print_: str) -> tuple[int, dict[str, str], Any] | None:
    """Take the key for this transaction; the earlier answer when there is one.

    A second request with the same key waits here until the first has committed or rolled back.
    """
    if len(key) > 100 or "\x00" in key:
        raise BadRequest("An Idempotency-Key has at most 100 characters.")
    values = {"key": key, "user_id": user_id, "fingerprint": print_, "created_at": utc_now()}
    taken = session.execute(
        insert_into(session, idempotency).values(values).on_conflict_do_nothing().returning(idempotency.c.key)
    ).first()  # fmt: skip
    if taken:
        return None
    row = session.execute(
        select(idempotency).where(idempotency.c.key == key, idempotency.c.user_id == user_id)
    ).one()  # fmt: skip
    if row.fingerprint != print_:
        raise KeyReused
    return row.status, dict(row.headers), json.loads(row.body)


def finish(session: Session, key: str, user_id: str, status: int, headers: dict[str, str], body: Any) -> None:
    """Keep the answer with the key, in the transaction of the effect."""
    session.execute(
        update(idempotency)
        .where(idempotency.c.key == key, idempotency.c.user_id == user_id)
        .values(status=status, headers=headers, body=json.dumps(body))
    )


def forget_old(session: Session) -> int:
    """Remove keys older than 24 hours; how many."""
    gone = session.execute(
        delete(idempotency).where(idempotency.c.created_at < utc_now() - KEPT).returning(idempotency.c.key)
    )
    return len(gone.all())
