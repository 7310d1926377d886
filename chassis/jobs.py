"""Work outside a request: jobs and schedules, each a row, so that a crash forgets none and N workers share them."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from chassis import bus_metrics as metrics
from chassis.db import insert_into
from chassis.dberrors import describe, guarded
from chassis.failures import ATTEMPTS, clean, delay_after
from chassis.ids import is_id, new_id
from chassis.logs import log
from chassis.retention import CLEAN_UP
from chassis.service import Schedule
from chassis.tables import jobs, schedules
from chassis.types import utc_now
from chassis.typos import LEARN, LEARN_ALL

if TYPE_CHECKING:
    from chassis.runtime import Runtime

LEASE = 30.0
"""Seconds after which a job whose process has died is free for others; a living process renews in time."""

_SCHEDULED = "schedule:"


@dataclass(frozen=True)
class Claim:
    """A job this process is running."""

    id: str
    name: str
    args: dict[str, Any]
    attempts: int


def enqueue(session: Session, name: str, args: Mapping[str, Any] | None = None, after: float = 0) -> str:
    """Have the service's job `name` run once, `after` seconds from the commit of this transaction; its id."""
    service = session.info["service"]
    if name not in service.jobs:
        raise LookupError(f"service {service.name} has no job {name}")
    return _insert(session, name, dict(args or {}), after)


def _insert(session: Session, name: str, args: dict[str, Any], after: float) -> str:
    job_id, now = new_id(), utc_now()
    values = {"id": job_id, "name": name, "args": args, "created_at": now, "run_at": now + timedelta(seconds=after)}
    session.execute(insert(jobs), values)
    session.info["wake"] = True
    return job_id


class JobRunner:
    """Runs a service's jobs. Several may share a database; each job is run by one of them at a time."""

    def __init__(self, runtime: "Runtime") -> None:
        self.runtime = runtime
        self._running: set[str] = set()
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """True while a job runs."""
        return bool(self._running)

    def run_next(self) -> bool:
        """Run the next due job to its end; False when none was due. DatabaseAway leaves it to be run again."""
        with guarded(), self.runtime.reading() as session:  # asked first, for a claim is a writing transaction
            if session.execute(self._due(utc_now())).first() is None:
                return False
        with guarded(), self.runtime.transaction() as session:
            claim = self._claim(session)
            if claim:
                with self._lock:
                    self._running.add(claim.id)
        if claim is None:
            return False
        try:
            self._run(claim)
        finally:
            with self._lock:
                self._running.discard(claim.id)
        return True

    def run_all(self) -> int:
        """Run what is due until nothing is; how many runs that were."""
        runs = 0
        while self.run_next():
            runs += 1
        return runs

    @staticmethod
    def _due(now: datetime) -> Select[tuple[str, str, Any, int]]:
        free = or_(jobs.c.locked_until.is_(None), jobs.c.locked_until < now)
        due = select(jobs.c.id, jobs.c.name, jobs.c.args, jobs.c.attempts).where(jobs.c.run_at <= now, free)
        return due.order_by(jobs.c.run_at).limit(1)

    def _claim(self, session: Session) -> Claim | None:
        now = utc_now()
        row = session.execute(self._due(now).with_for_update(skip_locked=True)).first()
        if row is None:
            return None
        if row.attempts >= ATTEMPTS:  # the process ended during each of them
            _park(session, row, "the process ended while the job was running")
            return self._claim(session)
        values = {"attempts": row.attempts + 1, "locked_until": now + timedelta(seconds=LEASE)}
        session.execute(update(jobs).where(jobs.c.id == row.id).values(values))
        return Claim(row.id, row.name, row.args, row.attempts + 1)

    def _run(self, claim: Claim) -> None:
        try:
            self._call(claim)
        except Exception as error:  # whatever a job raises becomes its row's error
            outcome = self._failed(claim, error)
        else:
            outcome = "done"
            with guarded(), self.runtime.transaction() as session:
                _finish(session, claim)
        metrics.JOBS.labels(self.runtime.name, claim.name, outcome).inc()
        log.info("job", service=self.runtime.name, job=claim.name, id=claim.id, attempt=claim.attempts, outcome=outcome)

    def _call(self, claim: Claim) -> None:
        if claim.name.startswith(_SCHEDULED):
            _scheduled(self.runtime)[claim.name.removeprefix(_SCHEDULED)].run(self.runtime)
        else:
            self.runtime.service.jobs[claim.name](self.runtime, claim.args)

    def _failed(self, claim: Claim, error: Exception) -> str:
        words = clean(describe(error))
        with guarded(), self.runtime.transaction() as session:
            _note(session, claim, words)
            if claim.attempts >= ATTEMPTS:
                _park(session, claim, words)
                return "parked"
            again = utc_now() + timedelta(seconds=delay_after(claim.attempts))
            session.execute(
                update(jobs).where(jobs.c.id == claim.id).values(run_at=again, locked_until=None, error=words)
            )
        return "failed"

    def renew(self) -> None:
        """Keep the jobs that run in this process from being taken by others; call it well within each LEASE."""
        with self._lock:
            running = list(self._running)
        if running:
            until = utc_now() + timedelta(seconds=LEASE)
            with guarded(), self.runtime.transaction() as session:
                session.execute(
                    update(jobs).where(jobs.c.id.in_(running), jobs.c.run_at.is_not(None)).values(locked_until=until)
                )

    def free_all(self) -> None:
        """Free the jobs of a process that died. Only where no other process may be running some."""
        with self.runtime.transaction() as session:
            session.execute(update(jobs).where(jobs.c.locked_until.is_not(None)).values(locked_until=None))


def _finish(session: Session, claim: Claim) -> None:
    values = {"finished_at": utc_now(), "run_at": None, "locked_until": None, "error": None}
    session.execute(update(jobs).where(jobs.c.id == claim.id).values(values))
    _note(session, claim, None)


def _park(session: Session, job: Any, error: str) -> None:
    values = {"parked_at": utc_now(), "run_at": None, "locked_until": None, "error": error}
    session.execute(update(jobs).where(jobs.c.id == job.id).values(values))
    if given_up := session.info["service"].given_up.get(job.name):
        given_up(session, job.args, error)


def _note(session: Session, claim: Claim, error: str | None) -> None:
    if claim.name.startswith(_SCHEDULED):
        name = claim.name.removeprefix(_SCHEDULED)
        session.execute(update(schedules).where(schedules.c.name == name).values(last_error=error))


def _scheduled(runtime: "Runtime") -> dict[str, Schedule]:
    return {schedule.name: schedule for schedule in (*runtime.service.schedules, CLEAN_UP, LEARN, LEARN_ALL)}


def tick(runtime: "Runtime") -> int:
    """Turn each schedule that is due into a job, unless its last one still waits; how many were."""
    started = 0
    for schedule in _scheduled(runtime).values():
        with guarded(), runtime.transaction() as session:
            started += _tick_one(session, schedule)
    return started


def _tick_one(session: Session, schedule: Schedule) -> bool:
    now = utc_now()
    query = select(schedules.c.next_run_at).where(schedules.c.name == schedule.name)
    next_run_at = session.execute(query).scalar()
    if next_run_at is None:
        _first_seen(session, schedule, now)
    elif next_run_at > now:
        return False
    # the condition is checked again under the row's lock: of two workers, one finds nothing to update
    claimed = session.execute(
        update(schedules)
        .where(schedules.c.name == schedule.name, schedules.c.next_run_at <= now)
        .values(next_run_at=now + timedelta(seconds=schedule.every), last_run_at=now)
        .returning(schedules.c.name)
    ).first()
    if claimed is None or _waits(session, _SCHEDULED + schedule.name):
        return False
    _insert(session, _SCHEDULED + schedule.name, {}, 0)
    return True


def _first_seen(session: Session, schedule: Schedule, now: datetime) -> None:
    session.execute(
        insert_into(session, schedules).values(name=schedule.name, next_run_at=now).on_conflict_do_nothing()
    )


def _waits(session: Session, job_name: str) -> bool:
    query = select(jobs.c.id).where(jobs.c.name == job_name, jobs.c.run_at.is_not(None)).limit(1)
    return session.execute(query).first() is not None


def parked(session: Session, limit: int = 200) -> list[dict[str, Any]]:
    """The jobs given up, newest first."""
    columns = (jobs.c.id, jobs.c.name, jobs.c.args, jobs.c.attempts, jobs.c.error, jobs.c.created_at, jobs.c.parked_at)
    query = select(*columns).where(jobs.c.parked_at.is_not(None)).order_by(jobs.c.parked_at.desc()).limit(limit)
    return [dict(row) for row in session.execute(query).mappings()]


def retry(session: Session, job_id: str) -> bool:
    """Run a parked job again now; False when there is no such."""
    if not is_id(job_id):
        return False
    values = {"parked_at": None, "run_at": utc_now(), "attempts": 0}
    found = update(jobs).where(jobs.c.id == job_id, jobs.c.parked_at.is_not(None)).values(values).returning(jobs.c.id)
    session.info["wake"] = True
    return session.execute(found).first() is not None


def discard(session: Session, job_id: str) -> bool:
    """Give a parked job up for good; False when there is no such."""
    if not is_id(job_id):
        return False
    found = delete(jobs).where(jobs.c.id == job_id, jobs.c.parked_at.is_not(None)).returning(jobs.c.id)
    return session.execute(found).first() is not None
