"""Custom values on the move: API → database → list → export → import, in the API's document, and by index."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from chassis import listing
from chassis.tests.test_custom_fields import define, paper, titles
from tests.support.service import ServiceHarness

DECIMALS = st.decimals(min_value=-(10**10), max_value=10**10, places=4)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)
SETS = st.lists(st.sampled_from(["egy", "kettő", "három"]), unique=True)


@pytest.fixture(scope="module")
def typed(shelf: ServiceHarness) -> ServiceHarness:
    """A shelf on which papers have a number, a text and a set."""
    define(shelf, "amount", "money", currency="EUR", label_hu="Összeg")
    define(shelf, "words", "text", label_hu="Szavak")
    define(shelf, "several", "multi_choice", choices=["egy", "kettő", "három"], label_hu="Több")
    return shelf


@settings(max_examples=15, deadline=None)
@given(amount=DECIMALS, words=TEXTS, several=SETS)
def test_what_goes_in_comes_out_of_list_and_file_and_back(
    typed: ServiceHarness, amount: Decimal, words: str, several: list[str]
) -> None:
    custom = {"amount": f"{amount:f}", "words": words, "several": several}
    made = paper(typed, "one", **custom)
    out = made["custom"]
    assert Decimal(out["amount"]) == amount
    assert out["words"] == words
    assert sorted(out.get("several", [])) == sorted(several)
    asked = {"filter[custom.amount]": out["amount"], "filter[custom.words]": words, "sort": "-custom.amount"}
    assert made["id"] in [row["id"] for row in typed.get("/papers", query_string=asked).json["data"]]
    file = typed.get("/papers/export", query_string={**asked, "fields": "name,custom.amount,custom.words"}).data
    row = next(csv.DictReader(io.StringIO(file.decode("utf-8-sig"))))
    assert Decimal(row["Amount"]) == amount
    assert row["Words"].removeprefix("'") == words
    typed.delete(f"/papers/{made['id']}")


@pytest.mark.parametrize("language", ["en", "hu"])
def test_a_file_that_was_exported_can_be_read_again(harness: ServiceHarness, language: str) -> None:
    define(harness, "amount", "money", currency="HUF", label_hu="Összeg")
    define(harness, "day", "date", label_hu="Nap")
    define(harness, "sure", "flag", label_hu="Biztos")
    define(harness, "one", "choice", choices=[{"value": "a", "label": "First", "label_hu": "Első"}], label_hu="Egy")
    define(harness, "many", "multi_choice", choices=["b", {"value": "c", "label": "C!", "label_hu": "Cé"}])
    define(harness, "mother", "link", link="archive.paper", label_hu="Anya")
    mother = paper(harness, "Anyakönyv")
    custom = {"amount": "1234.50", "day": "2026-11-21", "sure": True, "one": "a", "many": ["b", "c"]}
    first = paper(harness, "x", **custom, mother=mother["id"])
    reader = harness.with_language(language)
    names = ",".join(["name", *(f"custom.{name}" for name in (*custom, "mother"))])
    exported = reader.get("/papers/export", query_string={"fields": names, "filter[name]": "x"}).data
    harness.delete(f"/papers/{first['id']}")
    job = reader.upload("/papers/imports", "papers.csv", exported).json
    reader.post(f"/papers/imports/{job['id']}/run", {"mapping": job["mapping"], "mode": "create", "dry_run": False})
    harness.run_jobs()
    (back,) = harness.get("/papers?filter[name]=x").json["data"]
    assert back["custom"] == first["custom"]


def test_the_document_of_an_installation_knows_its_fields(harness: ServiceHarness) -> None:
    before = harness.request("GET", "/openapi.json").json
    define(harness, "level", "choice", choices=["a", "b"], required=True)
    define(harness, "mother", "link", link="archive.paper")
    document = harness.request("GET", "/openapi.json").json
    custom = document["components"]["schemas"]["PaperIn"]["properties"]["custom"]
    assert custom["required"] == ["level"]
    assert custom["properties"]["level"]["enum"] == ["a", "b", None]
    assert set(custom["properties"]) == {"level", "mother", "mother.label"}
    assert "required" not in document["components"]["schemas"]["PaperOut"]["properties"]["custom"]
    names = [p["name"] for p in document["paths"]["/papers"]["get"]["parameters"]]
    assert "filter[custom.level]" in names
    assert "filter[custom.level]" not in [p["name"] for p in before["paths"]["/papers"]["get"]["parameters"]]


MANY = {
    "postgresql": "INSERT INTO papers (id, version, created_at, updated_at, custom, name, secret, status) SELECT "
    "gen_random_uuid(), 1, now(), now(), jsonb_build_object('number', (n % 5000)::text || '.5', 'words', 'w' || n, "
    "'several', jsonb_build_array('v' || n % 1000)), 'n' || n, false, 'open' FROM generate_series(1, 100000) n",
    "sqlite": "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000) INSERT INTO papers "
    "(id, version, created_at, updated_at, custom, name, secret, status) SELECT 'id' || n, 1, '2026-01-01 00:00:00', "
    "'2026-01-01 00:00:00', json_object('number', (n % 5000) || '.5', 'words', 'w' || n), 'n' || n, 0, 'open' FROM c",
}
QUERIES = [
    {"filter[custom.number]": "7.5"},
    {"filter[custom.number][gte]": "4999", "sort": "custom.number"},
    {"sort": "-custom.number"},
    {"filter[custom.words]": "w77"},
    {"sort": "custom.words"},
    {"filter[custom.several][has]": "v7"},
]


def test_filters_and_orders_are_answered_by_an_index(harness: ServiceHarness) -> None:
    dialect = harness.runtime.database.engine.dialect.name
    ids = [define(harness, "number", "number")["id"], define(harness, "words", "text")["id"]]
    several = define(harness, "several", "multi_choice", choices=[f"v{n}" for n in range(200)])["id"]
    with harness.runtime.database.engine.begin() as connection:
        connection.execute(text(MANY[dialect]))
        connection.execute(text("ANALYZE papers" if dialect == "postgresql" else "ANALYZE"))
    resource = harness.runtime.service.resource("paper")
    with harness.runtime.reading(harness.identity) as session:
        for query in QUERIES if dialect == "postgresql" else QUERIES[:-1]:
            read = listing.read_query(session, harness.identity, resource, query)
            statement = listing.page_statement(session, harness.identity, resource, read, ["id", read.sort_name])
            plan = _plan(session, statement, dialect)
            assert any(f"cf_{str(field).replace('-', '')}" in plan for field in (*ids, several)), (query, plan)


def _plan(session: Any, statement: Any, dialect: str) -> str:
    compiled = statement.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
    explain = "EXPLAIN " if dialect == "postgresql" else "EXPLAIN QUERY PLAN "
    values = compiled.construct_params()
    processors = compiled._bind_processors
    bound = {name: processors[name](value) if name in processors else value for name, value in values.items()}
    given = bound if dialect == "postgresql" else tuple(bound[name] for name in compiled.positiontup)
    rows = session.connection().exec_driver_sql(explain + compiled.string, given).all()
    return "\n".join(str(row) for row in rows)


def test_removing_a_field_drops_its_index(harness: ServiceHarness) -> None:
    made = define(harness, "x", "text", unique=True)
    assert len(_indexes(harness)) == 2
    harness.delete(f"/custom-fields/{made['id']}")
    harness.run_jobs()
    assert _indexes(harness) == []
    harness.post(f"/custom-fields/{made['id']}/restore")
    harness.run_jobs()
    assert len(_indexes(harness)) == 2
    assert titles(harness, "filter[custom.x]=a") == []


def _indexes(harness: ServiceHarness) -> list[str]:
    sqlite = "SELECT name FROM sqlite_master WHERE name GLOB 'c[fu]_*' AND type = 'index'"
    postgresql = "SELECT indexname FROM pg_indexes WHERE indexname ~ '^c[fu]_'"
    with harness.runtime.database.engine.connect() as connection:
        return list(connection.scalars(text(sqlite if harness.runtime.database.sqlite else postgresql)))
