"""The retry loop: runs failed events again when they are due, one transaction each."""

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from chassis import bus_metrics as metrics
from chassis import failures, inbox
from chassis.dberrors import DatabaseAway, describe, guarded
from chassis.events import Unreadable
from chassis.failures import Failure
from chassis.logs import log

if TYPE_CHECKING:
    from chassis.runtime import Runtime


def retry_due(runtime: "Runtime", limit: int = 50) -> int:
    """Run up to `limit` failures that are due; the number of attempts made. DatabaseAway leaves the rest."""
    for done in range(limit):
        with guarded(), runtime.reading() as session:
            if not failures.any_due(session):
                return done
        with guarded(), runtime.transaction() as session:
            failure = failures.claim_due(session)
        if failure is None:
            return done
        _attempt(runtime, failure)
    return limit


def _attempt(runtime: "Runtime", failure: Failure) -> None:
    try:
        with guarded(), runtime.transaction() as session:
            fresh = _apply(runtime, session, failure)
    except DatabaseAway:
        raise
    except Unreadable as error:
        with guarded(), runtime.transaction() as session:
            failures.set_parked(session, failure.id, str(error))
        _log(runtime, failure, "parked")
    except Exception as error:  # whatever a handler raises stays a row
        with guarded(), runtime.transaction() as session:
            parked = failures.note_attempt(session, failure, describe(error))
        metrics.FAILED.labels(runtime.service.name, failure.type or "").inc()
        _log(runtime, failure, "parked" if parked else "failed")
    else:
        if fresh:
            metrics.HANDLED.labels(runtime.service.name, failure.type or "").inc()
        _log(runtime, failure, "handled" if fresh else "duplicate")


def _apply(runtime: "Runtime", session: Session, failure: Failure) -> bool:
    event = inbox.read(failure.body)
    handlers = runtime.handlers(event.type)
    if not handlers:
        raise Unreadable(f"{runtime.service.name} knows no event type {event.type}")
    fresh = bool(inbox.remember(session, runtime.service.name, [event]))
    if fresh:
        inbox.run(runtime, session, event, handlers)
    failures.resolve(session, failure.id, "handled")
    return fresh


def _log(runtime: "Runtime", failure: Failure, outcome: str) -> None:
    log.info(
        "event retried", service=runtime.service.name, event_id=failure.event_id, event_type=failure.type,
        attempt=failure.attempts, outcome=outcome,
    )  # fmt: skip
