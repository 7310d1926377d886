"""Work on many records as a job: batch by batch, each one transaction, so that a crash repeats none and skips none.

A table of such work has `status`, `actor`, `error` and `finished_at`; its row is locked while a batch is done, which
keeps a second worker out.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError
from sqlalchemy import Table, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from chassis import problems
from chassis.dberrors import is_away
from chassis.errors import DomainError
from chassis.identity import Identity
from chassis.jobs import enqueue
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.problems import Problem
    from chassis.runtime import Runtime

BUSY = ("queued", "running")
STATUSES = (*BUSY, "finished", "failed")
TURN = 10.0
"""Seconds after which the work lets other jobs of the service have their turn."""


def run(
    runtime: "Runtime", job: str, table: Table, row_id: str, batch: Callable[[Session, Identity, Any], bool]
) -> None:
    """Do batches of the work while `batch` says that there is more; what is left after a turn is a new job.

    What the batches change is one change by the id of the work, and so can be undone as one.
    """
    until = time.monotonic() + TURN
    with runtime.reading() as session:
        who = session.scalar(select(table.c.actor).where(table.c.id == row_id))
    if who is None:
        return
    actor, more = Identity.load(who), True
    while more:
        with runtime.transaction(actor, correlation=row_id) as session:
            more = step(session, actor, table, row_id, batch)
            if more and time.monotonic() > until:
                enqueue(session, job, {"id": row_id})
                return


def step(
    session: Session, actor: Identity, table: Table, row_id: str, batch: Callable[[Session, Identity, Any], bool]
) -> bool:
    """One batch; False when none is left, or when the work has been ended meanwhile."""
    row = session.execute(select(table).where(table.c.id == row_id).with_for_update()).one()
    return row.status in BUSY and batch(session, actor, row)


def attempt(session: Session, actor: Identity, work: Callable[[], None]) -> "Problem | None":
    """Do the work for one record; why it cannot be done, all of it taken back then. An absent database is raised."""
    try:
        with session.begin_nested():
            work()
            session.flush()
    except (DomainError, ValidationError, SQLAlchemyError) as error:
        if is_away(error):
            raise
        return problems.of(error, actor.language, session.info["service"], "")
    return None


def give_up(table: Table) -> Callable[[Session, dict[str, Any], str], None]:
    """For `GIVEN_UP`: say on the work itself that its job was parked."""

    def say(session: Session, args: dict[str, Any], error: str) -> None:
        values = {"status": "failed", "error": error.partition("\n")[0][:500], "finished_at": utc_now()}
        session.execute(update(table).where(table.c.id == args["id"], table.c.status.in_(BUSY)).values(values))

    return say
