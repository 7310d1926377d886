"""The gateway's own SQL on PostgreSQL: sign-in, throttling, the tree of roles, what belongs to a person."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway import sessions
from gateway.tests.test_users_and_roles import role, user
from gateway.tests.world import Browser, Door
from tests.support.servers import databases

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def big_door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with databases("gateway") as template:
        made = Door(tmp_path_factory.mktemp("pg"), database_url=template.replace("{service}", "gateway"))
        yield made
        made.close()


def test_sessions_and_tokens(big_door: Door) -> None:
    seller = big_door.as_("seller")
    assert seller.get("/gateway/my/profile")["role_path"] == "/admin/manager/seller/"
    assert [row["channel"] for row in seller.get("/gateway/my/sessions")["data"]] == ["api"]
    browser = Browser(big_door)
    assert browser.sign_in("seller").status_code == 200
    assert browser.client.get("/api/v1/gateway/my/profile").status_code == 200
    assert seller.status("DELETE", "/auth/token") == 204
    assert seller.status("GET", "/gateway/my/profile") == 401


def test_throttling(big_door: Door) -> None:
    for _ in range(sessions.PER_USERNAME):
        assert big_door.sign_in("finance", "wrong").status_code == 401
    assert big_door.sign_in("finance").status_code == 429


def test_the_tree_of_roles(big_door: Door) -> None:
    admin = big_door.admin()
    seller = role(admin, "seller")
    admin.patch(f"/roles/{seller['id']}", {"parent_id": role(admin, "admin")["id"], "name": "Eladó"})
    assert role(admin, "junior")["path"] == "/admin/seller/junior/"
    assert user(admin, "junior")["role_path"] == "/admin/seller/junior/"
    assert user(admin, "seller2")["role_name"] == "Eladó"
    taken = admin.request("POST", "/roles", {"name": "Eladó"})
    assert (taken.status_code, "name" in taken.json["errors"]) == (422, True)


def test_ones_own_things(big_door: Door) -> None:
    helpdesk = big_door.as_("helpdesk")
    view = {"kind": "helpdesk.ticket", "name": "Sürgős", "query": "filter[priority]=high", "columns": ["subject"]}
    assert helpdesk.post("/gateway/my/views", view)["id"] == helpdesk.post("/gateway/my/views", view)["id"]
    assert len(helpdesk.get("/gateway/my/views?kind=helpdesk.ticket")["data"]) == 1
    for n in range(22):
        body = {"kind": "helpdesk.ticket", "record_id": f"01932f6e-7c00-7000-8000-0000000000{n:02}", "title": str(n)}
        helpdesk.post("/gateway/my/recent", body)
    assert len(helpdesk.get("/gateway/my/bookmarks")["recent"]) == 20
    assert helpdesk.get("/gateway/my/notifications") == {"data": [], "unread": 0}
