"""Lists: pages, filters, search, sorting, and what is refused."""

from typing import Any

import pytest

from tests.support.service import ServiceHarness


@pytest.mark.parametrize("sort", ["name", "-name", "value", "-value", "written_on", "-written_on", "-created_at", "id"])
def test_pages_show_each_record_once_in_order(shelf: ServiceHarness, sort: str) -> None:
    whole = shelf.get(f"/papers?sort={sort}&limit=200").json["data"]
    found: list[Any] = []
    cursor = ""
    while cursor is not None:
        page = shelf.get(f"/papers?sort={sort}&limit=4" + (f"&cursor={cursor}" if cursor else "")).json
        found += page["data"]
        cursor = page["next"]
    assert [row["id"] for row in found] == [row["id"] for row in whole]
    assert len({row["id"] for row in found}) == 25


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filter[value]=7.10", 1),
        ("filter[value][gte]=20.10", 4),
        ("filter[value][lt]=3", 2),
        ("filter[value][empty]=1", 5),
        ("filter[value][ne]=7.10", 24),
        ("filter[written_on][lte]=2026-01-03", 2),
        ("filter[secret]=true", 13),
        ("filter[name][contains]=rs 1", 10),
        ("filter[name][starts]=ars", 13),
        ("filter[status][in]=open,closed", 25),
        ("filter[created_at]=today", 25),
        ("filter[created_at][lt]=today", 0),
        ("filter[owner_id]=me", 25),
        ("q=ors", 12),
        ("q=ors 07", 1),
        ("q=nothing", 0),
    ],
)
def test_filters(shelf: ServiceHarness, query: str, expected: int) -> None:
    page = shelf.get(f"/papers?total=1&limit=200&{query}").json
    assert (page["total"], len(page["data"])) == (expected, expected)


def test_fields_chooses_columns(shelf: ServiceHarness) -> None:
    assert set(shelf.get("/papers?fields=name,value").json["data"][0]) == {"id", "name", "value"}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("filter[nothing]=1", "filter[nothing]"),
        ("filter[value]=abc", "filter[value]"),
        ("filter[value][like]=1", "filter[value][like]"),
        ("filter[written_on]=2026-13-01", "filter[written_on]"),
        ("filter[secret]=maybe", "filter[secret]"),
        ("filter[name]=%00", "filter[name]"),
        ("sort=nothing", "sort"),
        ("sort=--name", "sort"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("cursor=abc", "cursor"),
        ("filter[secret][gte]=true", "filter[secret][gte]"),
        ("cursor=WzEsMiwzXQ", "cursor"),
        ("fields=nothing", "fields"),
        ("colour=red", "colour"),
    ],
)
def test_what_does_not_fit_is_named(shelf: ServiceHarness, query: str, named: str) -> None:
    response = shelf.request("GET", f"/papers?{query}")
    assert response.status_code == 400
    assert named in response.json["errors"]


def test_cursor_of_another_order_is_refused(shelf: ServiceHarness) -> None:
    cursor = shelf.get("/papers?sort=name&limit=2").json["next"]
    response = shelf.request("GET", f"/papers?sort=-name&cursor={cursor}")
    assert (response.status_code, list(response.json["errors"])) == (400, ["cursor"])


def test_sorts_in_hungarian_order(harness: ServiceHarness) -> None:
    for name in ("Zeta", "Őr", "Ármin", "Olga", "Adél"):
        harness.post("/papers", {"name": name})
    names = [row["name"] for row in harness.get("/papers?sort=name").json["data"]]
    assert names == ["Adél", "Ármin", "Olga", "Őr", "Zeta"]


def test_list_takes_one_query_whatever_its_length(shelf: ServiceHarness) -> None:
    from sqlalchemy import event

    statements: list[str] = []
    engine = shelf.runtime.database.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert len(shelf.get("/papers?limit=25").json["data"]) == 25
    selects = [statement for statement in statements if statement.lstrip().startswith("SELECT")]
    assert len(selects) == 1, selects


@pytest.mark.parametrize("sort", ["value", "-value"])
def test_a_page_in_the_middle_begins_where_the_cursor_is(shelf: ServiceHarness, sort: str) -> None:
    from sqlalchemy import event

    cursor = shelf.get(f"/papers?sort={sort}&limit=10").json["next"]
    statements: list[str] = []
    engine = shelf.runtime.database.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    assert len(shelf.get(f"/papers?sort={sort}&limit=5&cursor={cursor}").json["data"]) == 5
    (page,) = [statement for statement in statements if "ORDER BY papers.value" in statement]
    assert " OR " not in page  # with the empty ones in the same question it would be read from the beginning


def test_what_is_found_is_narrowed_to_whose_it_is_before_it_is_looked_up(shelf: ServiceHarness) -> None:
    from sqlalchemy import event

    statements: list[str] = []
    engine = shelf.runtime.database.engine
    event.listen(engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    shelf.as_(archive__paper={"verbs": ["view"], "view": "own"}).get("/papers?q=ors")
    assert any("search_index.owner_id = " in statement for statement in statements)
