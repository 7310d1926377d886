"""Merging: what stays, what follows, who may, and the way back."""

import threading
from typing import Any

import pytest

from services.contacts.tests.test_duplicates import FIRM, make, pairs, person, scan, similar
from tests.support.service import ServiceHarness

JULIA = {"family_name": "Szabó", "given_name": "Júlia"}


def get(harness: ServiceHarness, record: str, collection: str = "organizations") -> dict[str, Any]:
    found: dict[str, Any] = harness.get(f"/{collection}/{record}").json
    return found


def merge(harness: ServiceHarness, survivor: str, *others: str, collection: str = "organizations", **more: Any) -> Any:
    return harness.request("POST", f"/{collection}/{survivor}/merge", {"others": list(others), **more})


def undo(harness: ServiceHarness, survivor: str, collection: str = "organizations") -> dict[str, Any]:
    newest = harness.get(f"/{collection}/{survivor}/merges").json["data"][0]
    done: dict[str, Any] = harness.post(f"/{collection}/{survivor}/merges/{newest['id']}/undo").json
    return done


def two(harness: ServiceHarness) -> tuple[str, str]:
    first = make(harness, **FIRM, code="P-1")
    second = make(
        harness, name="TISZA FAIPARI", code="P-2", website="https://tiszafa.example", industry="Bútor",
        emails=[{"email": "iroda@tiszafa.example"}, {"email": "uj@tiszafa.example"}],
        phones=[{"number": "06 62 555 100", "kind": "mobile"}, {"number": "+36305551201"}],
        addresses=[{"city": "Győr", "street": "Fő utca 1."}],
    )  # fmt: skip
    return first, second


def test_the_survivor_keeps_its_values_and_is_filled_from_the_others(harness: ServiceHarness) -> None:
    first, second = two(harness)
    answer = merge(harness, first, second)
    assert answer.status_code == 200, answer.json
    merged = answer.json
    assert (merged["name"], merged["code"], merged["industry"]) == ("Tisza Faipari Kft.", "P-1", "Bútor")
    assert merged["website"] == "https://tiszafa.example"
    assert [row["email"] for row in merged["emails"]] == ["iroda@tiszafa.example", "uj@tiszafa.example"]
    assert [row["number"] for row in merged["phones"]] == ["+3662555100", "+36305551201"]
    assert [row["city"] for row in merged["addresses"]] == ["Szeged", "Győr"]
    assert [row["primary"] for row in merged["addresses"]] == [True, False]
    assert merged["email"] == "iroda@tiszafa.example"


def test_chosen_values_win_and_a_code_goes_with_its_owner(harness: ServiceHarness) -> None:
    first, second = two(harness)
    merged = merge(harness, first, second, fields={"name": second, "code": second}).json
    assert (merged["name"], merged["code"]) == ("TISZA FAIPARI", "P-2")
    assert undo(harness, first)["conflicts"] == []
    assert (get(harness, first)["code"], get(harness, second)["code"]) == ("P-1", "P-2")


def test_everything_that_names_the_other_follows_and_comes_back(harness: ServiceHarness) -> None:
    first, second = two(harness)
    before = [get(harness, first), get(harness, second)]
    julia = harness.post("/people", {**JULIA, "organization_id": second}).json["id"]
    child = make(harness, name="Leányvállalat Kft.", parent_id=second)
    talk = harness.post("/interactions", {"channel": "phone", "subject": "Ár", "organization_id": second}).json["id"]
    harness.upload(f"/organizations/{second}/attachments", "ajanlat.txt", b"ajanlat")
    merge(harness, first, second)
    assert get(harness, julia, "people")["organization_id"] == first
    assert get(harness, child)["parent_id"] == first
    assert get(harness, talk, "interactions")["organization_id"] == first
    assert [file["name"] for file in harness.get(f"/organizations/{first}/attachments").json["data"]] == ["ajanlat.txt"]
    changes = harness.get(f"/people/{julia}/history").json["data"][0]["changes"]
    assert changes == {"organization_id": [second, first]}
    assert undo(harness, first)["restored"] == [second]
    assert get(harness, julia, "people")["organization_id"] == second
    assert get(harness, child)["parent_id"] == second
    assert get(harness, talk, "interactions")["organization_id"] == second
    assert len(harness.get(f"/organizations/{second}/attachments").json["data"]) == 1
    silent = {"version", "updated_at"}
    after = [get(harness, first), get(harness, second)]
    for was, now in zip(before, after, strict=True):
        assert {k: v for k, v in was.items() if k not in silent} == {k: v for k, v in now.items() if k not in silent}


def test_the_old_address_leads_to_the_survivor(harness: ServiceHarness) -> None:
    first, second = two(harness)
    third = make(harness, name="Tisza Faipari Zrt.")
    merge(harness, first, second)
    merge(harness, third, first)
    answer = harness.request("GET", f"/organizations/{second}")
    assert (answer.status_code, answer.headers["Location"]) == (301, third)
    assert harness.request("POST", f"/organizations/{second}/restore", {}).status_code == 409
    assert harness.request("PATCH", f"/organizations/{second}", {"name": "X"}).status_code == 404
    stranger = harness.as_(contacts__organization={"verbs": ["view"], "view": "own"})
    assert stranger.request("GET", f"/organizations/{second}").status_code == 404
    newest = harness.get(f"/organizations/{third}/merges").json["data"][0]
    assert harness.request("POST", f"/organizations/{first}/merges/{newest['id']}/undo", {}).status_code == 404
    undo(harness, third)
    undo(harness, first)
    assert get(harness, second)["code"] == "P-2"
    assert harness.request("POST", f"/organizations/{third}/merges/{newest['id']}/undo", {}).status_code == 409


def test_what_was_changed_since_stays_when_a_merge_is_undone(harness: ServiceHarness) -> None:
    first, second = two(harness)
    merge(harness, first, second, fields={"name": second})
    harness.patch(f"/organizations/{first}", {"name": "Egészen Más Kft."})
    done = undo(harness, first)
    assert done["conflicts"] == [{"field": "name", "before": "Tisza Faipari Kft.", "now": "Egészen Más Kft."}]
    assert get(harness, first)["name"] == "Egészen Más Kft."
    assert get(harness, first)["industry"] is None


def test_the_events_tell_of_the_merge_and_of_its_undoing(harness: ServiceHarness) -> None:
    first, second = two(harness)
    merge(harness, first, second)
    event = harness.events("contacts.OrganizationMerged")[0]
    assert (event.subject_id, event.data["merged"]) == (first, [second])
    assert f"contacts.organization:{second}" in event.relates_to
    assert [e.subject_id for e in harness.events("contacts.OrganizationDeleted")] == [second]
    undo(harness, first)
    undone = harness.events("contacts.OrganizationMergeUndone")[0]
    assert (undone.subject_id, undone.data) == (first, event.data)
    assert harness.events("contacts.OrganizationUpdated")[-1].subject_id in (first, second)


def test_nobody_comes_to_stand_above_himself(harness: ServiceHarness) -> None:
    top = make(harness, name="Fent Kft.")
    middle = make(harness, name="Közép Kft.", parent_id=top)
    low = make(harness, name="Lent Kft.", parent_id=middle)
    merge(harness, low, top)
    assert get(harness, middle)["parent_id"] == low
    assert get(harness, low)["parent_id"] is None
    a, b = make(harness, name="A Kft."), make(harness, name="B Kft.")
    harness.patch(f"/organizations/{b}", {"parent_id": a})
    assert merge(harness, b, a).json["parent_id"] is None


def test_people_merge_with_their_consents_and_names(harness: ServiceHarness) -> None:
    one = person(harness, "Szabó", "J.")
    other = person(harness, "Szabó", "Júlia", birth_date="1982-03-14", emails=[{"email": "julia@example.com"}])
    talk = harness.post("/interactions", {"channel": "phone", "subject": "Ár", "person_id": other}).json["id"]
    merged = merge(harness, one, other, collection="people", fields={"given_name": other}).json
    assert (merged["name"], merged["birth_date"], merged["email"]) == ("Szabó Júlia", "1982-03-14", "julia@example.com")
    assert get(harness, talk, "interactions")["person_id"] == one
    undo(harness, one, "people")
    assert get(harness, one, "people")["name"] == "Szabó J."
    assert get(harness, one, "people")["emails"] == []


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"others": []}, 422, "others"),
        ({"others": ["x"]}, 422, "others"),
        ({}, 422, "others"),
        ({"fields": {"nothing": "me"}}, 422, "fields.nothing"),
        ({"fields": {"name": "x"}}, 422, "fields.name"),
        ({"versions": {"me": "1"}}, 422, "versions.me"),
        ({"versions": {"me": 99}}, 412, None),
    ],
)
def test_what_does_not_fit_is_refused_by_name(harness: ServiceHarness, body: Any, status: int, field: str) -> None:
    first, second = two(harness)
    named = {"others": [second]} if "fields" in body or "versions" in body else {}
    body = {key: {first if k == "me" else k: v for k, v in value.items()} if isinstance(value, dict) else value
            for key, value in body.items()}  # fmt: skip
    field = field and field.replace("me", first) if "versions" in body else field
    answer = harness.request("POST", f"/organizations/{first}/merge", {**named, **body})
    assert answer.status_code == status, answer.json
    assert field is None or field in answer.json["errors"]


def test_versions_that_were_looked_at_are_checked(harness: ServiceHarness) -> None:
    first, second = two(harness)
    looked = {first: get(harness, first)["version"], second: get(harness, second)["version"]}
    harness.patch(f"/organizations/{second}", {"name": "Közben Más"})
    assert merge(harness, first, second, versions=looked).status_code == 412
    stale = harness.request(
        "POST", f"/organizations/{first}/merge", {"others": [second]}, headers={"If-Match": '"99"'}
    )  # fmt: skip
    assert stale.status_code == 412


def test_rights_decide_who_merges_what(harness: ServiceHarness) -> None:
    first, second = two(harness)
    viewer = harness.as_(contacts__organization={"verbs": ["view", "edit"], "view": "all", "edit": "all"})
    assert merge(viewer, first, second).status_code == 403
    other = harness.as_(contacts__organization={"verbs": ["view", "merge"], "view": "all", "edit": "own"})
    assert merge(other, first, second).status_code == 403
    blind = harness.as_(contacts__organization={"verbs": ["view", "merge"], "view": "own", "edit": "all"})
    assert merge(blind, first, second).status_code == 404
    fixed = harness.as_(
        contacts__organization={"verbs": ["*"], "view": "all", "edit": "all", "read_only": ["name"]}
    )  # fmt: skip
    assert merge(fixed, first, second, fields={"name": second}).status_code == 422
    assert merge(fixed, first, second).status_code == 200


def test_of_two_merges_at_once_one_is_done(harness: ServiceHarness) -> None:
    first, second = two(harness)
    answers: list[int] = []
    ways = [(first, second), (second, first)]
    threads = [
        threading.Thread(target=lambda way=way: answers.append(merge(harness, *way).status_code)) for way in ways
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(answers) == [200, 404]
    assert len(harness.events("contacts.OrganizationMerged")) == 1


def test_a_merged_pair_is_offered_no_more_and_again_when_undone(harness: ServiceHarness) -> None:
    first, second = two(harness)
    assert len(scan(harness)) == 1
    merge(harness, first, second)
    assert pairs(harness) == []
    assert similar(harness, name="Tisza Faipari") == [(first, ["name"])]
    undo(harness, first)
    assert len(pairs(harness)) == 1


def test_what_would_follow_is_told_before(harness: ServiceHarness) -> None:
    first, second = two(harness)
    harness.post("/people", {**JULIA, "organization_id": second})
    told = harness.get(f"/organizations/{first}/merge?others={second}").json
    assert [record["id"] for record in told["records"]] == [first, second]
    assert (told["chosen"]["name"], told["chosen"]["industry"]) == (first, second)
    assert "name" in told["differing"]
    assert "currency" not in told["differing"]
    assert {name: told["lists"][name] for name in ("addresses", "phones", "emails")} == {
        "addresses": 2, "phones": 2, "emails": 2
    }  # fmt: skip
    assert told["follows"]["person"] == 1


def test_news_that_come_late_under_the_old_id_land_at_the_survivor(harness: ServiceHarness) -> None:
    first, second = two(harness)
    merge(harness, first, second)
    ticket = {"status": "new", "customer": {"organization_id": second}, "number": "T-1", "subject": "x"}
    harness.deliver("helpdesk.TicketOpened", ticket, subject="ticket/01970000-0000-7000-8000-000000000001")
    assert harness.get(f"/organizations/{first}/figures").json["open_tickets"] == 1
    undo(harness, first)
    assert harness.get(f"/organizations/{first}/figures").json["open_tickets"] == 0
    assert harness.get(f"/organizations/{second}/figures").json["open_tickets"] == 1


def test_files_follow_with_their_versions_and_twins_stay(harness: ServiceHarness) -> None:
    first, second = two(harness)
    kept, gone = (f"/organizations/{one}/attachments" for one in (first, second))
    harness.upload(kept, "ajanlat.txt", b"ajanlat")
    harness.upload(gone, "ugyanaz.txt", b"ajanlat")
    several = harness.upload(gone, "terv.txt", b"ajanlat").json["id"]
    harness.upload(f"{gone}/{several}/versions", "terv.txt", b"masodik")
    thrown = harness.upload(kept, "kidobott.txt", b"megis").json["id"]
    harness.delete(f"{kept}/{thrown}")
    harness.upload(gone, "megis.txt", b"megis")
    merge(harness, first, second)
    assert {file["name"] for file in harness.get(kept).json["data"]} == {"ajanlat.txt", "terv.txt", "megis.txt"}
    assert [row["number"] for row in harness.get(f"{kept}/{several}/versions").json["data"]] == [2, 1]
    undo(harness, first)
    assert [file["name"] for file in harness.get(kept).json["data"]] == ["ajanlat.txt"]
    assert [row["number"] for row in harness.get(f"{gone}/{several}/versions").json["data"]] == [2, 1]
