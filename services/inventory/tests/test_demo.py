"""The demo data fits the API and tells a believable story."""

from decimal import Decimal
from typing import Any

from services.inventory import demo
from services.inventory.tests.steps import Inventory


class _Api:
    def __init__(self, inventory: Inventory) -> None:
        self._harness = inventory.harness

    def post(self, path: str, json: dict[str, Any], /) -> dict[str, Any]:
        assert path.startswith("/inventory/")
        answer: dict[str, Any] = self._harness.post(path.removeprefix("/inventory"), json).json
        return answer


def test_the_demo_firm_has_goods_services_vendors_and_something_running_low(inventory: Inventory) -> None:
    demo.load(_Api(inventory))
    products = inventory.harness.get("/products?limit=100").json["data"]
    assert len(products) == 30
    assert {row["type"] for row in products} == {"goods", "service"}
    assert all(Decimal(row["on_hand"]) > 0 for row in products if row["type"] == "goods")
    assert len(inventory.harness.get("/vendors").json["data"]) == 5
    assert len(inventory.harness.get("/warehouses").json["data"]) == 2
    assert len(inventory.harness.get("/dashboard").json["low_stock"]) == 4
    assert inventory.broken() == []
