"""Warehouses: there is always exactly one default."""

from services.inventory.tests.steps import Inventory


def _defaults(inventory: Inventory) -> list[str]:
    return [row["code"] for row in inventory.harness.get("/warehouses").json["data"] if row["is_default"]]


def test_a_new_installation_has_a_default_warehouse(inventory: Inventory) -> None:
    assert _defaults(inventory) == ["MAIN"]


def test_a_new_default_replaces_the_old_one(inventory: Inventory) -> None:
    inventory.harness.post("/warehouses", {"code": "BP", "name": "Budapest", "is_default": True})
    assert _defaults(inventory) == ["BP"]
    second = inventory.harness.post("/warehouses", {"code": "GY", "name": "Győr"}).json["id"]
    inventory.harness.patch(f"/warehouses/{second}", {"is_default": True})
    assert _defaults(inventory) == ["GY"]


def test_the_default_can_only_be_handed_over(inventory: Inventory) -> None:
    [main] = inventory.harness.get("/warehouses").json["data"]
    path = f"/warehouses/{main['id']}"
    assert inventory.harness.request("PATCH", path, {"is_default": False}).status_code == 409
    assert inventory.harness.request("DELETE", path).status_code == 409
    assert _defaults(inventory) == ["MAIN"]


def test_a_warehouse_with_stock_is_not_deleted(inventory: Inventory) -> None:
    product = inventory.product()
    second = inventory.harness.post("/warehouses", {"code": "GY", "name": "Győr"}).json["id"]
    inventory.receive(product, 1, warehouse_id=second)
    assert inventory.harness.request("DELETE", f"/warehouses/{second}").status_code == 409
    inventory.harness.post(
        f"/products/{product}/correct", {"counted": "0", "reason": "elfogyott", "warehouse_id": second}
    )
    inventory.harness.delete(f"/warehouses/{second}")


def test_goods_do_not_arrive_into_an_unknown_warehouse(inventory: Inventory) -> None:
    product = inventory.product()
    body = {"quantity": "1", "warehouse_id": "01932f6e-7c00-7000-8000-00000000dead"}
    assert "warehouse_id" in inventory.harness.request("POST", f"/products/{product}/receive", body).json["errors"]
