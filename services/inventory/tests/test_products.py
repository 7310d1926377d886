"""Products: prices, opening stock, and what must not be deleted."""

from services.inventory.tests.steps import Inventory, Order


def test_a_product_is_published_with_everything_that_sales_needs(inventory: Inventory) -> None:
    category = inventory.harness.post("/categories", {"code": "BUTOR", "name": "Irodabútor"}).json["id"]
    inventory.product(name="Szék", price="64900", vat_rate="27", category_id=category)
    [told] = inventory.told("ProductCreated")
    assert told["name"] == "Szék"
    assert told["price"] == "64900.00"
    assert told["currency"] == "HUF"
    assert told["vat_rate"] == "27"
    assert told["type"] == "goods"
    assert told["category_name"] == "Irodabútor"


def test_a_new_price_is_told_with_the_old_one(inventory: Inventory) -> None:
    product = inventory.product(price="100")
    inventory.harness.patch(f"/products/{product}", {"price": "120", "name": "Új név"})
    inventory.harness.patch(f"/products/{product}", {"name": "Legújabb név"})
    [told] = inventory.told("PriceChanged")
    assert (told["old_price"], told["price"], told["name"]) == ("100.00", "120.00", "Új név")
    assert len(inventory.told("ProductUpdated")) == 2


def test_a_code_is_given_once(inventory: Inventory) -> None:
    inventory.harness.post("/products", {"code": "A-1", "name": "Első"})
    answer = inventory.harness.request("POST", "/products", {"code": "A-1", "name": "Második"})
    assert answer.status_code in (409, 422), answer.json
    assert "code" in answer.json["errors"]


def test_opening_stock_is_taken_once(inventory: Inventory) -> None:
    product = inventory.product(stock=39)
    inventory.harness.patch(f"/products/{product}", {"opening_stock": "39"})
    shown = inventory.harness.get(f"/products/{product}").json
    assert (shown["on_hand"], shown["available"]) == ("39", "39")
    [line] = inventory.harness.get(f"/movements?filter[product_id]={product}").json["data"]
    assert (line["type"], line["quantity"], line["balance"]) == ("opening", "39", "39")


def test_the_list_shows_what_is_on_hand_and_available(inventory: Inventory) -> None:
    product = inventory.product(stock=10)
    inventory.tell(Order((product, 3)).confirmed())
    [row] = inventory.harness.get("/products?fields=name,on_hand,available").json["data"]
    assert (row["on_hand"], row["available"]) == ("10", "7")


def test_a_service_has_no_stock(inventory: Inventory) -> None:
    body = {"code": "SZ", "name": "Szállítás", "type": "service", "opening_stock": "1"}
    assert "opening_stock" in inventory.harness.request("POST", "/products", body).json["errors"]
    product = inventory.product(type="service")
    answer = inventory.harness.request("POST", f"/products/{product}/receive", {"quantity": "1"})
    assert answer.status_code == 422
    assert inventory.rows("SELECT 1 FROM stock") == []
    shown = inventory.harness.get(f"/products/{product}").json
    assert (shown["on_hand"], shown["available"]) == (None, None)


def test_a_product_in_use_is_neither_deleted_nor_turned_into_a_service(inventory: Inventory) -> None:
    held, awaited, unused = inventory.product(stock=1), inventory.product(), inventory.product()
    inventory.tell(Order((awaited, 1)).confirmed())
    for product in (held, awaited):
        assert inventory.harness.request("DELETE", f"/products/{product}").status_code == 409
        assert inventory.harness.request("PATCH", f"/products/{product}", {"type": "service"}).status_code == 409
    inventory.harness.delete(f"/products/{unused}")


def test_stock_lists_follow_a_new_name(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    inventory.harness.patch(f"/products/{product}", {"name": "Átnevezett"})
    [row] = inventory.harness.get("/stock").json["data"]
    assert row["product_name"] == "Átnevezett"


def test_links_must_lead_somewhere(inventory: Inventory) -> None:
    body = {"code": "A", "name": "B", "vendor_id": "01932f6e-7c00-7000-8000-00000000dead"}
    assert "vendor_id" in inventory.harness.request("POST", "/products", body).json["errors"]
