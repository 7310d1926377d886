"""Jobs and schedules: each runs to its end once, is tried again when it fails, and survives its process."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from chassis import jobs
from chassis.db import Database
from chassis.failures import ATTEMPTS
from chassis.jobs import JobRunner, enqueue, tick
from chassis.runtime import Runtime
from chassis.service import Schedule
from chassis.settings import Settings
from chassis.tables import jobs as table
from chassis.tables import schedules
from chassis.types import utc_now
from tests.support import sample_service as sample

Calls = list[Any]


@pytest.fixture
def calls() -> Calls:
    return []


@pytest.fixture
def runtime(tmp_path: Path, calls: Calls) -> Iterator[Runtime]:
    def fail(_runtime: Runtime, args: dict[str, Any]) -> None:
        calls.append(args)
        raise RuntimeError("no such letter box")

    service = replace(
        sample.STORE,
        jobs={"send": lambda _runtime, args: calls.append(args), "fail": fail},
        schedules=[Schedule("count", every=60, run=lambda _runtime: calls.append("counted"))],
    )
    settings = Settings(data_dir=tmp_path)
    runtime = Runtime(service, settings, Database(settings.database_url("store"), service=service))
    sample.create_tables(runtime)
    yield runtime
    runtime.database.dispose()


def row(runtime: Runtime) -> Any:
    with runtime.reading() as session:
        return session.execute(select(table)).one()


def make_due(runtime: Runtime) -> None:
    with runtime.transaction() as session:
        session.execute(update(table).where(table.c.run_at.is_not(None)).values(run_at=utc_now()))


def test_a_job_runs_once_with_its_arguments(runtime: Runtime, calls: Calls) -> None:
    with runtime.transaction() as session:
        enqueue(session, "send", {"letter": 1})
    assert JobRunner(runtime).run_all() == 1
    assert JobRunner(runtime).run_all() == 0
    assert calls == [{"letter": 1}]
    assert row(runtime).finished_at is not None


def test_a_job_of_a_transaction_that_failed_does_not_exist(runtime: Runtime, calls: Calls) -> None:
    def put_in_and_fail() -> None:
        with runtime.transaction() as session:
            enqueue(session, "send")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        put_in_and_fail()
    assert JobRunner(runtime).run_all() == 0


def test_a_job_for_later_waits(runtime: Runtime, calls: Calls) -> None:
    with runtime.transaction() as session:
        enqueue(session, "send", after=3600)
    assert JobRunner(runtime).run_all() == 0
    make_due(runtime)
    assert JobRunner(runtime).run_all() == 1


def test_an_unknown_job_is_refused_when_it_is_put_in(runtime: Runtime) -> None:
    with runtime.transaction() as session, pytest.raises(LookupError):
        enqueue(session, "fly")


def test_a_failing_job_is_tried_again_and_then_parked_until_somebody_retries_it(runtime: Runtime, calls: Calls) -> None:
    with runtime.transaction() as session:
        enqueue(session, "fail")
    for attempt in range(1, ATTEMPTS + 1):
        make_due(runtime)
        assert JobRunner(runtime).run_all() == 1
        assert row(runtime).attempts == attempt
    assert row(runtime).parked_at is not None
    assert "no such letter box" in row(runtime).error
    assert JobRunner(runtime).run_all() == 0
    with runtime.transaction() as session:
        (parked,) = jobs.parked(session)
        assert jobs.retry(session, parked["id"])
    assert JobRunner(runtime).run_all() == 1
    assert len(calls) == ATTEMPTS + 1


def test_two_runners_share_the_jobs(runtime: Runtime, calls: Calls) -> None:
    with runtime.transaction() as session:
        enqueue(session, "send", {"n": 1})
        enqueue(session, "send", {"n": 2})
    first, second = JobRunner(runtime), JobRunner(runtime)
    with runtime.transaction() as session:
        taken = first._claim(session)
    assert second.run_all() == 1, "only the one that is not taken"
    assert taken is not None
    assert calls != [taken.args]


def test_the_job_of_a_dead_process_is_run_when_its_lease_ends(runtime: Runtime, calls: Calls) -> None:
    with runtime.transaction() as session:
        enqueue(session, "send")
    with runtime.transaction() as session:
        JobRunner(runtime)._claim(session)  # and then the process is gone
    assert JobRunner(runtime).run_all() == 0
    with runtime.transaction() as session:
        session.execute(update(table).values(locked_until=utc_now() - timedelta(seconds=1)))
    assert JobRunner(runtime).run_all() == 1


def test_a_living_process_keeps_its_job(runtime: Runtime) -> None:
    runner = JobRunner(runtime)
    with runtime.transaction() as session:
        enqueue(session, "send")
    with runtime.transaction() as session:
        claim = runner._claim(session)
        session.execute(update(table).values(locked_until=utc_now() - timedelta(seconds=1)))
    assert claim is not None
    runner._running.add(claim.id)
    runner.renew()
    assert JobRunner(runtime).run_all() == 0


def test_a_schedule_runs_once_per_interval_however_many_workers_look(runtime: Runtime, calls: Calls) -> None:
    assert tick(runtime) == 4, "the service's own, the chassis' clean-up and its two of the words"
    assert tick(runtime) == 0
    JobRunner(runtime).run_all()
    assert calls == ["counted"]
    with runtime.transaction() as session:
        session.execute(update(schedules).where(schedules.c.name == "count").values(next_run_at=utc_now()))
    assert tick(runtime) == 1
    JobRunner(runtime).run_all()
    assert calls == ["counted", "counted"]


def test_a_schedule_whose_last_run_still_waits_is_not_started_again(runtime: Runtime, calls: Calls) -> None:
    tick(runtime)
    with runtime.transaction() as session:
        session.execute(update(schedules).values(next_run_at=utc_now()))
    assert tick(runtime) == 0
    JobRunner(runtime).run_all()
    assert calls == ["counted"]
