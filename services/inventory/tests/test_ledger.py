"""The ledger: what people book by hand, and that the database itself guards it."""

from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from chassis.inbox import Outcome, handle
from services.inventory.tests.steps import Inventory, Order
from tests.support.service import ADMIN, envelope


def test_received_goods_are_on_hand_and_told(inventory: Inventory) -> None:
    product = inventory.product()
    shown = inventory.receive(product, "10.5", unit_cost="41000", reference="SZL-118")
    assert shown["on_hand"] == "10.5"
    [told] = inventory.told("GoodsReceived")
    assert (told["quantity"], told["unit_cost"], told["reference"]) == ("10.5", "41000.00", "SZL-118")
    changed = inventory.told("StockChanged")[-1]
    assert (changed["on_hand"], changed["reserved"], changed["available"]) == ("10.5", "0", "10.5")


@pytest.mark.parametrize("quantity", ["0", "-1", "1.00001", "sok", None])
def test_what_is_no_quantity_is_refused(inventory: Inventory, quantity: str | None) -> None:
    product = inventory.product()
    answer = inventory.harness.request("POST", f"/products/{product}/receive", {"quantity": quantity})
    assert answer.status_code == 422
    assert inventory.stock(product) == (0, 0)


def test_counting_puts_the_books_right(inventory: Inventory) -> None:
    product = inventory.product(stock=10)
    inventory.harness.post(f"/products/{product}/correct", {"counted": "8", "reason": "leltár"})
    inventory.harness.post(f"/products/{product}/correct", {"difference": "1", "reason": "megkerült"})
    assert inventory.stock(product) == (9, 0)
    lines = inventory.harness.get(f"/movements?filter[product_id]={product}&sort=id").json["data"]
    assert [(line["quantity"], line["balance"], line["reason"]) for line in lines[1:]] == [
        ("-2", "8", "leltár"),
        ("1", "9", "megkerült"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reason": "x"}, 422),
        ({"counted": "1", "difference": "1", "reason": "x"}, 422),
        ({"counted": "1"}, 422),
        ({"difference": "-11", "reason": "x"}, 409),
        ({"counted": "10", "reason": "x"}, 409),
    ],
)
def test_a_correction_that_says_nothing_clear_is_refused(
    inventory: Inventory, body: dict[str, str], status: int
) -> None:
    product = inventory.product(stock=10)
    assert inventory.harness.request("POST", f"/products/{product}/correct", body).status_code == status
    assert inventory.stock(product) == (10, 0)


def test_goods_that_are_not_there_are_taken_back_from_the_newest_order(inventory: Inventory) -> None:
    product = inventory.product(stock=10)
    old = Order((product, 6), number="R-1", time="2026-11-20T10:00:00+00:00")
    new = Order((product, 4), number="R-2", time="2026-11-21T10:00:00+00:00")
    inventory.tell(new.confirmed(), old.confirmed())
    inventory.harness.post(f"/products/{product}/correct", {"counted": "7", "reason": "leltár"})
    assert inventory.stock(product) == (7, 7)
    assert inventory.reservation(old)["status"] == "reserved"
    assert inventory.reservation(new)["lines"][0]["missing"] == "3"
    failed = inventory.told("ReservationFailed")[-1]
    assert (failed["order_id"], failed["lines"][0]["missing"]) == (new.id, "3")


def test_goods_move_between_warehouses(inventory: Inventory) -> None:
    product = inventory.product(stock=10)
    second = inventory.harness.post("/warehouses", {"code": "GY", "name": "Győr"}).json["id"]
    inventory.tell(Order((product, 7)).confirmed())
    path, body = f"/products/{product}/transfer", {"to_warehouse_id": second}
    assert inventory.harness.request("POST", path, {**body, "quantity": "4"}).status_code == 409
    inventory.harness.post(path, {**body, "quantity": "3"})
    rows = inventory.harness.get("/stock").json["data"]
    assert sorted((row["warehouse_name"], row["on_hand"], row["available"]) for row in rows) == [
        ("Győr", "3", "3"),
        ("Központi raktár", "7", "0"),
    ]
    assert inventory.broken() == []


def test_movements_are_booked_in_bulk_all_or_none(inventory: Inventory) -> None:
    product = inventory.product()
    good = {"type": "receipt", "product_id": product, "quantity": "2"}
    bad = {"type": "issue", "product_id": product, "quantity": "2"}
    refused = inventory.harness.request("POST", "/movements/batch", {"lines": [good, bad]})
    assert refused.status_code == 422
    assert "1" in refused.json["errors"]["lines"]
    assert inventory.stock(product) == (0, 0)
    inventory.harness.post("/movements/batch", {"lines": [good, good, {**good, "type": "opening"}]})
    assert inventory.stock(product) == (6, 0)
    assert inventory.harness.post("/movements", good).json["balance"] == "8"


def test_opening_stock_of_a_warehouse_is_booked_once(inventory: Inventory) -> None:
    body = {"type": "opening", "product_id": inventory.product(stock=1), "quantity": "5"}
    assert inventory.harness.request("POST", "/movements", body).status_code == 409


def test_a_correction_over_the_api_needs_a_reason(inventory: Inventory) -> None:
    body = {"type": "correction", "product_id": inventory.product(stock=5), "quantity": "-2"}
    assert "reason" in inventory.harness.request("POST", "/movements", body).json["errors"]
    assert inventory.harness.post("/movements", {**body, "reason": "törött"}).json["balance"] == "3"


def test_low_stock_is_told_once_when_it_falls_under_the_minimum(inventory: Inventory) -> None:
    product = inventory.product(stock=10, minimum_stock="5")
    for number in range(4):
        inventory.tell(Order((product, 2), number=f"R-{number}").confirmed())
    [told] = inventory.told("StockLow")
    assert (told["product_id"], told["available"], told["minimum"]) == (product, "4", "5")


@pytest.mark.parametrize("statement", ["UPDATE movements SET quantity = 0", "DELETE FROM movements"])
def test_the_database_refuses_to_change_the_ledger(inventory: Inventory, statement: str) -> None:
    inventory.product(stock=1)
    with pytest.raises(DBAPIError, match="ledger"), inventory.harness.session() as session:
        session.execute(text(statement))


@pytest.mark.parametrize(
    "change",
    ["on_hand = -1, reserved = -1", "reserved = -1", "reserved = on_hand + 1"],
    ids=["on hand", "below", "above"],
)
def test_the_database_refuses_impossible_stock(inventory: Inventory, change: str) -> None:
    inventory.product(stock=1)
    with pytest.raises(DBAPIError, match="ck_stock"), inventory.harness.session() as session:
        session.execute(text(f"UPDATE stock SET {change}"))


def test_one_cause_books_one_line_once(inventory: Inventory) -> None:
    inventory.product(stock=1)
    same = (
        "version, created_at, updated_at, custom, quantity, balance, cause, cause_line, "
        "type, product_id, product_code, product_name, warehouse_id"
    )
    again = f"INSERT INTO movements (id, {same}) SELECT 'other', {same} FROM movements"
    with pytest.raises(DBAPIError, match="cause"), inventory.harness.session() as session:
        session.execute(text(again))


def test_the_api_offers_no_way_to_change_the_ledger(inventory: Inventory) -> None:
    inventory.product(stock=1)
    [line] = inventory.harness.get("/movements").json["data"]
    assert inventory.harness.request("PATCH", f"/movements/{line['id']}", {"quantity": "5"}).status_code == 405
    assert inventory.harness.request("DELETE", f"/movements/{line['id']}").status_code == 405
    [level] = inventory.harness.get("/stock").json["data"]
    assert inventory.harness.request("PATCH", f"/stock/{level['id']}", {"on_hand": "5"}).status_code in (404, 405)
    assert Decimal(line["quantity"]) == 1


def test_a_line_of_the_ledger_follows_its_owner_in_the_tree_of_roles(inventory_anywhere: Inventory) -> None:
    inventory = inventory_anywhere
    lost = {"type": "correction", "product_id": inventory.product(stock=5), "quantity": "-2", "reason": "törött"}
    inventory.harness.post("/movements", lost)
    moved = {
        "id": ADMIN.user_id,
        "name": ADMIN.name,
        "username": "anna",
        "active": True,
        "role_path": "/admin/elsewhere/",
    }
    news = envelope("gateway.UserChanged", moved, subject=f"user/{ADMIN.user_id}", version=2)
    assert handle(inventory.harness.runtime, news) is Outcome.HANDLED, inventory.failures()
    owners = inventory.rows("SELECT owner_path FROM movements WHERE owner_id = :id", id=ADMIN.user_id)
    assert {path for (path,) in owners} <= {"/admin/elsewhere/"}
