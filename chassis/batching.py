"""Many commands in one flush: records, history, search rows and events of a batch are written together at its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import ORMExecuteState, Session


class Batch:
    """What commands have left for the end of the batch. One that fails is taken back while nothing of it is written."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.events: list[tuple[Any, ...]] = []
        self._touched: set[str] = set()
        self.mark()

    def mark(self) -> None:
        """A command begins."""
        self._added: list[Any] = []
        self._place, self._written = len(self.events), False

    def added(self, obj: Any) -> None:
        """The command has put an object into the session."""
        self._added.append(obj)

    def wrote(self) -> None:
        """The command has sent something to the database, which only a savepoint could take back."""
        self._written = True

    def take_back(self) -> bool:
        """Forget what the command since `mark` has left; False when that cannot be done any more."""
        if self._written or self.session.dirty or self.session.deleted:
            return False
        for obj in self._added:
            if obj in self.session:
                self.session.expunge(obj)
        del self.events[self._place :]
        return True

    def touch(self, record_id: str) -> None:
        """A record is about to be changed: what was left of it before is written first, as a version of its own."""
        if record_id in self._touched:
            self.flush()
        self._touched.add(record_id)

    def flush(self) -> None:
        """Write all that is left."""
        from chassis.events import write

        self.session.flush()
        left, self.events = self.events, []
        self._touched.clear()
        self._place, self._written = 0, True
        write(self.session, left)


def current(session: Session) -> Batch | None:
    """The batch that the session is in."""
    found: Batch | None = session.info.get("batch")
    return found


@contextmanager
def batch(session: Session) -> Iterator[Batch]:
    """Commands inside leave their flush and events to the end; the caller has a savepoint around it."""
    session.info["batch"] = found = Batch(session)
    try:
        yield found
        found.flush()
    finally:
        del session.info["batch"]


def changed(session: Session, record: Any) -> bool:
    """Whether a record or a row of it differs from what is stored, whatever else the session holds."""
    if session.is_modified(record):
        return True
    lists = (relation.key for relation in inspect(type(record)).relationships if relation.uselist)
    return any(session.is_modified(row) for name in lists for row in record.__dict__.get(name) or ())


@event.listens_for(Session, "transient_to_pending")
def _added(session: Session, obj: Any) -> None:
    if (found := current(session)) is not None:
        found.added(obj)


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: Any) -> None:
    if (found := current(session)) is not None:
        found.wrote()


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if not state.is_select and (found := current(state.session)) is not None:
        found.wrote()
