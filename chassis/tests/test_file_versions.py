"""Versions of files and what can be seen of them without opening them, on both sorts of database."""

import io
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import func, select

from chassis import attachments, drawing, previews
from chassis.previews import PAGES
from chassis.tables import attachments as files
from chassis.tables import file_contents, file_previews
from tests.support.service import ServiceHarness

FIRST, SECOND, THIRD = b"first text", b"second text", b"third text"


def picture(width: int = 40, height: int = 20, form: str = "PNG", **options: Any) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, form, **options)
    return out.getvalue()


def pdf(pages: int = 2) -> bytes:
    """A document of empty pages."""
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(200, 400)
    document.save(out)
    return out.getvalue()


def place(harness: ServiceHarness) -> str:
    """Where the files of a new paper are."""
    return f"/papers/{harness.post('/papers', {'name': 'Alfa'}).json['id']}/attachments"


def three(harness: ServiceHarness) -> tuple[str, list[str]]:
    """A file of three versions: where it is, and their ids, the oldest first."""
    path = place(harness)
    ids = [harness.upload(path, "a.txt", FIRST).json["id"]]
    for name, content in (("a.txt", SECOND), ("b.txt", THIRD)):
        ids.append(harness.upload(f"{path}/{ids[0]}/versions", name, content).json["id"])
    return path, ids


def listed(harness: ServiceHarness, path: str) -> list[tuple[str, int, bool]]:
    return [(row["id"], row["number"], row["newest"]) for row in harness.get(path).json["data"]]


def test_a_new_version_keeps_the_old_ones(harness: ServiceHarness) -> None:
    path, (first, second, third) = three(harness)
    assert listed(harness, path) == [(third, 3, True)]
    assert listed(harness, f"{path}/{second}/versions") == [(third, 3, True), (second, 2, False), (first, 1, False)]
    assert [harness.get(f"{path}/{one}").get_data() for one in (first, second, third)] == [FIRST, SECOND, THIRD]
    [newest, *_rest] = harness.get(f"{path}/{first}/versions").json["data"]
    assert (newest["file_id"], newest["size"], newest["created_by_name"]) == (first, len(THIRD), "Kiss Anna")


def test_an_old_version_becomes_the_newest_again(harness: ServiceHarness) -> None:
    path, (first, _second, third) = three(harness)
    back = harness.post(f"{path}/{first}/restore").json
    assert (back["number"], back["name"], back["newest"]) == (4, "a.txt", True)
    assert harness.get(f"{path}/{back['id']}").get_data() == FIRST
    assert listed(harness, path) == [(back["id"], 4, True)]
    assert len(listed(harness, f"{path}/{third}/versions")) == 4
    again = harness.request("POST", f"{path}/{back['id']}/restore", {})
    assert (again.status_code, again.json["code"]) == (409, "newest_version")


def test_the_history_tells_of_each_version(harness: ServiceHarness) -> None:
    path, (first, _second, _third) = three(harness)
    harness.post(f"{path}/{first}/restore")
    rows = harness.get(f"{path.removesuffix('/attachments')}/history").json["data"]
    told = [(row["action"], row["changes"]) for row in rows if row["part"] == "attachments"]
    assert told == [
        ("update", {"name": ["b.txt", "a.txt"], "version": [3, 4], "restored_version": [None, 1]}),
        ("update", {"name": ["a.txt", "b.txt"], "version": [2, 3]}),
        ("update", {"version": [1, 2]}),
        ("create", {"name": [None, "a.txt"]}),
    ]


def test_the_same_content_is_no_new_version(harness: ServiceHarness) -> None:
    path = place(harness)
    made = harness.upload(path, "a.txt", FIRST).json["id"]
    with pytest.raises(AssertionError, match=r"409.*same as the newest"):
        harness.upload(f"{path}/{made}/versions", "b.txt", FIRST)


def test_a_file_goes_with_its_versions(harness: ServiceHarness) -> None:
    path, ids = three(harness)
    harness.delete(f"{path}/{ids[0]}")
    assert listed(harness, path) == []
    assert {harness.request("GET", f"{path}/{one}").status_code for one in ids} == {404}
    assert harness.request("GET", f"{path}/{ids[0]}/versions").status_code == 404


def test_only_who_may_edit_adds_versions(harness: ServiceHarness) -> None:
    path, ids = three(harness)
    reader = harness.as_(archive__paper={"verbs": ["view"]})
    assert len(listed(reader, f"{path}/{ids[0]}/versions")) == 3
    assert reader.request("POST", f"{path}/{ids[0]}/restore", {}).status_code == 403
    stranger = harness.as_(archive__paper={"verbs": ["view", "edit"], "view": "own", "edit": "own"})
    for rest in ("versions", "preview"):
        assert stranger.request("GET", f"{path}/{ids[0]}/{rest}").status_code == 404
    other = place(harness)
    assert harness.request("GET", f"{other}/{ids[0]}/versions").status_code == 404
    assert harness.request("POST", f"{other}/{ids[0]}/restore", {}).status_code == 404


def test_erasing_takes_every_version_its_content_and_its_pictures(harness: ServiceHarness) -> None:
    path, other = place(harness), place(harness)
    made = harness.upload(path, "a.png", picture()).json["id"]
    harness.upload(f"{path}/{made}/versions", "a.png", picture(30))
    harness.upload(other, "same.png", picture(30))
    for one in (row["id"] for row in harness.get(f"{path}/{made}/versions").json["data"]):
        harness.get(f"{path}/{one}/preview")
    with harness.session() as session:
        attachments.remove_all(session, "paper", path.split("/")[2])
        assert session.scalar(select(func.count()).select_from(files)) == 1
        kept = session.scalars(select(file_contents.c.sha256)).all()
        assert len(kept) == 1
        assert session.scalars(select(file_previews.c.sha256)).all() == kept


def opened(answer: Any) -> Image.Image:
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return Image.open(io.BytesIO(answer.get_data()))


def test_pictures_and_pages_are_drawn_once(harness: ServiceHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    path = place(harness)
    photo = harness.upload(path, "a.jpg", picture(400, 200, "JPEG")).json
    paper = harness.upload(path, "a.pdf", pdf(2)).json
    assert photo["preview"]
    assert paper["preview"]
    assert opened(harness.get(f"{path}/{photo['id']}/preview")).size == (160, 80)
    second = harness.get(f"{path}/{paper['id']}/preview?page=2&size=large")
    assert opened(second).size == (800, 1600)
    assert second.headers[PAGES] == "2"
    assert harness.request("GET", f"{path}/{paper['id']}/preview?page=3").status_code == 404
    monkeypatch.setattr(previews, "draw", None)
    assert opened(harness.get(f"{path}/{photo['id']}/preview")).size == (160, 80)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", b"plain"), ("a.svg", b"<svg onload='x'/>"), ("a.html", b"<script>"), ("a.zip", b"P")],
)
def test_other_files_have_no_preview(harness: ServiceHarness, name: str, content: bytes) -> None:
    path = place(harness)
    made = harness.upload(path, name, content).json
    assert not made["preview"]
    assert harness.request("GET", f"{path}/{made['id']}/preview").status_code == 404


@pytest.mark.parametrize("query", ["page=0", "page=x", "size=huge", "colour=red"])
def test_a_wrong_question_is_named(harness: ServiceHarness, query: str) -> None:
    path = place(harness)
    made = harness.upload(path, "a.png", picture()).json
    answer = harness.request("GET", f"{path}/{made['id']}/preview?{query}")
    assert (answer.status_code, list(answer.json["errors"])) == (400, [query.partition("=")[0]])


def test_a_broken_file_is_tried_once(harness: ServiceHarness) -> None:
    path = place(harness)
    made = harness.upload(path, "a.png", b"\x89PNG\r\n\x1a\n and then nothing").json
    assert harness.request("GET", f"{path}/{made['id']}/preview").status_code == 404
    with harness.session() as session:
        assert session.scalar(select(file_previews.c.content)) == b""


def test_a_picture_lies_as_it_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    drawn = previews.draw(picture(40, 20, "JPEG", exif=exif), "image/jpeg", 1, 160)
    assert drawn is not None
    assert Image.open(io.BytesIO(drawn.content)).size == (20, 40)


def test_a_picture_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = drawing.MAX_PIXELS // 1000 + 1
    out = io.BytesIO()
    Image.new("1", (wide, 1000)).save(out, "PNG")
    assert previews.draw(out.getvalue(), "image/png", 1, 160) == previews.Preview(b"", 0)
    monkeypatch.setattr(previews, "_SECONDS", 0)
    assert previews.draw(picture(), "image/png", 1, 160) is None
