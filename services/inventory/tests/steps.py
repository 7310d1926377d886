"""The steps that tests of inventory are made of: products, and what sales tells about orders and invoices."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import text

from chassis.ids import new_id
from chassis.inbox import Outcome, handle
from chassis.settings import Settings
from tests.support.service import ServiceHarness, envelope


@dataclass
class Fact:
    """An event of sales, ready to be delivered any number of times."""

    type: str
    subject: str
    version: int
    data: dict[str, Any]
    id: str = field(default_factory=new_id)
    time: str = "2026-11-21T10:00:00+00:00"

    def envelope(self) -> bytes:
        """The event as it stands on the bus."""
        return envelope(
            self.type, self.data, subject=self.subject, version=self.version, event_id=self.id, time=self.time
        )


class Order:
    """An order of sales with its invoice, and the facts told about them."""

    def __init__(self, *lines: tuple[str, int | str], number: str = "R-1", time: str = Fact.time) -> None:
        self.id, self.invoice_id, self.number, self.time = new_id(), new_id(), number, time
        self.invoice: dict[str, Any] = {}
        self.rows = [{"line_id": new_id(), "product_id": p, "quantity": str(q)} for p, q in lines]

    def confirmed(self, version: int = 2) -> Fact:
        """OrderConfirmed."""
        data = {"number": self.number, "lines": self.rows}
        return Fact("sales.OrderConfirmed", f"order/{self.id}", version, data, time=self.time)

    def cancelled(self, version: int = 3) -> Fact:
        """OrderCancelled."""
        return Fact("sales.OrderCancelled", f"order/{self.id}", version, {"number": self.number, "lines": self.rows})

    def invoiced(self, only: list[int] | None = None, invoice_id: str | None = None) -> Fact:
        """InvoiceIssued over all lines, or over some."""
        rows = [row for n, row in enumerate(self.rows) if only is None or n in only]
        lines = [{**row, "line_id": new_id(), "order_line_id": row["line_id"]} for row in rows]
        self.invoice = {"number": f"SZ-{self.number}", "order_id": self.id, "lines": lines}
        return Fact("sales.InvoiceIssued", f"invoice/{invoice_id or self.invoice_id}", 2, self.invoice)

    def uninvoiced(self) -> Fact:
        """InvoiceCancelled, of the invoice issued last."""
        return Fact("sales.InvoiceCancelled", f"invoice/{self.invoice_id}", 3, self.invoice)


class Inventory:
    """Inventory under test."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.harness = ServiceHarness("inventory", settings)
        self._codes = 0

    def product(self, stock: int | str = 0, **fields: Any) -> str:
        """Add a product with some opening stock; its id."""
        self._codes += 1
        body = {"code": f"P{self._codes:04d}", "name": f"Termék {self._codes}", "price": "100", **fields}
        if Decimal(stock):
            body["opening_stock"] = str(stock)
        return str(self.harness.post("/products", body).json["id"])

    def receive(self, product: str, quantity: int | str, **more: Any) -> Any:
        """Receive goods."""
        return self.harness.post(f"/products/{product}/receive", {"quantity": str(quantity), **more}).json

    def tell(self, *facts: Fact) -> list[Outcome]:
        """Deliver facts of sales one after the other."""
        outcomes = [handle(self.harness.runtime, fact.envelope()) for fact in facts]
        assert set(outcomes) <= {Outcome.HANDLED, Outcome.DUPLICATE}, self.failures()
        return outcomes

    def failures(self) -> list[str]:
        """Errors of failed or parked events."""
        return [row[0] for row in self.rows("SELECT error FROM inbox_failures")]

    def stock(self, product: str) -> tuple[Decimal, Decimal]:
        """(on hand, reserved) of a product over all warehouses, as the API says it."""
        rows = self.harness.get(f"/stock?filter[product_id]={product}").json["data"]
        return sum((Decimal(r["on_hand"]) for r in rows), Decimal(0)), sum(
            (Decimal(r["reserved"]) for r in rows), Decimal(0)
        )

    def told(self, event_type: str) -> list[dict[str, Any]]:
        """The data of the events of a type that inventory published."""
        return [event.data for event in self.harness.events(f"inventory.{event_type}")]

    def reservation(self, order: Order) -> dict[str, Any]:
        """The reservation of an order."""
        return self._by("/reservations", "order_id", order.id)

    def delivery(self, order: Order, invoice_id: str | None = None) -> dict[str, Any]:
        """The goods issue of an order's invoice."""
        return self._by("/deliveries", "invoice_id", invoice_id or order.invoice_id)

    def _by(self, path: str, name: str, value: str) -> dict[str, Any]:
        [row] = self.harness.get(f"{path}?filter[{name}]={value}").json["data"]
        found: dict[str, Any] = self.harness.get(f"{path}/{row['id']}").json
        return found

    def rows(self, sql: str, **values: Any) -> list[Any]:
        """Rows straight from the database."""
        with self.harness.runtime.reading() as session:
            return list(session.execute(text(sql), values))

    def broken(self) -> list[Any]:
        """Places where the books do not agree: the ledger, its balances, the reservations, the limits."""
        return self.rows(_BROKEN)


_BROKEN = """
SELECT s.id, s.on_hand, s.reserved FROM stock s
WHERE s.on_hand < 0 OR s.reserved < 0 OR s.reserved > s.on_hand
   OR s.on_hand <> (SELECT coalesce(sum(m.quantity), 0) FROM movements m
                    WHERE m.product_id = s.product_id AND m.warehouse_id = s.warehouse_id)
   OR s.reserved <> (SELECT coalesce(sum(l.reserved), 0) FROM reservation_lines l
                     WHERE l.product_id = s.product_id AND l.warehouse_id = s.warehouse_id)
   OR (s.on_hand > s.reserved AND EXISTS
       (SELECT 1 FROM reservation_lines l WHERE l.product_id = s.product_id AND l.warehouse_id = s.warehouse_id
        AND l.needed > l.reserved))
   OR (s.on_hand > s.reserved AND EXISTS
       (SELECT 1 FROM delivery_lines d WHERE d.product_id = s.product_id AND d.warehouse_id = s.warehouse_id
        AND d.due > d.delivered))
"""
