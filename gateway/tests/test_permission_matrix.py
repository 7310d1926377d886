"""Every operation of every service, and which of the demo roles may call it.

The table is `permissions.txt`. After a deliberate change make it anew: `KAPOCS_WRITE_SNAPSHOTS=1 pytest <this file>`,
and read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

from gateway.problems import BackendError
from gateway.routing import Operation
from gateway.standard_rights import DEMO_USERS
from gateway.tests.world import World

SNAPSHOT = Path(__file__).parent / "permissions.txt"
PEOPLE = ["admin", *DEMO_USERS]


def allowed(world: World, username: str, operation: Operation) -> bool:
    """What the door decides, by the very function that each request passes."""
    from gateway.demo import identity_of

    path = operation.path.replace("{", "").replace("}", "")
    try:
        world.gateway.services.decide(identity_of(world.gateway, username), operation.service, operation.method, path)
    except BackendError as error:
        if error.status == 403:
            return False
        raise
    return True


def operations(world: World) -> list[Operation]:
    services = world.gateway.services
    found = [op for service in services.clients for op in services.route_map(service).operations]
    return sorted(found, key=lambda op: (op.service, op.path, op.method))


def table(world: World) -> str:
    lines = []
    for op in operations(world):
        may = [username for username in PEOPLE if allowed(world, username, op)]
        who = "everybody" if may == PEOPLE else " ".join(may)
        lines.append(f"{op.method:<6} /{op.service}{op.path}  [{op.permission}]  {who}")
    return "\n".join(lines) + "\n"


def test_who_may_call_what(world: World) -> None:
    found = table(world)
    if os.environ.get("KAPOCS_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(found)
    assert found.splitlines() == SNAPSHOT.read_text().splitlines()


def test_no_operation_is_left_out_for_want_of_a_permission(world: World) -> None:
    services = world.gateway.services
    for service in services.clients:
        documented = sum(len(item) for item in services.route_map(service).document["paths"].values())
        assert documented == len(services.route_map(service).operations), service


def test_the_api_answers_as_the_table_says(world: World) -> None:
    """Lists without a path parameter, called for real by everybody."""
    lists = [op for op in operations(world) if op.method == "GET" and "{" not in op.path and not op.public]
    assert len(lists) > 30
    for username in PEOPLE[1:]:
        caller = world.as_(username)
        for op in lists:
            status = caller.status("GET", f"/{op.service}{op.path}")
            assert (status == 403) is not allowed(world, username, op), (username, op.path, status)


def test_what_is_denied_is_denied_before_the_body_is_read(world: World) -> None:
    auditor = world.as_("auditor")
    writing = [op for op in operations(world) if op.method != "GET" and not op.public and op.kind and op.verb != "view"]
    assert len(writing) > 100
    for op in writing:
        path = op.path.replace("{", "").replace("}", "")
        assert auditor.status(op.method, f"/{op.service}{path}") == 403, op


def test_many_at_once_asks_for_the_right_of_each_step(world: World) -> None:
    body = {"action": "delete", "ids": ["01932f6e-7c00-7000-8000-000000000000"], "data": {}}
    assert world.as_("auditor").status("POST", "/sales/orders/bulk", body) == 403
    assert world.as_("seller").status("POST", "/sales/orders/bulk", body) == 200
    assert world.as_("warehouse").status("POST", "/sales/orders/bulk", {**body, "action": "cancel"}) == 403


def test_a_record_one_may_not_see_does_not_exist(world: World) -> None:
    """Seller, seller2 and the junior below them: each sees his own and those below."""
    leads = {}
    for username in ("seller", "seller2", "junior"):
        leads[username] = world.as_(username).post("/sales/leads", {"company_name": f"{username} Kft."})["id"]
    seller = world.as_("seller")
    assert seller.status("GET", f"/sales/leads/{leads['seller']}") == 200
    assert seller.status("GET", f"/sales/leads/{leads['junior']}") == 200
    assert seller.status("GET", f"/sales/leads/{leads['seller2']}") == 404
    assert world.as_("junior").status("GET", f"/sales/leads/{leads['seller']}") == 404
    assert world.as_("manager").status("GET", f"/sales/leads/{leads['seller2']}") == 200
    assert seller.status("PATCH", f"/sales/leads/{leads['seller2']}", {}) == 404
    listed = {row["id"] for row in seller.get("/sales/leads", query_string={"limit": "200"})["data"]}
    assert leads["seller"] in listed
    assert leads["seller2"] not in listed
