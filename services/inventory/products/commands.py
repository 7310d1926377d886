"""Changes of products. Their stock changes only through the ledger."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import DomainError, Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import create, delete, lookup, update
from services.inventory.categories import Category
from services.inventory.events import PriceChanged
from services.inventory.products.models import Product
from services.inventory.stock.commands import open_stock
from services.inventory.stock.models import DeliveryLine, ReservationLine, StockLevel
from services.inventory.vendors import Vendor


def create_product(session: Session, actor: Identity, data: dict[str, Any]) -> Product:
    """Add a product; `opening_stock` becomes its first line in the ledger."""
    opening = data.pop("opening_stock", None)
    _check_links(session, data)
    product = create(session, actor, Product, data)
    _open(session, product, opening)
    return product


def update_product(session: Session, actor: Identity, product: Product, data: dict[str, Any]) -> Product:
    """Change a product. A new price is told apart, and stock lists follow a new name or code."""
    opening = data.pop("opening_stock", None)
    _check_links(session, data)
    if data.get("type", product.type) != product.type and _in_use(session, product):
        raise DomainError(
            "product_in_use", "%(name)s has stock or orders, so its type cannot change.", name=product.name
        )
    before = (product.price, product.currency, product.code, product.name)
    update(session, actor, product, data)
    if (product.price, product.currency) != before[:2]:
        _tell_price(session, product, before[0])
    if (product.code, product.name) != before[2:]:
        for level in session.scalars(select(StockLevel).where(StockLevel.product_id == product.id)):
            level.product_code, level.product_name = product.code, product.name
    _open(session, product, opening)
    return product


def delete_product(session: Session, actor: Identity, product: Product) -> None:
    """Delete a product that nobody waits for and that is not on a shelf."""
    if _in_use(session, product):
        raise DomainError(
            "product_in_use", "%(name)s has stock or orders. Make it inactive instead.", name=product.name
        )
    delete(session, actor, product)


def _open(session: Session, product: Product, quantity: Decimal | None) -> None:
    if not quantity:
        return
    if product.type != "goods":
        raise Invalid({"opening_stock": ["Only goods are kept in stock, services are not."]})
    open_stock(session, product, quantity)


def _tell_price(session: Session, product: Product, old_price: Decimal) -> None:
    data = {"product_id": product.id, "code": product.code, "name": product.name, "old_price": old_price}
    emit(session, PriceChanged, product, {**data, "price": product.price, "currency": product.currency})


def _check_links(session: Session, data: dict[str, Any]) -> None:
    for name, model in (("category_id", Category), ("vendor_id", Vendor)):
        if data.get(name) and lookup(session, model, data[name]) is None:
            raise Invalid({name: ["There is no such record."]})


def _in_use(session: Session, product: Product) -> bool:
    held = select(StockLevel.id).where(StockLevel.product_id == product.id, StockLevel.on_hand > 0)
    asked = select(ReservationLine.id).where(
        ReservationLine.product_id == product.id, ReservationLine.needed > ReservationLine.reserved
    )
    owed = select(DeliveryLine.id).where(
        DeliveryLine.product_id == product.id, DeliveryLine.due > DeliveryLine.delivered
    )
    return any(session.scalar(statement.limit(1)) for statement in (held, asked, owed))
