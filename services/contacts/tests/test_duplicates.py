"""Duplicates: told of while one types, found among all, decided on."""

from typing import Any

import pytest

from chassis.jobs import JobRunner
from services.contacts.checks import tax_number as checked
from services.contacts.demo import tax_number
from tests.support.service import ServiceHarness

FIRM = {
    "name": "Tisza Faipari Kft.",
    "addresses": [{"city": "Szeged"}],
    "emails": [{"email": "iroda@tiszafa.example"}],
    "phones": [{"number": "+3662555100"}],
}


def make(harness: ServiceHarness, **data: Any) -> str:
    made: str = harness.post("/organizations", data).json["id"]
    return made


def person(harness: ServiceHarness, family: str, given: str, **data: Any) -> str:
    made: str = harness.post("/people", {"family_name": family, "given_name": given, **data}).json["id"]
    return made


def similar(harness: ServiceHarness, collection: str = "organizations", **told: str) -> list[tuple[str, list[str]]]:
    found = harness.get(f"/{collection}/similar", query_string=told).json["data"]
    return [(row["id"], row["reasons"]) for row in found]


def scan(harness: ServiceHarness, collection: str = "organizations") -> list[tuple[set[str], int]]:
    harness.post(f"/{collection}/duplicates/scans")
    JobRunner(harness.runtime).run_all()
    assert harness.get(f"/{collection}/duplicates/scans/latest").json["status"] == "done"
    return pairs(harness, collection)


def pairs(harness: ServiceHarness, collection: str = "organizations") -> list[tuple[set[str], int]]:
    listed = harness.get(f"/{collection}/duplicates?limit=200").json["data"]
    return [({record["id"] for record in pair["records"]}, pair["score"]) for pair in listed]


@pytest.mark.parametrize(
    "name",
    [
        "tisza faipari", "TISZA FAIPARI ZRT", "Faipari Tisza Bt.", "Tisza-Faipari Korlátolt Felelősségű Társaság",
        "Tísza Fáipari s.r.o.", "Tisza Fapari Kft.", "Tizsa Faipari Kft",
    ],
)  # fmt: skip
def test_a_name_is_known_however_it_is_written(harness: ServiceHarness, name: str) -> None:
    known = make(harness, **FIRM)
    make(harness, name="Duna Gépgyár Kft.")
    assert similar(harness, name=name) == [(known, ["name"])]


def test_numbers_addresses_and_phones_are_known_however_they_are_written(harness: ServiceHarness) -> None:
    number = tax_number("1374205", "2-06")
    known = make(harness, **FIRM, tax_number=number)
    make(harness, name="Gyár Kft.", emails=[{"email": "kovacs.bela@gmail.com"}])
    assert similar(harness, tax_number=checked(number).replace("-", "")[:8] + "-1-42") == [(known, ["tax_number"])]
    assert similar(harness, phone="06 62 555-100") == [(known, ["phone"])]
    assert similar(harness, email="IRODA@tiszafa.example") == [(known, ["email"])]
    assert similar(harness, email="KovacsBela+hirlevel@googlemail.com")[0][1] == ["email"]
    assert similar(harness, name="Tisza Faipari", city="Szeged", phone="+36 62 555 100")[0][1] == [
        "name", "phone", "city"
    ]  # fmt: skip


def test_what_is_no_longer_so_is_not_told(harness: ServiceHarness) -> None:
    known = make(harness, **FIRM)
    assert similar(harness, name="Tisza Faipari", except_id=known) == []
    harness.patch(f"/organizations/{known}", {"name": "Körös Bútor Kft.", "emails": []})
    assert similar(harness, name="Tisza Faipari") == []
    assert similar(harness, email="iroda@tiszafa.example") == []
    assert similar(harness, name="Körös Bútor") == [(known, ["name"])]
    harness.delete(f"/organizations/{known}")
    assert similar(harness, name="Körös Bútor") == []
    harness.post(f"/organizations/{known}/restore")
    assert similar(harness, name="Körös Bútor") == [(known, ["name"])]


def test_people_are_known_by_any_order_of_names_titles_and_initials(harness: ServiceHarness) -> None:
    known = person(harness, "Szabó", "Júlia", title="dr.", birth_date="1982-03-14", phones=[{"number": "+36305551201"}])
    person(harness, "Szabó", "János")
    assert similar(harness, "people", family_name="Julia", given_name="Szabo") == [(known, ["name"])]
    assert (known, ["name", "birth_date"]) in similar(
        harness, "people", family_name="Szabó", given_name="J.", birth_date="1982-03-14"
    )
    assert similar(harness, "people", family_name="dr. Szabbó", given_name="Júlia") == [(known, ["name"])]
    assert similar(harness, "people", phone="+36 30 555 1201") == [(known, ["phone"])]


def test_one_is_told_only_of_what_one_may_see(harness: ServiceHarness) -> None:
    make(harness, **FIRM)
    seller = harness.as_(contacts__organization={"verbs": ["view", "create", "merge"], "view": "own"})
    assert similar(seller, name="Tisza Faipari") == []
    make(harness, name="Tisza Faipari Zrt.")
    assert len(scan(harness)) == 1
    assert pairs(seller) == []
    assert harness.as_(contacts__organization={"verbs": ["view"]}).request(
        "GET", "/organizations/duplicates"
    ).status_code == 403  # fmt: skip


def test_a_scan_finds_pairs_with_scores_and_leaves_strangers_alone(harness: ServiceHarness) -> None:
    first, second = make(harness, **FIRM), make(harness, **{**FIRM, "name": "Tisza Fapari Bt."})
    third = make(harness, name="Faipari Tisza", addresses=[{"city": "Győr"}])
    for name in ("Duna Gépgyár Kft.", "Duna Gépkölcsönző Kft.", "Raktár 1 Kft.", "Raktár 2 Kft."):
        make(harness, name=name)
    found = scan(harness)
    assert found[0] == ({first, second}, max(score for _ids, score in found))
    assert found[0][1] > 95
    assert {frozenset(ids) for ids, _ in found} == {
        frozenset({first, second}), frozenset({first, third}), frozenset({second, third})
    }  # fmt: skip
    one, two = person(harness, "Kiss", "Anna"), person(harness, "Kiss", "Anna")
    assert scan(harness, "people") == [], "a name alone makes no person the same"
    for one_of_them in (one, two):
        harness.patch(f"/people/{one_of_them}", {"birth_date": "1990-01-02"})
    assert [ids for ids, _ in scan(harness, "people")] == [{one, two}]


def test_a_pair_set_aside_is_not_offered_again_until_taken_back(harness: ServiceHarness) -> None:
    make(harness, **FIRM), make(harness, **FIRM)
    scan(harness)
    pair = harness.get("/organizations/duplicates?total=1").json
    assert pair["total"] == 1
    path = f"/organizations/duplicates/{pair['data'][0]['id']}"
    assert harness.post(f"{path}/distinct").json["status"] == "distinct"
    assert harness.request("POST", f"{path}/distinct", {}).status_code == 404
    assert scan(harness) == []
    assert len(harness.get("/organizations/duplicates?status=distinct").json["data"]) == 1
    assert harness.post(f"{path}/reopen").json["status"] == "open"
    assert len(pairs(harness)) == 1


def test_pairs_come_in_pages(harness: ServiceHarness) -> None:
    for _ in range(4):
        make(harness, **FIRM)
    assert len(scan(harness)) == 6
    first = harness.get("/organizations/duplicates?limit=4").json
    rest = harness.get(f"/organizations/duplicates?limit=4&cursor={first['next']}").json
    assert len({pair["id"] for pair in first["data"] + rest["data"]}) == 6
    assert rest["next"] is None
    assert harness.request("GET", "/organizations/duplicates?cursor=x").status_code == 400


def test_a_scan_writes_the_keys_that_are_missing(harness: ServiceHarness) -> None:
    from sqlalchemy import delete

    from chassis.duplicates.tables import duplicate_keys

    make(harness, **FIRM), make(harness, **FIRM)
    with harness.runtime.transaction() as session:
        session.execute(delete(duplicate_keys))
    assert similar(harness, name="Tisza Faipari") == []
    assert len(scan(harness)) == 1
    assert len(similar(harness, name="Tisza Faipari")) == 2


def test_a_pair_that_is_no_more_one_goes(harness: ServiceHarness) -> None:
    make(harness, **FIRM)
    other = make(harness, **FIRM)
    assert len(scan(harness)) == 1
    harness.patch(f"/organizations/{other}", {"name": "Más Kft.", "emails": [], "phones": []})
    assert scan(harness) == []
