"""The files: customers, suppliers, products, orders and their lines."""

import csv
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

_CENT = Decimal("0.01")
_AMOUNTS = {"price": "unitPrice", "quantity": "quantity", "discount": "discount"}


@dataclass
class Order:
    """One order of the files."""

    number: str
    customer: str
    lines: list[dict[str, Any]] = field(default_factory=list)

    @property
    def net(self) -> Decimal:
        """What it comes to: each line rounded to cents, as an invoice prints it."""
        return sum((to_cents(line_net(line)) for line in self.lines), Decimal(0))


def to_cents(amount: Decimal) -> Decimal:
    """Rounded half up to two places."""
    return amount.quantize(_CENT, ROUND_HALF_UP)


def line_net(line: dict[str, Any]) -> Decimal:
    """A line less its discount, not rounded."""
    return line["quantity"] * line["price"] * (1 - line["discount"])


def read(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of one of the files."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def read_orders(folder: Path) -> list[Order]:
    """All orders with their lines, in the order of their numbers."""
    orders = {row["orderID"]: Order(row["orderID"], row["customerID"]) for row in read(folder, "orders")}
    for row in read(folder, "order-details"):
        line = {name: Decimal(row[column]) for name, column in _AMOUNTS.items()}
        orders[row["orderID"]].lines.append({"product": row["productID"], **line})
    return sorted(orders.values(), key=lambda order: int(order.number))
