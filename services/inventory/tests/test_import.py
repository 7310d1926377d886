"""Import of vendors and products with their opening stock, as other programs export them; the mapping is proposed."""

from typing import Any

from services.inventory.tests.steps import Inventory

VENDORS = """supplierID,companyName,contactName,contactTitle,address,city,region,postalCode,country,phone,fax,homePage
1,Exotic Liquids,Charlotte Cooper,Purchasing Manager,49 Gilbert St.,London,NULL,EC1 4SD,UK,(171) 555-2222,NULL,NULL
2,Alföldi Tejház Kft.,Tóth Gábor,Ügyvezető,Fő utca 1.,Kecskemét,Bács-Kiskun,6000,Hungary,+36 76 555 210,NULL,#TEJ.HTM#
"""
CATEGORIES = "categoryID,categoryName,description\n1,Beverages,Soft drinks\n2,Dairy,Cheeses\n"
PRODUCTS = """productID,productName,supplierID,categoryID,quantityPerUnit,unitPrice,unitsInStock,reorderLevel
1,Chai,1,1,10 boxes x 20 bags,18.00,39,10
2,Trappista,2,2,1 kg,21.35,0,25
3,Hiba,99,1,1 db,sok,1,0
"""


def _import(inventory: Inventory, collection: str, text: str, mode: str = "create") -> Any:
    harness = inventory.harness
    job = harness.upload(f"/{collection}/imports", f"{collection}.csv", text.encode()).json
    harness.post(f"/{collection}/imports/{job['id']}/run", {"mapping": job["mapping"], "mode": mode, "dry_run": False})
    harness.run_jobs()
    return harness.get(f"/{collection}/imports/{job['id']}").json


def test_products_come_with_vendor_category_and_opening_stock(inventory: Inventory) -> None:
    assert _import(inventory, "vendors", VENDORS)["created"] == 2
    assert _import(inventory, "categories", CATEGORIES)["created"] == 2
    done = _import(inventory, "products", PRODUCTS)
    assert (done["created"], done["failed"]) == (2, 1), done
    chai, cheese = inventory.harness.get("/products?sort=code").json["data"]
    assert (chai["vendor_name"], chai["category_name"], chai["on_hand"]) == ("Exotic Liquids", "Beverages", "39")
    assert (cheese["vendor_name"], cheese["on_hand"], cheese["minimum_stock"]) == ("Alföldi Tejház Kft.", "0", "25")
    vendor = inventory.harness.get("/vendors?filter[code]=1").json["data"][0]
    assert (vendor["country"], vendor["phone"], vendor["region"]) == ("GB", "(171) 555-2222", None)


def test_importing_again_doubles_neither_products_nor_stock(inventory: Inventory) -> None:
    only = PRODUCTS.splitlines()[0] + "\n1,Chai,,,10 boxes,18.00,39,10\n"
    for _ in range(2):
        _import(inventory, "products", only, mode="update")
    [chai] = inventory.harness.get("/products").json["data"]
    assert chai["on_hand"] == "39"
    assert len(inventory.harness.get("/movements").json["data"]) == 1
