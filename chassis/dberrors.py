"""What a database error means for the work in hand: the database is away, or somebody was in the way, or neither."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

# SQLSTATE classes: 08 connection, 53 resources, 57P shutdown, 58 system
_AWAY_STATES = ("08", "53", "57P", "58")
_AWAY_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY")


class DatabaseAway(Exception):
    """The service's own database cannot be used now; the work in hand must be kept and tried again."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn errors that mean “the database is away” into DatabaseAway."""
    try:
        yield
    except Exception as error:
        if is_away(error):
            raise DatabaseAway(str(error).partition("\n")[0]) from error
        raise


def is_away(error: BaseException) -> bool:
    """Tell whether an error is about reaching the database at all, rather than about what was asked of it."""
    if isinstance(error, PoolTimeout | DatabaseAway):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    return isinstance(error, OperationalError) and _unreachable(error.orig)


def _unreachable(cause: BaseException | None) -> bool:
    name = getattr(cause, "sqlite_errorname", None)
    if name is not None:
        return name.startswith(_AWAY_SQLITE)
    state = getattr(cause, "sqlstate", None)  # none: psycopg did not reach a server that could give one
    return state is None or state.startswith(_AWAY_STATES)


def is_conflict(error: BaseException) -> bool:
    """Tell whether somebody else's transaction got in the way, so that the same may work the next moment."""
    if isinstance(error, IntegrityError | StaleDataError):
        return True
    return isinstance(error, OperationalError) and str(getattr(error.orig, "sqlstate", "")).startswith("40")


def describe(error: BaseException) -> str:
    """What went wrong and where, for the person who reads it later."""
    trace = "".join(traceback.format_exception(error)[-12:])
    return f"{type(error).__name__}: {error}\n\n{trace}"
