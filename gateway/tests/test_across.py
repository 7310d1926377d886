"""What spans services: documents, search, audit, events, operations, notifications."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.tests.world import World


@pytest.fixture(scope="module")
def organization(world: World) -> dict[str, Any]:
    """An organization that the seller made and the manager renamed."""
    made: dict[str, Any] = world.as_("seller").post("/contacts/organizations", {"name": "Árvíztűrő Tükörfúró Kft."})
    world.as_("manager").patch(f"/contacts/organizations/{made['id']}", {"name": "Ütvefúró Művek Kft."})
    world.settle()
    return made


def test_one_openapi_document_of_the_whole_api(world: World) -> None:
    from openapi_spec_validator import validate

    document = world.app.test_client().get("/api/openapi.json").json
    validate(document)
    assert "/api/v1/sales/invoices/{id}" in document["paths"]
    assert "/api/v1/users/{id}" in document["paths"]
    assert "/api/v1/auth/token" in document["paths"]
    ids = [op["operationId"] for item in document["paths"].values() for op in item.values() if "operationId" in op]
    assert len(ids) == len(set(ids)) > 200
    assert all(
        "x-permission" in op for item in document["paths"].values() for op in item.values() if "x-public" not in op
    )


def test_every_documented_path_leads_to_an_operation(world: World) -> None:
    document = world.app.test_client().get("/api/openapi.json").json
    client = world.app.test_client()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if operation.get("x-public"):
                continue
            response = client.open(path.replace("{", "").replace("}", ""), method=method.upper())
            assert response.status_code == 401, (method, path)


def test_one_asyncapi_document_of_all_events(world: World) -> None:
    document = world.app.test_client().get("/api/asyncapi.json").json
    assert document["asyncapi"].startswith("3.")
    assert {"gateway.UserChanged", "sales.InvoiceIssued", "contacts.OrganizationCreated"} <= set(document["channels"])
    for reference in _references(document):
        target: Any = document
        for part in reference.removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [ref for inner in value.values() for ref in _references(inner)]
    return [ref for inner in value for ref in _references(inner)] if isinstance(value, list) else []


def test_search_finds_records_of_all_services(world: World, organization: dict[str, Any]) -> None:
    found = world.as_("seller").get("/search", query_string={"q": "utvefuro"})
    assert [(hit["kind"], hit["id"]) for hit in found["data"]] == [("contacts.organization", organization["id"])]
    assert found["unavailable"] == []
    assert world.as_("warehouse").get("/search", query_string={"q": "utvefuro"})["data"], "the warehouse sees contacts"


def test_search_needs_words(world: World) -> None:
    assert world.as_("seller").status("GET", "/search") == 400
    assert world.as_("seller").status("GET", "/search?q=a&limit=many") == 400


def test_the_audit_says_who_changed_what_when_from_what_to_what(world: World, organization: dict[str, Any]) -> None:
    auditor = world.as_("auditor")
    query = {"record": organization["id"], "field": "name", "value": "ütvefúró"}
    found = auditor.get("/audit", query_string=query)["data"]
    assert len(found) == 1
    assert found[0]["actor"]["name"] == "Kovács Márta"
    assert found[0]["changes"]["name"] == ["Árvíztűrő Tükörfúró Kft.", "Ütvefúró Művek Kft."]
    assert auditor.get("/audit", query_string={**query, "actor": "Szabó Anna"})["data"] == []
    assert auditor.get("/audit", query_string={**query, "to": "2020-01-01T00:00:00Z"})["data"] == []


def test_the_audit_pages_through_all_services_without_gap_or_double(world: World, organization: dict[str, Any]) -> None:
    auditor = world.as_("auditor")
    whole = [row["id"] for row in auditor.get("/audit", query_string={"limit": "200"})["data"]]
    paged: list[str] = []
    cursor = None
    while len(paged) < len(whole):
        page = auditor.get("/audit", query_string={"limit": "7"} | ({"cursor": cursor} if cursor else {}))
        paged += [row["id"] for row in page["data"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged[: len(whole)] == whole
    assert whole == sorted(whole, reverse=True)
    kinds = {row["kind"].partition(".")[0] for row in auditor.get("/audit", query_string={"limit": "200"})["data"]}
    assert {"gateway", "contacts"} <= kinds


def test_the_audit_is_not_for_sellers(world: World) -> None:
    assert world.as_("seller").status("GET", "/audit") == 403


def test_the_event_feed_goes_on_where_it_stopped(world: World, organization: dict[str, Any]) -> None:
    from gateway.demo import identity_of

    services, admin = world.gateway.services, identity_of(world.gateway, "admin")
    seen: list[str] = []
    after = None
    for _ in range(200):
        page = services.feed(admin, after, "5", None)
        if not page["data"]:
            break
        seen += [event["id"] for event in page["data"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) > 10
    world.as_("seller").patch(f"/contacts/organizations/{organization['id']}", {"website": "https://pelda.hu"})
    world.settle()
    new = services.feed(admin, after, "5", None)["data"]
    assert [event["type"] for event in new] == ["contacts.OrganizationUpdated"]
    assert world.as_("seller").status("GET", "/events") == 403


def test_a_cursor_that_is_none_is_refused(world: World) -> None:
    from gateway.demo import identity_of
    from gateway.problems import BackendError

    with pytest.raises(BackendError) as refusal:
        world.gateway.services.feed(identity_of(world.gateway, "admin"), "nonsense", "5", None)
    assert refusal.value.status == 400


def test_operations_shows_every_service(world: World) -> None:
    from gateway.demo import identity_of

    found = world.gateway.services.operations(identity_of(world.gateway, "admin"))
    assert {entry["service"] for entry in found["data"]} == set(world.gateway.services.clients)
    assert all(entry["outbox"]["pending"] >= 0 and entry["parked"] == [] for entry in found["data"])
    assert world.as_("seller").status("GET", "/operations") == 403


def test_an_assignment_is_notified_once_and_only_to_the_new_owner(world: World, organization: dict[str, Any]) -> None:
    manager, seller2 = world.as_("manager"), world.as_("seller2")
    owner = seller2.get("/gateway/my/profile")["id"]
    before = seller2.get("/gateway/my/notifications")["unread"]
    manager.patch(f"/contacts/organizations/{organization['id']}", {"owner_id": owner})
    world.settle()
    told = seller2.get("/gateway/my/notifications")
    assert told["unread"] == before + 1
    assert (told["data"][0]["kind"], told["data"][0]["actor_name"]) == ("contacts.organization", "Kovács Márta")
    manager.patch(f"/contacts/organizations/{organization['id']}", {"website": "https://masik.hu"})
    world.settle()
    assert seller2.get("/gateway/my/notifications")["unread"] == before + 1
    assert manager.get("/gateway/my/notifications")["data"] == []
    seller2.post("/gateway/my/notifications/read", {"ids": [told["data"][0]["id"]]})
    assert seller2.get("/gateway/my/notifications")["unread"] == before


def test_a_notification_names_a_person_and_not_his_title(world: World) -> None:
    manager, seller2 = world.as_("manager"), world.as_("seller2")
    owner = seller2.get("/gateway/my/profile")["id"]
    person = {"title": "dr.", "family_name": "Cím", "given_name": "Cecil", "owner_id": owner}
    made = manager.post("/contacts/people", person)
    world.settle()
    told = next(n for n in seller2.get("/gateway/my/notifications")["data"] if n["record_id"] == made["id"])
    assert "Cím Cecil" in told["title"]


def test_the_timeline_shows_what_the_reader_may_see_of_other_services(world: World) -> None:
    seller, warehouse = world.as_("seller"), world.as_("warehouse")
    made = seller.post("/contacts/organizations", {"name": "Idővonal Kft."})
    world.settle()
    lead = seller.post("/sales/leads", {"company_name": "Idővonal Kft."})
    converted = seller.post(f"/sales/leads/{lead['id']}/convert", {"organization_id": made["id"]})
    assert converted
    world.settle()
    ref = {"ref": f"contacts.organization:{made['id']}"}
    mine = {entry["type"].partition(".")[0] for entry in seller.get("/contacts/timeline", query_string=ref)["data"]}
    theirs = {
        entry["type"].partition(".")[0] for entry in warehouse.get("/contacts/timeline", query_string=ref)["data"]
    }
    assert mine == {"contacts", "sales"}
    assert theirs == {"contacts"}


def test_the_identity_fits_into_a_header(world: World) -> None:
    from gateway.demo import identity_of
    from gateway.narrowing import Narrowed

    for username in ("admin", "manager", "seller", "finance", "auditor"):
        identity = Narrowed().narrow(identity_of(world.gateway, username), "sales")
        assert len(world.runtime.signer.sign(identity, "sales")) < 6000, username


def test_every_service_knows_the_users(world: World) -> None:
    from gateway.demo import identity_of

    admin = identity_of(world.gateway, "admin")
    for service in world.gateway.services.clients:
        found = world.gateway.services.send(admin, service, "GET", "/users", params={"q": "Kovács"}).checked().json
        assert [user["name"] for user in found["data"]] == ["Kovács Márta"], service


def test_the_backend_describes_what_a_person_may_see(world: World) -> None:
    from gateway.backend import Backend, BackendError
    from gateway.demo import identity_of

    warehouse = Backend(world.gateway.services, identity_of(world.gateway, "warehouse"))
    kinds = {kind["kind"] for kind in warehouse.kinds()}
    assert "inventory.product" in kinds
    assert "sales.invoice" not in kinds
    assert warehouse.kind("inventory.product")["path"] == "/inventory/products"
    with pytest.raises(BackendError):
        warehouse.kind("sales.invoice")
    with pytest.raises(BackendError) as refusal:
        warehouse.list("sales.invoice")
    assert refusal.value.status == 403


def test_the_permission_table_has_every_verb(world: World) -> None:
    from gateway.backend import Backend
    from gateway.demo import identity_of

    services = Backend(world.gateway.services, identity_of(world.gateway, "admin")).permissions()["services"]
    sales = next(entry for entry in services if entry["service"] == "sales")
    invoice = next(kind for kind in sales["kinds"] if kind["kind"] == "sales.invoice")
    verbs = [verb["verb"] for verb in invoice["verbs"]]
    assert verbs[0] == "view"
    assert {"view", "issue"} <= set(verbs)
    assert invoice["record"] is True
