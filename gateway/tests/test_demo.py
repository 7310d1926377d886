"""The demo firm: loaded once, and every page that a person can click to opens."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from gateway import demo
from gateway.standard_rights import DEMO_PASSWORD
from gateway.tests.world import World

LINK = re.compile(r'href="(/[^"#]*)"')
PAGES = 60


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("firm"), pages=True)
    assert made.embedded.load_demo() is True
    yield made
    made.close()


def test_the_demo_is_a_firm_at_work(firm: World) -> None:
    api = demo.Api(firm.gateway, "manager", firm.settle)
    for path in ("contacts/organizations", "sales/orders", "sales/invoices", "helpdesk/tickets", "mailer/messages"):
        assert api.get(f"/{path}", {"total": "1", "limit": "1"})["total"] > 5, path
    operations = firm.gateway.services.operations(demo.identity_of(firm.gateway, "admin"))
    assert [entry["parked"] for entry in operations["data"]] == [[]] * len(firm.gateway.services.clients)


def test_loading_again_changes_nothing(firm: World) -> None:
    api = demo.Api(firm.gateway, "manager", firm.settle)
    before = api.get("/sales/invoices", {"total": "1"})["total"]
    assert firm.embedded.load_demo() is False
    assert api.get("/sales/invoices", {"total": "1"})["total"] == before


def sign_in(firm: World, username: str) -> FlaskClient:
    client = firm.app.test_client()
    form = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    answer = client.post("/login", data={"username": username, "password": DEMO_PASSWORD, "csrf_token": token[1]})
    assert answer.status_code == 303
    return client


@pytest.mark.parametrize("username", ["manager", "seller", "warehouse", "helpdesk", "finance", "auditor"])
def test_no_link_leads_to_an_error(firm: World, username: str) -> None:
    client, seen, waiting, bad = sign_in(firm, username), set[str](), ["/"], {}
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0)
        if path in seen or path.startswith("/static") or "/export" in path:
            continue
        seen.add(path)
        answer = client.get(path)
        if answer.status_code >= 400:
            bad[path] = answer.status_code
        elif (answer.content_type or "").startswith("text/html"):
            waiting += [link.replace("&amp;", "&") for link in LINK.findall(answer.get_data(as_text=True))]
    assert bad == {}
    assert len(seen) == PAGES
