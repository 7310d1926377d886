"""Orders: the stock behind them, delivery, cancelling, and the line of progress."""

from itertools import permutations
from typing import Any

import pytest

from chassis.ids import new_id
from services.sales.tests.conftest import make_order
from tests.support.service import ServiceHarness


def tell(sales: ServiceHarness, event: str, order: Any, version: int, missing: str | None = None) -> None:
    """Let inventory say something of an order."""
    lines = [{"order_line_id": order["lines"][0]["id"], "product_id": order["lines"][0]["product_id"]}]
    lines[0] |= {"missing": missing} if missing else {"quantity": "2"}
    data = {"order_id": order["id"], "number": order["number"], "lines": lines}
    sales.deliver(f"inventory.{event}", data, subject=f"reservation/{order['id']}", version=version)


def stock(sales: ServiceHarness, order: Any) -> tuple[str, list[str]]:
    now = sales.get(f"/orders/{order['id']}").json
    return now["stock_state"], [line["stock_state"] for line in now["lines"]]


def test_confirming_asks_for_goods_only(sales: ServiceHarness, customer: str, chair: str, assembly: str) -> None:
    lines = [{"product_id": chair, "quantity": "2"}, {"product_id": assembly}, {"description": "x", "unit_price": "1"}]
    order = sales.post("/orders", {"customer_id": customer, "lines": lines}).json
    assert stock(sales, order) == ("none", ["none", "none", "none"])
    sales.post(f"/orders/{order['id']}/confirm")
    assert stock(sales, order) == ("pending", ["pending", "none", "none"])
    [event] = sales.events("sales.OrderConfirmed")
    assert [(line["product_id"], line["quantity"]) for line in event.data["lines"]] == [
        (chair, "2"),
        (assembly, "1"),
        (None, "1"),
    ]
    assert event.data["lines"][0]["line_id"] == order["lines"][0]["id"]


def test_an_order_of_services_needs_no_stock(sales: ServiceHarness, customer: str, assembly: str) -> None:
    assert make_order(sales, customer, assembly)["stock_state"] == "none"


def test_a_shortage_is_seen_and_passes(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = make_order(sales, customer, chair)
    tell(sales, "ReservationFailed", order, 1, missing="1")
    assert stock(sales, order) == ("waiting", ["waiting"])
    assert sales.get(f"/orders/{order['id']}").json["lines"][0]["missing"] == "1"
    tell(sales, "StockReserved", order, 2)
    assert stock(sales, order) == ("reserved", ["reserved"])
    assert sales.get(f"/orders/{order['id']}").json["lines"][0]["missing"] is None


@pytest.mark.parametrize("sequence", list(permutations((1, 2, 3))))
def test_news_of_stock_may_come_in_any_order(
    sales: ServiceHarness, customer: str, chair: str, sequence: tuple[int, ...]
) -> None:
    order = make_order(sales, customer, chair)
    for version in sequence:
        failed = version == 2
        tell(sales, "ReservationFailed" if failed else "StockReserved", order, version, "1" if failed else None)
    assert stock(sales, order) == ("reserved", ["reserved"])


def test_news_of_an_unknown_order_is_no_trouble(sales: ServiceHarness) -> None:
    data = {"order_id": new_id(), "lines": []}
    sales.deliver("inventory.StockReserved", data, subject="reservation/1")
    assert sales.get("/orders").json["data"] == []


def test_a_cancelled_order_stays_without_stock(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = make_order(sales, customer, chair)
    sales.post(f"/orders/{order['id']}/cancel")
    tell(sales, "StockReserved", order, 1)
    assert stock(sales, order) == ("none", ["none"])
    assert len(sales.events("sales.OrderCancelled")) == 1


def test_a_cancelled_draft_tells_nobody(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = sales.post("/orders", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    sales.post(f"/orders/{order['id']}/cancel")
    assert sales.events("sales.OrderCancelled") == []


def test_what_was_confirmed_cannot_be_changed(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = make_order(sales, customer, chair)
    path = f"/orders/{order['id']}"
    assert sales.request("PATCH", path, {"notes": "x"}).status_code == 409
    assert sales.request("DELETE", path).status_code == 409
    assert sales.request("POST", f"{path}/confirm", {}).status_code == 409


def test_an_order_without_lines_cannot_be_confirmed(sales: ServiceHarness, customer: str) -> None:
    order = sales.post("/orders", {"customer_id": customer, "lines": []}).json
    assert sales.request("POST", f"/orders/{order['id']}/confirm", {}).json["code"] == "no_lines"


def test_delivery_and_invoice_come_in_any_order(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = make_order(sales, customer, chair)
    delivered = sales.post(f"/orders/{order['id']}/deliver", {"delivered_on": "2026-01-15"}).json
    assert (delivered["status"], delivered["delivered_on"]) == ("delivered", "2026-01-15")
    assert sales.request("POST", f"/orders/{order['id']}/cancel", {}).status_code == 409
    invoice = sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True}).json
    assert invoice["fulfilled_on"] == "2026-01-15"
    now = sales.get(f"/orders/{order['id']}").json
    assert (now["status"], now["invoiced_on"]) == ("delivered", invoice["issued_on"])
    assert sales.events("sales.OrderDelivered")[0].data["delivered_on"] == "2026-01-15"


def test_progress_is_one_line(sales: ServiceHarness, customer: str, chair: str) -> None:
    quote = sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    order = sales.post(f"/quotes/{quote['id']}/make-order", {"confirm": True}).json
    tell(sales, "ReservationFailed", order, 1, missing="1")

    def states() -> dict[str, str]:
        steps = sales.get(f"/orders/{order['id']}/progress").json["steps"]
        return {step["step"]: step["state"] for step in steps}

    assert list(states()) == ["quote", "order", "reserved", "delivered", "invoiced", "paid"]
    assert states()["reserved"] == "waiting"
    invoice = sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True}).json
    sales.post(f"/invoices/{invoice['id']}/pay", {"amount": "1000"})
    assert (states()["invoiced"], states()["paid"]) == ("done", "current")
    sales.post(f"/invoices/{invoice['id']}/pay", {"amount": "81423"})
    tell(sales, "StockReserved", order, 2)
    sales.post(f"/orders/{order['id']}/deliver")
    assert set(states().values()) == {"done"}


def test_progress_speaks_the_readers_language(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = make_order(sales, customer, chair)
    tell(sales, "ReservationFailed", order, 1, missing="1")
    steps = sales.with_language("hu").get(f"/orders/{order['id']}/progress").json["steps"]
    assert steps[2]["label"] == "Készletre vár"
