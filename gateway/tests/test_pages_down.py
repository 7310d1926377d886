"""A service that does not answer takes its own part of a page with it, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from chassis.client import Unreachable
from gateway.standard_rights import DEMO_PASSWORD
from gateway.tests.world import World


class Silent:
    """A transport to nowhere."""

    def send(self, *given: Any, **options: Any) -> Any:
        """Nobody answers."""
        raise Unreachable("helpdesk", "nobody answers")


@pytest.fixture
def manager(pages: World) -> Any:
    """A browser signed in as the sales manager."""
    client = pages.app.test_client()
    token = client.get("/login").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    form = {"csrf_token": token, "username": "manager", "password": DEMO_PASSWORD}
    assert client.post("/login", data=form).status_code == 303
    return client


def test_every_fragment_is_a_page_too(manager: Any) -> None:
    whole = manager.get("/contacts/organizations")
    part = manager.get("/contacts/organizations", headers={"HX-Request": "true", "HX-Target": "div#list"})
    assert b"<html" in whole.data
    assert b"<html" not in part.data
    assert part.data.strip().startswith(b'<div id="list">')
    assert "HX-Request" in part.headers["Vary"]


def test_pages_forbid_inline_script_and_contain_none(manager: Any) -> None:
    page = manager.get("/")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    text = page.get_data(as_text=True)
    assert " style=" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src=')


def test_a_silent_service_leaves_the_rest_standing(pages: World, manager: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    manager.get("/")
    clients = pages.gateway.services.clients
    monkeypatch.setitem(clients, "helpdesk", replace(clients["helpdesk"], transport=Silent()))  # type: ignore[arg-type]
    dashboard = manager.get("/")
    assert dashboard.status_code == 200
    assert "Ez a rész most nem válaszol." in dashboard.get_data(as_text=True)
    assert "Bevétel havonta" in dashboard.get_data(as_text=True)
    tickets = manager.get("/helpdesk/tickets")
    assert tickets.status_code == 200
    assert "Ez a rész most nem válaszol." in tickets.get_data(as_text=True)
    assert 'href="/helpdesk/tickets"' in tickets.get_data(as_text=True)
    assert manager.get("/contacts/organizations").status_code == 200
