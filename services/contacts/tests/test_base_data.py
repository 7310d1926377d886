"""Descriptive data, quality marks and social profiles; and what is filled in from what is known already."""

from typing import Any

import pytest

from tests.support.service import ServiceHarness

MARKS = {
    "ownership": "municipal",
    "vip": True,
    "risk": "high",
    "credit_limit": "5000000.00",
    "supplier_rating": 4,
    "customer_rating": 5,
    "tags": ["partner"],
}


def test_marks_of_an_organization_are_kept_told_and_found(harness: ServiceHarness) -> None:
    body = {"name": "Tisza Kft.", **MARKS, "memberships": [{"name": "MKIK", "since": "2020-01-01"}]}
    made = harness.post("/organizations", body).json
    assert {name: made[name] for name in MARKS} == MARKS
    assert made["memberships"][0]["name"] == "MKIK"
    data = harness.events("contacts.OrganizationCreated")[0].data
    assert {name: data[name] for name in MARKS} == MARKS
    for query in ("filter[vip]=true", "filter[risk]=high", "filter[credit_limit][gte]=5000000", "filter[tags]=partner"):
        assert [row["id"] for row in harness.get(f"/organizations?{query}").json["data"]] == [made["id"]]


def test_personal_data_is_kept_and_told(harness: ServiceHarness) -> None:
    body = {
        "family_name": "Szabó", "given_name": "Júlia", "code": "SZ-1", "sex": "female", "name_day": "3. 19.",
        "marital_status": "married", "children": 2, "education": "university", "hobby": "túrázás", "vip": True,
    }  # fmt: skip
    made = harness.post("/people", body).json
    assert {**body, "name_day": "03-19"}.items() <= made.items()
    data = harness.events("contacts.PersonCreated")[0].data
    assert (data["sex"], data["name_day"], data["vip"]) == ("female", "03-19", True)
    assert harness.request("POST", "/people", {"family_name": "Más", "code": "SZ-1"}).status_code in (409, 422)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/organizations", {"name": "x", "supplier_rating": 6}, "supplier_rating"),
        ("/organizations", {"name": "x", "credit_limit": "-1"}, "credit_limit"),
        ("/organizations", {"name": "x", "ownership": "mine"}, "ownership"),
        ("/people", {"family_name": "x", "name_day": "02-30"}, "name_day"),
        ("/people", {"family_name": "x", "name_day": "nyáron"}, "name_day"),
        ("/people", {"family_name": "x", "children": -1}, "children"),
        ("/people", {"family_name": "x", "profiles": [{"kind": "linkedin", "url": "facebook.com/x"}]}, "profiles"),
    ],
)
def test_what_cannot_be_is_refused_by_name(harness: ServiceHarness, path: str, body: Any, field: str) -> None:
    answer = harness.request("POST", path, body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])


def test_the_kind_of_a_profile_follows_from_its_address(harness: ServiceHarness) -> None:
    rows = [{"url": "hu.linkedin.com/in/x"}, {"url": "https://tisza.example/blog", "kind": None}]
    made = harness.post("/people", {"family_name": "x", "profiles": rows}).json
    assert [row["kind"] for row in made["profiles"]] == ["linkedin", "other"]


def test_the_eu_vat_number_follows_from_the_tax_number(harness: ServiceHarness) -> None:
    made = harness.post("/organizations", {"name": "a", "tax_number": "12345676-2-42"}).json
    assert made["eu_vat_number"] == "HU12345676"
    exempt = harness.post("/organizations", {"name": "b", "tax_number": "12345676-1-42"}).json
    assert exempt["eu_vat_number"] is None
    changed = harness.patch(f"/organizations/{exempt['id']}", {"tax_number": "12345676-2-42"}).json
    assert changed["eu_vat_number"] == "HU12345676"
    cleared = {"tax_number": "12345676-2-42", "eu_vat_number": None}
    assert harness.patch(f"/organizations/{exempt['id']}", cleared).json["eu_vat_number"] is None


def test_a_postal_code_tells_the_place_unless_several_share_it(harness: ServiceHarness) -> None:
    places = {"6720": "Szeged", "1138": "Budapest", "2066": None, "9999": None}
    for code, city in places.items():
        made = harness.post("/organizations", {"name": code, "addresses": [{"postal_code": code}]}).json
        assert (made["city"], made["addresses"][0]["city"]) == (city, city)


def test_a_subsidiary_and_a_person_take_over_what_is_known(harness: ServiceHarness) -> None:
    address = {"country": "AT", "postal_code": "1010", "city": "Wien", "street": "Graben 1"}
    terms = {"language": "en", "currency": "EUR", "payment_days": 30}
    parent = harness.post("/organizations", {"name": "Mutter GmbH", **terms, "addresses": [address]}).json
    child = harness.post("/organizations", {"name": "Tochter GmbH", "parent_id": parent["id"], "payment_days": 8}).json
    assert (child["language"], child["currency"], child["payment_days"]) == ("en", "EUR", 8)
    body = {"family_name": "Huber", "organization_id": child["id"], "phones": [{"number": "01 5130 000"}]}
    person = harness.post("/people", body).json
    assert (person["language"], person["city"], person["phone"]) == ("en", "Wien", "+4315130000")
    assert (person["addresses"][0]["country"], person["addresses"][0]["kind"]) == ("AT", "mailing")
    own = harness.post("/people", {"family_name": "Kis", "language": "hu", "organization_id": child["id"]}).json
    assert own["language"] == "hu"


def test_a_form_is_told_what_saving_would_fill_in(harness: ServiceHarness) -> None:
    address = {"country": "AT", "city": "Graz", "postal_code": "8010", "street": "Hauptplatz 1"}
    parent = {"name": "Alpen GmbH", "language": "en", "currency": "EUR", "payment_days": 30, "addresses": [address]}
    parent_id = harness.post("/organizations", {**parent, "industry": "Bútor"}).json["id"]
    told = harness.post("/organizations/fill-in", {"data": {"parent_id": parent_id}}).json
    assert told["prefixes"] == {"phones.number": "+43"}
    made = harness.post("/organizations", {"name": "Graz", "parent_id": parent_id}).json
    assert {name: made[name] for name in told["values"] if name not in ("addresses", "owner_id", "owner_name")} == {
        "language": "en", "currency": "EUR", "payment_days": 30, "industry": "Bútor",
    }  # fmt: skip
    assert {name: told["values"][name] for name in ("language", "currency", "payment_days", "industry")} == {
        "language": "en", "currency": "EUR", "payment_days": 30, "industry": "Bútor",
    }  # fmt: skip
    [row] = told["values"]["addresses"]
    assert row == {**address, "kind": "billing", "primary": True}
    person = harness.post("/people/fill-in", {"data": {"organization_id": parent_id}}).json["values"]
    assert (person["language"], person["addresses"][0]["city"], person["owner_name"]) == ("en", "Graz", "Kiss Anna")


def test_nothing_is_told_of_what_one_may_not_see(harness: ServiceHarness) -> None:
    parent = harness.post("/organizations", {"name": "Titkos Kft."}).json["id"]
    stranger = harness.as_(contacts__organization={"verbs": ["view", "create"], "view": "own"})
    for data, field in (({"parent_id": parent}, "data.parent_id"), ({"name": "x"}, "data.name")):
        answer = stranger.request("POST", "/organizations/fill-in", {"data": data})
        assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert harness.post("/organizations/fill-in", {"data": {}}).json == {"values": {}, "prefixes": {}}
    reader = harness.as_(contacts__organization={"verbs": ["view"]})
    assert reader.request("POST", "/organizations/fill-in", {"data": {}}).status_code == 403
