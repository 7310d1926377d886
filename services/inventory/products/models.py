"""Products: goods kept in stock, and services."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, String, case, func, select
from sqlalchemy.orm import Mapped, MappedSQLExpression, column_property, mapped_column

from chassis.db import Id, LongText, Money, Percent, Quantity, Record, SortText
from chassis.tags import Tagged
from services.inventory.base import Base
from services.inventory.categories import Category
from services.inventory.stock.models import ZERO, StockLevel
from services.inventory.vendors import Vendor


class Product(Record, Tagged, Base):
    """What the firm sells: goods (kept in stock) or a service."""

    __tablename__ = "products"
    kind = "product"
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(SortText(200), index=True)
    type: Mapped[str] = mapped_column(String(20), index=True, default="goods")
    barcode: Mapped[str | None] = mapped_column(String(40), index=True)
    category_id: Mapped[str | None] = mapped_column(Id, ForeignKey("categories.id"), index=True)
    vendor_id: Mapped[str | None] = mapped_column(Id, ForeignKey("vendors.id"), index=True)
    unit: Mapped[str] = mapped_column(String(20), default="db")
    quantity_per_unit: Mapped[str | None] = mapped_column(String(120))
    price: Mapped[Decimal] = mapped_column(Money, default=ZERO, index=True)
    currency: Mapped[str] = mapped_column(String(3), default="HUF", index=True)
    vat_rate: Mapped[Decimal] = mapped_column(Percent, default=Decimal(27), index=True)
    active: Mapped[bool] = mapped_column(default=True, index=True)
    minimum_stock: Mapped[Decimal | None] = mapped_column(Quantity, index=True)
    description: Mapped[str | None] = mapped_column(LongText)


def _sum(column: Any) -> MappedSQLExpression[Decimal]:
    """The sum over all warehouses; null for a service, which has no stock."""
    total = select(func.coalesce(func.sum(column), ZERO)).where(StockLevel.product_id == Product.id)
    return column_property(case((Product.type == "goods", total.correlate_except(StockLevel).scalar_subquery())))


def _name(model: Any, key: Any) -> MappedSQLExpression[str | None]:
    return column_property(select(model.name).where(model.id == key).correlate_except(model).scalar_subquery())


Product.on_hand = _sum(StockLevel.on_hand)
Product.available = _sum(StockLevel.on_hand - StockLevel.reserved)
Product.category_name = _name(Category, Product.category_id)
Product.vendor_name = _name(Vendor, Product.vendor_id)
