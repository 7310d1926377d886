"""What the bus tells Prometheus: backlog, age, outcomes and times."""

from typing import TYPE_CHECKING

from prometheus_client import Counter, Gauge, Histogram
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from chassis.tables import inbox_failures, jobs, outbox
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

OUTBOX_PENDING = Gauge(
    "kapocs_outbox_pending", "Events waiting to be published", ["service"], multiprocess_mode="mostrecent"
)
OUTBOX_OLDEST = Gauge(
    "kapocs_outbox_oldest_seconds", "Age of the oldest unpublished event", ["service"], multiprocess_mode="mostrecent"
)
PUBLISHED = Counter("kapocs_outbox_published_total", "Events published and confirmed", ["service"])
HANDLED = Counter("kapocs_inbox_handled_total", "Events handled, effect committed", ["service", "type"])
FAILED = Counter("kapocs_inbox_failed_total", "Failed attempts to handle an event", ["service", "type"])
DUPLICATES = Counter("kapocs_inbox_duplicates_total", "Deliveries recognised as handled before", ["service"])
PARKED = Gauge(
    "kapocs_inbox_parked", "Messages given up and waiting for a decision", ["service"], multiprocess_mode="mostrecent"
)
HANDLER_SECONDS = Histogram(
    "kapocs_handler_duration_seconds",
    "Time to handle one event",
    ["service", "type"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60),
)
JOBS = Counter("kapocs_jobs_total", "Runs of background jobs by outcome", ["service", "job", "outcome"])
JOBS_PARKED = Gauge("kapocs_jobs_parked", "Background jobs given up", ["service"], multiprocess_mode="mostrecent")


def measure(runtime: "Runtime") -> None:
    """Set the gauges of one service from its database."""
    name = runtime.service.name
    with runtime.database.reading() as session:
        pending, oldest = _backlog(session)
        OUTBOX_PENDING.labels(name).set(pending)
        OUTBOX_OLDEST.labels(name).set(oldest)
        given_up = inbox_failures.c.parked_at.is_not(None) & inbox_failures.c.resolved_at.is_(None)
        PARKED.labels(name).set(_count(session, given_up))
        JOBS_PARKED.labels(name).set(_count(session, jobs.c.parked_at.is_not(None)))


def _backlog(session: Session) -> tuple[int, float]:
    waiting = outbox.c.sent_at.is_(None)
    first = session.execute(select(outbox.c.created_at).where(waiting).order_by(outbox.c.id).limit(1)).scalar()
    if first is None:
        return 0, 0.0
    return _count(session, waiting), max(0.0, (utc_now() - first).total_seconds())


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.execute(select(func.count()).where(condition)).scalar_one()
