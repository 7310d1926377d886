"""A bound on how long a question may take, on both databases."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

_STEPS = 20_000
_CANCELLED = "57014"  # query_canceled


@contextmanager
def bounded(session: Session, seconds: float) -> Iterator[None]:
    """Within the block, a question that takes longer than this is broken off: `ended` tells such an error."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL statement_timeout = {int(seconds * 1000)}"))
        yield
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        return
    raw: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]  # SQLite's own
    deadline = time.monotonic() + seconds
    raw.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, _STEPS)


def ended(error: DBAPIError) -> bool:
    """Whether the error says that the question was broken off because of its bound."""
    return getattr(error.orig, "sqlstate", None) == _CANCELLED or "interrupted" in str(error.orig)
