"""The demo firm's sales: leads, deals, quotes and orders of the last twelve months, most of them invoiced and paid."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from chassis.days import today
from services.sales.demo_data import COMPANY, CUSTOMERS, INVOICED, LEADS, OPPORTUNITIES, ORDERED, QUOTES, Billed

EURO = Decimal(400)
"""Forints per euro in the demo's price list."""


class Api(Protocol):
    """The HTTP API as the administrator; `as_` gives another demo user."""

    user_id: str

    def as_(self, username: str, /) -> "Api":
        """The same API as another user."""

    def get(self, path: str, params: dict[str, str] | None = None, /) -> Any:
        """Read, and return the answer's body."""

    def post(self, path: str, json: dict[str, Any] | None = None, /) -> Any:
        """Send, and return the answer's body."""

    def patch(self, path: str, json: dict[str, Any], /) -> Any:
        """Change, and return the answer's body."""

    def settle(self) -> None:
        """Wait until every event so far has had its effect."""


class World(NamedTuple):
    """Who sells what to whom."""

    api: Api
    customers: list[dict[str, Any]]
    products: dict[str, dict[str, Any]]
    sellers: list[str]

    def customer(self, place: int, currency: str = "HUF") -> dict[str, Any]:
        """A customer who pays in the currency, by place; places beyond the list start over."""
        found = [customer for customer in self.customers if customer["currency"] == currency] or self.customers
        return found[place % len(found)]

    def seller(self, place: int) -> str:
        """The owner of the record at this place."""
        return self.sellers[place % len(self.sellers)]

    def lines(self, wanted: str, currency: str) -> list[dict[str, Any]]:
        """Lines written as `CODE×QUANTITY-DISCOUNT`, e.g. `MON-24×4-10`; euro prices are converted."""
        return [self._line(part, currency) for part in wanted.split()]

    def _line(self, part: str, currency: str) -> dict[str, Any]:
        code, _, rest = part.partition("×")
        quantity, _, discount = rest.partition("-")
        product = self.products[code]
        line = {"product_id": product["id"], "quantity": quantity, "discount": discount or "0"}
        if product["currency"] != currency:
            price = (Decimal(product["price"]) / EURO).quantize(Decimal("0.50"))
            line |= {"unit_price": str(price), "vat_rate": "0"}
        return line


def load(api: Api) -> None:
    """Fill an empty sales service; customers and products have to be known already."""
    api.settle()
    api.patch("/sales/company", COMPANY)
    known = api.get("/sales/customers", {"kind": "organization", "limit": "100"})["data"]
    customers = [customer for customer in known if customer["name"] in CUSTOMERS] or known
    products = api.get("/sales/catalogue", {"limit": "100"})["data"]
    sellers = [api.as_(name).user_id for name in ("seller", "seller2", "junior", "manager")]
    world = World(api, customers, {product["code"]: product for product in products}, sellers)
    _load_leads(world)
    _load_opportunities(world)
    for place, bill in enumerate(INVOICED):
        _load_invoice(world, place, bill)
    _load_quotes(world)
    _load_orders(world)


def _load_leads(world: World) -> None:
    for place, (lead, then) in enumerate(LEADS):
        made = world.api.post("/sales/leads", {**lead, "owner_id": world.seller(place)})
        if then == "disqualify":
            world.api.post(f"/sales/leads/{made['id']}/disqualify", {"reason": "Egyelőre nincs kerete"})
        elif then == "convert":
            world.api.post(f"/sales/leads/{made['id']}/convert", {})


def _load_opportunities(world: World) -> None:
    for place, (name, amount, stage, days, reason) in enumerate(OPPORTUNITIES):
        customer = world.customer(place * 2)
        body = {"name": name, "customer_id": customer["id"], "owner_id": world.seller(place)}
        body |= {"amount": str(amount), "currency": "HUF", "source": "referral" if place % 3 else "web"}
        body["expected_close_on"] = (today() + timedelta(days=days)).isoformat()
        closed = stage in ("won", "lost")
        made = world.api.post("/sales/opportunities", body if closed else {**body, "stage": stage})
        if closed:
            world.api.post(f"/sales/opportunities/{made['id']}/move", {"stage": stage, "reason": reason})


def _load_invoice(world: World, place: int, bill: Billed) -> None:
    """An order of the past, delivered, invoiced on its day, and paid as far as it was."""
    on = today() - timedelta(days=bill.days_ago)
    body = {"customer_id": world.customer(bill.customer, bill.currency)["id"], "currency": bill.currency}
    body |= {"owner_id": world.seller(place), "ordered_on": (on - timedelta(days=6)).isoformat()}
    order = world.api.post("/sales/orders", body | {"lines": world.lines(bill.lines, bill.currency)})
    path = f"/sales/orders/{order['id']}"
    world.api.post(f"{path}/confirm", {})
    world.api.post(f"{path}/deliver", {"delivered_on": (on - timedelta(days=1)).isoformat()})
    invoice = world.api.post(f"{path}/make-invoice", {"issue": True, "issued_on": on.isoformat()})
    if bill.paid_after is not None:
        _pay(world, invoice, bill, on + timedelta(days=bill.paid_after))


def _pay(world: World, invoice: dict[str, Any], bill: Billed, on: date) -> None:
    amount = (Decimal(invoice["total"]) * bill.paid_percent / 100).quantize(Decimal("1"))
    body = {"amount": invoice["total"] if bill.paid_percent == 100 else str(amount), "paid_on": on.isoformat()}
    world.api.post(f"/sales/invoices/{invoice['id']}/pay", body)


def _load_quotes(world: World) -> None:
    for place, (customer, wanted, currency, steps) in enumerate(QUOTES):
        body = {
            "customer_id": world.customer(customer, currency)["id"],
            "currency": currency,
            "owner_id": world.seller(place),
        }
        quote = world.api.post("/sales/quotes", body | {"lines": world.lines(wanted, currency)})
        for step, data in steps:
            world.api.post(f"/sales/quotes/{quote['id']}/{step}", data)


def _load_orders(world: World) -> None:
    for place, (customer, wanted, confirm) in enumerate(ORDERED):
        body = {"customer_id": world.customer(customer)["id"], "currency": "HUF", "owner_id": world.seller(place)}
        body["deliver_on"] = (today() + timedelta(days=10 + place)).isoformat()
        order = world.api.post("/sales/orders", body | {"lines": world.lines(wanted, "HUF")})
        if confirm:
            world.api.post(f"/sales/orders/{order['id']}/confirm", {})
