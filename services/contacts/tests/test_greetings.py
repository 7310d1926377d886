"""Greetings: the calendar of name days, leap years, and whom one may greet."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import inspect

from services.contacts.greetings.days import birth_keys, calendar, name_day_of, name_keys, names_on
from tests.support.service import ServiceHarness


def person(harness: ServiceHarness, family: str, given: str, born: str | None = None, **more: Any) -> str:
    body = {"family_name": family, "given_name": given, "birth_date": born, **more}
    return str(harness.post("/people", body).json["id"])


def greeted(harness: ServiceHarness, query: str) -> list[tuple[str, str, str, int | None]]:
    rows = harness.get(f"/greetings?{query}").json["data"]
    return [(row["day"], row["occasion"], row["name"], row["age"]) for row in rows]


def test_every_day_of_the_year_has_its_names() -> None:
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [day for day in year if not names_on(day)] == []
    assert len(calendar()) == 365
    leap = [date(2028, 1, 1) + timedelta(days=n) for n in range(366)]
    assert [day for day in leap if not names_on(day)] == [date(2028, 2, 24)]
    assert sorted({name for day in leap for name in names_on(day)}) == sorted(
        {name for day in year for name in names_on(day)}
    )


@pytest.mark.parametrize(
    ("name", "day"),
    [("Anna", 726), ("István", 1226), ("Erzsébet", 1119), ("Réka", 1110), ("mátyás", 224), ("Anna Mária", 726)],
)
def test_the_best_known_day_of_a_name(name: str, day: int) -> None:
    assert name_day_of(name) == day


def test_who_has_a_day_of_his_own_keeps_it() -> None:
    assert name_day_of("Anna", "05-13") == 513
    assert name_day_of("Xyz") is None
    assert name_day_of(None) is None


def test_in_a_leap_year_the_names_from_the_24th_of_february_move_on() -> None:
    assert [names_on(date(2028, 2, n)) for n in (23, 24, 25, 29)] == [["Alfréd"], [], ["Mátyás"], ["Elemér"]]
    assert names_on(date(2027, 2, 24)) == ["Mátyás"]
    assert name_keys(date(2028, 3, 1)) == {301}


def test_who_was_born_on_a_leap_day_celebrates_every_year() -> None:
    assert 229 in birth_keys(date(2027, 2, 28))
    assert birth_keys(date(2028, 2, 28)) == {228}
    assert birth_keys(date(2028, 2, 29)) == {229}


def test_birthdays_and_name_days_of_the_coming_days(harness: ServiceHarness) -> None:
    person(harness, "Kis", "Erzsébet", "1980-11-21")
    person(harness, "Nagy", "Jolán")
    person(harness, "Régi", "Ödön", "1970-01-01")
    assert greeted(harness, "on=2026-11-19&days=2") == [
        ("2026-11-19", "name_day", "Kis Erzsébet", None),
        ("2026-11-21", "birthday", "Kis Erzsébet", 46),
    ]
    assert greeted(harness, "on=2026-11-20&days=0") == []


def test_the_turn_of_the_year_is_in_order(harness: ServiceHarness) -> None:
    person(harness, "Új", "Xyz", "1990-01-02")
    person(harness, "Ó", "Xyz", "1991-12-30")
    assert [row[2:] for row in greeted(harness, "on=2026-12-29&days=7")] == [("Ó Xyz", 35), ("Új Xyz", 37)]


def test_a_changed_name_or_birthday_moves_the_day(harness: ServiceHarness) -> None:
    own = person(harness, "Kis", "Anna", "1980-11-21")
    harness.patch(f"/people/{own}", {"given_name": "Erzsébet", "birth_date": None})
    assert greeted(harness, "on=2026-11-19&days=7") == [("2026-11-19", "name_day", "Kis Erzsébet", None)]
    assert [c for row in harness.get(f"/people/{own}/history").json["data"] for c in row["changes"] if "key" in c] == []


def test_the_own_name_day_of_a_person_counts(harness: ServiceHarness) -> None:
    person(harness, "Kis", "Anna", name_day="11-20")
    assert greeted(harness, "on=2026-11-19&days=7") == [("2026-11-20", "name_day", "Kis Anna", None)]
    assert greeted(harness, "on=2026-07-26&days=0") == []


def test_only_those_one_may_see(harness: ServiceHarness) -> None:
    person(harness, "Kis", "Erzsébet")
    seller = harness.as_(contacts__person={"verbs": ["view", "create"], "view": "own"})
    assert greeted(seller, "on=2026-11-19") == []
    person(seller, "Saját", "Erzsébet")
    assert [row[2] for row in greeted(seller, "on=2026-11-19")] == ["Saját Erzsébet"]
    assert len(greeted(harness, "on=2026-11-19")) == 2
    assert greeted(harness, "on=2026-11-19&mine=true") == [("2026-11-19", "name_day", "Kis Erzsébet", None)]
    assert harness.as_(sales__order={"verbs": ["view"]}).request("GET", "/greetings").status_code == 403


def test_an_index_finds_the_days(harness: ServiceHarness) -> None:
    with harness.session() as session:
        indexed = {index["column_names"][0] for index in inspect(session.connection()).get_indexes("people")}
    assert {"birth_key", "name_key"} <= indexed


@pytest.mark.parametrize("query", ["days=-1", "days=99", "on=holnap", "mine=talán"])
def test_bad_questions_name_their_parameter(harness: ServiceHarness, query: str) -> None:
    answer = harness.request("GET", f"/greetings?{query}")
    assert answer.status_code in (400, 422)
    assert query.partition("=")[0] in answer.json["errors"]
