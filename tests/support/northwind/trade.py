"""What is done with the files: import, quote, order, invoice, and buying in what is short."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.support.northwind.api import Api
from tests.support.northwind.files import Order, read
from tests.support.northwind.outcome import Outcome

VAT = Decimal("0.27")
CUSTOMERS = {
    "customerID": "code",
    "companyName": "name",
    "address": "addresses.street",
    "city": "addresses.city",
    "region": "addresses.region",
    "postalCode": "addresses.postal_code",
    "country": "addresses.country",
    "phone": "phones.number",
}
CONTACTS = {"contactName": "family_name", "contactTitle": "job_title", "companyName": "organization_id"}
SUPPLIERS = {
    "supplierID": "code",
    "companyName": "name",
    "contactName": "contact_name",
    "contactTitle": "contact_title",
    "address": "address",
    "city": "city",
    "region": "region",
    "postalCode": "postal_code",
    "country": "country",
    "phone": "phone",
    "fax": "fax",
    "homePage": "website",
}
PRODUCTS = {
    "productID": "code",
    "productName": "name",
    "supplierID": "vendor_id",
    "quantityPerUnit": "quantity_per_unit",
    "unitPrice": "price",
    "unitsInStock": "opening_stock",
    "reorderLevel": "minimum_stock",
}


def load_masters(api: Api, folder: Path, outcome: Outcome) -> None:
    """Import customers, their contacts, suppliers as vendors, and products with their stock."""
    abroad = {"currency": "USD", "language": "en"}
    jobs = {
        "customers": api.load("/contacts/organizations", folder / "customers.csv", CUSTOMERS, defaults=abroad),
        "contacts": api.load("/contacts/people", folder / "customers.csv", CONTACTS, defaults={"language": "en"}),
        "vendors": api.load("/inventory/vendors", folder / "suppliers.csv", SUPPLIERS),
        "products": api.load("/inventory/products", folder / "products.csv", PRODUCTS, defaults={"currency": "USD"}),
    }
    files = {"customers": "customers", "contacts": "customers", "vendors": "suppliers", "products": "products"}
    for what, job in jobs.items():
        outcome.check(f"{what} imported", job["created"], len(read(folder, files[what])))


class Trade:
    """Places the orders, buying in what is short, and remembers what the books have to say in the end."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.customers = {row["code"]: row["id"] for row in api.all("/contacts/organizations?fields=code")}
        self.products = {row["code"]: row for row in api.all("/inventory/products?fields=code,on_hand")}
        self.stock = {code: Decimal(row["on_hand"]) for code, row in self.products.items()}
        self.received = dict.fromkeys(self.stock, Decimal(0))
        self.receipts = 0
        self.invoices: dict[str, dict[str, Any]] = {}

    def place(self, order: Order) -> None:
        """Quote, accept, order, confirm, invoice, issue."""
        for line in order.lines:
            self._take(line["product"], line["quantity"])
        body = {"customer_id": self.customers[order.customer], "currency": "USD", "language": "en"}
        body["lines"] = [self._line(line) for line in order.lines]
        quote = self.api.post("/sales/quotes", body)
        made = self.api.post(f"/sales/quotes/{quote['id']}/make-order", {"confirm": True})
        self.invoices[order.number] = self.api.post(f"/sales/orders/{made['id']}/make-invoice", {"issue": True})

    def _line(self, line: dict[str, Any]) -> dict[str, Any]:
        return {
            "product_id": self.products[line["product"]]["id"],
            "quantity": f"{line['quantity']:f}",
            "unit_price": f"{line['price']:f}",
            "discount": f"{(line['discount'] * 100).normalize():f}",
            "vat_rate": f"{VAT * 100:.0f}",
        }

    def _take(self, code: str, quantity: Decimal) -> None:
        short = quantity - self.stock[code]
        if short > 0:
            path = f"/inventory/products/{self.products[code]['id']}/receive"
            self.api.post(path, {"quantity": f"{short:f}", "reference": "northwind"})
            self.received[code] += short
            self.stock[code] += short
            self.receipts += 1
        self.stock[code] -= quantity
