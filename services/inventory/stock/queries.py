"""Figures of the stock."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.identity import Identity
from services.inventory.products.models import Product
from services.inventory.stock.models import ZERO, Delivery, Reservation, StockLevel
from services.inventory.stock.schemas import DashboardOut

SHOWN = 20


def show_dashboard(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """What is running low, what the stock is worth at list prices, and who waits for goods."""
    figures = {
        "low_stock": low_stock(session, SHOWN),
        "stock_value": stock_value(session),
        "waiting_orders": count_waiting(session, Reservation),
        "backorders": count_waiting(session, Delivery),
    }
    shown: dict[str, Any] = DashboardOut().dump(figures)
    return shown


def low_stock(session: Session, limit: int) -> list[dict[str, Any]]:
    """Active goods of which less is available than their minimum, the emptiest first."""
    names = ("id", "code", "name", "unit", "available", "minimum_stock")
    statement = (
        select(*(getattr(Product, name).label(name) for name in names))
        .where(Product.deleted_at.is_(None), Product.active, Product.type == "goods")
        .where(Product.minimum_stock > Product.available)
        .order_by(Product.available - Product.minimum_stock, Product.name)
        .limit(limit)
    )
    return [{"product_id": row.id, **{n: getattr(row, n) for n in names[1:]}} for row in session.execute(statement)]


def stock_value(session: Session) -> list[dict[str, Any]]:
    """The worth of what lies on the shelves, by currency."""
    statement = (
        select(Product.currency, Product.price, func.sum(StockLevel.on_hand).label("on_hand"))
        .join(StockLevel, StockLevel.product_id == Product.id)
        .where(StockLevel.on_hand > 0)
        .group_by(Product.id)
    )
    values: dict[str, Decimal] = defaultdict(lambda: ZERO)
    products: dict[str, int] = defaultdict(int)
    for currency, price, on_hand in session.execute(statement):  # multiplied here: exact on both databases
        values[currency] += price * on_hand
        products[currency] += 1
    return [
        {"currency": c, "value": values[c].quantize(Decimal("0.01")), "products": products[c]} for c in sorted(values)
    ]


def count_waiting(session: Session, model: type[Reservation] | type[Delivery]) -> int:
    """How many orders or invoices wait for goods."""
    return session.scalar(select(func.count()).select_from(model).where(model.status == "waiting")) or 0
