"""Processes that tests start, kill and look into: workers of the sample services on real servers."""

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from sqlalchemy import func, select

from chassis.db import Database
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.tables import inbox, inbox_failures, outbox
from tests.support import sample_service as sample
from tests.support.servers import databases, until, virtual_host

ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """One process that has imported everything and forks the others."""

    _shared: ClassVar["Zygote | None"] = None

    def __init__(self) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "tests.support.zygote"]
        self._popen = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self._popen.kill)

    @classmethod
    def shared(cls) -> "Zygote":
        """The one of this test process."""
        if cls._shared is None or cls._shared._popen.poll() is not None:
            cls._shared = cls()
        return cls._shared

    def fork(self, role: str, service: str, env: dict[str, str], log: str) -> int:
        """Have a process made; its pid."""
        assert self._popen.stdin is not None
        assert self._popen.stdout is not None
        order = {"role": role, "service": service, "env": env, "log": log}
        self._popen.stdin.write(json.dumps(order).encode() + b"\n")
        self._popen.stdin.flush()
        return int(self._popen.stdout.readline())


class Process:
    """A worker or a seller in a process of its own; its log is kept for the failure's words."""

    def __init__(self, role: str, service: str, env: dict[str, str]) -> None:
        self.role, self.service, self.env = role, service, env
        self._log = tempfile.NamedTemporaryFile("w+b", prefix=f"{role}-{service}-", suffix=".log")  # noqa: SIM115
        self.pid = Zygote.shared().fork(role, service, env, self._log.name)

    @property
    def alive(self) -> bool:
        """True while it runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def log(self) -> str:
        """All it has written."""
        return Path(self._log.name).read_text(errors="replace")

    def wait_for_log(self, words: str, timeout: float = 60) -> None:
        """Wait until it has written `words`."""
        until(f"{words!r} in the log of process {self.pid}", lambda: words in self.log() or self._gone(words), timeout)

    def _gone(self, words: str) -> bool:
        assert self.alive, f"ended before it wrote {words!r}:\n{self.log()[-3000:]}"
        return False

    def kill(self) -> None:
        """SIGKILL: no last words."""
        self._signal(signal.SIGKILL)

    def terminate(self, timeout: float = 60) -> None:
        """SIGTERM, and wait for the end."""
        self._signal(signal.SIGTERM, timeout)

    def _signal(self, number: int, timeout: float = 30) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)
        until(f"the end of process {self.pid}", lambda: not self.alive, timeout)

    def close(self) -> None:
        """End it, if it still runs."""
        self.kill()
        self._log.close()


@dataclass
class System:
    """The two sample services on databases and a broker, with workers in processes of their own."""

    shop: Runtime
    store: Runtime
    env: dict[str, str]
    workers: list[Process] = field(default_factory=list)

    def worker(self, service: str, **env: str) -> Process:
        """Start a worker and wait until it works."""
        process = self.start(service, **env)
        process.wait_for_log('"consuming"')
        return process

    def start(self, service: str, **env: str) -> Process:
        """Start a worker."""
        return self._keep(Process("worker", service, {**self.env, **env}))

    def seller(self, pause: float = 0.01) -> Process:
        """Start a process that sells without end."""
        return self._keep(Process("seller", "shop", {**self.env, "KAPOCS_TEST_PAUSE": str(pause)}))

    def again(self, process: Process) -> Process:
        """Start the same as a process that was killed."""
        return self._keep(Process(process.role, process.service, process.env))

    def _keep(self, process: Process) -> Process:
        self.workers.append(process)
        return process

    def logged(self, words: str) -> int:
        """How often all processes together, the dead ones too, have written `words`."""
        return sum(process.log().count(words) for process in self.workers)

    def settle(self, timeout: float = 60) -> None:
        """Wait until every event is published and handled, or parked."""
        try:
            until("all events handled", lambda: not self.left(), timeout)
        except AssertionError as error:
            raise AssertionError(f"{error}; left: {self.left()}") from None

    def left(self) -> dict[str, int]:
        """What is not done yet."""
        counts = {
            "unpublished": _count(self.shop, outbox, outbox.c.sent_at.is_(None))
            + _count(self.store, outbox, outbox.c.sent_at.is_(None)),
            "sales not booked": len(self.missing(self.shop, "shop.Sold", self.store)),
            "answers not heard": len(self.missing(self.store, "store.Booked", self.shop)),
        }
        return {what: count for what, count in counts.items() if count}

    @staticmethod
    def missing(source: Runtime, event_type: str, target: Runtime) -> set[str]:
        """Events published of a type that the target has neither handled nor parked."""
        with source.reading() as session:
            sent = set(session.scalars(select(outbox.c.event_id).where(outbox.c.type == event_type)))
        with target.reading() as session:
            seen = set(session.scalars(select(inbox.c.event_id)))
            seen |= set(
                session.scalars(select(inbox_failures.c.event_id).where(inbox_failures.c.parked_at.is_not(None)))
            )
        return sent - seen

    def check(self) -> None:
        """The invariants: nothing lost, nothing doubled, effects are what the events say."""
        assert doubled(self) == 0, "handled more than once"
        assert lost(self) == 0, "not handled at all"
        handled_sales = sample.count_of(self.store, sample.Booking)
        assert handled_sales == _count(self.store, inbox, inbox.c.type == "shop.Sold")
        assert handled_sales == _count(self.store, outbox), "one answer per booking"
        assert sample.count_of(self.shop, sample.Sale, sample.Sale.booked > 1) == 0


def lost(system: System) -> int:
    """Sales that were committed but not booked, and not parked either."""
    with system.shop.reading() as session:
        sold = set(session.scalars(select(sample.Sale.id)))
        published = _count(system.shop, outbox, outbox.c.type == "shop.Sold")
    assert len(sold) == published, "each sale has its event"
    with system.store.reading() as session:
        booked = set(session.scalars(select(sample.Booking.sale_id)))
    parked = _count(system.store, inbox_failures, inbox_failures.c.parked_at.is_not(None))
    return len(sold - booked) - parked


def doubled(system: System) -> int:
    """Bookings beyond the first of each sale."""
    with system.store.reading() as session:
        rows, sales = session.execute(
            select(func.count(), func.count(sample.Booking.sale_id.distinct())).select_from(sample.Booking)
        ).one()
    return int(rows - sales)


def _count(runtime: Runtime, table: object, *conditions: object) -> int:
    return sample.count_of(runtime, table, *conditions)


def make_runtime(name: str, settings: Settings) -> Runtime:
    """One of the sample services on its database, with its tables."""
    service = sample.SERVICES[name]
    runtime = Runtime(service, settings, Database(settings.database_url(name), service=service))
    sample.create_tables(runtime)
    return runtime


@contextmanager
def sample_system(
    *, amqp_url: str | None = None, database_url: str | None = None, heartbeat: int = 5
) -> Iterator[System]:
    """Fresh databases, a fresh virtual host and runtimes; workers are started by the test and ended here."""
    with ExitStack() as stack:
        template = database_url or stack.enter_context(databases("shop", "store"))
        broker = amqp_url or stack.enter_context(virtual_host())
        settings = Settings(
            profile="distributed", amqp_url=broker, amqp_heartbeat=heartbeat, database_urls={"*": template}
        )
        shop, store = make_runtime("shop", settings), make_runtime("store", settings)
        env = {
            "KAPOCS_PROFILE": "distributed",
            "KAPOCS_AMQP_URL": broker,
            "KAPOCS_AMQP_HEARTBEAT": str(heartbeat),
            "KAPOCS_DATABASE_URL": template,
        }
        system = System(shop, store, env)
        try:
            yield system
        finally:
            for process in system.workers:
                print(f"--- process {process.pid}, {'running' if process.alive else 'ended'}:\n{process.log()[-1500:]}")
                process.close()
            shop.database.dispose()
            store.database.dispose()


def run_kapocs(*arguments: str, env: dict[str, str]) -> None:
    """Run one `kapocs` command to its end."""
    done = subprocess.run(
        [str(ROOT / ".venv" / "bin" / "kapocs"), *arguments],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
