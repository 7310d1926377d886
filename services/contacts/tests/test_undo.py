"""Undoing bulk changes and imports: what is still as it was set goes back, the rest stays and is told."""

from typing import Any

import pytest

from chassis import undo
from tests.support.service import ServiceHarness

MAY_ALL = {"verbs": ["view", "create", "edit", "delete", "import"]}


def _make(harness: ServiceHarness, **data: Any) -> Any:
    return harness.post("/organizations", {"name": "Tisza Kft.", **data}).json


def _bulk(harness: ServiceHarness, action: str, ids: list[str], **data: Any) -> str:
    answer = harness.post("/organizations/bulk", {"action": action, "ids": ids, "data": data}).json
    assert all(result["ok"] for result in answer["results"])
    return str(answer["change"])


def _undo(harness: ServiceHarness, change: str) -> Any:
    return harness.post(f"/changes/{change}/undo").json


def _read(harness: ServiceHarness, made: Any) -> Any:
    return harness.get(f"/organizations/{made['id']}").json


def test_a_bulk_edit_goes_back_and_forth(harness: ServiceHarness) -> None:
    first, second = _make(harness, industry="Faipar"), _make(harness, industry="Bútor")
    change = _bulk(harness, "update", [first["id"], second["id"]], industry="Egyéb", payment_days=30)
    seen = harness.get(f"/changes/{change}").json
    assert (seen["kinds"], seen["undo"]) == ({"contacts.organization": {"update": 2}}, None)
    undone = _undo(harness, change)
    assert (undone["status"], undone["undone"], undone["kept"]) == ("finished", 2, 0)
    assert [_read(harness, made)["industry"] for made in (first, second)] == ["Faipar", "Bútor"]
    assert _read(harness, first)["payment_days"] == 8
    assert len(harness.events("contacts.OrganizationUpdated")) == 4
    assert harness.get(f"/changes/{change}").json["undo"]["id"] == undone["id"]
    again = _undo(harness, undone["id"])
    assert again["undone"] == 2
    assert [_read(harness, made)["industry"] for made in (first, second)] == ["Egyéb", "Egyéb"]


def test_what_was_changed_since_stays(harness: ServiceHarness) -> None:
    first, second = _make(harness), _make(harness)
    change = _bulk(harness, "update", [first["id"], second["id"]], industry="Egyéb", size="1-9")
    harness.patch(f"/organizations/{second['id']}", {"industry": "Kézzel"})
    undone = _undo(harness, change)
    assert (undone["undone"], undone["kept"]) == (1, 1)
    assert undone["conflicts"][0]["record_id"] == second["id"]
    assert "Industry" in undone["conflicts"][0]["reason"]
    left = _read(harness, second)
    assert (left["industry"], left["size"]) == ("Kézzel", None)


def test_deleted_ones_come_back_and_restored_ones_go(harness: ServiceHarness) -> None:
    made = _make(harness)
    deleted = _bulk(harness, "delete", [made["id"]])
    undone = _undo(harness, deleted)
    assert undone["undone"] == 1
    assert _read(harness, made)["name"] == "Tisza Kft."
    assert _undo(harness, undone["id"])["undone"] == 1
    assert harness.request("GET", f"/organizations/{made['id']}").status_code == 404


def test_rows_of_a_record_go_back_too(harness: ServiceHarness) -> None:
    made = _make(harness, emails=[{"email": "egy@x.example"}, {"email": "ket@x.example"}])
    rows = made["emails"]
    wanted = [{"id": rows[0]["id"], "email": "uj@x.example"}, {"email": "harom@x.example"}]
    response = harness.patch(f"/organizations/{made['id']}", {"emails": wanted})
    assert response.json["email"] == "uj@x.example"
    assert _undo(harness, response.headers["X-Request-Id"])["undone"] == 1
    back = _read(harness, made)
    assert [row["email"] for row in back["emails"]] == ["egy@x.example", "ket@x.example"]
    assert (back["email"], back["emails"][0]["primary"]) == ("egy@x.example", True)


def test_made_records_go_unless_somebody_has_worked_on_them(harness: ServiceHarness) -> None:
    job = harness.upload("/organizations/imports", "x.csv", b"name,email\nA,a@x.example\nB,\n").json
    harness.post(f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"]})
    harness.run_jobs()
    b = harness.get("/organizations?filter[name]=B").json["data"][0]
    harness.patch(f"/organizations/{b['id']}", {"industry": "Bútor"})
    undone = _undo(harness, job["id"])
    assert (undone["undone"], undone["kept"]) == (1, 1)
    assert undone["conflicts"][0]["title"] == "B"
    assert [row["name"] for row in harness.get("/organizations").json["data"]] == ["B"]
    assert len(harness.events("contacts.OrganizationDeleted")) == 1


def test_much_is_undone_by_a_job(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undo, "AT_ONCE", 3)
    monkeypatch.setattr(undo, "BATCH", 2)
    monkeypatch.setattr(undo, "_ROWS", 3)
    made = [_make(harness, industry="Régi") for _ in range(7)]
    change = _bulk(harness, "update", [one["id"] for one in made], industry="Új")
    started = harness.post(f"/changes/{change}/undo")
    assert (started.status_code, started.json["status"], started.json["total"]) == (202, "queued", 7)
    assert harness.request("POST", f"/changes/{change}/undo").status_code == 409
    harness.run_jobs()
    after = harness.get(f"/changes/{change}/undo").json
    assert (after["status"], after["done"], after["undone"]) == ("finished", 7, 7)
    assert {_read(harness, one)["industry"] for one in made} == {"Régi"}


def test_only_the_one_who_did_it_or_who_may_edit_all_can_undo(harness: ServiceHarness) -> None:
    made = _make(harness)
    change = _bulk(harness, "update", [made["id"]], industry="Új")
    for rules, status in (
        ({"verbs": ["view"]}, 403),
        ({**MAY_ALL, "edit": "own"}, 403),
        ({"verbs": ["create"]}, 404),
    ):
        other = harness.as_(contacts__organization=rules)
        assert other.request("POST", f"/changes/{change}/undo").status_code == status
    assert harness.request("POST", "/changes/nothing/undo").status_code == 404
    assert _undo(harness.as_(contacts__organization=MAY_ALL), change)["undone"] == 1


def test_an_own_import_can_be_undone_without_the_right_to_delete(harness: ServiceHarness) -> None:
    importer = harness.as_(contacts__organization={"verbs": ["view", "create", "import"]})
    job = importer.upload("/organizations/imports", "x.csv", b"name\nA\n").json
    importer.post(f"/organizations/imports/{job['id']}/run", {"mapping": job["mapping"]})
    importer.run_jobs()
    assert _undo(importer, job["id"])["undone"] == 1


def test_custom_fields_go_back_one_by_one(harness: ServiceHarness) -> None:
    for name in ("colour", "taste"):
        body = {"noun": "organization", "name": name, "label": name.title(), "type": "text"}
        harness.post("/custom-fields", body)
    made = _make(harness, custom={"colour": "red", "taste": "sweet"})
    change = _bulk(harness, "update", [made["id"]], custom={"colour": "blue"})
    harness.patch(f"/organizations/{made['id']}", {"custom": {"taste": "sour"}})
    assert _undo(harness, change)["undone"] == 1
    assert _read(harness, made)["custom"] == {"colour": "red", "taste": "sour"}
