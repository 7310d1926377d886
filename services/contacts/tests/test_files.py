"""Files on records, through the API."""

import io
from typing import Any

from sqlalchemy import func, select

from chassis import attachments
from chassis.ids import new_id
from chassis.tables import file_contents
from tests.support.service import ServiceHarness

PDF = b"%PDF-1.7 tartalom"


def _organization(harness: ServiceHarness) -> str:
    return str(harness.post("/organizations", {"name": "Tisza Kft."}).json["id"])


def _try_upload(harness: ServiceHarness, path: str, name: str, content: bytes) -> Any:
    headers = {"Kapocs-Identity": harness._signer.sign(harness.identity, "contacts")}
    data = {"file": (io.BytesIO(content), name)}
    return harness._client.open(path, method="POST", data=data, headers=headers)


def test_a_file_is_kept_listed_opened_and_removed(harness: ServiceHarness) -> None:
    path = f"/organizations/{_organization(harness)}/attachments"
    made = harness.upload(path, "szerződés.pdf", PDF).json
    assert (made["name"], made["content_type"], made["size"]) == ("szerződés.pdf", "application/pdf", len(PDF))
    assert [row["id"] for row in harness.get(path).json["data"]] == [made["id"]]
    opened = harness.get(f"{path}/{made['id']}")
    assert opened.get_data() == PDF
    assert opened.headers["Content-Disposition"].startswith("inline;")
    assert "szerz%C5%91d%C3%A9s.pdf" in opened.headers["Content-Disposition"]
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in opened.headers["Content-Security-Policy"]
    harness.delete(f"{path}/{made['id']}")
    assert harness.get(path).json["data"] == []
    assert harness.request("GET", f"{path}/{made['id']}").status_code == 404


def test_what_could_run_is_never_shown_inline(harness: ServiceHarness) -> None:
    path = f"/organizations/{_organization(harness)}/attachments"
    for name, content in (("a.html", b"<script>"), ("a.svg", b"<svg onload='x'/>"), ("a.png", b"<script>")):
        made = harness.upload(path, name, content).json
        opened = harness.get(f"{path}/{made['id']}")
        assert opened.headers["Content-Disposition"].startswith("attachment;")
        assert not opened.headers["Content-Type"].startswith("text/html")


def test_equal_contents_are_kept_once(harness: ServiceHarness) -> None:
    for _ in range(2):
        harness.upload(f"/organizations/{_organization(harness)}/attachments", "a.pdf", PDF)
    with harness.session() as session:
        assert session.scalar(select(func.count()).select_from(file_contents)) == 1


def test_files_are_in_the_history(harness: ServiceHarness) -> None:
    record = _organization(harness)
    made = harness.upload(f"/organizations/{record}/attachments", "a.pdf", PDF).json
    harness.delete(f"/organizations/{record}/attachments/{made['id']}")
    entries = harness.get(f"/organizations/{record}/history").json["data"]
    found = [(row["action"], row["changes"]) for row in entries if row["part"] == "attachments"]
    assert found == [("delete", {"name": ["a.pdf", None]}), ("create", {"name": [None, "a.pdf"]})]


def test_the_record_decides_who_may(harness: ServiceHarness) -> None:
    path = f"/organizations/{_organization(harness)}/attachments"
    made = harness.upload(path, "a.pdf", PDF).json
    viewer = harness.as_(contacts__organization={"verbs": ["view"]})
    assert viewer.get(f"{path}/{made['id']}").get_data() == PDF
    assert _try_upload(viewer, path, "b.pdf", PDF).status_code == 403
    assert viewer.request("DELETE", f"{path}/{made['id']}").status_code == 403
    blind = harness.as_(contacts__organization={"verbs": ["view", "edit"], "view": "own"})
    assert blind.request("GET", path).status_code == 404
    assert blind.request("GET", f"{path}/{made['id']}").status_code == 404
    assert _try_upload(blind, path, "b.pdf", PDF).status_code == 404
    other = f"/organizations/{_organization(harness)}/attachments/{made['id']}"
    assert harness.request("GET", other).status_code == 404
    assert harness.request("GET", f"{path}/{new_id()}").status_code == 404


def test_empty_missing_and_huge_files_are_refused(harness: ServiceHarness, monkeypatch: Any) -> None:
    path = f"/organizations/{_organization(harness)}/attachments"
    monkeypatch.setattr(attachments, "MAX_SIZE", 1024 * 1024)
    assert _try_upload(harness, path, "a.pdf", b"").status_code == 422
    assert harness.request("POST", path).status_code == 422
    assert _try_upload(harness, path, "a.bin", b"x" * (1024 * 1024 + 1)).status_code == 413
    assert _try_upload(harness, path, "a.bin", b"x" * (1024 * 1024)).status_code == 201
