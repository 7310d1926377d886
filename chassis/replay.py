"""Handing history to a service again, or for the first time: from the outboxes, which are kept, to one inbox.

The inbox knows what it has handled, so a replay only does what is missing, unless it is told to forget first (`force`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, select

from chassis.bus.amqp import AmqpPublisher, declare, queue_name
from chassis.bus.link import Link, broken_is_away
from chassis.inbox import Delivery, handle_all
from chassis.relay import Published
from chassis.tables import inbox, outbox

if TYPE_CHECKING:
    from chassis.runtime import Runtime

PAGE = 500
Deliver = Callable[[Sequence[Published]], object]


@dataclass(frozen=True)
class Wish:
    """Which events: since a time or from a sequence number on, of one type or of all that the target handles."""

    since: datetime | None = None
    sequence: int = 0
    event_type: str | None = None
    force: bool = False


def replay(sources: Sequence["Runtime"], target: "Runtime", wish: Wish) -> int:
    """Hand the wished events of the sources to the target; how many."""
    with ExitStack() as stack:
        deliver = _door(target, stack)
        # The queue is bound by now: what is numbered after this mark comes to it by itself.
        marks = [(source, _newest(source)) for source in sources]
        return sum(_copy(source, mark, target, wish, deliver) for source, mark in marks)


def _door(target: "Runtime", stack: ExitStack) -> Deliver:
    settings = target.settings
    if settings.embedded:
        return lambda events: handle_all(target, [Delivery(event.message) for event in events])
    with broken_is_away():
        link = Link(settings.amqp_url, settings.amqp_heartbeat)
        declare(link.channel, target.name, target.patterns)
        link.close()
    publisher = AmqpPublisher(settings.amqp_url, settings.amqp_heartbeat, queue=queue_name(target.name))
    stack.callback(publisher.close)
    return publisher.publish


def _newest(source: "Runtime") -> int:
    with source.reading() as session:
        return session.execute(select(func.max(outbox.c.sequence))).scalar() or 0


def _copy(source: "Runtime", mark: int, target: "Runtime", wish: Wish, deliver: Deliver) -> int:
    count = 0
    for events in _pages(source, mark, wish):
        chosen = [event for event in events if target.handlers(event.type)]
        if wish.force:
            _forget(target, [event.event_id for event in chosen])
        if chosen:
            deliver(chosen)
        count += len(chosen)
    return count


def _pages(source: "Runtime", mark: int, wish: Wish) -> Iterator[list[Published]]:
    after = max(wish.sequence - 1, 0)
    columns = (outbox.c.id, outbox.c.event_id, outbox.c.type, outbox.c.body, outbox.c.sequence)
    while True:
        query = select(*columns).where(outbox.c.sequence > after, outbox.c.sequence <= mark, *_conditions(wish))
        with source.reading() as session:
            rows = session.execute(query.order_by(outbox.c.sequence).limit(PAGE)).all()
        if not rows:
            return
        yield [Published(*row) for row in rows]
        after = rows[-1].sequence


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wish.since is not None:
        found.append(outbox.c.created_at >= wish.since)
    if wish.event_type:
        found.append(outbox.c.type == wish.event_type)
    return found


def _forget(target: "Runtime", event_ids: list[str]) -> None:
    with target.transaction() as session:
        session.execute(delete(inbox).where(inbox.c.consumer == target.name, inbox.c.event_id.in_(event_ids)))
