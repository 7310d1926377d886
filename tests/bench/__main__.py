"""Measure the running product in both profiles: `python -m tests.bench --help`."""

import argparse
import signal
import sys
from datetime import UTC, datetime
from itertools import product as product_of
from pathlib import Path

from tests.bench import bus
from tests.bench.cases import Cases, import_organizations
from tests.bench.load import Client, measure, measure_idle, sign_in
from tests.bench.multiply import multiply
from tests.bench.product import Product, running
from tests.bench.report import Report

CASES = ("read", "list", "search", "create", "order", "invoice")
BY_SIZE = ("list", "search")
FIRST_SIZE = 1_000
PACED = 200  # organizations made one after the other to time their events


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--profiles", nargs="+", default=["embedded", "distributed"])
    parser.add_argument("--cases", nargs="*", default=CASES, choices=CASES)
    parser.add_argument("--clients", nargs="+", type=int, default=[1, 8, 32])
    parser.add_argument("--repeats", type=int, default=1, help="of each; on a busy machine the least CPU counts")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each case at each number of clients")
    parser.add_argument(
        "--sizes", nargs="*", type=int, default=[10_000, 100_000], help="organizations for list and search"
    )
    parser.add_argument("--output", type=Path, default=Path("var/bench") / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}.jsonl")
    return parser.parse_args()


def measure_profile(profile: str, chosen: argparse.Namespace, report: Report) -> None:
    """All figures of one profile."""
    with running(profile) as product:
        _start(product, report, "first start")
        product.stop()
        _start(product, report, "start")
        report.add(profile, "memory, idle", mib=_memory(product))
        token = sign_in(product)
        client = Client(product.port, token)
        _import(product, client, report, 0, FIRST_SIZE)
        cases = Cases(product, client)
        cases.prepare()
        _settle(product)
        product.idle = measure_idle(product)
        report.add(
            profile, "idle", web_cpu_percent=_percent(product.idle[0]), worker_cpu_percent=_percent(product.idle[1])
        )
        for name, clients, _ in product_of(chosen.cases, chosen.clients, range(chosen.repeats)):
            figures = measure(product, token, clients, chosen.seconds, getattr(cases, name))
            report.add(profile, name, size=FIRST_SIZE, clients=clients, **figures.report())
        _paced(product, client, cases, report)
        _sizes(product, token, cases, chosen, report)
        report.add(profile, "memory, after", mib=_memory(product))


def _start(product: Product, report: Report, case: str) -> None:
    seconds = product.start()
    report.add(product.profile, case, seconds=round(seconds, 2), cpu_seconds=round(product.cpu(), 2))


def _import(product: Product, client: Client, report: Report, first: int, count: int) -> None:
    """Import organizations; the burst of events that it makes is a measurement of its own."""
    place = bus.last_event(product, "contacts")
    seconds = import_organizations(product, client, first, count)
    report.add(product.profile, "import", size=count, operations=count, per_second=round(count / seconds, 1))
    burst = bus.travel(product, "contacts", "contacts.OrganizationCreated", place, "sales")
    report.add(product.profile, "events, burst", size=count, operations=count, per_second=burst.report()["per_second"])


def _settle(product: Product) -> None:
    """Wait until sales knows every organization and every product."""
    bus.travel(product, "contacts", "contacts.OrganizationCreated", 0, "sales")
    bus.travel(product, "inventory", "inventory.ProductCreated", 0, "sales")
    bus.quiet(product)


def _paced(product: Product, client: Client, cases: Cases, report: Report) -> None:
    """Events that come one by one, when nothing else is under way: how long until their effect."""
    bus.quiet(product)
    place = bus.last_event(product, "contacts")
    for number in range(PACED):
        cases.create(client, number)
    paced = bus.travel(product, "contacts", "contacts.OrganizationCreated", place, "sales")
    report.add(product.profile, "events, paced", clients=1, **paced.report())


def _sizes(product: Product, token: str, cases: Cases, chosen: argparse.Namespace, report: Report) -> None:
    """List and search as the organizations grow in number."""
    for size in chosen.sizes:
        multiply(product, size)
        for name, _ in product_of(BY_SIZE, range(chosen.repeats)):
            figures = measure(product, token, 1, chosen.seconds, getattr(cases, name))
            report.add(product.profile, name, size=size, clients=1, **figures.report())


def _percent(rate: float) -> float:
    return round(rate * 100, 1)


def _memory(product: Product) -> dict[str, float]:
    return {name: round(mib, 1) for name, mib in product.memory().items()}


def main() -> int:
    """Measure, and say where the figures are."""
    chosen = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the product we started must be stopped then, too
    report = Report(chosen.output)
    report.header()
    for profile in chosen.profiles:
        measure_profile(profile, chosen, report)
    print(f"\n{report.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
