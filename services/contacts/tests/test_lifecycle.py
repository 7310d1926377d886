"""Life cycles change by hand and by rules, and every change is kept with its reason."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from chassis.ids import new_id
from services.contacts.lifecycle.commands import retire
from tests.support.service import ServiceHarness


def _make(harness: ServiceHarness, **data: Any) -> str:
    return str(harness.post("/organizations", {"name": "Tisza Kft.", **data}).json["id"])


def _buy(harness: ServiceHarness, organization_id: str, time: str | None = None) -> None:
    data = {"customer": {"id": organization_id}, "currency": "HUF", "total": "1000.00"}
    harness.deliver("sales.OrderConfirmed", data, subject=f"order/{new_id()}", time=time)


def _history(harness: ServiceHarness, organization_id: str) -> list[tuple[Any, ...]]:
    path = f"/status-changes?filter[organization_id]={organization_id}&sort=at"
    names = ("before", "status", "rule", "reason", "actor_name")
    return [tuple(row[name] for name in names) for row in harness.get(path).json["data"]]


def test_a_change_by_hand_is_kept_with_its_reason_and_told(harness: ServiceHarness) -> None:
    made = _make(harness)
    harness.post(f"/organizations/{made}/set-status", {"status": "active", "reason": "Szerződött"})
    harness.patch(f"/organizations/{made}", {"status": "former", "status_reason": "Megszűnt", "vip": True})
    harness.patch(f"/organizations/{made}", {"name": "Másik Kft.", "status": "former"})
    assert _history(harness, made) == [
        ("prospect", "active", "hand", "Szerződött", "Kiss Anna"),
        ("active", "former", "hand", "Megszűnt", "Kiss Anna"),
    ]
    told = [event.data for event in harness.events("contacts.OrganizationStatusChanged")]
    assert [(data["before"], data["status"], data["reason"]) for data in told] == [
        ("prospect", "active", "Szerződött"),
        ("active", "former", "Megszűnt"),
    ]


def test_who_buys_is_a_customer_and_the_first_day_of_that_stays(harness: ServiceHarness) -> None:
    made = _make(harness)
    _buy(harness, made)
    since = harness.get(f"/organizations/{made}").json["customer_since"]
    assert since
    harness.patch(f"/organizations/{made}", {"status": "former"})
    _buy(harness, made)
    assert [row[1:3] for row in _history(harness, made)] == [
        ("active", "purchase"),
        ("former", "hand"),
        ("active", "return"),
    ]
    assert harness.get(f"/organizations/{made}").json["customer_since"] == since


def test_an_order_from_before_a_customer_left_does_not_bring_him_back(harness: ServiceHarness) -> None:
    made = _make(harness, status="former")
    _buy(harness, made, "2020-01-01T00:00:00Z")
    assert harness.get(f"/organizations/{made}").json["status"] == "former"


def test_customers_who_buy_no_more_become_former(harness: ServiceHarness) -> None:
    idle, loyal, never = (_make(harness, name=name, status="active") for name in ("a", "b", "c"))
    _buy(harness, idle, "2024-01-10T08:00:00Z")
    for time in ("2024-01-10T08:00:00Z", "2026-05-01T08:00:00Z"):
        _buy(harness, loyal, time)
    with harness.session() as session:
        from services.contacts.organizations.models import Organization

        for one in (idle, loyal, never):
            session.get(Organization, one).status_since = datetime(2024, 1, 10, tzinfo=UTC)
    with harness.session() as session:
        assert retire(session, 24, date(2026, 6, 1)) == 1
    with harness.session() as session:
        assert retire(session, 24, date(2026, 6, 1)) == 0
    found = {row["name"]: row["status"] for row in harness.get("/organizations").json["data"]}
    assert found == {"a": "former", "b": "active", "c": "active"}
    assert _history(harness, idle)[-1][:3] == ("active", "former", "idle")


def test_who_may_not_change_it_is_refused(harness: ServiceHarness) -> None:
    made = _make(harness)
    reader = harness.as_(contacts__organization={"verbs": ["view"], "view": "all", "edit": "all"})
    assert reader.request("POST", f"/organizations/{made}/set-status", {"status": "active"}).status_code == 403
    assert harness.request("POST", f"/organizations/{made}/set-status", {"status": "x"}).status_code == 422


@pytest.mark.parametrize("status", ["active", "former"])
def test_an_organization_entered_in_a_state_has_that_in_its_history(harness: ServiceHarness, status: str) -> None:
    made = _make(harness, status=status, customer_since="2019-05-01")
    assert _history(harness, made) == [(None, status, "entry", None, "Kiss Anna")]
    assert harness.get(f"/organizations/{made}").json["customer_since"] == "2019-05-01"


def test_an_undo_is_a_change_of_the_life_cycle_too(harness: ServiceHarness) -> None:
    made = _make(harness)
    change = harness.patch(f"/organizations/{made}", {"status": "active"}).headers["X-Request-Id"]
    done = harness.post(f"/changes/{change}/undo").json
    assert (done["undone"], done["conflicts"]) == (1, [])
    assert [row[:3] for row in _history(harness, made)] == [
        ("prospect", "active", "hand"),
        ("active", "prospect", "hand"),
    ]
    assert harness.get(f"/organizations/{made}").json["customer_since"] is None
    assert len(harness.events("contacts.OrganizationStatusChanged")) == 2


def test_a_merge_that_changes_it_and_its_undoing_leave_their_rows(harness: ServiceHarness) -> None:
    made, other = _make(harness), _make(harness, status="former")
    harness.post(f"/organizations/{made}/merge", {"others": [other], "fields": {"status": other}})
    merge = harness.get(f"/organizations/{made}/merges").json["data"][0]["id"]
    harness.post(f"/organizations/{made}/merges/{merge}/undo")
    rows = [row[:2] for row in _history(harness, made)]
    assert rows == [("prospect", "former"), ("former", "prospect")]
