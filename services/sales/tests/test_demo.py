"""The demo data loads over the API, twelve months of it, from whatever customers and products there are."""

from typing import Any

from services.sales import demo
from services.sales.demo_data import INVOICED, ORDERED, QUOTES
from services.sales.tests.conftest import make_customer, make_product
from tests.support.service import ServiceHarness

SELLER = "01932f6e-7c00-7000-8000-0000000000cc"


class Api:
    """The API as the demo loader sees it, straight to the service."""

    user_id = SELLER

    def __init__(self, sales: ServiceHarness) -> None:
        self.sales = sales

    def as_(self, username: str) -> "Api":
        return self

    def get(self, path: str, params: dict[str, str] | None = None) -> Any:
        return self.sales.get(path.removeprefix("/sales"), query_string=params).json

    def post(self, path: str, json: dict[str, Any] | None = None) -> Any:
        return self.sales.post(path.removeprefix("/sales"), json).json

    def patch(self, path: str, json: dict[str, Any]) -> Any:
        return self.sales.patch(path.removeprefix("/sales"), json).json

    def settle(self) -> None:
        """Nothing is under way: the tests deliver events at once."""


def test_the_demo_fills_every_list(sales: ServiceHarness) -> None:
    sales.known_user(SELLER, "Szabó Anna")
    for number in range(8):
        make_customer(sales, f"Ügyfél {number} Kft.")
    wanted = " ".join([bill.lines for bill in INVOICED] + [quote[1] for quote in QUOTES] + [o[1] for o in ORDERED])
    for code in {part.partition("×")[0] for part in wanted.split()}:
        make_product(sales, code=code, name=f"Termék {code}")
    demo.load(Api(sales))
    counts = {
        name: sales.get(f"/{name}?total=1").json["total"]
        for name in ("leads", "opportunities", "quotes", "orders", "invoices")
    }
    # two of the orders come from quotes, two of the opportunities from leads
    assert counts == {"leads": 13, "opportunities": 17, "quotes": 10, "orders": 16, "invoices": 12}
    board = sales.get("/dashboard").json
    assert {row["currency"] for row in board["months"]} == {"HUF", "EUR"}
    assert sum(row["invoiced"] != "0.00" for row in board["months"] if row["currency"] == "HUF") >= 8
    assert [row["count"] for row in board["overdue"]] == [2]
    invoices = sales.get("/invoices?sort=issued_on&fields=number,issued_on").json["data"]
    by_day = [row["number"] for row in invoices]
    assert by_day == sorted(by_day)
