"""Contracts: numbers, states, what days passing do, and whether there is a valid one."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.days import add_months, today
from services.contacts.contracts.commands import end_contracts, warn_of_ends
from services.contacts.contracts.queries import valid_contract
from tests.support.service import ServiceHarness

TODAY = today()


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def contract(harness: ServiceHarness, **values: Any) -> dict[str, Any]:
    """A contract in force with a new organization unless one is given."""
    if "organization_id" not in values:
        values["organization_id"] = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    draft = {"title": "Karbantartás", "valid_from": day(-300), **values}
    made = harness.post("/contracts", draft).json
    return harness.post(f"/contracts/{made['id']}/activate", {"signed_on": day(-310)}).json


def pass_days(harness: ServiceHarness, on: date = TODAY) -> None:
    """What the schedule does on a day."""
    with harness.session() as session:
        end_contracts(session, on)
        warn_of_ends(session, on)


def test_a_number_is_taken_from_the_series_and_states_guard_themselves(harness: ServiceHarness) -> None:
    owner = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    first = harness.post("/contracts", {"title": "A", "organization_id": owner}).json
    second = harness.post("/contracts", {"title": "B", "organization_id": owner}).json
    assert [first["number"], second["number"]] == [f"SZ-{TODAY.year}-0000{n}" for n in (1, 2)]
    assert harness.request("POST", f"/contracts/{first['id']}/terminate", {}).status_code == 409
    active = harness.post(f"/contracts/{first['id']}/activate", {}).json
    assert (active["status"], active["valid_from"]) == ("active", TODAY.isoformat())
    ended = harness.post(f"/contracts/{first['id']}/terminate", {"reason": "közös megegyezés"}).json
    assert (ended["status"], ended["terminated_on"]) == ("terminated", TODAY.isoformat())
    [event] = harness.events("contacts.ContractTerminated")
    assert f"contacts.organization:{owner}" in event.relates_to


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": "2026-02-01", "valid_until": "2026-01-01"}, "valid_until"),
        ({"renewal_months": 12}, "valid_until"),
        ({"warn_days": -1}, "warn_days"),
        ({"title": ""}, "title"),
    ],
)
def test_what_does_not_fit_names_its_field(harness: ServiceHarness, values: dict[str, Any], field: str) -> None:
    owner = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    answer = harness.request("POST", "/contracts", {"title": "A", "organization_id": owner, **values})
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_the_owner_hears_once_of_each_end(harness: ServiceHarness) -> None:
    made = contract(harness, valid_until=day(20), warn_days=30)
    contract(harness, valid_until=day(40), warn_days=30)
    pass_days(harness)
    pass_days(harness, TODAY + timedelta(days=1))
    [event] = harness.events("contacts.ContractExpiring")
    assert (event.subject_id, event.data["days"], event.data["number"]) == (made["id"], 20, made["number"])
    harness.patch(f"/contracts/{made['id']}", {"valid_until": day(25)})
    pass_days(harness)
    assert [e.data["days"] for e in harness.events("contacts.ContractExpiring")] == [20, 25]


def test_a_renewing_contract_warns_before_its_last_day_of_notice_and_goes_on(harness: ServiceHarness) -> None:
    made = contract(harness, valid_until=day(70), notice_days=60, warn_days=15, renewal_months=12)
    assert made["last_notice_on"] == day(10)
    pass_days(harness)
    assert [e.data["days"] for e in harness.events("contacts.ContractExpiring")] == [10]
    pass_days(harness, TODAY + timedelta(days=71))
    renewed = harness.get(f"/contracts/{made['id']}").json
    assert renewed["status"] == "active"
    assert renewed["valid_until"] == add_months(TODAY + timedelta(days=70), 12).isoformat()
    assert len(harness.events("contacts.ContractRenewed")) == 1


def test_what_is_over_expires(harness: ServiceHarness) -> None:
    made = contract(harness, valid_until=day(-1))
    pass_days(harness)
    assert harness.get(f"/contracts/{made['id']}").json["status"] == "expired"
    assert harness.events("contacts.ContractExpiring") == []


def test_is_there_a_valid_contract(harness: ServiceHarness) -> None:
    owner = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    assert harness.get(f"/organizations/{owner}/contracts/valid").json["valid"] is False
    contract(harness, organization_id=owner, title="Titok", contract_kind="nda")
    contract(harness, organization_id=owner, title="Rövid", valid_until=day(5))
    contract(harness, organization_id=owner, title="Hosszú", valid_until=day(90))
    contract(harness, organization_id=owner, title="Jövőbeli", valid_from=day(10))
    found = harness.get(f"/organizations/{owner}/contracts/valid").json
    assert (found["title"], found["days_left"]) == ("Hosszú", 90)
    later = harness.get(f"/organizations/{owner}/contracts/valid?on={day(100)}").json
    assert later["title"] == "Jövőbeli"
    with harness.session() as session:
        assert valid_contract(session, owner, TODAY - timedelta(days=999)) is None


def test_what_one_may_not_see_counts_for_nothing(harness: ServiceHarness) -> None:
    made = contract(harness)
    seller = harness.as_(
        contacts__organization={"verbs": ["view"]}, contacts__contract={"verbs": ["view"], "view": "own"}
    )
    assert seller.get(f"/organizations/{made['organization_id']}/contracts/valid").json["valid"] is False
    assert seller.request("GET", f"/contracts/{made['id']}").status_code == 404


def test_the_list_tells_what_ends_within_days(harness: ServiceHarness) -> None:
    contract(harness, valid_until=day(20), title="Közeli")
    contract(harness, valid_until=day(60), title="Távoli")
    found = harness.get("/contracts?filter[valid_until][lte]=today%2B30&filter[status]=active").json["data"]
    assert [row["title"] for row in found] == ["Közeli"]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2026-02-28", 12, "2027-02-28"), ("2027-02-28", 12, "2028-02-29"), ("2026-01-30", 1, "2026-02-28")],
)
def test_months_keep_the_end_of_the_month(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)
