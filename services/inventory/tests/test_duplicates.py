"""The same vendor or product entered twice: vendors merge, products are told of and found only."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.service import ServiceHarness

VENDOR = {
    "name": "Alföldi Bútoripari Kft.", "tax_number": "13742057-2-06", "email": "iroda@alfoldi.example",
    "phone": "+3652555100",
}  # fmt: skip


@pytest.fixture
def shelves() -> Iterator[ServiceHarness]:
    """The service on an empty database."""
    harness = ServiceHarness("inventory")
    yield harness
    harness.close()


def made(shelves: ServiceHarness, collection: str, **data: Any) -> str:
    return str(shelves.post(f"/{collection}", data).json["id"])


def similar(shelves: ServiceHarness, collection: str, **told: str) -> list[tuple[str, list[str]]]:
    found = shelves.get(f"/{collection}/similar", query_string=told).json["data"]
    return [(row["id"], row["reasons"]) for row in found]


def pairs(shelves: ServiceHarness, collection: str) -> list[set[str]]:
    shelves.post(f"/{collection}/duplicates/scans")
    shelves.run_jobs()
    found = shelves.get(f"/{collection}/duplicates").json["data"]
    return [{row["id"] for row in pair["records"]} for pair in found]


def test_a_vendor_is_known_by_name_number_and_addresses(shelves: ServiceHarness) -> None:
    known = made(shelves, "vendors", **VENDOR)
    made(shelves, "vendors", name="Dunai Papír Zrt.")
    assert similar(shelves, "vendors", name="ALFOLDI BUTORIPARI") == [(known, ["name"])]
    assert similar(shelves, "vendors", tax_number="13742057") == [(known, ["tax_number"])]
    assert similar(shelves, "vendors", email="Iroda@Alfoldi.example") == [(known, ["email"])]
    assert similar(shelves, "vendors", phone="06 52 555 100") == [(known, ["phone"])]


def test_products_follow_their_vendor_and_come_back(shelves: ServiceHarness) -> None:
    first = made(shelves, "vendors", **VENDOR, code="SZ-1")
    second = made(shelves, "vendors", name="Alföldi Bútoripari", code="SZ-2", city="Debrecen")
    chair = made(shelves, "products", code="SZEK-1", name="Szék", price="1000", vendor_id=second)
    assert pairs(shelves, "vendors") == [{first, second}]
    merged = shelves.post(f"/vendors/{first}/merge", {"others": [second]}).json
    assert (merged["name"], merged["code"], merged["city"]) == ("Alföldi Bútoripari Kft.", "SZ-1", "Debrecen")
    shown = shelves.get(f"/products/{chair}").json
    assert (shown["vendor_id"], shown["vendor_name"]) == (first, "Alföldi Bútoripari Kft.")
    assert shelves.events("inventory.VendorMerged")[0].data["merged"] == [second]
    merge = shelves.get(f"/vendors/{first}/merges").json["data"][0]["id"]
    shelves.post(f"/vendors/{first}/merges/{merge}/undo")
    assert shelves.get(f"/products/{chair}").json["vendor_id"] == second
    assert shelves.get(f"/vendors/{second}").json["code"] == "SZ-2"


def test_products_are_known_by_code_barcode_and_name_but_not_merged(shelves: ServiceHarness) -> None:
    chair = {"code": "SZEK-ERGO-01", "name": "Ergo irodai szék", "price": "1000", "barcode": "5990000000017"}
    known = made(shelves, "products", **chair)
    made(shelves, "products", code="ASZTAL-01", name="Tárgyalóasztal", price="1000")
    assert similar(shelves, "products", code="szek ergo 01") == [(known, ["code"])]
    assert similar(shelves, "products", barcode="5-990000-000017") == [(known, ["barcode"])]
    assert similar(shelves, "products", name="ergó irodai szek", code="X-1") == [(known, ["name"])]
    assert pairs(shelves, "products") == []
    twin = made(shelves, "products", code="E-1", name="Ergo irodai szék", price="1000")
    assert pairs(shelves, "products") == [{known, twin}]
    assert shelves.request("POST", f"/products/{known}/merge", {"others": [twin]}).status_code == 404
    keeper = shelves.as_(inventory__product={"verbs": ["view", "edit"], "view": "all", "edit": "all"})
    assert keeper.request("GET", "/products/duplicates").status_code == 200
    viewer = shelves.as_(inventory__product={"verbs": ["view"], "view": "all"})
    assert viewer.request("GET", "/products/duplicates").status_code == 403


def test_colours_of_one_thing_with_barcodes_of_their_own_are_two(shelves: ServiceHarness) -> None:
    for code, colour, barcode in (("A", "fekete", "5990000000017"), ("B", "fehér", "5990000000024")):
        made(shelves, "products", code=code, name=f"Ergo szék, {colour}", price="1000", barcode=barcode)
    assert pairs(shelves, "products") == []
