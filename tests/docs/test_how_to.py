"""The walk-throughs of docs/how-to.md, followed to the letter in an empty folder."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import services
from chassis.migrate import revise
from chassis.runtime import compose
from chassis.service import find
from chassis.settings import Settings
from tests.support.service import ServiceHarness

PAGE = Path(__file__).parents[2] / "docs" / "how-to.md"
BLOCK = re.compile(r"^`(services/library/\w+\.py)`\n\n```python\n(.*?)^```", re.M | re.S)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceHarness]:
    """The service of the page, written to a folder, its migration made, and started."""
    root = tmp_path_factory.mktemp("how-to")
    for name, code in BLOCK.findall(PAGE.read_text()):
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(code)
    (root / "services" / "library" / "__init__.py").write_text("")
    services.__path__.append(str(root / "services"))
    try:
        runtime = compose("library", Settings(data_dir=root / "draft"))
        revise(runtime, "Books")
        runtime.database.dispose()
        harness = ServiceHarness("library")
        yield harness
        harness.close()
    finally:
        services.__path__.remove(str(root / "services"))
        for name in [name for name in sys.modules if name.startswith("services.library")]:
            del sys.modules[name]


def test_page_shows_every_file(library: ServiceHarness) -> None:
    names = {Path(name).stem for name, _code in BLOCK.findall(PAGE.read_text())}
    assert names == {"books", "events", "handlers", "base", "service"}
    assert find("library").resources[0].name == "library.book"


def test_kind_of_record_has_everything_by_declaration(library: ServiceHarness) -> None:
    book = library.post("/books", {"title": "Egri csillagok", "shelf": "G1"}).json
    library.patch(f"/books/{book['id']}", {"shelf": "G2"})
    assert library.get("/books?q=egri&filter[shelf]=G2").json["data"][0]["title"] == "Egri csillagok"
    assert library.get(f"/books/{book['id']}/history").json["data"][0]["changes"] == {"shelf": ["G1", "G2"]}
    assert "Egri csillagok" in library.get("/books/export?format=csv").get_data(as_text=True)
    meta = library.get("/meta").json["kinds"][0]
    assert [action["name"] for action in meta["actions"]] == ["lend"]
    assert {"view", "create", "edit", "delete", "import", "export", "lend"} <= set(meta["verbs"])
    paths = library.get("/openapi.json").json["paths"]
    assert paths["/books/{id}/lend"]["post"]["x-permission"] == "library.book:lend"


def test_permission_is_asked_for_each_verb(library: ServiceHarness) -> None:
    reader = library.as_(library__book={"verbs": ["view"]})
    assert reader.request("GET", "/books").status_code == 200
    assert reader.request("POST", "/books", {"title": "x"}).status_code == 403


def test_action_guards_and_emits(library: ServiceHarness) -> None:
    book = library.post("/books", {"title": "Abigél"}).json
    assert library.post(f"/books/{book['id']}/lend", {"reader": "Nagy Béla"}).json["status"] == "out"
    refused = library.request("POST", f"/books/{book['id']}/lend", {"reader": "Kis Pál"})
    assert (refused.status_code, refused.json["code"]) == (409, "book_is_out")
    lent = library.events("library.BookLent")
    assert [event.data for event in lent] == [{"title": "Abigél", "reader": "Nagy Béla"}]


def test_handler_takes_effect_once(library: ServiceHarness) -> None:
    book = library.post("/books", {"title": "Iskola a határon"}).json
    library.post(f"/books/{book['id']}/lend", {"reader": "Tóth Éva"})
    event = {"old_name": "Tóth Éva", "name": "Szabó Éva"}
    event_id = "01932f6e-7c00-7000-8000-00000000b00c"
    library.deliver("readers.ReaderRenamed", event, event_id=event_id)
    library.deliver("readers.ReaderRenamed", {"old_name": "Szabó Éva", "name": "X"}, event_id=event_id)
    assert library.get(f"/books/{book['id']}").json["reader"] == "Szabó Éva"
