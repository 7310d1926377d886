"""The distributed way: a service behind real HTTP."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from werkzeug.serving import BaseWSGIServer, make_server

from chassis.client import HttpTransport
from chassis.migrate import migrate
from chassis.runtime import compose
from chassis.web import make_app as make_service_app
from gateway.tests.world import ADMIN_PASSWORD, Caller, Door

NAME = "Őrség & Társa 100% Kft. / Zrt."


class Street:
    """The gateway and contacts, each with a database of its own, with HTTP between them."""

    def __init__(self, folder: Path) -> None:
        self.server: BaseWSGIServer = make_server("127.0.0.1", 0, lambda environ, start: self.contacts(environ, start))
        self.door = Door(folder, contacts=HttpTransport("contacts", f"http://127.0.0.1:{self.server.server_port}"))
        self.runtime = compose("contacts", self.door.runtime.settings)
        migrate(self.runtime)
        self.contacts = make_service_app(self.runtime)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def stop(self) -> None:
        """Take contacts away."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def street(tmp_path: Path, first_start: Path) -> Iterator[Street]:
    shutil.copytree(first_start, tmp_path, dirs_exist_ok=True)
    made = Street(tmp_path)
    yield made
    if made.thread.is_alive():
        made.stop()
    made.door.close()
    made.runtime.database.dispose()


def admin(street: Street) -> Caller:
    street.door.admin()
    return street.door.as_("admin", ADMIN_PASSWORD)


def test_records_files_and_refusals_go_through_unharmed(street: Street) -> None:
    caller = admin(street)
    made = caller.post("/contacts/organizations", {"name": NAME})
    path = f"/contacts/organizations/{made['id']}"
    found = caller.get("/contacts/organizations", query_string={"filter[name]": NAME, "total": "1"})
    assert (found["total"], found["data"][0]["name"]) == (1, NAME)
    assert caller.status("PATCH", path, {"name": "x"}, headers={"If-Match": '"9"'}) == 412
    content = bytes(range(256)) * 500
    form = {"file": (io.BytesIO(content), "árlista.bin")}
    response = caller.request("POST", f"{path}/attachments", data=form)
    assert response.status_code == 201
    back = caller.request("GET", f"{path}/attachments/{response.json['id']}")
    assert back.data == content
    assert "%C3%A1rlista.bin" in back.headers["Content-Disposition"]
    assert caller.status("DELETE", path) == 204
    assert caller.status("GET", path) == 404


def test_the_same_key_gives_the_same_answer_through_the_gateway(street: Street) -> None:
    caller = admin(street)
    headers = {"Idempotency-Key": "once"}
    first = caller.request("POST", "/contacts/organizations", {"name": NAME}, headers=headers)
    again = caller.request("POST", "/contacts/organizations", {"name": NAME}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]


def test_a_dead_service_is_503_and_named_in_what_is_composed(street: Street) -> None:
    caller = admin(street)
    assert caller.status("GET", "/contacts/organizations") == 200
    street.stop()
    response = caller.request("GET", "/contacts/organizations")
    assert (response.status_code, response.json["code"]) == (503, "unavailable")
    assert caller.get("/search", query_string={"q": "x"})["unavailable"] == ["contacts"]
    assert caller.get("/audit")["unavailable"] == ["contacts"]
