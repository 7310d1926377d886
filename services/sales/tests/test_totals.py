"""Totals of lines that are not saved yet."""

from services.sales.tests.conftest import make_customer
from tests.support.service import ServiceHarness


def test_totals_are_those_of_the_saved_document(sales: ServiceHarness, customer: str, chair: str) -> None:
    lines = [
        {"product_id": chair, "quantity": "3", "discount": "12.5"},
        {"description": "x", "unit_price": "9.99", "vat_rate": "5"},
    ]
    before = sales.post("/totals", {"customer_id": customer, "lines": lines}).json
    saved = sales.post("/quotes", {"customer_id": customer, "lines": lines}).json
    names = ("currency", "net_total", "vat_total", "total")
    assert {n: before[n] for n in names} == {n: saved[n] for n in names}
    assert [line["net"] for line in before["lines"]] == [line["net"] for line in saved["lines"]]
    assert [row["rate"] for row in before["vat_rows"]] == ["27", "5"]


def test_currency_follows_the_customer_and_nothing_is_stored(sales: ServiceHarness) -> None:
    buyer = make_customer(sales, currency="EUR")
    answer = sales.post("/totals", {"customer_id": buyer, "lines": [{"description": "x", "unit_price": "2"}]}).json
    assert (answer["currency"], answer["total"]) == ("EUR", "2.54")
    assert sales.get("/quotes").json["data"] == []


def test_a_line_without_a_price_is_named(sales: ServiceHarness) -> None:
    answer = sales.request("POST", "/totals", {"lines": [{"description": "x"}]})
    assert answer.status_code == 422
    assert answer.json["errors"]["lines"]["0"]["unit_price"]
