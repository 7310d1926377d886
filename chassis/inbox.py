"""Handling events: each exactly once, in one transaction with the row that remembers it."""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.orm import Session

from chassis import bus_metrics as metrics
from chassis import failures
from chassis.db import insert_into
from chassis.dberrors import DatabaseAway, describe, guarded, is_away, is_conflict
from chassis.events import CONTENT_TYPE, Handler, Received, Unreadable, parse
from chassis.ids import is_id
from chassis.logs import log
from chassis.merging import follow as merging
from chassis.privacy import late
from chassis.tables import inbox
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

CRASHES_SUSPECTED = 20
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,99}")
_CONFLICTS_RETRIED = 2


class Outcome(Enum):
    """What became of one delivery. After any of them it may be acknowledged."""

    HANDLED = "handled"
    DUPLICATE = "duplicate"
    FAILED = "failed"
    PARKED = "parked"


@dataclass(frozen=True)
class Delivery:
    """A message as it came. `deliveries`: how often the broker had handed it out before."""

    body: bytes
    content_type: str | None = CONTENT_TYPE
    deliveries: int = 0


@dataclass(frozen=True)
class _Task:
    delivery: Delivery
    event: Received
    handlers: Sequence[Handler]


def handle(runtime: "Runtime", body: bytes, content_type: str | None = CONTENT_TYPE) -> Outcome:
    """Handle one message; DatabaseAway when it must be kept and tried again later."""
    return handle_all(runtime, [Delivery(body, content_type)])[0]


def handle_all(runtime: "Runtime", deliveries: Sequence[Delivery]) -> list[Outcome]:
    """Handle messages in order: one alone in its own transaction, several together in one, each under a savepoint."""
    outcomes: list[Outcome | None] = []
    tasks: list[_Task] = []
    for delivery in deliveries:
        prepared = _prepare(runtime, delivery)
        outcomes.append(prepared if isinstance(prepared, Outcome) else None)
        if isinstance(prepared, _Task):
            tasks.append(prepared)
    tasks, gone = _sift(runtime, tasks)
    done = iter(_batch(runtime, tasks) if len(tasks) > 1 else [_one(runtime, task) for task in tasks])
    return [outcome or (Outcome.HANDLED if next(gone) else next(done)) for outcome in outcomes]


def _sift(runtime: "Runtime", tasks: Sequence[_Task]) -> tuple[list[_Task], Iterator[bool]]:
    """The tasks without those about somebody erased, the person's texts taken out of the rest; and which are gone."""
    refs = {ref for task in tasks for ref in late.refs_of(task.event)}
    with guarded():
        erased = late.erased_among(runtime, refs)
    if not erased:
        return list(tasks), iter([False] * len(tasks))
    gone = [late.is_gone(task.event, erased) for task in tasks]
    return [_cleaned(task, erased) for task, out in zip(tasks, gone, strict=True) if not out], iter(gone)


def _cleaned(task: _Task, erased: set[str]) -> _Task:
    if not late.names(task.event, erased):
        return task
    body = late.cleaned(task.event)
    return _Task(replace(task.delivery, body=body), read(body), task.handlers)


def _prepare(runtime: "Runtime", delivery: Delivery) -> _Task | Outcome:
    """Read a message and find its handlers; what cannot be read or is unknown is parked at once."""
    event: Received | None = None
    try:
        if (delivery.content_type or "").partition(";")[0].strip().lower() != CONTENT_TYPE:
            raise Unreadable(f"content type is {delivery.content_type!r}, not {CONTENT_TYPE}")
        event = read(delivery.body)
        handlers = runtime.handlers(event.type)
        if not handlers:
            raise Unreadable(f"{runtime.service.name} knows no event type {event.type}")
    except Unreadable as error:
        return _park(runtime, delivery, event, str(error))
    task = _Task(delivery, event, handlers)
    if delivery.deliveries >= CRASHES_SUSPECTED:
        # It may be what kills the process; the retry loop counts an attempt before it makes it.
        return _fail(runtime, task, f"delivered {delivery.deliveries} times without an end")
    return task


def read(body: bytes) -> Received:
    """Read an event from the bus; Unreadable when any part of its envelope is not as it should be."""
    try:
        event = parse(body)
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    if not is_id(event.id):
        raise Unreadable("id is no UUID")
    if not _TYPE.fullmatch(event.type):
        raise Unreadable("type is no name")
    if event.time.tzinfo is None:
        raise Unreadable("time has no zone")
    return event


def _one(runtime: "Runtime", task: _Task, conflicts: int = 0) -> Outcome:
    try:
        with guarded(), runtime.transaction() as session:
            if not remember(session, runtime.service.name, [task.event]):
                return _duplicate(runtime, task.event)
            run(runtime, session, task.event, task.handlers)
    except DatabaseAway:
        raise
    except Unreadable as error:
        return _park(runtime, task.delivery, task.event, str(error))
    except Exception as error:  # whatever a handler raises becomes a row
        if conflicts < _CONFLICTS_RETRIED and is_conflict(error):
            return _one(runtime, task, conflicts + 1)
        return _fail(runtime, task, describe(error))
    return _handled(runtime, task.event)


def _batch(runtime: "Runtime", tasks: Sequence[_Task]) -> list[Outcome]:
    """All in one transaction; those that fail are taken out and tried alone after it."""
    name = runtime.service.name
    outcomes: dict[int, Outcome] = {}
    failed: list[int] = []
    try:
        with guarded(), runtime.transaction() as session:
            fresh = remember(session, name, [task.event for task in tasks])
            for place, task in enumerate(tasks):
                if task.event.id not in fresh:
                    outcomes[place] = Outcome.DUPLICATE
                elif _under_savepoint(runtime, session, task):
                    outcomes[place] = Outcome.HANDLED
                else:
                    failed.append(place)
                    _forget(session, name, task.event.id)
                fresh.discard(task.event.id)
    except DatabaseAway:
        raise
    except Exception:  # the transaction as a whole: nothing of it is kept, so each is tried alone
        log.warning("batch failed, one by one", service=name, size=len(tasks), exc_info=True)
        return [_one(runtime, task) for task in tasks]
    for place, outcome in outcomes.items():
        (_handled if outcome is Outcome.HANDLED else _duplicate)(runtime, tasks[place].event)
    outcomes.update((place, _one(runtime, tasks[place])) for place in failed)
    return [outcomes[place] for place in range(len(tasks))]


def _under_savepoint(runtime: "Runtime", session: Session, task: _Task) -> bool:
    try:
        with session.begin_nested():
            run(runtime, session, task.event, task.handlers)
    except Exception as error:  # it is tried again alone, and what it raises then becomes a row
        if is_away(error):
            raise
        return False
    return True


def run(runtime: "Runtime", session: Session, event: Received, handlers: Iterable[Handler]) -> None:
    """Run the handlers in the session, in the name of the event's actor and with the event as cause."""
    session.info.update(
        actor=event.identity,
        cause=event.id,
        correlation=event.correlation,
        traceparent=event.raw.get("traceparent"),
    )
    started = time.perf_counter()
    for handler in handlers:
        handler.run(session, handler.load(event))
    merging.follow(session, event)
    session.flush()  # so that what the database refuses counts against this event and no other
    metrics.HANDLER_SECONDS.labels(runtime.service.name, event.type).observe(time.perf_counter() - started)


def remember(session: Session, consumer: str, events: Sequence[Received]) -> set[str]:
    """Write the inbox rows of events and return the ids that were not there before."""
    now = utc_now()
    rows = {e.id: {"consumer": consumer, "event_id": e.id, "type": e.type, "handled_at": now} for e in events}
    # sorted, so that two workers with the same events wait for each other instead of locking each other out
    statement = insert_into(session, inbox).values([rows[event_id] for event_id in sorted(rows)])
    return set(session.execute(statement.on_conflict_do_nothing().returning(inbox.c.event_id)).scalars())


def _forget(session: Session, consumer: str, event_id: str) -> None:
    session.execute(delete(inbox).where(inbox.c.consumer == consumer, inbox.c.event_id == event_id))


def _handled(runtime: "Runtime", event: Received) -> Outcome:
    metrics.HANDLED.labels(runtime.service.name, event.type).inc()
    _log(runtime, event, Outcome.HANDLED)
    return Outcome.HANDLED


def _duplicate(runtime: "Runtime", event: Received) -> Outcome:
    metrics.DUPLICATES.labels(runtime.service.name).inc()
    _log(runtime, event, Outcome.DUPLICATE)
    return Outcome.DUPLICATE


def _fail(runtime: "Runtime", task: _Task, error: str) -> Outcome:
    event = task.event
    with guarded(), runtime.transaction() as session:
        failures.record(session, event.id, event.type, task.delivery.body, error)
    metrics.FAILED.labels(runtime.service.name, event.type).inc()
    _log(runtime, event, Outcome.FAILED, error)
    return Outcome.FAILED


def _park(runtime: "Runtime", delivery: Delivery, event: Received | None, error: str) -> Outcome:
    event_id, event_type = (event.id, event.type) if event else (None, None)
    with guarded(), runtime.transaction() as session:
        failures.park(session, event_id, event_type, delivery.body, error)
    log.warning("message parked", service=runtime.service.name, event_id=event_id, event_type=event_type, error=error)
    return Outcome.PARKED


def set_aside(runtime: "Runtime", deliveries: Sequence[Delivery], error: str) -> None:
    """Leave deliveries to the retry loop, because handling them takes the database away each time."""
    for delivery in deliveries:
        prepared = _prepare(runtime, delivery)
        if isinstance(prepared, _Task):
            _fail(runtime, prepared, error)


def _log(runtime: "Runtime", event: Received, outcome: Outcome, error: str | None = None) -> None:
    more = {"error": error.partition("\n")[0][:300]} if error else {}
    log.info(
        "event", service=runtime.service.name, event_id=event.id, event_type=event.type,
        correlation=event.correlation, outcome=outcome.value, **more,
    )  # fmt: skip
