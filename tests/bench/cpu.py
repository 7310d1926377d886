"""CPU of one request, without the network and the neighbours: `python -m tests.bench.cpu`.

The embedded product is composed in this process and asked through its WSGI door, gateway and service included. What
counts is the CPU time of the thread that answers; of many tries the least is what the request costs, for a busy machine
only adds. Handling the events that a request states is not in it.
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select
from werkzeug.test import Client as Door

from chassis import logs
from chassis.settings import Settings
from chassis.tables import inbox
from gateway.embedded import Embedded
from tests.bench.cases import Cases, company
from tests.bench.load import Refused
from tests.bench.multiply import multiply
from tests.bench.product import PASSWORD, Product
from tests.bench.report import Report

CASES = ("read", "list", "search", "create", "order", "invoice")
BY_SIZE = ("read", "list", "search")
FIRST_SIZE = 1_000


class Inside:
    """A client that calls the product in this process."""

    def __init__(self, embedded: Embedded) -> None:
        self._door = Door(embedded.app)
        self._headers: dict[str, str] = {}

    def sign_in(self) -> None:
        """Be the administrator from now on."""
        token = self.call("POST", "/auth/token", {"username": "admin", "password": PASSWORD})["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of the answer; Refused when it is no success."""
        answer = self._door.open(f"/api/v1{path}", method=method, json=body, headers=self._headers)
        if answer.status_code >= 300:
            raise Refused(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.get_json()


def cost(work: Callable[[int], Any], tries: int) -> dict[str, float]:
    """The least and the median CPU of the calling thread, in milliseconds."""
    times = []
    for number in range(tries):
        before = time.thread_time()
        work(number)
        times.append((time.thread_time() - before) * 1000)
    return {"operations": tries, "cpu_least_ms": round(min(times), 2), "cpu_median_ms": round(median(times), 2)}


def event_cost(embedded: Embedded, work: Callable[[int], Any], tries: int) -> dict[str, float]:
    """The CPU of handling one event in one service, relay included: what all threads but the asking one use."""
    embedded.bus.settle()
    handled, everything, asking = _handled(embedded), time.process_time(), time.thread_time()
    for number in range(tries):
        work(number)
    embedded.bus.settle()
    background = (time.process_time() - everything) - (time.thread_time() - asking)
    count = _handled(embedded) - handled
    return {"operations": count, "cpu_mean_ms": round(background * 1000 / count, 2)}


def _handled(embedded: Embedded) -> int:
    total = 0
    for runtime in embedded.runtimes.values():
        with runtime.reading() as session:
            total += session.scalar(select(func.count()).select_from(inbox)) or 0
    return total


class Here(Product):
    """The product in this process, as far as `multiply` and `Cases` need to know."""

    def __init__(self, folder: Path) -> None:
        super().__init__("embedded", folder, {})


def measure(folder: Path, tries: int, sizes: list[int], report: Report) -> None:
    """All cases at the first size, reading ones at the others."""
    logs.configure(logging.WARNING)
    embedded = Embedded(Settings(data_dir=folder, demo=False, admin_password=PASSWORD), pages=False).start()
    client: Any = Inside(embedded)
    client.sign_in()
    for number in range(FIRST_SIZE // 10):
        client.call("POST", "/contacts/organizations", {"name": company(number)})
    here = Here(folder)
    cases = Cases(here, client)
    cases.prepare()
    embedded.bus.settle()
    multiply(here, FIRST_SIZE)
    for name in CASES:
        step = getattr(cases, name)
        report.add("in process", name, size=FIRST_SIZE, **cost(lambda number, step=step: step(client, number), tries))  # type: ignore[misc]
    report.add("in process", "one event", **event_cost(embedded, lambda number: cases.create(client, number), tries))
    for size in sizes:
        multiply(here, size)
        for name in BY_SIZE:
            step = getattr(cases, name)
            report.add("in process", name, size=size, **cost(lambda number, step=step: step(client, number), tries))  # type: ignore[misc]
    embedded.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.cpu", description=__doc__)
    parser.add_argument("--tries", type=int, default=60)
    parser.add_argument("--sizes", nargs="*", type=int, default=[10_000, 100_000])
    parser.add_argument("--output", type=Path, default=Path("var/bench/cpu.jsonl"))
    chosen = parser.parse_args()
    report = Report(chosen.output)
    with tempfile.TemporaryDirectory(prefix="kapocs-bench-") as folder:
        measure(Path(folder), chosen.tries, chosen.sizes, report)


if __name__ == "__main__":
    main()
