"""Lists and search of contacts at a size: `python -m tests.bench.scale --database postgresql --size 1000000`.

The service alone, asked through its WSGI door with a signed identity. Its database is a temporary one, filled straight
with made-up organizations. Times are on the clock and have the database's work in them.
"""

import argparse
import json
import logging
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Table, insert, text

from chassis import logs, typos
from chassis.db import Database
from chassis.identity import SYSTEM, Identity, Rule
from chassis.ids import new_id
from chassis.search import words_of
from chassis.settings import Settings
from chassis.tables import search_index
from chassis.types import plain, utc_now
from services.contacts.organizations.models import Organization
from tests.bench.cases import CITIES, FORMS
from tests.bench.report import Report
from tests.support.servers import databases
from tests.support.service import ADMIN, ServiceHarness

PAGE = 5_000
SEES = {"verbs": ["view"], "view": "subtree"}
RULES = {"contacts.organization": Rule.load(SEES), "contacts.person": Rule.load(SEES)}
SELLER = Identity(new_id(), "Nagy Béla", "bela", "/admin/manager/seller/", rules=RULES)
SYLLABLES = "ba be bo ca do er fa ge ha il ju ka ko la le ma me mi mo na ne no pa pe ra re ro sa so ta te to va ve vi"
TRADES = "Faipari Gépgyártó Kereskedelmi Logisztikai Élelmiszer Bútor Nyomdaipari Informatikai Villamos Építő"
LISTS = {
    "by name": "",
    "by name, from the middle": "middle",
    "by city": "sort=city",
    "by city, from the middle": "sort=city&middle",
    "newest first": "sort=-created_at",
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
}
SEARCHES = {
    "two letters": "ba",
    "three letters": "vil",
    "frequent word": "faipari",
    "two words": "faipari szeged",
    "rare word": "kokako villamos",
    "e-mail": "iroda@firm4711",
    "phone": "06 30 000 4711",
    "a slip": "faipri kokako",
    "two slips": "vilamos szegde",
    "nothing": "qqxyzzy",
}


def organizations(count: int) -> Iterator[dict[str, Any]]:
    """Organizations as rows; one in 500 is a former customer, one in 50 belongs to the seller."""
    chance, now, trades, syllables = random.Random(1), utc_now(), TRADES.split(), SYLLABLES.split()
    for number in range(count):
        trade, stem = chance.choice(trades), "".join(chance.choices(syllables, k=3)).capitalize()
        made = now - timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
        yield {
            "id": new_id(), "version": 1, "created_at": made, "updated_at": made, "custom": {},
            "name": f"{stem} {trade} {number} {chance.choice(FORMS)}", "industry": trade,
            "status": "former" if number % 500 == 0 else chance.choice(["prospect", "active"]),
            "city": chance.choice(CITIES)[1], "email": f"iroda@firm{number}.example", "payment_days": 8,
            "phone": f"+3630{number:07d}", "tax_number": f"{number:08d}-2-42", "language": "hu", "currency": "HUF",
            "owner_id": SELLER.user_id if number % 50 == 0 else None,
            "owner_path": "/admin/manager/seller/" if number % 50 == 0 else "/admin/",
        }  # fmt: skip


def searchable(row: dict[str, Any]) -> dict[str, Any]:
    """What search knows of an organization."""
    parts = [row[name] for name in ("name", "tax_number", "email", "phone", "city")]
    return {
        "noun": "organization", "record_id": row["id"], "title": row["name"], "hint": row["city"],
        "folded": plain(row["name"]), "owner_id": row["owner_id"], "owner_path": row["owner_path"],
        "text": f" {' '.join(words_of(parts))} ",
    }  # fmt: skip


def fill(harness: ServiceHarness, size: int) -> None:
    """Put organizations into the database and into search; the indexes are made afterwards, for that is quicker."""
    database, table = harness.runtime.database, Organization.__table__
    assert isinstance(table, Table)
    with database.engine.begin() as connection:
        held = _drop_indexes(connection) if not database.sqlite else []
    rows = organizations(size)
    while some := list(islice(rows, PAGE)):
        _put(database, table, some)
        _put(database, search_index, [searchable(row) for row in some])
    with database.engine.begin() as connection:
        for statement in held:
            connection.exec_driver_sql(statement)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    typos.learn_all(harness.runtime)


def _drop_indexes(connection: Any) -> list[str]:
    query = """SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('organizations', 'search_index')
        AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
    found = connection.execute(text(query)).all()
    for row in found:
        connection.exec_driver_sql(f'DROP INDEX "{row.indexname}"')
    connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")
    return [row.indexdef for row in found]


def _put(database: Database, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if database.sqlite:
        with database.transaction(SYSTEM) as session:
            session.execute(insert(table), rows)
        return
    names = ", ".join(rows[0])
    with database.engine.begin() as connection:
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([json.dumps(value) if isinstance(value, dict) else value for value in row.values()])


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


def measure(harness: ServiceHarness, paths: dict[str, str], tries: int, report: Report, **about: Any) -> None:
    """Ask for each some times as one who sees all and as one who sees one in fifty; p50 and p95 in milliseconds."""
    for name, path in paths.items():
        for identity, who in ((ADMIN, "all"), (SELLER, "2 %")):
            times, asked = [], harness.as_(identity)
            for _ in range(tries):
                before = time.perf_counter()
                asked.get(path)
                times.append((time.perf_counter() - before) * 1000)
            p50, p95 = statistics.median(times), sorted(times)[int(tries * 0.95)]
            report.add("service", name, operations=tries, p50_ms=round(p50, 1), p95_ms=round(p95, 1), sees=who, **about)


def list_paths(harness: ServiceHarness) -> dict[str, str]:
    """The addresses of the lists; “middle” becomes the cursor of a page in the middle."""
    by_name = harness.get("/organizations?limit=1&filter[name][starts]=M").json["next"]
    by_city = harness.get("/organizations?limit=1&sort=city&filter[city]=Pécs").json["next"]
    paths = {}
    for name, query in LISTS.items():
        query = query.replace("middle", f"cursor={by_city if 'city' in query else by_name}")
        paths[f"list: {name}"] = f"/organizations?limit=50&{query}"
    return paths


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.scale", description=__doc__)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--url", default="", help="a migrated database of contacts that was filled before")
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--tries", type=int, default=40)
    parser.add_argument("--output", type=Path, default=Path("var/bench/scale.jsonl"))
    chosen = parser.parse_args()
    logs.configure(logging.WARNING)
    report = Report(chosen.output)
    with service(chosen.database, chosen.url) as harness:
        if not harness.get("/organizations?limit=1").json["data"]:
            started = time.monotonic()
            fill(harness, chosen.size)
            print(f"filled in {time.monotonic() - started:.0f} s", flush=True)
        about = {"database": chosen.database, "size": chosen.size}
        measure(harness, list_paths(harness), chosen.tries, report, **about)
        searches = {f"search: {name}": f"/search?q={quote(query)}" for name, query in SEARCHES.items()}
        measure(harness, searches, chosen.tries, report, **about)


if __name__ == "__main__":
    main()
