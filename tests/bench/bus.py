"""How fast facts travel: from the outbox of the service that states them to the inbox of one that acts on them."""

import time
from dataclasses import dataclass
from datetime import datetime
from statistics import quantiles
from typing import Any

from sqlalchemy import Select, create_engine, func, select

from chassis.settings import SERVICES
from chassis.tables import inbox, outbox
from tests.bench.product import Product

SETTLE_LIMIT = 300.0  # seconds


@dataclass(frozen=True)
class Travel:
    """Events that one service stated and another one handled."""

    delays: list[float]
    first: datetime
    last: datetime

    def report(self) -> dict[str, float]:
        """Rate over the whole span, and the time from statement to effect."""
        cuts = quantiles(self.delays, n=100)
        span = (self.last - self.first).total_seconds()
        return {
            "operations": len(self.delays),
            "per_second": round(len(self.delays) / span, 1) if span else 0.0,
            "p50_ms": round(cuts[49], 2),
            "p99_ms": round(cuts[98], 2),
        }


def last_event(product: Product, service: str) -> int:
    """The place in the service's outbox after which new events will stand."""
    engine = create_engine(product.database_url(service))
    with engine.connect() as connection:
        place = connection.scalar(select(func.coalesce(func.max(outbox.c.id), 0)))
    engine.dispose()
    return int(place or 0)


def quiet(product: Product, seconds: float = 3.0) -> None:
    """Wait until no service has handled anything for some seconds."""
    deadline, seen, since = time.monotonic() + SETTLE_LIMIT, -1, time.monotonic()
    while time.monotonic() - since < seconds:
        count = sum(_count(product, service) for service in SERVICES)
        if count != seen:
            seen, since = count, time.monotonic()
        if time.monotonic() > deadline:
            raise RuntimeError("events are still being handled")
        time.sleep(0.25)


def _count(product: Product, service: str) -> int:
    engine = create_engine(product.database_url(service))
    with engine.connect() as connection:
        count = connection.scalar(select(func.count()).select_from(inbox))
    engine.dispose()
    return int(count or 0)


def travel(product: Product, source: str, event_type: str, after: int, consumer: str) -> Travel:
    """Wait until every event of the type stated since `after` is handled, and tell how that went.

    An event is stated when its row is made, a little before the commit; it is handled when its inbox row is made, in
    the transaction of the effect.
    """
    stated = _rows(
        product,
        source,
        select(outbox.c.event_id, outbox.c.created_at).where(outbox.c.id > after, outbox.c.type == event_type),
    )
    deadline = time.monotonic() + SETTLE_LIMIT
    statement = select(inbox.c.event_id, inbox.c.handled_at).where(
        inbox.c.type == event_type, inbox.c.consumer == consumer
    )
    while True:
        handled = _rows(product, consumer, statement)
        if stated.keys() <= handled.keys():
            break
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(stated.keys() - handled.keys())} of {len(stated)} events were not handled")
        time.sleep(0.5)
    times = [handled[event] for event in stated]
    delays = [(handled[event] - created).total_seconds() * 1000 for event, created in stated.items()]
    return Travel(delays, min(times), max(times))


def _rows(product: Product, service: str, statement: Select[Any]) -> dict[str, datetime]:
    engine = create_engine(product.database_url(service))
    with engine.connect() as connection:
        rows = {str(row[0]): row[1] for row in connection.execute(statement)}
    engine.dispose()
    return rows
