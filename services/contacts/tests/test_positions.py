"""Positions: the person repeats the primary one, nobody is his own boss, and the chart shows who was there on a day."""

from datetime import timedelta
from typing import Any

from chassis.days import today
from services.contacts.positions.commands import follow_days
from tests.support.service import ServiceHarness

TODAY = today()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def firm(harness: ServiceHarness, name: str = "Tisza Kft.") -> str:
    return str(harness.post("/organizations", {"name": name}).json["id"])


def person(harness: ServiceHarness, name: str, *positions: dict[str, Any], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = harness.post("/people", {"family_name": name, "positions": list(positions), **more}).json
    return made


def test_an_employer_given_without_positions_is_the_primary_position(harness: ServiceHarness) -> None:
    where = firm(harness)
    made = person(harness, "Kis", organization_id=where, job_title="Beszerző")
    [position] = made["positions"]
    assert (position["organization_id"], position["job_title"], position["primary"]) == (where, "Beszerző", True)
    changed = harness.patch(f"/people/{made['id']}", {"job_title": "Vezető"}).json
    assert [p["job_title"] for p in changed["positions"]] == ["Vezető"]
    assert changed["positions"][0]["id"] == position["id"]


def test_the_person_repeats_the_primary_of_several(harness: ServiceHarness) -> None:
    a, b, c = firm(harness, "A"), firm(harness, "B"), firm(harness, "C")
    made = person(
        harness,
        "Kis",
        {"organization_id": a, "until": day(-1), "primary": True, "job_title": "Volt"},
        {"organization_id": b, "job_title": "Tag"},
        {"organization_id": c, "job_title": "Elnök", "primary": True},
    )
    assert (made["organization_id"], made["job_title"], made["organization_name"]) == (c, "Elnök", "C")
    rows = [{"id": p["id"], "primary": p["organization_id"] != a} for p in made["positions"]]
    changed = harness.patch(f"/people/{made['id']}", {"positions": rows}).json
    assert changed["organization_id"] == b
    assert [p["primary"] for p in changed["positions"]] == [False, True, False]
    assert harness.get(f"/people?filter[organization_id]={b}").json["data"][0]["job_title"] == "Tag"


def test_a_move_ends_the_former_position(harness: ServiceHarness) -> None:
    a, b = firm(harness, "A"), firm(harness, "B")
    made = person(harness, "Kis", {"organization_id": a, "since": "2020-01-01", "job_title": "Beszerző"})
    with harness.session() as session:
        from services.contacts.people.models import Person

        session.get(Person, made["id"]).created_at -= timedelta(days=9)
    moved = harness.patch(f"/people/{made['id']}", {"organization_id": b, "job_title": "Vezető"}).json
    assert [(p["organization_id"], p["since"], p["until"], p["primary"]) for p in moved["positions"]] == [
        (a, "2020-01-01", day(-1), False),
        (b, TODAY.isoformat(), None, True),
    ]
    assert moved["job_title"] == "Vezető"
    left = harness.patch(f"/people/{made['id']}", {"organization_id": None}).json
    assert (left["organization_id"], left["job_title"], len(left["positions"])) == (None, None, 1)


def test_a_wrong_employer_corrected_on_the_same_day_leaves_no_trace(harness: ServiceHarness) -> None:
    a, b = firm(harness, "A"), firm(harness, "B")
    made = person(harness, "Kis", organization_id=a)
    moved = harness.patch(f"/people/{made['id']}", {"organization_id": b}).json
    assert [p["organization_id"] for p in moved["positions"]] == [b]


def test_bad_positions_name_their_row_and_field(harness: ServiceHarness) -> None:
    where, other = firm(harness), firm(harness, "Más Kft.")
    boss = person(harness, "Nagy", {"organization_id": other})
    bad = [
        {"organization_id": where},
        {"organization_id": where, "since": "2026-02-01", "until": "2026-01-01"},
        {"organization_id": "01932f6e-7c00-7000-8000-000000000000"},
    ]
    answer = harness.request("POST", "/people", {"family_name": "Kis", "positions": bad})
    assert (answer.status_code, sorted(answer.json["errors"]["positions"])) == (422, ["1", "2"])
    stranger = [{"organization_id": where, "reports_to_id": boss["id"]}]
    answer = harness.request("POST", "/people", {"family_name": "Kis", "positions": stranger})
    assert list(answer.json["errors"]["positions"]["0"]) == ["reports_to_id"]


def test_nobody_is_his_own_boss(harness: ServiceHarness) -> None:
    where = firm(harness)
    first = person(harness, "A", {"organization_id": where})
    second = person(harness, "B", {"organization_id": where, "reports_to_id": first["id"]})
    third = person(harness, "C", {"organization_id": where, "reports_to_id": second["id"]})
    for boss in (first, third):
        rows = [{"id": first["positions"][0]["id"], "reports_to_id": boss["id"]}]
        answer = harness.request("PATCH", f"/people/{first['id']}", {"positions": rows})
        assert answer.status_code == 422, boss["name"]


def test_the_chart_shows_who_was_there_on_a_day(harness: ServiceHarness) -> None:
    where = firm(harness)
    head = person(harness, "Fő", {"organization_id": where, "job_title": "Igazgató", "since": "2020-01-01"})
    old = {"organization_id": where, "reports_to_id": head["id"], "since": "2020-01-01", "until": "2022-12-31"}
    person(harness, "Régi", old)
    person(harness, "Új", {"organization_id": where, "reports_to_id": head["id"], "since": "2023-01-01"})

    def names(on: str) -> list[tuple[str, int]]:
        found = harness.get(f"/organizations/{where}/org-chart?on={on}").json["data"]
        return [(node["name"], node["depth"]) for node in found]

    assert names("2021-05-01") == [("Fő", 0), ("Régi", 1)]
    assert names("2024-05-01") == [("Fő", 0), ("Új", 1)]
    assert names("2019-05-01") == []
    people = harness.get(f"/organizations/{where}/positions").json["data"]
    assert [(row["name"], row["current"]) for row in people] == [("Fő", True), ("Új", True), ("Régi", False)]


def test_whom_one_may_not_see_has_no_name_in_the_chart(harness: ServiceHarness) -> None:
    where = firm(harness)
    head = person(harness, "Titkos", {"organization_id": where})
    seller = harness.as_(
        contacts__organization={"verbs": ["view"]}, contacts__person={"verbs": ["view", "create"], "view": "own"}
    )
    person(harness, "Idegen", {"organization_id": where})
    seller.post(
        "/people", {"family_name": "Saját", "positions": [{"organization_id": where, "reports_to_id": head["id"]}]}
    )
    found = seller.get(f"/organizations/{where}/org-chart").json["data"]
    assert [(node["name"], node["visible"], node["depth"]) for node in found] == [(None, False, 0), ("Saját", True, 1)]
    assert [row["name"] for row in seller.get(f"/organizations/{where}/positions").json["data"]] == ["Saját"]


def test_positions_end_and_begin_as_days_pass(harness: ServiceHarness) -> None:
    a, b = firm(harness, "A"), firm(harness, "B")
    made = person(harness, "Kis", {"organization_id": a}, {"organization_id": b})
    with harness.session() as session:
        from services.contacts.people.models import Person

        session.get(Person, made["id"]).positions[0].until = TODAY - timedelta(days=1)
    with harness.session() as session:
        assert follow_days(session, TODAY) == 1
        assert follow_days(session, TODAY) == 0
    assert harness.get(f"/people/{made['id']}").json["organization_id"] == b


def test_an_organization_with_a_second_job_of_somebody_is_not_deleted(harness: ServiceHarness) -> None:
    a, b = firm(harness, "A"), firm(harness, "B")
    person(harness, "Kis", {"organization_id": a, "primary": True}, {"organization_id": b})
    assert harness.request("DELETE", f"/organizations/{b}").status_code == 409
