"""The one door through which stock changes: it locks the products, writes the ledger, and tells what changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, defer, load_only

from chassis.errors import Invalid
from chassis.events import emit
from chassis.ids import new_id
from services.inventory.events import StockChanged, StockLow
from services.inventory.products.models import Product
from services.inventory.stock.models import ZERO, Movement, StockLevel


@dataclass(frozen=True)
class Cause:
    """Why stock changes. `id` (an event's id, or a new one) makes each line of the ledger unique per cause."""

    id: str
    reason: str

    @classmethod
    def by_hand(cls, reason: str) -> "Cause":
        """A user's doing: a cause of its own."""
        return cls(new_id(), reason)


@dataclass(frozen=True)
class Entry:
    """What a line of the ledger says beyond product, place and quantity."""

    type: str
    line: str
    reason: str | None = None
    reference: str | None = None
    invoice_id: str | None = None
    unit_cost: Decimal | None = None


# Computed columns are left out: they would be asked of each row and are true only after the change.
_PRODUCTS = (
    select(Product)
    .options(load_only(Product.code, Product.name, Product.type, Product.minimum_stock, Product.version))
    .order_by(Product.id)
    .with_for_update(of=Product)
)
_LEVELS = (
    select(StockLevel)
    .options(defer(StockLevel.available), defer(StockLevel.warehouse_name))
    .order_by(StockLevel.id)
    .with_for_update(of=StockLevel)
)


class Ledger:
    """The stock of some products within one transaction, locked from the start in the order of their ids.

    `gained` are the places where goods came free, so that whoever waits there is to be served.
    """

    def __init__(self, session: Session, product_ids: Iterable[str], cause: Cause) -> None:
        self.session, self.cause = session, cause
        ids = sorted(set(product_ids))
        self.products: dict[str, Product] = {p.id: p for p in _locked(session, _PRODUCTS.where(Product.id.in_(ids)))}
        rows = _locked(session, _LEVELS.where(StockLevel.product_id.in_(self.products))) if self.products else ()
        self._levels = {(level.product_id, level.warehouse_id): level for level in rows}
        self._free_before = {product_id: self.free(product_id) for product_id in self.products}
        self._changed: dict[str, StockLevel] = {}
        self.gained: set[StockLevel] = set()

    def goods(self, product_id: str | None) -> Product | None:
        """The product, if it is one that is kept in stock."""
        product = self.products.get(product_id or "")
        return product if product is not None and product.type == "goods" else None

    def level(self, product_id: str, warehouse_id: str) -> StockLevel:
        """The stock of a product in a warehouse; an empty shelf is made when there is none yet."""
        if (product_id, warehouse_id) not in self._levels:
            product = self.products[product_id]
            level = StockLevel(
                id=new_id(),
                product_id=product.id,
                product_code=product.code,
                product_name=product.name,
                warehouse_id=warehouse_id,
                on_hand=ZERO,
                reserved=ZERO,
            )
            self.session.add(level)
            self._levels[product_id, warehouse_id] = level
        return self._levels[product_id, warehouse_id]

    def free(self, product_id: str) -> Decimal:
        """What is free of a product in all warehouses."""
        return sum((level.free for (known, _), level in self._levels.items() if known == product_id), ZERO)

    def post(self, level: StockLevel, quantity: Decimal, entry: Entry) -> Movement:
        """Write a line of the ledger: `quantity` comes, or goes when it is negative."""
        level.change(on_hand=quantity)
        movement = Movement(
            id=new_id(),
            type=entry.type,
            product_id=level.product_id,
            product_code=level.product_code,
            product_name=level.product_name,
            warehouse_id=level.warehouse_id,
            quantity=quantity,
            balance=level.on_hand,
            unit_cost=entry.unit_cost,
            reason=entry.reason,
            reference=entry.reference,
            invoice_id=entry.invoice_id,
            cause=self.cause.id,
            cause_line=entry.line,
        )
        self.session.add(movement)
        if quantity > 0:
            self.gained.add(level)
        self._changed[level.id] = level
        return movement

    def reserve(self, level: StockLevel, quantity: Decimal) -> None:
        """Keep some more (or, when negative, less) of what is on hand."""
        level.change(reserved=quantity)
        self._changed[level.id] = level

    def close(self) -> None:
        """Tell what changed: each level once, and the products whose free stock fell under their minimum."""
        for level in self._changed.values():
            emit(self.session, StockChanged, level, _told(level, self.cause.reason))
        for product in self.products.values():
            self._warn(product)
            self.session.expire(product, ["on_hand", "available"])

    def _warn(self, product: Product) -> None:
        minimum, free = product.minimum_stock, self.free(product.id)
        if minimum is not None and free < minimum <= self._free_before[product.id]:
            data = {"product_id": product.id, "product_code": product.code, "product_name": product.name}
            emit(self.session, StockLow, product, {**data, "available": free, "minimum": minimum})


def stocked(ledger: Ledger, product_id: str) -> Product:
    """The product of the ledger; Invalid when it is none that is kept in stock."""
    product = ledger.goods(product_id)
    if product is None:
        raise Invalid({"product_id": ["Only goods are kept in stock, services are not."]})
    return product


def _locked(session: Session, statement: Select[Any]) -> Iterable[Any]:
    return session.scalars(statement.execution_options(populate_existing=True))


def _told(level: StockLevel, reason: str) -> dict[str, Any]:
    return {
        "product_id": level.product_id,
        "product_code": level.product_code,
        "product_name": level.product_name,
        "warehouse_id": level.warehouse_id,
        "on_hand": level.on_hand,
        "reserved": level.reserved,
        "available": level.free,
        "reason": reason,
    }
