"""A person's data as one ZIP: what every service holds, and nothing when one of them cannot answer."""

import contextlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chassis.identity import Identity
from chassis.settings import SERVICES
from gateway.problems import BackendError, Unavailable
from gateway.services import Services
from tests.support import northwind
from tests.support.northwind.api import Api
from tests.support.servers import databases

ADMIN = Identity("01932f6e-7c00-7000-8000-0000000000aa", "Kiss Anna", "anna", "/admin/", everything=True)
EMAIL = "aladar@hordozhato.example"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def api(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Api]:
    """An installation that knows a person."""
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(databases(*SERVICES)) if request.param == "postgresql" else ""
        yield stack.enter_context(northwind.embedded(tmp_path, url))


def services(api: Api) -> Services:
    """The gateway's way to the services."""
    return api._embedded.gateway.services


def test_the_zip_has_what_each_service_holds(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"family_name": "Hordozható", "emails": [{"email": EMAIL}], "notes": "szereti a teát"}
    who = api.post("/contacts/people", body)["id"]
    api.call("POST", f"/contacts/people/{who}/attachments", data={"file": (io.BytesIO(b"tartalom"), "level.txt")})
    api.post("/sales/leads", {"family_name": "Hordozható", "email": EMAIL, "description": "ajánlat"})
    ticket = {"subject": "Kérdés", "contact_email": EMAIL, "message": "Kérem az adataimat"}
    api.post("/helpdesk/tickets", ticket)
    api.settle()
    with zipfile.ZipFile(services(api).personal_data(ADMIN, "contacts.person", who, [EMAIL])) as archive:
        found: dict[str, Any] = {name: archive.read(name) for name in archive.namelist()}
    assert json.loads(found["contacts/person.json"])[0]["notes"] == "szereti a teát"
    assert json.loads(found["sales/lead.json"])[0]["description"] == "ajánlat"
    assert "Kérem az adataimat" in found["helpdesk/ticket.json"].decode()
    assert b"tartalom" in found.values()
    assert "timeline" in json.loads(found["contacts/other.json"])
    index = json.loads(found["index.json"])
    assert set(index["services"]) == set(api._embedded.runtimes)
    listed = {name for part in index["services"].values() for name in part["contents"]}
    assert listed == set(found) - {"index.json"}
    assert "Kiss Anna" not in found["contacts/changes.json"].decode(), "who did it is a colleague's data"

    nobody = Identity("01932f6e-7c00-7000-8000-0000000000ab", "Nagy Béla", "bela", "/admin/")
    with pytest.raises(BackendError) as refused:
        services(api).personal_data(nobody, "contacts.person", who, [])
    assert refused.value.status == 403

    def away(*_args: Any, **_more: Any) -> Any:
        raise Unavailable("helpdesk")

    real = services(api).send
    monkeypatch.setattr(services(api), "send", lambda i, s, *a, **m: away() if s == "helpdesk" else real(i, s, *a, **m))
    with pytest.raises(Unavailable):
        services(api).personal_data(ADMIN, "contacts.person", who, [EMAIL])
