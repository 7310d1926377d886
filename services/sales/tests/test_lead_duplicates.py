"""The same lead entered twice: told of at entry, found by the scan, merged, and taken apart again."""

from typing import Any

import pytest

from tests.support.service import ServiceHarness

LEAD = {
    "company_name": "Alma Kft.", "family_name": "Kovács", "given_name": "János", "email": "janos@alma.example",
    "phone": "+36305551299", "tax_number": "13742057-2-06",
}  # fmt: skip


def lead(sales: ServiceHarness, **data: Any) -> str:
    return str(sales.post("/leads", data).json["id"])


def similar(sales: ServiceHarness, **told: str) -> list[tuple[str, list[str]]]:
    return [(row["id"], row["reasons"]) for row in sales.get("/leads/similar", query_string=told).json["data"]]


def pairs(sales: ServiceHarness) -> list[set[str]]:
    sales.post("/leads/duplicates/scans")
    sales.run_jobs()
    return [{row["id"] for row in pair["records"]} for pair in sales.get("/leads/duplicates").json["data"]]


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        ({"family_name": "Kovacs", "given_name": "Janos", "company_name": "ALMA"}, ["company_name", "name"]),
        ({"company_name": "Alma Zrt"}, ["company_name"]),
        ({"email": "JANOS@alma.example"}, ["email"]),
        ({"phone": "06 30 555 1299"}, ["phone"]),
        ({"tax_number": "HU13742057"}, ["tax_number"]),
    ],
    ids=str,
)
def test_a_lead_is_known_by_what_was_told(sales: ServiceHarness, told: dict[str, str], reasons: list[str]) -> None:
    known = lead(sales, **LEAD)
    lead(sales, company_name="Körte Bt.", family_name="Nagy", given_name="Béla")
    assert similar(sales, **told) == [(known, reasons)]


def test_two_people_of_one_firm_are_two_leads(sales: ServiceHarness) -> None:
    lead(sales, company_name="Alma Kft.", family_name="Kovács", given_name="János")
    lead(sales, company_name="Alma Kft.", family_name="Tóth", given_name="Edit")
    assert pairs(sales) == []


def test_leads_are_found_merged_and_taken_apart(sales: ServiceHarness) -> None:
    first = lead(sales, **LEAD, interests=[{"description": "Szék"}])
    second = lead(
        sales, company_name="Alma", family_name="Kovacs", given_name="Janos", city="Győr",
        estimated_value="500000", interests=[{"description": "Asztal"}, {"description": "Szék"}],
    )  # fmt: skip
    before = [sales.get(f"/leads/{one}").json for one in (first, second)]
    assert pairs(sales) == [{first, second}]
    merged = sales.post(f"/leads/{first}/merge", {"others": [second], "fields": {"company_name": second}}).json
    assert (merged["name"], merged["city"], merged["email"]) == ("Alma", "Győr", "janos@alma.example")
    assert [row["description"] for row in merged["interests"]] == ["Szék", "Asztal"]
    assert merged["score"] == 100
    assert sales.request("GET", f"/leads/{second}").headers["Location"] == first
    assert sales.events("sales.LeadMerged")[0].data["others"] == [{"id": second, "name": "Alma"}]
    merge = sales.get(f"/leads/{first}/merges").json["data"][0]["id"]
    assert sales.post(f"/leads/{first}/merges/{merge}/undo").json["conflicts"] == []
    silent = {"version", "updated_at"}
    for was in before:
        now = sales.get(f"/leads/{was['id']}").json
        assert {k: v for k, v in now.items() if k not in silent} == {k: v for k, v in was.items() if k not in silent}


def test_a_converted_lead_is_history(sales: ServiceHarness) -> None:
    first, second = lead(sales, **LEAD), lead(sales, **LEAD)
    assert len(pairs(sales)) == 1
    sales.post(f"/leads/{second}/convert", {})
    assert pairs(sales) == []
    assert similar(sales, email=str(LEAD["email"]))
    for survivor, other in ((first, second), (second, first)):
        answer = sales.request("POST", f"/leads/{survivor}/merge", {"others": [other]})
        assert (answer.status_code, answer.json["code"]) == (409, "not_mergeable")


def test_a_merge_is_not_undone_once_the_survivor_is_converted(sales: ServiceHarness) -> None:
    first, second = lead(sales, company_name="Alma Kft."), lead(sales, **LEAD)
    sales.post(f"/leads/{first}/merge", {"others": [second]})
    sales.post(f"/leads/{first}/convert", {})
    merge = sales.get(f"/leads/{first}/merges").json["data"][0]["id"]
    assert sales.request("POST", f"/leads/{first}/merges/{merge}/undo", {}).status_code == 409
