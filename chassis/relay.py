"""From the outbox to the bus: numbers what was committed, has it published in order, marks it once confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Select, bindparam, func, select, text, update
from sqlalchemy.exc import DBAPIError

from chassis import bus_metrics as metrics
from chassis.dberrors import DatabaseAway, guarded
from chassis.logs import log
from chassis.tables import outbox
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

BATCH = 500
QUICK, SLOW = 0.002, 0.2
"""Seconds between looks at the outbox: while events flow, and at most when idle."""

_LEADER_KEY = 0x6B61706F6373  # "kapocs"; the lock is per database, and so per service
_NUMBER = update(outbox).where(outbox.c.id == bindparam("row_id")).values(sequence=bindparam("number"))


class BusAway(Exception):
    """The broker cannot be reached or does not confirm; nothing is known of what was just sent."""


@dataclass(frozen=True)
class Published:
    """An outbox row with its place in the source's sequence."""

    id: int
    event_id: str
    type: str
    body: str
    sequence: int

    @property
    def message(self) -> bytes:
        """The body as it goes over the bus: the stored envelope and the sequence."""
        return with_sequence(self.body, self.sequence).encode()


class Publisher(Protocol):
    """Whatever brings events to their consumers."""

    def publish(self, events: Sequence[Published]) -> None:
        """Return when all are safely with the broker; BusAway when that is not known."""


def with_sequence(body: str, sequence: int) -> str:
    """An envelope with its sequence, which is only known once the relay has seen it."""
    return f'{body[:-1]},"sequence":{sequence}}}'


def take(connection: Connection, limit: int = BATCH, only: Sequence[int] | None = None) -> list[Published]:
    """The next unpublished events in commit order, each with its number; call it within a transaction.

    The numbers are committed before anything is published, so that an event never goes out under two numbers, and a
    reader who resumes after a number misses nothing.
    """
    pending = waiting(limit).with_for_update(skip_locked=True)
    rows = connection.execute(pending if only is None else pending.where(outbox.c.id.in_(only))).all()
    fresh = [row.id for row in rows if row.sequence is None]
    numbers: dict[int, int] = {}
    if fresh:
        last = connection.execute(select(func.max(outbox.c.sequence))).scalar() or 0
        numbers = {row_id: number for number, row_id in enumerate(fresh, start=last + 1)}
        connection.execute(_NUMBER, [{"row_id": row_id, "number": number} for row_id, number in numbers.items()])
    taken = [Published(r.id, r.event_id, r.type, r.body, r.sequence or numbers[r.id]) for r in rows]
    return sorted(taken, key=lambda event: event.sequence)


def waiting(limit: int) -> Select[tuple[int, str, str, str, int | None]]:
    """The unpublished events, oldest first."""
    columns = (outbox.c.id, outbox.c.event_id, outbox.c.type, outbox.c.body, outbox.c.sequence)
    return select(*columns).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.id).limit(limit)


def mark(connection: Connection, events: Sequence[Published]) -> None:
    """Note that events are published."""
    if events:
        ids = [event.id for event in events]
        connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(sent_at=utc_now()))


class Relay:
    """Publishes one service's outbox. Any number may run; the one that holds the database's advisory lock works."""

    def __init__(self, runtime: "Runtime", publisher: Publisher) -> None:
        self.runtime = runtime
        self.publisher = publisher
        self._connection: Connection | None = None
        self._confirmed: list[Published] = []

    def step(self) -> int:
        """Publish the next batch; how many events, 0 when there was none or another relay leads.

        Marking one batch and taking the next is one transaction, on the very connection that holds the lock: who has
        lost the lock cannot mark or number anything.
        """
        try:
            with guarded():
                connection = self._lead()
                if connection is None:
                    return 0
                events = self._turn(connection)
        except (DatabaseAway, DBAPIError) as error:
            self.resign()
            raise DatabaseAway(str(error).partition("\n")[0]) from error
        if events:
            self.publisher.publish(events)
            self._confirmed = events
            metrics.PUBLISHED.labels(self.runtime.name).inc(len(events))
        return len(events)

    def _turn(self, connection: Connection) -> list[Published]:
        with connection.begin():
            mark(connection, self._confirmed)
            events = take(connection)
        self._confirmed = []
        return events

    def _lead(self) -> Connection | None:
        if self._connection is not None:
            return self._connection
        connection = self.runtime.database.engine.connect()
        try:
            with connection.begin():
                leads = connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _LEADER_KEY}).scalar()
        except BaseException:
            connection.invalidate()
            connection.close()
            raise
        if not leads:
            connection.close()
            return None
        log.info("relay leads", service=self.runtime.name)
        self._connection = connection
        return connection

    @property
    def leads(self) -> bool:
        """True while this relay is the one that publishes."""
        return self._connection is not None

    def resign(self) -> None:
        """Give the lock back, with the connection that held it. What is not marked will be published again."""
        if self._connection is not None:
            self._connection.invalidate()  # a pooled connection would keep the lock
            self._connection.close()
        self._connection = None
        self._confirmed = []

    def stop(self) -> None:
        """Mark what is confirmed, then resign."""
        try:
            if self._connection is not None and self._confirmed:
                with self._connection.begin():
                    mark(self._connection, self._confirmed)
        except DBAPIError as error:
            log.warning("relay could not mark its last batch", service=self.runtime.name, error=type(error).__name__)
        self.resign()
