"""Organizations through the API."""

from typing import Any

from chassis.ids import new_id
from tests.support.service import ServiceHarness

TISZA = {
    "name": "Tisza Faipari Kft.",
    "tax_number": "12345676242",
    "eu_vat_number": "HU 12345676",
    "website": "tiszafa.example",
    "addresses": [
        {"kind": "site", "postal_code": "6728", "city": "Algyő", "street": "Ipartelep 1."},
        {"kind": "billing", "postal_code": "6720", "city": "Szeged", "street": "Kárász utca 12.", "primary": True},
    ],
    "phones": [{"number": "06 62 555 100"}],
    "emails": [{"email": "Iroda@TISZAFA.example", "kind": "billing"}],
}


def _make(harness: ServiceHarness, **data: Any) -> dict[str, Any]:
    return dict(harness.post("/organizations", {"name": "Valaki Kft.", **data}).json)


def test_create_checks_normalises_and_tells(harness: ServiceHarness) -> None:
    made = _make(harness, **TISZA)
    assert made["tax_number"] == "12345676-2-42"
    assert made["eu_vat_number"] == "HU12345676"
    assert (made["email"], made["phone"], made["city"]) == ("iroda@tiszafa.example", "+3662555100", "Szeged")
    assert (made["status"], made["currency"], made["payment_days"], made["language"]) == ("prospect", "HUF", 8, "hu")
    [event] = harness.events("contacts.OrganizationCreated")
    assert event.subject_id == made["id"]
    assert event.version == 1
    wanted = {
        "name": "Tisza Faipari Kft.",
        "tax_number": "12345676-2-42",
        "email": "iroda@tiszafa.example",
        "phone": "+3662555100",
        "billing_country": "HU",
        "billing_postal_code": "6720",
        "billing_city": "Szeged",
        "billing_street": "Kárász utca 12.",
        "shipping_city": "Algyő",
        "payment_days": 8,
        "owner_name": "Kiss Anna",
    }
    assert {name: event.data[name] for name in wanted} == wanted


def test_wrong_numbers_are_named_by_field(harness: ServiceHarness) -> None:
    body = {"name": "X", "tax_number": "12345678-2-42", "eu_vat_number": "HU1", "phones": [{"number": "abc"}], "foo": 1}
    answer = harness.request("POST", "/organizations", body)
    assert answer.status_code == 422
    assert {"tax_number", "eu_vat_number", "foo"} <= set(answer.json["errors"])
    answer = harness.request("POST", "/organizations", {"name": "X", "phones": [{"number": "abc"}]})
    assert answer.status_code == 422
    assert answer.json["errors"] == {"phones": {"0": {"number": ["This is not a phone number."]}}}


def test_update_keeps_rows_by_id_and_moves_the_primary(harness: ServiceHarness) -> None:
    made = _make(harness, **TISZA)
    first = made["emails"][0]["id"]
    changes = {"emails": [{"id": first}, {"email": "uj@tiszafa.example", "primary": True}]}
    changed = harness.patch(f"/organizations/{made['id']}", changes).json
    assert [row["email"] for row in changed["emails"]] == ["iroda@tiszafa.example", "uj@tiszafa.example"]
    assert changed["emails"][0]["id"] == first
    assert [row["primary"] for row in changed["emails"]] == [False, True]
    assert changed["email"] == "uj@tiszafa.example"
    assert changed["phone"] == "+3662555100"
    [event] = harness.events("contacts.OrganizationUpdated")
    assert (event.version, event.data["email"]) == (changed["version"], "uj@tiszafa.example")


def test_a_row_without_its_number_is_refused(harness: ServiceHarness) -> None:
    made = _make(harness)
    answer = harness.request("PATCH", f"/organizations/{made['id']}", {"phones": [{"kind": "work"}]})
    assert answer.status_code == 422
    assert "phones" in answer.json["errors"]


def test_no_organization_is_above_itself(harness: ServiceHarness) -> None:
    top = _make(harness, name="Holding")
    middle = _make(harness, name="Leány", parent_id=top["id"])
    bottom = _make(harness, name="Unoka", parent_id=middle["id"])
    assert bottom["parent_name"] == "Leány"
    for own, parent in ((top, bottom), (top, top), (middle, bottom)):
        answer = harness.request("PATCH", f"/organizations/{own['id']}", {"parent_id": parent["id"]})
        assert answer.status_code == 422
        assert "parent_id" in answer.json["errors"]
    assert harness.request("POST", "/organizations", {"name": "X", "parent_id": new_id()}).status_code == 422
    assert harness.patch(f"/organizations/{bottom['id']}", {"parent_id": top["id"]}).json["parent_name"] == "Holding"


def test_delete_waits_for_the_people_and_can_be_undone(harness: ServiceHarness) -> None:
    made = _make(harness)
    person = harness.post("/people", {"family_name": "Kis", "organization_id": made["id"]}).json
    assert harness.request("DELETE", f"/organizations/{made['id']}").status_code == 409
    harness.delete(f"/people/{person['id']}")
    harness.delete(f"/organizations/{made['id']}")
    assert harness.request("GET", f"/organizations/{made['id']}").status_code == 404
    assert [event.data["name"] for event in harness.events("contacts.OrganizationDeleted")] == ["Valaki Kft."]
    harness.post(f"/organizations/{made['id']}/restore")
    assert harness.get(f"/organizations/{made['id']}").json["name"] == "Valaki Kft."
    assert harness.events("contacts.OrganizationUpdated")[-1].subject_id == made["id"]


def test_the_list_sorts_in_hungarian_and_finds_without_accents(harness: ServiceHarness) -> None:
    for name in ("Zöld Kft.", "Ökör Bt.", "Oszlop Zrt.", "Alma Kft."):
        _make(harness, name=name)
    listed = harness.get("/organizations?sort=name").json["data"]
    assert [row["name"] for row in listed] == ["Alma Kft.", "Oszlop Zrt.", "Ökör Bt.", "Zöld Kft."]
    assert [row["name"] for row in harness.get("/organizations?q=okor").json["data"]] == ["Ökör Bt."]
    assert [row["name"] for row in harness.get("/organizations?filter[status]=active").json["data"]] == []


def test_similar_organizations_are_found_at_entry(harness: ServiceHarness) -> None:
    made = _make(harness, **TISZA)
    by_number = harness.get("/organizations/similar?tax_number=12345676-1-06").json["data"]
    assert [(row["id"], row["reasons"]) for row in by_number] == [(made["id"], ["tax_number"])]
    by_name = harness.get("/organizations/similar?name=tisza faipari zrt.").json["data"]
    assert [(row["id"], row["reasons"]) for row in by_name] == [(made["id"], ["name"])]
    by_email = harness.get("/organizations/similar?email=IRODA@tiszafa.example").json["data"]
    assert [(row["id"], row["reasons"]) for row in by_email] == [(made["id"], ["email"])]
    assert harness.get("/organizations/similar?name=Duna Kft.").json["data"] == []
    assert harness.get("/organizations/similar?name=Kft.").json["data"] == []
    path = f"/organizations/similar?name=Tisza&except_id={made['id']}"
    assert harness.get(path).json["data"] == []


def test_a_seller_does_not_see_others_organizations(harness: ServiceHarness) -> None:
    made = _make(harness)
    seller = harness.as_(contacts__organization={"verbs": ["view", "edit"], "view": "own"})
    assert seller.get("/organizations").json["data"] == []
    assert seller.request("GET", f"/organizations/{made['id']}").status_code == 404
    assert seller.get("/organizations/similar?name=Valaki").json["data"] == []
    assert seller.request("GET", f"/organizations/{made['id']}/figures").status_code == 404
    assert seller.request("POST", "/organizations", {"name": "X"}).status_code == 403
