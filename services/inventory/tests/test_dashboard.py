"""The figures of the front page, and who may see and do what."""

from decimal import Decimal

from services.inventory.tests.steps import Inventory, Order


def test_the_dashboard_shows_what_is_low_what_it_is_worth_and_who_waits(inventory: Inventory) -> None:
    low = inventory.product(stock=4, minimum_stock="5", price="1000")
    inventory.product(stock=9, minimum_stock="5", price="250.5", currency="EUR")
    inventory.product(minimum_stock="1", active=False)
    inventory.tell(Order((low, 5)).confirmed())
    shown = inventory.harness.get("/dashboard").json
    assert [(row["product_id"], row["available"], row["minimum_stock"]) for row in shown["low_stock"]] == [
        (low, "0", "5")
    ]
    worth = {row["currency"]: (Decimal(row["value"]), row["products"]) for row in shown["stock_value"]}
    assert worth == {"EUR": (Decimal("2254.50"), 1), "HUF": (Decimal(4000), 1)}
    assert (shown["waiting_orders"], shown["backorders"]) == (1, 0)


def test_who_only_views_cannot_book(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    viewer = inventory.harness.as_(inventory__product={"verbs": ["view"]}, inventory__stock={"verbs": ["view"]})
    assert viewer.get(f"/products/{product}").json["on_hand"] == "1"
    for path, body in (
        (f"/products/{product}/receive", {"quantity": "1"}),
        (f"/products/{product}/correct", {"counted": "5", "reason": "x"}),
        ("/movements", {"type": "receipt", "product_id": product, "quantity": "1"}),
        ("/movements/batch", {"lines": []}),
        ("/products", {"code": "X", "name": "X"}),
    ):
        assert viewer.request("POST", path, body).status_code == 403, path
    assert viewer.request("GET", "/movements").status_code == 403
    assert viewer.get("/dashboard").json["waiting_orders"] == 0


def test_the_dashboard_is_for_those_who_may_see_stock(inventory: Inventory) -> None:
    assert inventory.harness.as_(inventory__product={"verbs": ["view"]}).request("GET", "/dashboard").status_code == 403
