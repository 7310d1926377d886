"""Handing records over: counted, dealt out, what may not be changed stays, and taken back."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from chassis.identity import Identity, Rule
from chassis.ids import new_id
from tests.support.service import ServiceHarness

OWNER, ANNA, PETER = new_id(), new_id(), new_id()
TOGETHER = ["contacts.organization"]


@pytest.fixture
def desk() -> Iterator[ServiceHarness]:
    """Contacts with three sellers; six firms of one of them, each with a person of his."""
    harness = ServiceHarness("contacts")
    for user_id, name in ((OWNER, "Kilépő Kálmán"), (ANNA, "Anna"), (PETER, "Péter")):
        harness.known_user(user_id, name)
    for number in range(6):
        firm = harness.post("/organizations", {"name": f"Firma {number}", "owner_id": OWNER}).json
        harness.post("/people", {"family_name": f"Ember {number}", "organization_id": firm["id"], "owner_id": OWNER})
    yield harness
    harness.close()


def owners(harness: ServiceHarness, path: str) -> dict[str, str]:
    """Owner by the name of the firm, which people belong to."""
    rows = harness.get(f"{path}?limit=50").json["data"]
    return {row.get("organization_name") or row["name"]: row["owner_id"] for row in rows}


def hand_over(harness: ServiceHarness, **more: object) -> dict[str, object]:
    """Hand over to both, and let the job run."""
    kinds = ["contacts.organization", "contacts.person"]
    body = {"owner": OWNER, "heirs": [ANNA, PETER], "kinds": kinds, "together": TOGETHER, **more}
    started = harness.request("POST", "/hand-overs", body)
    assert started.status_code == 202, started.json
    harness.run_jobs()
    return dict(harness.get(f"/hand-overs/{started.json['id']}").json)


def test_all_goes_to_the_heirs_and_a_customer_stays_together(desk: ServiceHarness) -> None:
    preview = desk.get(f"/hand-overs/preview?owner={OWNER}").json["data"]
    assert {row["kind"]: (row["count"], row["kept"]) for row in preview} == {
        "contacts.organization": (6, 0),
        "contacts.person": (6, 0),
    }
    done = hand_over(desk)
    assert (done["status"], done["done"], done["kept"]) == ("finished", 12, 0)
    firms = owners(desk, "/organizations")
    assert set(firms.values()) <= {ANNA, PETER}
    assert owners(desk, "/people") == firms
    assert desk.get(f"/hand-overs/preview?owner={OWNER}").json["data"] == []
    assert len(desk.events("contacts.OrganizationUpdated")) == 6


def test_it_is_taken_back_but_for_what_has_changed_hands_since(desk: ServiceHarness) -> None:
    done = hand_over(desk, heirs=[ANNA])
    firm = desk.get("/organizations?sort=name").json["data"][0]
    desk.patch(f"/organizations/{firm['id']}", {"owner_id": PETER})
    undo = desk.post(f"/changes/{done['id']}/undo").json
    assert (undo["undone"], undo["kept"]) == (11, 1)
    firms = owners(desk, "/organizations")
    assert firms.pop("Firma 0") == PETER
    assert set(firms.values()) == {OWNER}


def test_what_one_may_not_change_stays(desk: ServiceHarness) -> None:
    rules = {
        "contacts.organization": Rule.load({"verbs": ["view", "edit"], "view": "all", "edit": "all"}),
        "contacts.person": Rule.load({"verbs": ["view", "edit"], "view": "all", "edit": "own"}),
    }
    lead = desk.as_(Identity(new_id(), "Vezető", "vezeto", "/admin/manager/", rules=rules))
    preview = lead.get(f"/hand-overs/preview?owner={OWNER}").json["data"]
    assert {row["kind"]: (row["count"], row["kept"]) for row in preview} == {
        "contacts.organization": (6, 0),
        "contacts.person": (0, 6),
    }
    done = hand_over(lead, heirs=[ANNA])
    assert (done["done"], done["kept"]) == (6, 0)
    assert set(owners(desk, "/people").values()) == {OWNER}
    stranger = lead.as_(replace(lead.identity, user_id=new_id()))
    assert stranger.request("GET", f"/hand-overs/{done['id']}").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"heirs": [OWNER]}, "heirs"),
        ({"heirs": [new_id()]}, "heirs"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["contacts.nothing"]}, "kinds"),
        ({"kinds": "contacts.person"}, "kinds"),
        ({"together": [1]}, "together"),
    ],
)
def test_bad_input_names_its_field(desk: ServiceHarness, change: dict[str, object], field: str) -> None:
    body = {"owner": OWNER, "heirs": [ANNA], "kinds": ["contacts.person"], **change}
    answer = desk.request("POST", "/hand-overs", body)
    assert answer.status_code == 422
    assert list(answer.json["errors"]) == [field]
