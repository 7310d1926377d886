"""What the tests of the gateway stand on: the real application, called as a person or a program would."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask import Flask

from chassis.client import LocalTransport, ServiceClient, Transport
from chassis.migrate import migrate
from chassis.runtime import compose
from chassis.settings import Settings
from chassis.web import make_app as make_service_app
from gateway.app import Gateway, make_app
from gateway.auth import csrf_token, open_session
from gateway.embedded import Embedded
from gateway.standard_rights import DEMO_PASSWORD

ADMIN_PASSWORD = "an administrator's phrase"


class Caller:
    """One person with a bearer token."""

    def __init__(self, app: Flask, token: str) -> None:
        self.client = app.test_client(use_cookies=False)
        self.token = token

    def request(self, method: str, path: str, json: Any = None, **options: Any) -> Any:
        """Call the public API; the response."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.client.open(f"/api/v1{path}", method=method, json=json, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """The body of a GET that succeeds."""
        return _good(self.request("GET", path, **options)).json

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        """The body of a POST that succeeds."""
        return _good(self.request("POST", path, {} if json is None else json, **options)).json

    def patch(self, path: str, json: Any, **options: Any) -> Any:
        """The body of a PATCH that succeeds."""
        return _good(self.request("PATCH", path, json, **options)).json

    def status(self, method: str, path: str, json: Any = None, **options: Any) -> int:
        """The status only."""
        return int(self.request(method, path, json, **options).status_code)


def _good(response: Any) -> Any:
    assert response.status_code < 400, f"{response.status_code}: {response.get_data(as_text=True)}"
    return response


class Door:
    """The gateway in front of itself, and of whatever transports a test puts behind it."""

    def __init__(self, folder: Path, *, database_url: str = "", **others: Transport) -> None:
        urls = {"gateway": database_url} if database_url else {}
        self.runtime = compose("gateway", Settings(data_dir=folder, database_urls=urls))
        migrate(self.runtime)
        clients = {name: ServiceClient(name, transport, self.runtime.signer) for name, transport in others.items()}
        own = LocalTransport(make_service_app(self.runtime))
        clients["gateway"] = ServiceClient("gateway", own, self.runtime.signer)
        self.app = make_app(self.runtime, clients, pages=False)
        add_test_pages(self.app)

    @property
    def gateway(self) -> Gateway:
        """The gateway's parts."""
        found: Gateway = self.app.extensions["kapocs"]
        return found

    def sign_in(self, username: str, password: str = DEMO_PASSWORD, **options: Any) -> Any:
        """The response to asking for a token."""
        body = {"username": username, "password": password}
        return self.app.test_client().post("/api/v1/auth/token", json=body, **options)

    def as_(self, username: str, password: str = DEMO_PASSWORD) -> Caller:
        """Somebody with a token."""
        response = self.sign_in(username, password)
        assert response.status_code == 200, response.get_data(as_text=True)
        return Caller(self.app, response.json["access_token"])

    def admin(self) -> Caller:
        """The administrator, whose generated password is replaced first."""
        from gateway.cli import select, store_password
        from gateway.users.models import User

        with self.runtime.transaction() as session:
            store_password(session, session.scalars(select(User).where(User.username == "admin")).one(), ADMIN_PASSWORD)
        return self.as_("admin", ADMIN_PASSWORD)

    def close(self) -> None:
        """Let everything go."""
        self.gateway.services.close()
        self.runtime.database.dispose()


class World(Door):
    """The gateway in front of all services, embedded."""

    def __init__(self, folder: Path, *, pages: bool = False) -> None:
        self.embedded = Embedded(Settings(data_dir=folder), pages=pages)
        self.runtime = self.embedded.runtimes["gateway"]
        self.app = self.embedded.app
        if not pages:
            add_test_pages(self.app)
        self.embedded.start()
        self.settle()

    def settle(self) -> None:
        """Wait until every event has had its effect."""
        self.embedded.bus.settle(60)

    def close(self) -> None:
        """Let everything go."""
        self.embedded.stop()


def add_test_pages(app: Flask) -> None:
    """A login form and a page that takes a form, as the real pages have them."""

    @app.get("/test/form")
    def form() -> str:
        return f'<input name="csrf_token" value="{csrf_token()}">'

    @app.post("/test/login")
    def login() -> str:
        from flask import request

        return open_session(request.form["username"], request.form["password"]).identity.name

    @app.post("/test/change")
    def change() -> str:
        return "changed"


class Browser:
    """A browser with cookies, on the pages."""

    def __init__(self, door: Door) -> None:
        self.client = door.app.test_client()

    def token(self) -> str:
        """The CSRF token of a form as it stands now."""
        page = self.client.get("/test/form").get_data(as_text=True)
        found = re.search(r'value="([^"]+)"', page)
        assert found, page
        return found[1]

    def sign_in(self, username: str, password: str = DEMO_PASSWORD) -> Any:
        """Fill in and send the login form."""
        form = {"username": username, "password": password, "csrf_token": self.token()}
        return self.client.post("/test/login", data=form)
