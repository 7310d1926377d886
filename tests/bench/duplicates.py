"""How long a scan for duplicates takes: `python -m tests.bench.duplicates`, on generated firms with typing errors."""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text

from chassis.duplicates import scan
from chassis.duplicates.tables import duplicate_keys, duplicate_pairs
from chassis.ids import new_id
from chassis.migrate import migrate
from chassis.runtime import Runtime, compose
from chassis.settings import Settings
from chassis.types import utc_now
from services.contacts.organizations.models import Organization, OrganizationEmail, OrganizationPhone
from tests.support.servers import databases

SYLLABLES = [a + b for a in "bdfghjklmnprstvz" for b in "aeio"]
TRADES = [
    "Faipari", "Gépgyártó", "Kereskedelmi", "Logisztikai", "Élelmiszer", "Bútor", "Nyomdaipari", "Informatikai",
    "Villamos", "Építő", "Szolgáltató", "Tervező", "Szállítmányozó", "Mezőgazdasági", "Vendéglátó", "Könyvelő",
]  # fmt: skip
FORMS = ["Kft.", "Zrt.", "Bt.", "Nyrt.", "e.v."]
CITIES = ["Budapest", "Szeged", "Debrecen", "Pécs", "Győr", "Miskolc", "Eger", "Sopron", "Kecskemét", "Szolnok"]
DOUBLED = 20  # every twentieth is another's double
_PART = 1_000


def firm(number: int) -> dict[str, Any]:
    """A firm that nobody else is."""
    chance = random.Random(number)
    name = "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).capitalize()
    return {
        "name": f"{name} {chance.choice(TRADES)} {chance.choice(FORMS)}",
        "tax_number": f"{10_000_000 + number}-2-{chance.randint(2, 20):02}" if chance.random() < 0.7 else None,
        "city": chance.choice(CITIES),
        "email": f"iroda@{name.lower()}{number}.example" if chance.random() < 0.8 else None,
        "phone": f"+361{number:07}" if chance.random() < 0.8 else None,
    }


def double(number: int) -> dict[str, Any]:
    """The same firm as somebody else typed it: a letter wrong, another form, perhaps no numbers."""
    chance, known = random.Random(-number - 1), firm(number)
    name, _, _form = known["name"].rpartition(" ")
    at = chance.randrange(1, len(name) - 1)
    wrong = [name[:at] + name[at + 1 :], name[:at] + name[at + 1] + name[at] + name[at + 2 :], name.upper()]
    left_out = chance.choice(["tax_number", "email", "phone"])
    return {**known, "name": f"{chance.choice(wrong)} {chance.choice(FORMS)}", left_out: None}


def firms(size: int) -> Iterator[tuple[dict[str, Any], bool]]:
    """So many firms, and whether each doubles the one before."""
    for number in range(size):
        is_double = number % DOUBLED == DOUBLED - 1
        yield (double(number - 1) if is_double else firm(number)), is_double


def load(runtime: Runtime, size: int) -> set[tuple[str, str]]:
    """Put them straight into the tables; which pairs are the same firm. A scan writes the keys that are missing."""
    planted, before, rows = set(), "", []
    for values, is_double in firms(size):
        row = {"id": new_id(), **values}
        planted |= {(before, row["id"])} if is_double else set()
        before = row["id"]
        rows.append(row)
        if len(rows) == _PART:
            _insert(runtime, rows)
            rows = []
    _insert(runtime, rows)
    return planted


def _insert(runtime: Runtime, rows: list[dict[str, Any]]) -> None:
    now = utc_now()
    common = {
        "version": 1, "status": "active", "language": "hu", "currency": "HUF", "payment_days": 8, "custom": {},
        "created_at": now, "updated_at": now,
    }  # fmt: skip
    with runtime.transaction() as session:
        if rows:
            session.execute(insert(Organization.__table__), [{**common, **row} for row in rows])
        for model, name, column in ((OrganizationEmail, "email", "email"), (OrganizationPhone, "phone", "number")):
            table: Any = model.__table__
            points = [
                {"id": new_id(), "organization_id": row["id"], "position": 0, "kind": "work", "is_primary": True,
                 column: row[name]}
                for row in rows if row[name]
            ]  # fmt: skip
            if points:
                session.execute(insert(table), points)


def measure(runtime: Runtime, size: int) -> dict[str, Any]:
    """Fill the keys, scan, and tell the seconds, the memory and how many of the planted doubles were found."""
    planted = load(runtime, size)
    kind = runtime.service.resource("organization")
    filling = time.perf_counter()
    scan.fill(runtime, kind)
    _analyze(runtime)
    scanning, cpu, before = time.perf_counter(), time.process_time(), _memory()
    with runtime.transaction() as session:
        scan_id = scan.start(session, kind.kind, "bench")
    scan.run_scan(runtime, {"scan_id": scan_id})
    done, cpu = time.perf_counter(), time.process_time() - cpu
    with runtime.reading() as session:
        pairs = session.execute(select(duplicate_pairs.c.first_id, duplicate_pairs.c.second_id)).all()
    found = {(row.first_id, row.second_id) for row in pairs}
    return {
        "size": size, "keys, s": round(scanning - filling, 1), "scan, s": round(done - scanning, 1),
        "of it CPU here, s": round(cpu, 1),
        "memory, MiB": round(_memory() - before), "pairs": len(found), "planted": len(planted),
        "found of them": len(planted & found),
    }  # fmt: skip


def _analyze(runtime: Runtime) -> None:
    with runtime.database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text(f"ANALYZE {duplicate_keys.name}"))


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.duplicates", description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[100_000])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    for name in chosen.databases:
        for size in chosen.sizes:
            with ExitStack() as stack:
                folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                more: Any = (
                    {} if name == "sqlite" else {"database_urls": {"*": stack.enter_context(databases("contacts"))}}
                )
                runtime = compose("contacts", Settings(data_dir=folder, identity_public_key="x", **more))
                migrate(runtime)
                print(name, measure(runtime, size), flush=True)
                runtime.database.dispose()


if __name__ == "__main__":
    main()
