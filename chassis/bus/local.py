"""The bus within one process: from each outbox to the inboxes of the others; and retries, jobs and schedules.

An event is done when its handlers' transactions are; only then is it marked. A process killed at any moment goes on
where it was, and what was half done is recognised by the inboxes.
"""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from chassis import bus_metrics as metrics
from chassis.dberrors import DatabaseAway, guarded
from chassis.inbox import Delivery, handle_all
from chassis.jobs import LEASE, JobRunner, tick
from chassis.logs import log
from chassis.relay import mark, take, waiting
from chassis.retries import retry_due
from chassis.tables import inbox_failures, jobs, outbox
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

BATCH = 20
"""Events handled in one transaction at most: a writer on SQLite keeps the others waiting that long."""

POLL = 0.5
"""Seconds between looks when nothing woke the bus: for commits of other processes, and for what falls due."""

GAP = 0.05
"""Seconds at least between two looks at jobs or failures, however often the bus is woken."""

JOB_THREADS = 2
MEASURE_EVERY = 15.0


class LocalBus:
    """One dispatcher thread for all services of the process, and a few threads for their jobs."""

    def __init__(self, runtimes: Sequence["Runtime"]) -> None:
        self.runtimes = list(runtimes)
        self.runners = {runtime.name: JobRunner(runtime) for runtime in runtimes}
        self._changed = threading.Condition()
        self._wakes = 0
        self._dirty: set[str] = set()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._looked_at = self._renewed_at = self._measured_at = 0.0
        for runtime in self.runtimes:
            runtime.database.on_commit(partial(self.wake, runtime.name))

    def start(self) -> "LocalBus":
        """Begin to work."""
        for runner in self.runners.values():
            runner.free_all()
        self._spawn("dispatch", self.dispatch)
        self._spawn("retry", self._retry, GAP)
        self._spawn("clock", self._clock, POLL)
        for number in range(JOB_THREADS):
            self._spawn(f"jobs-{number}", self._work, GAP)
        return self

    def stop(self) -> None:
        """Finish what is in hand, then return."""
        self._stopping.set()
        self.wake()
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def wake(self, name: str | None = None) -> None:
        """Look at the outboxes and jobs now: service `name` committed something."""
        with self._changed:
            self._wakes += 1
            if name:
                self._dirty.add(name)
            self._changed.notify_all()

    def settle(self, timeout: float = 60) -> None:
        """Wait until nothing is left to hand over, retry or run; TimeoutError names what still waits."""
        deadline = time.monotonic() + timeout
        pause = 0.002
        while left := self.pending():
            if time.monotonic() > deadline:
                raise TimeoutError(f"the bus has not settled within {timeout} s: {left}")
            time.sleep(pause)
            pause = min(pause * 1.5, 0.1)

    def pending(self) -> dict[str, dict[str, int]]:
        """What waits, by service: events to hand over, failures to retry and jobs due by now."""
        found = {runtime.name: self._pending_of(runtime) for runtime in self.runtimes}
        return {name: counts for name, counts in found.items() if counts}

    def _pending_of(self, runtime: "Runtime") -> dict[str, int]:
        now = utc_now()
        retried = inbox_failures.c.resolved_at.is_(None) & inbox_failures.c.next_try_at.is_not(None)
        conditions = {"events": outbox.c.sent_at.is_(None), "failures": retried, "jobs": jobs.c.run_at <= now}
        with runtime.reading() as session:
            counts = {
                what: session.execute(select(func.count()).where(condition)).scalar_one()
                for what, condition in conditions.items()
            }
        return {what: count for what, count in counts.items() if count}

    def _spawn(self, name: str, work: Callable[[], int], gap: float = 0) -> None:
        thread = threading.Thread(target=self._loop, args=(name, work, gap), name=f"bus-{name}", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, name: str, work: Callable[[], int], gap: float) -> None:
        """Call `work` again as long as it finds something, else when woken or after a while; never within `gap`."""
        while not self._stopping.is_set():
            seen = self._wakes
            if not self._safely(name, work):
                with self._changed:
                    if self._wakes == seen and not self._stopping.is_set():
                        self._changed.wait(POLL)
            if gap:
                self._stopping.wait(gap)

    def _safely(self, name: str, work: Callable[[], int]) -> int:
        try:
            return work()
        except DatabaseAway as error:
            log.warning("database away", loop=name, error=str(error)[:200])
        except Exception:  # a defect must not end the loop for all services; it is logged and tried again
            log.exception("bus loop failed", loop=name)
        return 0

    def dispatch(self) -> int:
        """Hand over the next events of each service that has some; how many."""
        with self._changed:
            names, self._dirty = self._dirty, set()
        if time.monotonic() - self._looked_at > POLL:
            self._looked_at = time.monotonic()
            names = set(self.runners)
        return sum(self._hand_over(runtime) for runtime in self.runtimes if runtime.name in names)

    def _hand_over(self, source: "Runtime") -> int:
        with guarded(), source.reading() as session:
            events = session.execute(waiting(BATCH)).all()
        if not events:
            return 0
        for target in self.runtimes:
            wanted = [Delivery(event.body.encode()) for event in events if target.handlers(event.type)]
            if wanted:
                handle_all(target, wanted)
        with guarded(), source.transaction() as session:
            mark(session.connection(), take(session.connection(), BATCH, [event.id for event in events]))
        metrics.PUBLISHED.labels(source.name).inc(len(events))
        with self._changed:
            self._dirty.add(source.name)
        return len(events)

    def _retry(self) -> int:
        return sum(retry_due(runtime) for runtime in self.runtimes)

    def _work(self) -> int:
        return sum(runner.run_next() for runner in self.runners.values())

    def _clock(self) -> int:
        now = time.monotonic()
        if now - self._renewed_at > LEASE / 3:
            self._renewed_at = now
            for runner in self.runners.values():
                runner.renew()
        if now - self._measured_at > MEASURE_EVERY:
            self._measured_at = now
            for runtime in self.runtimes:
                metrics.measure(runtime)
        return sum(tick(runtime) for runtime in self.runtimes)
