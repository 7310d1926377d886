"""What is measured through the public API: one function per case, on data that the product itself has taken in."""

import csv
import io
import itertools
import queue
import random
import time
from typing import Any

from tests.bench.load import Client, Finished
from tests.bench.product import Product

FIRST = [
    "Tisza",
    "Duna",
    "Bükk",
    "Mátra",
    "Körös",
    "Zala",
    "Rába",
    "Sió",
    "Ipoly",
    "Hernád",
    "Bakony",
    "Mecsek",
    "Őrség",
    "Tátra",
]
SECOND = [
    "Faipari",
    "Gépgyártó",
    "Kereskedelmi",
    "Logisztikai",
    "Élelmiszer",
    "Bútor",
    "Nyomdaipari",
    "Informatikai",
    "Villamos",
]
FORMS = ["Kft.", "Zrt.", "Bt.", "Nyrt."]
CITIES = [
    ("1117", "Budapest"),
    ("6720", "Szeged"),
    ("4024", "Debrecen"),
    ("7621", "Pécs"),
    ("9021", "Győr"),
    ("3525", "Miskolc"),
]
SEARCHED = ["tisza", "faipari", "matra", "koros%20butor", "logisztikai"]
IMPORT_LIMIT = 900.0  # seconds
BATCH = 20_000  # rows of one file


def company(number: int) -> str:
    """The name of an organization that nobody else has."""
    shuffled = random.Random(number)
    return f"{shuffled.choice(FIRST)} {shuffled.choice(SECOND)} {number:06d} {shuffled.choice(FORMS)}"


def import_organizations(product: Product, client: Client, first: int, count: int) -> float:
    """Import organizations from CSV; the seconds it took, uploads included."""
    started = time.monotonic()
    for start in range(first, first + count, BATCH):
        rows = range(start, min(start + BATCH, first + count))
        file = io.StringIO()
        writer = csv.writer(file)
        writer.writerow(["name", "industry", "website"])
        writer.writerows([company(n), random.Random(n).choice(SECOND), f"https://firm{n}.example"] for n in rows)
        job = client.upload("/contacts/organizations/imports", "organizations.csv", file.getvalue().encode())
        path = f"/contacts/organizations/imports/{job['id']}"
        client.call("POST", f"{path}/run", {"mapping": job["mapping"], "mode": "create"})
        product.until(lambda path=path: finished(client.call("GET", path)), IMPORT_LIMIT)  # type: ignore[misc]
    return time.monotonic() - started


def finished(job: dict[str, Any]) -> bool:
    """Whether the import is done; anything but success is an error."""
    if job["status"] == "failed" or job["failed"]:
        raise RuntimeError(f"the import failed: {job['errors'][:3]}")
    return bool(job["status"] == "finished")


class Cases:
    """The cases, with the records they work on."""

    def __init__(self, product: Product, client: Client) -> None:
        self.product, self.client = product, client
        self.organizations: list[str] = []
        self.products: list[str] = []
        self.orders: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.numbers = itertools.count(1_000_000)

    def prepare(self) -> None:
        """Read some organizations' ids, and stock products that all orders together cannot use up."""
        page = self.client.call("GET", "/contacts/organizations?limit=200")
        self.organizations = [record["id"] for record in page["data"]]
        for number in range(0 if self.products else 3):
            goods = {
                "code": f"BENCH-{number}",
                "name": f"Irodai szék {number}",
                "price": "48900",
                "opening_stock": "10000000",
            }
            self.products.append(self.client.call("POST", "/inventory/products", goods)["id"])

    def read(self, client: Client, number: int) -> None:
        """One organization by its id."""
        client.call("GET", f"/contacts/organizations/{self.organizations[number % len(self.organizations)]}")

    def list(self, client: Client, number: int) -> None:
        """The first fifty organizations."""
        client.call("GET", "/contacts/organizations?limit=50")

    def search(self, client: Client, number: int) -> None:
        """The first fifty organizations that have a word."""
        client.call("GET", f"/contacts/organizations?limit=50&q={SEARCHED[number % len(SEARCHED)]}")

    def create(self, client: Client, number: int) -> None:
        """An organization with an address and two contact points."""
        postal_code, city = CITIES[number % len(CITIES)]
        number = next(self.numbers)
        client.call(
            "POST",
            "/contacts/organizations",
            {
                "name": company(number),
                "addresses": [
                    {"kind": "billing", "postal_code": postal_code, "city": city, "street": f"Fő utca {number}."}
                ],
                "phones": [{"number": f"+3630{number:07d}"}],
                "emails": [{"email": f"iroda@firm{number}.example"}],
            },
        )

    def order(self, client: Client, number: int) -> None:
        """A quote of three lines that becomes a confirmed order."""
        customer = self.organizations[number % len(self.organizations)]
        lines = [{"product_id": product, "quantity": "2"} for product in self.products]
        quote = client.call("POST", "/sales/quotes", {"customer_id": customer, "lines": lines})
        order = client.call("POST", f"/sales/quotes/{quote['id']}/make-order", {"confirm": True})
        self.orders.put(order["id"])

    def invoice(self, client: Client, number: int) -> None:
        """A confirmed order that becomes an issued invoice."""
        try:
            order = self.orders.get_nowait()
        except queue.Empty:
            raise Finished from None
        invoice = client.call("POST", f"/sales/orders/{order}/make-invoice", {"issue": True})
        if invoice["status"] != "issued":
            raise RuntimeError(f"the invoice was not issued: {invoice['status']}")
