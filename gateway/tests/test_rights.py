"""From profiles to rules: what several profiles give together, and what patterns mean."""

from __future__ import annotations

from chassis.identity import Rule
from gateway.rights import combine, expand, nearest
from gateway.tests.world import Door

KNOWN = {
    "sales.invoice": frozenset({"view", "create", "edit", "issue"}),
    "sales.order": frozenset({"view", "create"}),
    "sales.audit": frozenset({"view"}),
    "contacts.person": frozenset({"view", "edit"}),
}


def test_nothing_is_allowed_by_no_profile() -> None:
    assert expand([], KNOWN) == {}
    assert expand([{}], KNOWN) == {}


def test_verbs_add_up_and_the_widest_scope_wins() -> None:
    one = Rule(frozenset({"view", "edit"}), view="own", edit="own")
    two = Rule(frozenset({"view"}), view="all", edit="all")
    union = combine([one, two])
    assert union.verbs == {"view", "edit"}
    assert union.view == "all"
    assert union.edit == "own", "a profile that cannot edit does not widen what may be edited"


def test_a_field_is_hidden_only_if_all_who_show_the_record_hide_it() -> None:
    one = Rule(frozenset({"view"}), hidden=frozenset({"total", "note"}), read_only=frozenset({"number"}))
    two = Rule(frozenset({"view"}), hidden=frozenset({"total"}))
    assert combine([one, two]).hidden == {"total"}
    assert combine([one, two]).read_only == frozenset()
    assert combine([one]).read_only == {"number"}


def test_a_service_pattern_covers_its_kinds_but_not_what_runs_the_system() -> None:
    rules = expand([{"sales.*": {"verbs": ["*"]}}], KNOWN)
    assert set(rules) == {"sales.invoice", "sales.order"}
    assert "issue" in rules["sales.invoice"].verbs


def test_the_nearest_pattern_of_a_profile_holds() -> None:
    rules = {"*": {"verbs": ["view"]}, "sales.*": {"verbs": ["create"]}, "sales.invoice": {"verbs": ["issue"]}}
    assert nearest(rules, "sales.invoice") == {"verbs": ["issue"]}
    assert nearest(rules, "sales.order") == {"verbs": ["create"]}
    assert nearest(rules, "contacts.person") == {"verbs": ["view"]}
    assert nearest(rules, "sales.audit") is None
    assert nearest(rules | {"*.audit": {"verbs": ["view"]}}, "sales.audit") == {"verbs": ["view"]}


def test_a_change_of_a_profile_holds_from_the_next_request_on(door: Door) -> None:
    admin, seller = door.admin(), door.as_("seller")
    assert seller.status("GET", "/users") == 200
    assert seller.status("GET", "/profiles") == 403
    profile = next(p for p in admin.get("/profiles")["data"] if p["name"] == "Értékesítés")
    rules = admin.get(f"/profiles/{profile['id']}")["rules"]
    del rules["gateway.user"]
    admin.patch(f"/profiles/{profile['id']}", {"rules": {**rules, "gateway.profile": {"verbs": ["view"]}}})
    assert seller.status("GET", "/users") == 403
    assert seller.status("GET", "/profiles") == 200


def test_a_group_brings_its_profiles(door: Door) -> None:
    admin, seller = door.admin(), door.as_("seller")
    profile = admin.post("/profiles", {"name": "Szerepek", "rules": {"gateway.role": {"verbs": ["view", "create"]}}})
    group = admin.post("/groups", {"name": "Szervezők", "profiles": [{"profile_id": profile["id"]}]})
    assert seller.status("POST", "/roles", {"name": "Új"}) == 403
    me = seller.get("/gateway/my/profile")["id"]
    admin.patch(f"/users/{me}", {"groups": [{"group_id": group["id"]}]})
    assert seller.status("POST", "/roles", {"name": "Új"}) == 201
    admin.patch(f"/users/{me}", {"groups": []})
    assert seller.status("POST", "/roles", {"name": "Új kettő"}) == 403


def test_a_deleted_profile_gives_nothing(door: Door) -> None:
    admin, seller = door.admin(), door.as_("seller")
    profile = next(p for p in admin.get("/profiles")["data"] if p["name"] == "Értékesítés")
    assert admin.status("DELETE", f"/profiles/{profile['id']}") == 204
    assert seller.status("GET", "/users") == 403


def test_rules_that_do_not_fit_are_named(door: Door) -> None:
    admin = door.admin()
    for bad in ([1], {"sales.invoice": []}, {"a": {"view": "some"}}, {"a": {"verbs": "view"}}, {"a": {"b": 1}}):
        response = admin.request("POST", "/profiles", {"name": "Rossz", "rules": bad})
        assert response.status_code == 422, bad
        assert "rules" in response.json["errors"]


def test_nobody_hands_on_more_than_an_administrator_would(door: Door) -> None:
    """Somebody who may edit users, roles, groups and profiles still makes no administrator, and unmakes none."""
    admin = door.admin()
    verbs = {"verbs": ["view", "create", "edit", "delete", "set-password"]}
    rules = {f"gateway.{noun}": verbs for noun in ("user", "role", "group", "profile")}
    profile = admin.post("/profiles", {"name": "Személyügy", "rules": rules})
    helper = admin.get("/users?filter[username]=helpdesk")["data"][0]
    admin.patch(f"/users/{helper['id']}", {"profiles": [{"profile_id": profile["id"]}]})
    admin_user = admin.get("/users?filter[username]=admin")["data"][0]
    everything = next(p for p in admin.get("/profiles")["data"] if p["everything"])
    top = admin.post("/groups", {"name": "Vezetők", "profiles": [{"profile_id": everything["id"]}]})

    clerk = door.as_("helpdesk")
    lines = {"profiles": [{"profile_id": everything["id"]}]}
    assert clerk.status("PATCH", f"/users/{helper['id']}", {"name": "Varga E."}) == 200
    assert clerk.status("PATCH", f"/users/{helper['id']}", {"role_id": admin_user["role_id"]}) == 403
    assert clerk.status("PATCH", f"/users/{helper['id']}", lines) == 403
    assert clerk.status("PATCH", f"/users/{helper['id']}", {"groups": [{"group_id": top["id"]}]}) == 403
    new = {"name": "Új", "username": "uj", "role_id": admin_user["role_id"]}
    assert clerk.status("POST", "/users", new) == 403
    assert clerk.status("POST", f"/users/{admin_user['id']}/set-password", {"password": "a new phrase 1"}) == 403
    assert clerk.status("PATCH", f"/users/{admin_user['id']}", {"active": False}) == 403
    assert clerk.status("DELETE", f"/users/{admin_user['id']}") == 403
    assert clerk.status("PATCH", f"/roles/{helper['role_id']}", lines) == 403
    assert clerk.status("POST", "/roles", {"name": "Vezér", **lines}) == 403
    assert clerk.status("POST", "/groups", {"name": "Vezérek", **lines}) == 403
    assert clerk.status("PATCH", f"/profiles/{profile['id']}", {"everything": True}) == 403
    assert clerk.status("PATCH", f"/profiles/{everything['id']}", {"everything": False}) == 403
    assert clerk.status("DELETE", f"/profiles/{everything['id']}") == 403
    assert clerk.status("DELETE", f"/groups/{top['id']}") == 403
    assert clerk.status("GET", "/operations") == 403
