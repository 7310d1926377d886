"""Users and the tree of roles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from chassis.events import parse
from chassis.tables import audit, outbox
from gateway.tests.world import ADMIN_PASSWORD, Caller, Door


def events(door: Door, event_type: str) -> list[Any]:
    with door.runtime.reading() as session:
        found = [parse(body) for body in session.scalars(select(outbox.c.body).order_by(outbox.c.id))]
    return [event for event in found if event.type == event_type]


def role(caller: Caller, code: str) -> dict[str, Any]:
    return next(r for r in caller.get("/roles", query_string={"limit": "200"})["data"] if r["code"] == code)


def user(caller: Caller, username: str) -> dict[str, Any]:
    return next(u for u in caller.get("/users", query_string={"limit": "200"})["data"] if u["username"] == username)


def test_the_first_start_makes_the_demo_users_in_their_roles(door: Door) -> None:
    made = {event.data["username"]: event.data["role_path"] for event in events(door, "gateway.UserCreated")}
    assert made["admin"] == "/admin/"
    assert made["seller"] == made["seller2"] == "/admin/manager/seller/"
    assert made["junior"] == "/admin/manager/seller/junior/"
    assert set(made) == {
        "admin", "manager", "seller", "seller2", "junior", "warehouse", "helpdesk", "finance", "auditor",
    }  # fmt: skip


def test_a_new_user_enters_only_with_a_password(door: Door) -> None:
    admin = door.admin()
    data = {"name": "Új Ember", "username": "UJ.Ember", "email": "uj@pelda.hu", "role_id": role(admin, "seller")["id"]}
    made = admin.post("/users", data)
    assert made["username"] == "uj.ember"
    assert door.sign_in("uj.ember", "").status_code == 422
    assert door.sign_in("uj.ember", "anything").status_code == 401
    admin.post(f"/users/{made['id']}/set-password", {"password": "  blanks at the ends  "})
    assert door.sign_in("uj.ember", "  blanks at the ends  ").status_code == 200
    assert events(door, "gateway.UserCreated")[-1].data["role_path"] == "/admin/manager/seller/"


def test_usernames_are_unique_whatever_their_case(door: Door) -> None:
    admin = door.admin()
    data = {"name": "Másik", "username": "SELLER", "role_id": role(admin, "seller")["id"]}
    assert "username" in admin.request("POST", "/users", data).json["errors"]


def test_passwords_stand_in_no_answer_audit_or_event(door: Door) -> None:
    admin = door.admin()
    seller = user(admin, "seller")
    answer = admin.request("POST", f"/users/{seller['id']}/set-password", {"password": "Xyzzy-secret-phrase"})
    with door.runtime.reading() as session:
        changes = session.scalars(select(audit.c.changes)).all()
        bodies = session.scalars(select(outbox.c.body)).all()
    everywhere = f"{answer.get_data(as_text=True)} {changes} {bodies}"
    assert "Xyzzy" not in everywhere
    assert "argon2" not in everywhere


def test_moving_a_role_moves_all_below_and_tells_of_every_user(door: Door) -> None:
    admin = door.admin()
    before = len(events(door, "gateway.UserChanged"))
    admin.patch(f"/roles/{role(admin, 'seller')['id']}", {"parent_id": role(admin, "finance")["id"]})
    assert role(admin, "seller")["path"] == "/admin/finance/seller/"
    assert role(admin, "junior")["path"] == "/admin/finance/seller/junior/"
    told = {e.data["username"]: e.data["role_path"] for e in events(door, "gateway.UserChanged")[before:]}
    assert told == {
        "seller": "/admin/finance/seller/",
        "seller2": "/admin/finance/seller/",
        "junior": "/admin/finance/seller/junior/",
    }
    assert user(admin, "junior")["role_path"] == "/admin/finance/seller/junior/"


def test_a_role_cannot_come_below_itself(door: Door) -> None:
    admin = door.admin()
    seller, junior = role(admin, "seller"), role(admin, "junior")
    for parent in (seller, junior):
        response = admin.request("PATCH", f"/roles/{seller['id']}", {"parent_id": parent["id"]})
        assert response.status_code == 422
        assert "parent_id" in response.json["errors"]


def test_a_role_in_use_is_not_deleted(door: Door) -> None:
    admin = door.admin()
    response = admin.request("DELETE", f"/roles/{role(admin, 'manager')['id']}")
    assert response.status_code == 409
    assert response.json["code"] == "role_in_use"
    made = admin.post("/roles", {"name": "Próba"})
    assert made["path"] == "/proba/"
    assert admin.status("DELETE", f"/roles/{made['id']}") == 204


def test_another_role_gives_another_path(door: Door) -> None:
    admin = door.admin()
    seller = user(admin, "seller")
    changed = admin.patch(f"/users/{seller['id']}", {"role_id": role(admin, "warehouse")["id"]})
    assert (changed["role_name"], changed["role_path"]) == ("Raktáros", "/admin/warehouse/")
    assert door.as_("seller").status("GET", "/roles") == 200


def test_nobody_switches_himself_off(door: Door) -> None:
    admin = door.admin()
    me = admin.get("/gateway/my/profile")["id"]
    assert admin.status("PATCH", f"/users/{me}", {"active": False}) == 409
    assert admin.status("DELETE", f"/users/{me}") == 409
    assert door.sign_in("admin", ADMIN_PASSWORD).status_code == 200


def test_people_change_their_own_profile_and_nobody_elses(door: Door) -> None:
    seller = door.as_("seller")
    mine = seller.patch("/gateway/my/profile", {"language": "en", "theme": "dark"})
    assert (mine["language"], mine["theme"], mine["email"]) == ("en", "dark", "seller@kapocs.example")
    assert seller.status("PATCH", "/gateway/my/profile", {"role_id": mine["role_id"]}) == 422
    assert seller.status("PATCH", f"/users/{mine['id']}", {"name": "Más"}) == 403


def test_saved_views_are_ones_own_unless_shared(door: Door) -> None:
    one, two = door.as_("seller"), door.as_("seller2")
    view = {"kind": "sales.invoice", "name": "Lejárt", "query": "filter[status]=issued", "columns": ["number"]}
    made = one.post("/gateway/my/views", view)
    path = "/gateway/my/views?kind=sales.invoice"
    assert two.get(path)["data"] == []
    again = one.post("/gateway/my/views", {**view, "shared": True})
    assert again["id"] == made["id"]
    assert [(v["name"], v["mine"]) for v in two.get(path)["data"]] == [("Lejárt", False)]
    assert two.status("DELETE", f"/gateway/my/views/{made['id']}") == 404
    assert one.status("DELETE", f"/gateway/my/views/{made['id']}") == 200
    assert two.get(path)["data"] == []


def test_bookmarks(door: Door) -> None:
    seller = door.as_("seller")
    record = {"kind": "sales.invoice", "record_id": "01932f6e-7c00-7000-8000-000000000000", "title": "2026/1"}
    seller.post("/gateway/my/favourites", record)
    for n in range(25):
        seller.post("/gateway/my/recent", {**record, "record_id": record["record_id"][:-2] + f"{n:02}"})
    found = seller.get("/gateway/my/bookmarks")
    assert [f["title"] for f in found["favourites"]] == ["2026/1"]
    assert len(found["recent"]) == 20
    assert found["recent"][0]["record_id"].endswith("24")
    assert seller.post("/gateway/my/favourites", {**record, "on": False})["favourites"] == []
