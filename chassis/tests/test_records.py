"""Create, read, change, delete: versions, history, rights, idempotency, custom fields."""

import threading
from typing import Any

import pytest
from sqlalchemy import select

from chassis.identity import Identity, Rule
from chassis.ids import new_id
from tests.support.archive import Folder, Paper
from tests.support.service import ServiceHarness

PAPER = {"name": "Alapító okirat", "code": "A-1", "value": "12.50", "pages": [{"text": "egy"}, {"text": "kettő"}]}


def test_create_read_change_delete_restore(harness: ServiceHarness) -> None:
    made = harness.post("/papers", PAPER)
    paper = made.json
    assert (made.status_code, made.headers["ETag"], paper["value"]) == (201, '"1"', "12.50")
    assert [page["text"] for page in paper["pages"]] == ["egy", "kettő"]
    path = f"/papers/{paper['id']}"
    changed = harness.patch(path, {"pages": [{"id": paper["pages"][1]["id"], "text": "2"}, {"text": "három"}]})
    assert [page["text"] for page in changed.json["pages"]] == ["2", "három"]
    assert changed.json["pages"][0]["id"] == paper["pages"][1]["id"]
    assert changed.json["version"] == 2, "a changed page changes the paper"
    assert harness.delete(path).status_code == 204
    assert harness.request("GET", path).status_code == 404
    assert harness.get("/papers?q=alapito").json["data"] == []
    harness.post(f"{path}/restore")
    assert harness.get("/papers?q=alapito").json["data"][0]["id"] == paper["id"]


def test_lost_update_is_refused(harness: ServiceHarness) -> None:
    path = f"/papers/{harness.post('/papers', PAPER).json['id']}"
    harness.patch(path, {"name": "B"}, headers={"If-Match": '"1"'})
    refused = harness.request("PATCH", path, {"name": "C"}, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json["code"]) == (412, "stale")
    assert harness.get(path).json["name"] == "B"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "x", "value": 1.5}, "value"),
        ({"name": "x", "value": "1e5"}, "value"),
        ({"name": "x", "value": "123456789012345"}, "value"),
        ({"name": "x", "weight": "-1"}, "weight"),
        ({"name": "x", "written_on": "2026-02-30"}, "written_on"),
        ({"name": "x", "secret": "yes"}, "secret"),
        ({"name": "x", "status": "closed"}, "status"),
        ({"name": "x", "nothing": 1}, "nothing"),
        ({"name": "x", "pages": [{"text": ""}]}, "pages"),
        ({"name": "x", "pages": "none"}, "pages"),
        ({"name": "x", "owner_id": "01932f6e-7c00-7000-8000-00000000dead"}, "owner_id"),
        ({"name": "x", "folder_id": "7"}, "folder_id"),
        ({"name": "x", "custom": {"colour": "red"}}, "custom.colour"),
    ],
)
def test_bad_input_is_named_and_nothing_is_kept(harness: ServiceHarness, body: dict[str, Any], field: str) -> None:
    response = harness.request("POST", "/papers", body)
    assert (response.status_code, field in response.json["errors"]) == (422, True), response.json
    assert harness.get("/papers?total=1").json["total"] == 0
    assert harness.events() == []


def test_used_code_is_named(harness: ServiceHarness) -> None:
    harness.post("/papers", PAPER)
    response = harness.request("POST", "/papers", PAPER)
    assert (response.status_code, response.json["errors"]) == (422, {"code": ["This is already used."]})


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe"])
def test_broken_bodies_are_no_500(harness: ServiceHarness, body: bytes) -> None:
    response = harness.request("POST", "/papers", None, data=body, content_type="application/json")
    assert response.status_code in (400, 422)
    assert response.content_type == "application/problem+json"


def test_events_of_a_change(harness: ServiceHarness) -> None:
    folder = new_id()
    paper = harness.post("/papers", {**PAPER, "folder_id": folder}).json
    harness.patch(f"/papers/{paper['id']}", {"name": "Új név"})
    harness.patch(f"/papers/{paper['id']}", {"name": "Új név"})
    created, updated = harness.events()
    assert (created.type, created.version, created.data) == (
        "archive.PaperCreated", 1, {"name": "Alapító okirat", "value": "12.50"}
    )  # fmt: skip
    assert (updated.type, updated.version) == ("archive.PaperUpdated", 2)
    assert set(created.relates_to) == {f"archive.paper:{paper['id']}", f"shelf.folder:{folder}"}
    assert created.actor_name == "Kiss Anna"


def test_history_says_who_when_what_from_to(harness: ServiceHarness) -> None:
    paper = harness.post("/papers", PAPER).json
    harness.patch(f"/papers/{paper['id']}", {"value": "99"})
    latest = harness.get(f"/papers/{paper['id']}/history").json["data"][0]
    assert latest["actor"]["name"] == "Kiss Anna"
    assert (latest["action"], latest["changes"]) == ("update", {"value": ["12.50", "99.00"]})
    question = f"actor=kiss&kind=archive.paper&field=value&value=99.00&since={paper['created_at']}"
    assert [row["record_id"] for row in harness.get(f"/audit?{question}").json["data"]] == [paper["id"]]
    assert harness.get("/audit?field=value&value=98").json["data"] == []


def test_as_of_takes_later_changes_back(harness: ServiceHarness) -> None:
    paper = harness.post("/papers", PAPER).json
    for value in ("20", "30"):
        moment = harness.patch(f"/papers/{paper['id']}", {"value": value}).json["updated_at"]
    before = harness.get(f"/papers/{paper['id']}/as-of?at={paper['created_at']}")
    assert harness.get(f"/papers/{paper['id']}/as-of?at={moment}").json["value"] == "30.00"
    assert before.status_code == 200
    assert before.json["value"] == "12.50"
    assert harness.request("GET", f"/papers/{paper['id']}/as-of?at=2020-01-01").status_code == 422


def test_same_key_same_answer_once(harness: ServiceHarness) -> None:
    headers = {"Idempotency-Key": "first"}
    first = harness.post("/papers", PAPER, headers=headers)
    again = harness.post("/papers", PAPER, headers=headers)
    other = harness.request("POST", "/papers", {"name": "other"}, headers=headers)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    assert (other.status_code, other.json["code"]) == (409, "idempotency_key_reused")
    assert harness.get("/papers?total=1").json["total"] == 1


def test_failed_request_frees_its_key(harness: ServiceHarness) -> None:
    headers = {"Idempotency-Key": "second"}
    assert harness.request("POST", "/papers", {}, headers=headers).status_code == 422
    assert harness.post("/papers", PAPER, headers=headers).status_code == 201


def test_refusal_takes_everything_back(harness: ServiceHarness) -> None:
    paper = harness.post("/papers", PAPER).json
    refused = harness.request("POST", f"/papers/{paper['id']}/close", {"fail": True})
    assert (refused.status_code, refused.json["detail"]) == (409, "“Alapító okirat” cannot be closed.")
    assert harness.get(f"/papers/{paper['id']}").json["status"] == "open"
    assert harness.post(f"/papers/{paper['id']}/close").json["number"] == "P-1"


def test_numbers_are_gapless_under_parallel_issuers(harness: ServiceHarness) -> None:
    ids = [harness.post("/papers", {"name": f"p{i}"}).json["id"] for i in range(48)]
    statuses: list[int] = []

    def issue(own: list[str]) -> None:
        for index, paper_id in enumerate(own):
            if index % 3 == 0:
                statuses.append(harness.request("POST", f"/papers/{paper_id}/close", {"fail": True}).status_code)
            statuses.append(harness.request("POST", f"/papers/{paper_id}/close").status_code)

    threads = [threading.Thread(target=issue, args=(ids[i::8],)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with harness.runtime.reading() as session:
        numbers = sorted(int(n.removeprefix("P-")) for n in session.scalars(select(Paper.number)) if n)
    assert numbers == list(range(1, 49))
    assert sorted(set(statuses)) == [200, 409]


SELLER = Identity(new_id(), "Béla", "bela", "/admin/manager/seller/")


def _with(identity: Identity, rule: Rule) -> Identity:
    return Identity(
        identity.user_id, identity.name, identity.username, identity.role_path, rules={"archive.paper": rule}
    )


def test_records_of_others_do_not_exist(harness: ServiceHarness) -> None:
    verbs = frozenset(["view", "create", "edit", "delete", "export"])
    seller = harness.as_(_with(SELLER, Rule(verbs, "subtree", "own")))
    junior = Identity(new_id(), "Dóra", "dora", "/admin/manager/seller/junior/")
    peer = Identity(new_id(), "Ede", "ede", "/admin/manager/seller/")
    papers = {
        name: harness.as_(_with(who, Rule(verbs))).post("/papers", {"name": name}).json["id"]
        for name, who in (("own", SELLER), ("junior", junior), ("peer", peer))
    }
    assert {row["name"] for row in seller.get("/papers").json["data"]} == {"own", "junior"}
    assert {row["title"] for row in seller.get("/search?q=peer").json["data"]} == set()
    assert seller.request("GET", f"/papers/{papers['peer']}").status_code == 404
    assert seller.request("GET", f"/papers/{papers['peer']}/history").status_code == 404
    assert seller.request("PATCH", f"/papers/{papers['junior']}", {"name": "x"}).status_code == 403
    assert seller.request("PATCH", f"/papers/{papers['own']}", {"name": "x"}).status_code == 200
    bulk = seller.post("/papers/bulk", {"action": "delete", "ids": list(papers.values())}).json["results"]
    assert [row["ok"] for row in bulk] == [True, False, False]
    assert "peer" not in seller.get("/papers/export?format=csv").get_data(as_text=True)


def test_hidden_and_read_only_fields(harness: ServiceHarness) -> None:
    harness.post("/papers", PAPER)
    rule = Rule(frozenset(["view", "create", "edit"]), hidden=frozenset(["value"]), read_only=frozenset(["code"]))
    clerk = harness.as_(_with(SELLER, rule))
    row = clerk.get("/papers").json["data"][0]
    assert "value" not in row
    assert row["code"] == "A-1"
    assert "value" not in clerk.get(f"/papers/{row['id']}").json
    assert clerk.request("GET", "/papers?filter[value]=12.50").status_code == 400
    assert clerk.request("GET", "/papers?sort=value").status_code == 400
    assert clerk.request("PATCH", f"/papers/{row['id']}", {"code": "B"}).json["errors"].keys() == {"code"}
    assert "value" not in str(clerk.get(f"/papers/{row['id']}/history").json)
    assert clerk.post("/papers", {"name": "without"}).status_code == 201


def test_verbs_are_denied_by_default(harness: ServiceHarness) -> None:
    nobody = harness.as_(_with(SELLER, Rule()))
    paper = harness.post("/papers", PAPER).json
    for method, path, body in (
        ("GET", "/papers", None),
        ("POST", "/papers", PAPER),
        ("GET", f"/papers/{paper['id']}", None),
        ("PATCH", f"/papers/{paper['id']}", {}),
        ("DELETE", f"/papers/{paper['id']}", None),
        ("POST", f"/papers/{paper['id']}/close", {}),
        ("GET", "/papers/export?format=csv", None),
        ("GET", "/audit", None),
        ("GET", "/operations", None),
        ("GET", "/events", None),
    ):
        assert nobody.request(method, path, body).status_code == 403, (method, path)


def test_request_without_valid_identity_is_refused(harness: ServiceHarness) -> None:
    for token in ("", "x.y.z"):
        response = harness.request("GET", "/papers", headers={"Kapocs-Identity": token})
        assert (response.status_code, response.json["code"]) == (401, "bad_identity")


def test_owner_follows_the_user(harness: ServiceHarness) -> None:
    user = new_id()
    harness.known_user(user, "Dóra", "/admin/x/")
    paper = harness.post("/papers", {**PAPER, "owner_id": user}).json
    assert paper["owner_name"] == "Dóra"
    data = {"id": user, "name": "Kiss Dóra", "username": "dora", "role_path": "/admin/y/", "active": False}
    harness.deliver("gateway.UserChanged", data, subject=f"user/{user}", version=3)
    harness.deliver("gateway.UserChanged", {**data, "name": "old"}, subject=f"user/{user}", version=2)
    assert harness.get(f"/papers/{paper['id']}").json["owner_name"] == "Kiss Dóra"
    refused = harness.request("POST", "/papers", {"name": "x", "owner_id": user})
    assert refused.json["errors"] == {"owner_id": ["There is no such active user."]}


def test_projection_ignores_older_news(harness: ServiceHarness) -> None:
    folder = new_id()
    for version, name in ((1, "one"), (3, "three"), (2, "two"), (3, "again")):
        harness.deliver("shelf.FolderChanged", {"name": name}, subject=f"folder/{folder}", version=version)
    with harness.runtime.reading() as session:
        assert session.scalars(select(Folder.name)).all() == ["three"]


def test_custom_fields(harness: ServiceHarness) -> None:
    define = {"noun": "paper", "name": "colour", "label": "Colour", "type": "choice", "choices": ["red", "blue"]}
    harness.post("/custom-fields", define)
    red = harness.post("/papers", {"name": "x", "custom": {"colour": "red"}}).json
    harness.post("/papers", {"name": "y", "custom": {"colour": "blue"}})
    assert red["custom"] == {"colour": "red"}
    assert [row["name"] for row in harness.get("/papers?filter[custom.colour]=red").json["data"]] == ["x"]
    refused = harness.request("PATCH", f"/papers/{red['id']}", {"custom": {"colour": "green"}})
    assert list(refused.json["errors"]) == ["custom.colour"]
    shown = [field for field in harness.get("/meta").json["kinds"][0]["fields"] if field["custom"]]
    assert [field["name"] for field in shown] == ["custom.colour"]
    harness.patch(f"/papers/{red['id']}", {"custom": {"colour": "blue"}})
    changes = harness.get(f"/papers/{red['id']}/history").json["data"][0]["changes"]
    assert changes == {"custom.colour": ["red", "blue"]}


def test_bulk_update_reports_each_id(harness: ServiceHarness) -> None:
    ids = [harness.post("/papers", {"name": f"p{i}"}).json["id"] for i in range(3)]
    results = harness.post("/papers/bulk", {"action": "update", "ids": [*ids, new_id()], "data": {"name": "same"}}).json
    assert [row["ok"] for row in results["results"]] == [True, True, True, False]
    assert harness.get("/papers?filter[name]=same&total=1").json["total"] == 3
    refused = harness.request("POST", "/papers/bulk", {"action": "fly", "ids": ids})
    assert list(refused.json["errors"]) == ["action"]


def test_errors_speak_the_readers_language(harness: ServiceHarness) -> None:
    response = harness.with_language("hu").request("POST", "/papers", {})
    assert response.json["errors"]["name"] == ["Ezt ki kell tölteni."]
