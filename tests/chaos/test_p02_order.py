"""P2: the end state does not depend on the order of events or on their repetition, for every handler there is."""

import itertools
import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select, update

from chassis import inbox
from chassis.events import Handler
from chassis.migrate import migrate
from chassis.retries import retry_due
from chassis.runtime import Runtime, compose
from chassis.service import find
from chassis.settings import SERVICES, Settings
from chassis.tables import inbox_failures
from chassis.types import UTCDateTime, utc_now
from tests.support.histories import HISTORIES, examples, told

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LOGS = {"status_changes"}  # says in which order things were learnt, as the audit does
GENERATED = {"version", "created_by", "updated_by", "announced"}
"""Columns that tell how often and in whose name we wrote, or what we told others on the way; not what we know."""

KNOWN = examples()
CONSUMED = [
    (name, subject)
    for name in SERVICES
    for subject, steps in HISTORIES.items()
    if any(compose(name, Settings()).handlers(step.type) for step in steps)
]


class Bench:
    """A service on a database that is empty again for each history."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.template = self._compose("template")
        migrate(self.template)
        self.template.database.dispose()
        self._count = itertools.count()

    def _compose(self, folder: str) -> Runtime:
        return compose(self.name, Settings(data_dir=self.folder / folder, identity_public_key="x"))

    def state_after(self, messages: Sequence[bytes]) -> Counter[str]:
        """Deliver, retry what failed until it is handled, and give back all that the service now knows."""
        folder = f"run{next(self._count)}"
        shutil.copytree(self.folder / "template", self.folder / folder)
        runtime = self._compose(folder)
        try:
            for message in messages:
                if not runtime.handlers(json.loads(message)["type"]):
                    continue
                assert inbox.handle(runtime, message) is not inbox.Outcome.PARKED, parked(runtime)
            retry_until_done(runtime)
            return dump(runtime, messages)
        finally:
            runtime.database.dispose()
            shutil.rmtree(self.folder / folder)


def retry_until_done(runtime: Runtime) -> None:
    waiting = inbox_failures.c.next_try_at.is_not(None)
    for _ in range(20):
        with runtime.transaction() as session:
            session.execute(update(inbox_failures).where(waiting).values(next_try_at=utc_now()))
        if not retry_due(runtime):
            break
    assert not parked(runtime)


def parked(runtime: Runtime) -> list[str]:
    with runtime.reading() as session:
        return list(session.scalars(select(inbox_failures.c.error).where(inbox_failures.c.resolved_at.is_(None))))


def dump(runtime: Runtime, messages: Sequence[bytes]) -> Counter[str]:
    """Every row of the service's own tables, without what was made up while writing it."""
    told_of = set(UUID.findall(b"".join(messages).decode()))
    rows: Counter[str] = Counter()
    with runtime.reading() as session:
        for table in runtime.service.metadata.sorted_tables:
            if table.name in LOGS:
                continue
            columns = [c for c in table.columns if c.name not in GENERATED and not isinstance(c.type, UTCDateTime)]
            for row in session.execute(select(*columns)).mappings():
                text = json.dumps({**row, " table": table.name}, default=str, sort_keys=True)
                rows[UUID.sub(lambda found: found[0] if found[0] in told_of else "*", text)] += 1
    return rows


@pytest.fixture(scope="module")
def benches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Bench]:
    return {name: Bench(name, tmp_path_factory.mktemp(name)) for name in SERVICES}


def check(bench: Bench, messages: list[bytes], orders: Sequence[Sequence[bytes]]) -> None:
    expected = bench.state_after(messages)
    for order in orders:
        found = bench.state_after(order)
        places = [messages.index(message) for message in order]
        assert found == expected, (
            f"in the order {places}:\n  too much: {list(found - expected)}\n  missing: {list(expected - found)}"
        )


@pytest.mark.parametrize(("name", "subject"), CONSUMED)
def test_some_orders_of_one_records_events(benches: dict[str, Bench], name: str, subject: str) -> None:
    messages = told(subject, HISTORIES[subject], KNOWN)
    orders = [list(reversed(messages)), messages[1:] + messages[:1], messages + messages]
    check(benches[name], messages, orders)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "subject"), CONSUMED)
def test_every_order_of_one_records_events(benches: dict[str, Bench], name: str, subject: str) -> None:
    messages = told(subject, HISTORIES[subject], KNOWN)
    check(benches[name], messages, list(itertools.permutations(messages)))


def shuffles(name: str, count: int) -> tuple[list[bytes], list[list[bytes]]]:
    """All that a service hears of, in the order it happened, and shuffled with repetitions."""
    messages = [
        message
        for consumer, subject in CONSUMED
        if consumer == name
        for message in told(subject, HISTORIES[subject], KNOWN)
    ]
    orders = []
    for seed in range(count):
        order = messages + random.Random(seed).choices(messages, k=len(messages))
        random.Random(seed).shuffle(order)
        orders.append(order)
    return messages, orders


@pytest.mark.parametrize("name", SERVICES)
def test_shuffled_events_of_all_records_with_repetitions(benches: dict[str, Bench], name: str) -> None:
    messages, orders = shuffles(name, 3)
    check(benches[name], messages, orders)


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_many_shuffles(benches: dict[str, Bench], name: str) -> None:
    messages, orders = shuffles(name, 25)
    check(benches[name], messages, orders)


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "gateway"])
def test_the_histories_leave_something_behind(benches: dict[str, Bench], name: str) -> None:
    messages, _ = shuffles(name, 0)
    assert benches[name].state_after(messages), "nothing was written, so nothing was proved"


def test_every_consumed_event_is_in_a_history() -> None:
    told_of = {step.type for steps in HISTORIES.values() for step in steps}
    consumed = {key for name in SERVICES for key in find(name).handlers if "*" not in key and key != "#"}
    assert consumed <= told_of, "give each newly consumed event a place in tests/support/histories.py"


def test_control_a_handler_that_ignores_the_version_is_found_out(
    benches: dict[str, Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from services.sales.service import service

    seen = itertools.count(1)

    def careless(handler: Handler) -> Handler:
        """The same, but every event seems to be the newest."""
        return Handler(lambda session, event: handler.run(session, replace(event, version=next(seen))), handler.schema)

    careless_handlers = {
        key: careless(handler) if key.startswith("contacts.Organization") else handler
        for key, handler in service.handlers.items()
    }
    monkeypatch.setitem(service.__dict__, "handlers", careless_handlers)
    messages = told("contacts.organization", HISTORIES["contacts.organization"][:3], KNOWN)
    with pytest.raises(AssertionError, match="in the order"):
        check(benches["sales"], messages, [list(reversed(messages))])
