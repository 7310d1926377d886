"""Lists and search of contacts at a size: `python -m tests.bench.scale --database postgresql --size 1000000`.

The service alone, asked through its WSGI door with a signed identity: so many organizations and as many people in a
temporary database. Times are on the clock and have the database's work in them. Every sort and filter that the two
lists offer is asked, from both ends and from the middle; `--explain` writes the plan of each list's statement.
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import event

from chassis import cursors, logs
from chassis import fields as f
from chassis.fields import show_time
from chassis.settings import Settings
from tests.bench.report import Report
from tests.bench.scale_data import SELLER, fill, value_of
from tests.support.servers import databases
from tests.support.service import ADMIN, ServiceHarness

MIDDLE = "01932f6e-7c00-7000-8000-000000000000"
KINDS = {"organization": "organizations", "person": "people"}
LISTS = {
    "organization": {
        "one city, by name": "filter[city]=Szeged",
        "rare life cycle, by name": "filter[status]=former",
        "frequent life cycle, newest": "filter[status]=active&sort=-created_at",
        "name contains": "filter[name][contains]=faipari",
        "name contains, rare": "filter[name][contains]=kokako",
        "e-mail starts": "filter[email][starts]=iroda@firm4711",
        "made this week, by name": "filter[created_at][gte]=today-7",
        "with their number": "total=1",
        "one city, with their number": "filter[city]=Szeged&total=1",
        "q: frequent": "q=faipari",
        "q: two letters": "q=ba",
        "q: two words, newest": "q=kokako+villamos&sort=-created_at",
    },
    "person": {
        "q: frequent": "q=nagy",
        "q: two words": "q=nagy+julia",
        "name contains": "filter[name][contains]=Szabó",
        "women of one city with e-mail": "filter[sex]=female&filter[city]=Szeged&filter[may_email]=true",
    },
}
SEARCHES = {
    "two letters": "ba",
    "three letters": "vil",
    "frequent word": "faipari",
    "frequent name": "nagy",
    "two words": "faipari szeged",
    "two rare words": "kokako villamos",
    "e-mail": "iroda@firm4711",
    "phone": "06 30 000 4711",
    "a slip": "faipri kokako",
    "two slips": "vilamos szegde",
    "nothing": "qqxyzzy",
}


@contextmanager
def service(database: str, url: str) -> Iterator[ServiceHarness]:
    """Contacts on an empty temporary database, or on one that was filled before."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kapocs-scale-")))
        if database == "postgresql" and not url:
            url = stack.enter_context(databases("contacts"))
        harness = ServiceHarness("contacts", Settings(data_dir=folder, database_urls={"*": url} if url else {}))
        stack.callback(harness.close)
        yield harness


class Plans:
    """The plans of the slowest statement of each request, written to a file."""

    def __init__(self, harness: ServiceHarness, path: Path | None) -> None:
        self._engine, self._path, self._asked = harness.runtime.database.engine, path, list[tuple[str, Any]]()
        if path is not None:
            path.unlink(missing_ok=True)
            event.listen(self._engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "(SELECT")):
            self._asked.append((statement, parameters))

    def write(self, name: str) -> None:
        """Write the plan of the longest statement since the last call."""
        asked, self._asked = self._asked, []
        if self._path is None or not asked:
            return
        statement, parameters = max(asked, key=lambda one: len(one[0]))
        with self._engine.connect() as connection:
            found = connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, COSTS OFF) {statement}", parameters
            ).all()
        self._asked.clear()
        with self._path.open("a") as file:
            file.write("\n".join([f"-- {name}", *(row[0] for row in found), "", ""]))


def measure(
    harness: ServiceHarness, paths: dict[str, str], tries: int, report: Report, plans: Plans, **about: Any
) -> None:
    """Ask for each some times as one who sees all and as one who sees one in fifty; p50 and p95 in milliseconds."""
    for name, path in paths.items():
        for identity, who in ((ADMIN, "all"), (SELLER, "2 %")):
            times, asked = [], harness.as_(identity)
            asked.get(path)
            plans.write(f"{name}, sees {who}")
            for _ in range(tries):
                before = time.perf_counter()
                asked.get(path)
                times.append((time.perf_counter() - before) * 1000)
            p50, p95 = statistics.median(times), sorted(times)[int(tries * 0.95)]
            report.add("service", name, operations=tries, p50_ms=round(p50, 1), p95_ms=round(p95, 1), sees=who, **about)


def list_paths(harness: ServiceHarness, noun: str) -> dict[str, str]:
    """The addresses of a kind's lists: the chosen ones, and one for every sort and filter offered."""
    resource = harness.runtime.service.resource(noun)
    queries = dict(LISTS[noun])
    for name, field in resource.all_fields.items():
        column = getattr(resource.model, field.attribute or name, None)
        value = value_of(harness, resource.model, column) if _asked_by_column(field, column) else None
        if field.spec.sort:
            queries |= {f"sort {sign}{name}": f"sort={sign}{name}" for sign in ("", "-")}
        if field.spec.sort and value is not None:
            queries[f"sort {name}, from the middle"] = f"sort={name}&cursor={cursors.write(name, value, MIDDLE)}"
        if field.spec.filter and value is not None:
            queries[f"filter {name}"] = f"filter[{name}]={_text(value)}"
            queries[f"filter {name}, not"] = f"filter[{name}][ne]={_text(value)}"
            queries[f"filter {name}, empty"] = f"filter[{name}][empty]=1"
    return {f"{noun}: {name}": f"/{KINDS[noun]}?limit=50&{query}" for name, query in queries.items()}


def _asked_by_column(field: Any, column: Any) -> bool:
    return column is not None and (field.spec.filter or field.spec.sort) and not isinstance(field, f.Tags | f.Lines)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return quote(show_time(value) if hasattr(value, "tzinfo") else str(value))


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--url", default="", help="a migrated database of contacts that was filled before")
    parser.add_argument("--size", type=int, default=1_000_000, help="organizations, and as many people")
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--only", default="", help="cases with this in their name")
    parser.add_argument("--explain", type=Path, help="a file for the plans, on PostgreSQL")
    parser.add_argument("--output", type=Path, default=Path("var/bench/scale.jsonl"))
    chosen = parser.parse_args()
    logs.configure(logging.WARNING)
    report = Report(chosen.output)
    with service(chosen.database, chosen.url) as harness:
        if not harness.get("/organizations?limit=1").json["data"]:
            started = time.monotonic()
            fill(harness, chosen.size)
            print(f"filled in {time.monotonic() - started:.0f} s", flush=True)
        paths = {f"search: {name}": f"/search?q={quote(query)}" for name, query in SEARCHES.items()}
        for noun in KINDS:
            paths |= list_paths(harness, noun)
        paths = {name: path for name, path in paths.items() if chosen.only in name}
        about = {"database": chosen.database, "size": chosen.size}
        measure(harness, paths, chosen.tries, report, Plans(harness, chosen.explain), **about)


if __name__ == "__main__":
    main()
