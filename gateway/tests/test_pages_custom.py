"""Custom fields in the pages, without script: defined, ordered, used in forms, lists and filters, removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.standard_rights import DEMO_PASSWORD
from gateway.tests.world import ADMIN_PASSWORD, World

BASE = "/settings/custom-fields/contacts/organization"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """All services with the pages."""
    made = World(tmp_path_factory.mktemp("pages"), pages=True)
    yield made
    made.close()


class Reader:
    """A browser without script."""

    def __init__(self, app: Any, username: str, password: str) -> None:
        self._client = app.test_client()
        self.status = self.post("/login", username=username, password=password).status_code

    def read(self, path: str) -> str:
        """A page's text."""
        answer = self._client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.get_data(as_text=True))

    def code(self, path: str) -> int:
        """How a page answers."""
        return int(self._client.get(path).status_code)

    def post(self, path: str, **form: Any) -> Any:
        """Send a form."""
        page = self._client.get("/login" if path == "/login" else "/profile").get_data(as_text=True)
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        return self._client.post(path, data={"csrf_token": token, **form})


def test_a_field_is_made_used_ordered_removed_and_brought_back(pages: World) -> None:
    pages.admin()
    admin = Reader(pages.app, "admin", ADMIN_PASSWORD)
    assert "custom-fields" in admin.read("/")
    assert "type=multi_choice" in admin.read(f"{BASE}/new")
    bad = admin.post(f"{BASE}/new", type="money", label_hu="Keret")
    assert bad.status_code == 422
    assert 'id="e-currency"' in bad.get_data(as_text=True)
    made = admin.post(f"{BASE}/new", type="money", label_hu="Keret", currency="HUF", listed="1", default="12,5")
    assert made.status_code == 303
    rows = {"choices.0.label_hu": "Bútor", "choices.1.label_hu": "Papír", "choices.1.colour": "green"}
    assert admin.post(f"{BASE}/new", type="multi_choice", label_hu="Érdeklődés", **rows).status_code == 303
    shown = admin.read(BASE)
    ids = re.findall(rf"{BASE}/([0-9a-f-]{{36}})/remove", shown)
    assert len(ids) == 2
    admin.post(f"{BASE}/{ids[1]}/move", to="up")
    assert re.findall(rf"{BASE}/([0-9a-f-]{{36}})/remove", admin.read(BASE)) == ids[::-1]
    assert 'value="12,5"' in admin.read("/contacts/organizations/new") or 'value="12.5"' in admin.read(
        "/contacts/organizations/new"
    )
    form = {"name": "Keretes Kft.", "custom.keret": "1500000", "custom.erdeklodes": ["", "butor", "papir"]}
    saved = admin.post("/contacts/organizations/new", **form)
    assert saved.status_code == 303, saved.get_data(as_text=True)[:500]
    where = saved.headers["Location"]
    assert "Papír" in admin.read(where)
    asked = "/contacts/organizations?filter[custom.erdeklodes][has]=papir&sort=-custom.keret"
    listed = admin.read(asked)
    assert "Keretes Kft." in listed
    assert "Keret" in listed
    inline = admin.post(f"{where}/field/custom.keret", **{"custom.keret": "nem szám", "version": "1"})
    assert inline.status_code == 422
    assert 'id="e-custom.keret"' in inline.get_data(as_text=True)
    undo = admin.post(f"{BASE}/{ids[0]}/remove")
    assert undo.status_code == 303
    assert "custom.keret" not in admin.read(where + "/edit")
    assert f"{BASE}/{ids[0]}/restore" in admin.read(BASE)
    admin.post(f"{BASE}/{ids[0]}/restore")
    assert "1500000" in admin.read(where + "/edit").replace("\xa0", "")


def test_who_may_not_define_fields_does_not_see_their_pages(pages: World) -> None:
    seller = Reader(pages.app, "seller", DEMO_PASSWORD)
    assert seller.status == 303
    assert "custom-fields" not in seller.read("/")
    assert [seller.code(path) for path in ("/settings/custom-fields", BASE, f"{BASE}/new")] == [403, 403, 403]
