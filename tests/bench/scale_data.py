"""Made-up organizations, people and figures, put straight into the database of contacts."""

import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Table, insert, select, text

from chassis import typos
from chassis.db import Database
from chassis.identity import SYSTEM, Identity, Rule
from chassis.ids import new_id
from chassis.search import words_of
from chassis.tables import search_index
from chassis.types import plain, utc_now
from services.contacts.figures.models import CustomerFigures
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from tests.bench.cases import CITIES, FORMS
from tests.support.service import ServiceHarness

PAGE = 5_000
SEES = {"verbs": ["view"], "view": "subtree"}
RULES = {"contacts.organization": Rule.load(SEES), "contacts.person": Rule.load(SEES)}
SELLER_ID = "01932f6e-7c00-7000-8000-0000000000bb"
SELLER = Identity(SELLER_ID, "Nagy Béla", "bela", "/admin/manager/seller/", rules=RULES)
SYLLABLES = "ba be bo ca do er fa ge ha il ju ka ko la le ma me mi mo na ne no pa pe ra re ro sa so ta te to va ve vi"
TRADES = "Faipari Gépgyártó Kereskedelmi Logisztikai Élelmiszer Bútor Nyomdaipari Informatikai Villamos Építő"
FAMILIES = "Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász Lakatos Mészáros"
GIVEN = "Anna Júlia Éva Katalin Zsófia Ágnes László István József Gábor Péter Zoltán Tamás Bence Márton Ádám"
JOBS = "Beszerző Igazgató Titkár Raktáros Könyvelő Mérnök Értékesítő Ügyvezető"
OWNERS = (
    {"owner_id": None, "owner_name": None, "owner_path": "/admin/"},
    {"owner_id": SELLER_ID, "owner_name": SELLER.name, "owner_path": SELLER.role_path},
)


def _common(number: int, chance: random.Random) -> dict[str, Any]:
    made = utc_now() - timedelta(minutes=chance.randrange(3 * 365 * 24 * 60))
    return {
        "id": new_id(), "version": 1, "created_at": made, "updated_at": made, "custom": {}, "tags": [],
        "city": chance.choice(CITIES)[1], "language": "hu", "vip": number % 100 == 0, "code": f"K-{number:07d}",
        **OWNERS[number % 50 == 0],
    }  # fmt: skip


def organizations(count: int) -> Iterator[dict[str, Any]]:
    """Organizations as rows; one in 500 is a former customer, one in 50 belongs to the seller."""
    chance, trades, syllables = random.Random(1), TRADES.split(), SYLLABLES.split()
    for number in range(count):
        trade, stem = chance.choice(trades), "".join(chance.choices(syllables, k=3)).capitalize()
        rated = number % 20 == 0
        yield {
            **_common(number, chance),
            "name": f"{stem} {trade} {number} {chance.choice(FORMS)}", "industry": trade,
            "status": "former" if number % 500 == 0 else chance.choice(["prospect", "active"]),
            "email": f"iroda@firm{number}.example", "payment_days": 8, "phone": f"+3630{number:07d}",
            "tax_number": f"{number:08d}-2-42", "eu_vat_number": f"HU{number:08d}", "currency": "HUF",
            "registry_number": f"06-09-{number:06d}", "node_kind": "company", "status_since": utc_now(),
            "size": chance.choice(["1-9", "10-49", "50-249", "250+"]), "ownership": "private",
            "risk": chance.choice(["low", "high"]) if rated else None,
            "credit_limit": chance.randrange(10_000) * 1000 if rated else None,
            "customer_rating": chance.randint(1, 5) if rated else None,
            "supplier_rating": chance.randint(1, 5) if rated else None,
            "customer_since": date(2020, 1, 1) + timedelta(chance.randrange(2000)) if rated else None,
        }  # fmt: skip


def people(count: int, employers: Sequence[str]) -> Iterator[dict[str, Any]]:
    """People as rows; every other one works somewhere."""
    chance, syllables = random.Random(2), SYLLABLES.split()
    families, given, jobs = FAMILIES.split(), GIVEN.split(), JOBS.split()
    for number in range(count):
        family = f"{chance.choice(families)}-{''.join(chance.choices(syllables, k=2)).capitalize()}"
        first, born = chance.choice(given), date(1950, 1, 1) + timedelta(chance.randrange(20_000))
        yield {
            **_common(number, chance),
            "name": f"{family} {first}", "family_name": family, "given_name": first,
            "organization_id": chance.choice(employers) if number % 2 else None, "job_title": chance.choice(jobs),
            "email": f"{plain(first)}{number}@posta.example", "phone": f"+3620{number:07d}", "birth_date": born,
            "birth_key": born.month * 100 + born.day, "sex": chance.choice(["female", "male"]),
            "may_email": number % 3 == 0, "may_phone": False, "may_post": False, "may_sms": False,
            "education": "college" if number % 30 == 0 else None, "children": 2 if number % 40 == 0 else None,
        }  # fmt: skip


def figures(ids: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What is known of four customers in five."""
    chance, today = random.Random(3), utc_now().date()
    for record_id in ids:
        if chance.random() < 0.8:
            last = today - timedelta(chance.randrange(1000))
            yield {
                "id": record_id, "kind": "organization", "currency": "HUF", "quotes": 2, "orders": 3, "invoices": 3,
                "revenue": chance.randrange(20_000_000), "revenue_12m": chance.randrange(2_000_000),
                "revenue_prev_12m": chance.randrange(2_000_000), "unpaid": 0, "overdue": 0, "tickets": 0,
                "open_tickets": 0, "complaints": 0, "first_purchase_on": last - timedelta(400),
                "last_purchase_on": last, "last_contact_at": utc_now() - timedelta(chance.randrange(400)),
            }  # fmt: skip


def searchable(noun: str, row: dict[str, Any]) -> dict[str, Any]:
    """What search knows of a record."""
    parts = [row[name] for name in ("name", "code", "tax_number", "email", "phone", "city") if row.get(name)]
    return {
        "noun": noun, "record_id": row["id"], "title": row["name"], "hint": row["city"],
        "folded": plain(row["name"]), "owner_id": row["owner_id"], "owner_path": row["owner_path"],
        "text": f" {' '.join(words_of(parts))} ",
    }  # fmt: skip


def fill(harness: ServiceHarness, size: int) -> None:
    """Put so many of each into the database and into search; indexes are made afterwards, for that is quicker."""
    database = harness.runtime.database
    held = _drop_indexes(database) if not database.sqlite else []
    ids = _put_all(database, Organization, "organization", organizations(size))
    _put_all(database, Person, "person", people(size, ids))
    for some in _pages(figures(ids)):
        _put(database, CustomerFigures.__table__, some)
    with database.engine.begin() as connection:
        if not database.sqlite:
            connection.exec_driver_sql("SET maintenance_work_mem = '512MB'")
        for statement in held:
            connection.exec_driver_sql(statement)
    with database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    typos.learn_all(harness.runtime)


def _put_all(database: Database, model: Any, noun: str, rows: Iterator[dict[str, Any]]) -> list[str]:
    ids: list[str] = []
    for some in _pages(rows):
        _put(database, model.__table__, some)
        _put(database, search_index, [searchable(noun, row) for row in some])
        ids += [row["id"] for row in some]
    return ids


def _pages(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, PAGE)):
        yield some


def _drop_indexes(database: Database) -> list[str]:
    query = """SELECT indexname, indexdef, obj_description(to_regclass(indexname), 'pg_class') AS words FROM pg_indexes
        WHERE tablename IN ('organizations', 'people', 'search_index')
        AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
    with database.engine.begin() as connection:
        found = connection.execute(text(query)).all()
        for row in found:
            connection.exec_driver_sql(f'DROP INDEX "{row.indexname}"')
    comments = [f"COMMENT ON INDEX \"{row.indexname}\" IS '{row.words}'" for row in found if row.words]
    return [row.indexdef for row in found] + comments


def _put(database: Database, table: Table | Any, rows: Sequence[dict[str, Any]]) -> None:
    if database.sqlite:
        with database.transaction(SYSTEM) as session:
            session.execute(insert(table), rows)
        return
    names = ", ".join(rows[0])
    with database.engine.begin() as connection:
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in row.values()])


def value_of(harness: ServiceHarness, model: Any, column: Any) -> Any:
    """A value that a column has, of a record in the middle; None when none has any."""
    with harness.runtime.reading() as session:
        return session.scalar(select(column).where(column.is_not(None)).offset(1_000).limit(1))
