"""Where customers come from and what one costs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chassis.ids import new_id
from services.contacts.sources.models import Source
from tests.support.service import ServiceHarness


@pytest.mark.parametrize(
    ("source", "since", "until", "cost"),
    [
        ({"cost_period": "total"}, None, date(2026, 6, 30), "1200"),
        ({"cost_period": "total", "valid_from": date(2026, 3, 1)}, date(2026, 1, 1), date(2026, 6, 30), "1200"),
        ({"cost_period": "total", "valid_from": date(2026, 3, 1)}, date(2026, 4, 1), date(2026, 6, 30), "0"),
        (
            {"cost_period": "total", "valid_from": date(2026, 4, 1), "valid_until": date(2026, 4, 30)},
            date(2026, 4, 16),
            date(2026, 12, 31),
            "600.00",
        ),
        ({"cost_period": "month", "valid_from": date(2026, 1, 1)}, None, date(2026, 3, 31), "3600.00"),
        ({"cost_period": "month", "valid_from": date(2026, 1, 1)}, date(2026, 2, 15), date(2026, 3, 31), "1800.00"),
        ({"cost_period": "year", "valid_from": date(2025, 1, 1)}, date(2026, 1, 1), date(2026, 3, 31), "300.00"),
        ({"cost_period": "month", "valid_from": date(2026, 7, 1)}, None, date(2026, 3, 31), "0"),
    ],
)
def test_the_cost_of_a_period(source: dict[str, Any], since: date | None, until: date, cost: str) -> None:
    assert Source(cost=Decimal(1200), **source).cost_between(since, until) == Decimal(cost)


def test_the_report_says_who_came_who_was_won_and_what_one_cost(harness: ServiceHarness) -> None:
    fair = harness.post("/sources", {"name": "Construma", "channel": "event", "cost": "300000"}).json["id"]
    friend = harness.post("/sources", {"name": "Ajánlás", "channel": "referral"}).json["id"]
    harness.post("/sources", {"name": "Üres"})
    for number, status in enumerate(("active", "active", "prospect")):
        harness.post("/organizations", {"name": f"Cég {number}", "status": status, "source_id": fair})
    harness.post("/people", {"family_name": "Kis", "source_id": friend})
    rows = harness.get("/sources/report").json["data"]
    assert [(row["name"], row["organizations"], row["people"], row["won"]) for row in rows] == [
        ("Construma", 3, 0, 2),
        ("Ajánlás", 0, 1, 0),
    ]
    assert (rows[0]["cost"], rows[0]["cost_per_customer"]) == ("300000.00", "150000.00")
    assert rows[1]["cost_per_customer"] is None
    old = harness.get("/sources/report?until=2020-12-31&source_id=" + fair).json["data"]
    assert [(row["organizations"], row["won"]) for row in old] == [(0, 0)]
    assert harness.request("GET", "/sources/report?since=2026-02-01&until=2026-01-01").status_code == 422


def test_the_report_counts_only_what_one_may_see(harness: ServiceHarness) -> None:
    fair = harness.post("/sources", {"name": "Construma"}).json["id"]
    harness.post("/organizations", {"name": "Cég", "source_id": fair})
    see = {"verbs": ["view"], "view": "all"}
    seller = harness.as_(contacts__source=see, contacts__organization={"verbs": ["view"], "view": "own"})
    [row] = seller.get(f"/sources/report?source_id={fair}").json["data"]
    assert row["organizations"] == 0


def test_a_source_that_is_not_there_and_bad_days_are_refused_by_name(harness: ServiceHarness) -> None:
    for path, body in (("/organizations", {"name": "x"}), ("/people", {"family_name": "x"})):
        answer = harness.request("POST", path, {**body, "source_id": new_id()})
        assert (answer.status_code, list(answer.json["errors"])) == (422, ["source_id"])
    days = {"valid_from": "2026-02-01", "valid_until": "2026-01-01"}
    answer = harness.request("POST", "/sources", {"name": "x", **days})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["valid_until"])


def _converted(harness: ServiceHarness, source: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    ids = new_id(), new_id()
    organization = {"id": ids[0], "new": True, "name": "Bakony Panzió Bt."}
    person = {"id": ids[1], "new": True, "name": "Horváth Ádám", "family_name": "Horváth"}
    data = {"name": "Bakony", "organization": organization, "person": person, "source": source}
    assert harness.deliver("sales.LeadConverted", data, subject=f"lead/{new_id()}").value == "handled"
    return harness.get(f"/organizations/{ids[0]}").json, harness.get(f"/people/{ids[1]}").json


def test_a_converted_lead_brings_its_source(harness: ServiceHarness) -> None:
    fair = {"name": "Construma", "channel": "event", "valid_from": "2020-01-01", "cost": "100000"}
    running = harness.post("/sources", fair).json["id"]
    harness.post("/sources", {"name": "Régi vásár", "channel": "event", "valid_until": "2019-12-31"})
    organization, person = _converted(harness, "event")
    assert (organization["source_id"], person["source_id"]) == (running, running)
    harness.post(f"/organizations/{organization['id']}/set-status", {"status": "active"})
    [row] = harness.get(f"/sources/report?source_id={running}").json["data"]
    assert (row["organizations"], row["people"], row["won"], row["cost_per_customer"]) == (1, 1, 1, "100000.00")


def test_where_no_single_source_fits_it_is_the_general_one(harness: ServiceHarness) -> None:
    for name in ("Első vásár", "Második vásár"):
        harness.post("/sources", {"name": name, "channel": "event"})
    assert [_converted(harness, "event")[0]["source_name"] for _ in range(2)] == ["Rendezvény", "Rendezvény"]
    assert _converted(harness, "phone")[1]["source_name"] == "Telefonhívás"
    assert {_converted(harness, said)[0]["source_id"] for said in (None, "other", "unheard")} == {None}
    assert harness.get("/sources?total=exact").json["total"] == 4
