"""What people do with the stock by hand. Everything goes through the ledger, and whoever waits is served at once."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import DomainError, Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import load, lookup
from services.inventory.events import GoodsReceived
from services.inventory.products.models import Product
from services.inventory.stock.allocation import Allocation
from services.inventory.stock.ledger import Cause, Entry, Ledger, stocked
from services.inventory.stock.models import Movement, StockLevel
from services.inventory.stock.schemas import MANUAL_KINDS
from services.inventory.warehouses.commands import default_warehouse
from services.inventory.warehouses.models import Warehouse


def receive_goods(
    session: Session,
    actor: Identity,
    product_id: str,
    quantity: Decimal,
    warehouse_id: str | None = None,
    unit_cost: Decimal | None = None,
    reference: str | None = None,
) -> Product:
    """Book goods that arrived; backorders and waiting orders get theirs at once, the oldest first."""
    product = load(session, actor, Product, product_id, action="receive")
    entry = Entry("receipt", "receipt", reference=reference, unit_cost=unit_cost)
    _book(session, product, warehouse_id, quantity, entry)
    return product


def correct_stock(
    session: Session,
    actor: Identity,
    product_id: str,
    reason: str,
    counted: Decimal | None = None,
    difference: Decimal | None = None,
    warehouse_id: str | None = None,
) -> Product:
    """Put the books right after counting. Reserved goods that are not there wait again, the newest order first."""
    product = load(session, actor, Product, product_id, action="correct")
    if (counted is None) == (difference is None):
        raise Invalid({"counted": ["Give either what was counted or the difference."]})
    ledger, level = _shelf(session, product, warehouse_id, "correction")
    change = difference if difference is not None else (counted or Decimal(0)) - level.on_hand
    _correct(ledger, level, change, Entry("correction", "correction", reason=reason))
    return product


def transfer_stock(
    session: Session,
    actor: Identity,
    product_id: str,
    quantity: Decimal,
    to_warehouse_id: str,
    from_warehouse_id: str | None = None,
    reference: str | None = None,
) -> Product:
    """Move free goods from one warehouse to another."""
    product = load(session, actor, Product, product_id, action="transfer")
    ledger, source = _shelf(session, product, from_warehouse_id, "transfer")
    target = ledger.level(product.id, _warehouse(session, to_warehouse_id, "to_warehouse_id").id)
    if target is source:
        raise Invalid({"to_warehouse_id": ["Choose another warehouse than the one the goods come from."]})
    ledger.post(source, -quantity, Entry("transfer", "from", reference=reference))
    ledger.post(target, quantity, Entry("transfer", "to", reference=reference))
    Allocation(ledger).settle()
    return product


def open_stock(
    session: Session, product: Product, quantity: Decimal, warehouse_id: str | None = None
) -> Movement | None:
    """Book what lay on the shelf when the product came into the books; once per warehouse, None the second time."""
    place = _warehouse(session, warehouse_id)
    line = f"opening:{place.id}"
    if session.scalar(select(Movement.id).where(Movement.cause == product.id, Movement.cause_line == line)):
        return None
    return _book(session, product, place.id, quantity, Entry("opening", line), Cause(product.id, "opening"))


def book_movement(session: Session, actor: Identity, data: Mapping[str, Any]) -> Movement:
    """Book one receipt, correction or opening over the API; the ledger takes no other kinds by hand."""
    product = lookup(session, Product, data["product_id"])
    if product is None or product.deleted_at is not None:
        raise Invalid({"product_id": ["There is no such record."]})
    kind, quantity = data["type"], data["quantity"]
    if kind not in MANUAL_KINDS:
        raise Invalid({"type": ["Only receipts, corrections and opening stock are booked by hand."]})
    if kind == "correction":
        return _book_correction(session, product, data)
    if quantity <= 0:
        raise Invalid({"quantity": ["More than nothing is needed."]})
    if kind == "opening":
        opened = open_stock(session, product, quantity, data["warehouse_id"])
        if opened is None:
            raise DomainError("opened_already", "%(name)s has an opening stock there already.", name=product.name)
        return opened
    details = {name: data[name] for name in ("reason", "reference", "unit_cost")}
    return _book(session, product, data["warehouse_id"], quantity, Entry("receipt", "receipt", **details))


def book_movements(session: Session, actor: Identity, args: Mapping[str, Any]) -> dict[str, Any]:
    """Book many lines at once: all of them, or none."""
    made = []
    for position, row in enumerate(args["lines"]):
        try:
            made.append(book_movement(session, actor, row).id)
        except DomainError as error:
            raise Invalid({"lines": {position: error.errors or [str(error)]}}) from error
    return {"ids": made}


def _book_correction(session: Session, product: Product, data: Mapping[str, Any]) -> Movement:
    if not data["reason"]:
        raise Invalid({"reason": ["Say why the stock is put right."]})
    ledger, level = _shelf(session, product, data["warehouse_id"], "correction")
    entry = Entry("correction", "correction", reason=data["reason"], reference=data["reference"])
    return _correct(ledger, level, data["quantity"], entry)


def _correct(ledger: Ledger, level: StockLevel, change: Decimal, entry: Entry) -> Movement:
    if not change:
        raise DomainError("nothing_to_correct", "The books show just that, there is nothing to correct.")
    if level.on_hand + change < 0:
        raise DomainError("below_nothing", "There cannot be less than nothing on the shelf.")
    allocation = Allocation(ledger)
    allocation.shrink(level, max(Decimal(0), level.reserved - (level.on_hand + change)))
    movement = ledger.post(level, change, entry)
    allocation.settle()
    return movement


def _book(
    session: Session,
    product: Product,
    warehouse_id: str | None,
    quantity: Decimal,
    entry: Entry,
    cause: Cause | None = None,
) -> Movement:
    ledger, level = _shelf(session, product, warehouse_id, entry.type, cause)
    movement = ledger.post(level, quantity, entry)
    if entry.type == "receipt":
        _tell_received(session, movement)
    Allocation(ledger).settle()
    return movement


def _shelf(
    session: Session, product: Product, warehouse_id: str | None, reason: str, cause: Cause | None = None
) -> tuple[Ledger, StockLevel]:
    ledger = Ledger(session, [product.id], cause or Cause.by_hand(reason))
    stocked(ledger, product.id)
    return ledger, ledger.level(product.id, _warehouse(session, warehouse_id).id)


def _warehouse(session: Session, warehouse_id: str | None, field: str = "warehouse_id") -> Warehouse:
    if warehouse_id is None:
        return default_warehouse(session)
    found = lookup(session, Warehouse, warehouse_id)
    if found is None or found.deleted_at is not None:
        raise Invalid({field: ["There is no such record."]})
    return found


def _tell_received(session: Session, movement: Movement) -> None:
    names = ("product_id", "product_code", "product_name", "warehouse_id", "quantity", "unit_cost", "reference")
    data = {name: getattr(movement, name) for name in names}
    emit(session, GoodsReceived, movement, data, [f"inventory.product:{movement.product_id}"])
