"""Stock: levels, the append-only ledger of movements, and what orders hold and invoices take."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, MappedSQLExpression, column_property, mapped_column, relationship

from chassis.db import Child, Id, JsonB, Money, Quantity, Record, SortText, UTCDateTime
from chassis.errors import DomainError
from services.inventory.base import Base
from services.inventory.warehouses.models import Warehouse

ZERO = Decimal(0)


class StockLevel(Record, Base):
    """How much of a product lies in a warehouse, and how much of that is kept for orders."""

    __tablename__ = "stock"
    kind = "stock"
    __table_args__ = (
        UniqueConstraint("product_id", "warehouse_id"),
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        CheckConstraint("reserved <= on_hand", name="reserved_at_most_on_hand"),
    )
    product_id: Mapped[str] = mapped_column(Id, ForeignKey("products.id"))
    product_code: Mapped[str] = mapped_column(String(60), index=True)
    product_name: Mapped[str] = mapped_column(SortText(200), index=True)
    warehouse_id: Mapped[str] = mapped_column(Id, ForeignKey("warehouses.id"), index=True)
    on_hand: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    reserved: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)

    @property
    def free(self) -> Decimal:
        """What is on hand and kept for nobody."""
        return self.on_hand - self.reserved

    def change(self, on_hand: Decimal = ZERO, reserved: Decimal = ZERO) -> None:
        """Move both figures at once; refuses what the shelf cannot give."""
        if self.on_hand + on_hand < 0 or not 0 <= self.reserved + reserved <= self.on_hand + on_hand:
            raise DomainError(
                "not_enough_stock",
                "Only %(free)s of %(product)s is free in this warehouse.",
                free=f"{self.free.normalize():f}",
                product=self.product_name,
            )
        self.on_hand, self.reserved = self.on_hand + on_hand, self.reserved + reserved


def _warehouse_name(key: Any) -> MappedSQLExpression[str]:
    return column_property(
        select(Warehouse.name).where(Warehouse.id == key).correlate_except(Warehouse).scalar_subquery()
    )


StockLevel.available = column_property(StockLevel.on_hand - StockLevel.reserved)
StockLevel.warehouse_name = _warehouse_name(StockLevel.warehouse_id)


class Movement(Record, Base):
    """One line of the ledger. It is never changed and never deleted: a mistake is put right by another line."""

    __tablename__ = "movements"
    kind = "movement"
    __table_args__ = (
        UniqueConstraint("cause", "cause_line"),
        Index("ix_movements_product_id_id", "product_id", "id"),
    )
    type: Mapped[str] = mapped_column(String(20), index=True)
    product_id: Mapped[str] = mapped_column(Id, ForeignKey("products.id"))
    product_code: Mapped[str] = mapped_column(String(60), index=True)
    product_name: Mapped[str] = mapped_column(SortText(200), index=True)
    warehouse_id: Mapped[str] = mapped_column(Id, ForeignKey("warehouses.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    balance: Mapped[Decimal] = mapped_column(Quantity)
    unit_cost: Mapped[Decimal | None] = mapped_column(Money)
    reason: Mapped[str | None] = mapped_column(String(300))
    reference: Mapped[str | None] = mapped_column(String(120), index=True)
    invoice_id: Mapped[str | None] = mapped_column(Id, index=True)
    cause: Mapped[str] = mapped_column(String(64))
    cause_line: Mapped[str] = mapped_column(String(64))


Movement.warehouse_name = _warehouse_name(Movement.warehouse_id)


class Reservation(Record, Base):
    """What one order holds, or waits for. `order_version` is the newest event of the order that was seen."""

    __tablename__ = "reservations"
    kind = "reservation"
    unaudited = frozenset({"order_version", "announced"})
    order_id: Mapped[str] = mapped_column(Id, unique=True)
    number: Mapped[str | None] = mapped_column(String(40), index=True)
    status: Mapped[str] = mapped_column(String(20), index=True, default="released")
    order_version: Mapped[int] = mapped_column(default=0)
    announced: Mapped[dict[str, Any] | None] = mapped_column(JsonB)
    lines: Mapped[list["ReservationLine"]] = relationship(
        cascade="all, delete-orphan", order_by="ReservationLine.position", back_populates="reservation"
    )


class ReservationLine(Child, Base):
    """One line of an order: `needed` is what is neither invoiced nor cancelled, `reserved` what is kept of it."""

    __tablename__ = "reservation_lines"
    root = ("reservation", "reservation_id")
    unaudited = frozenset({"reservation_id", "order_line_id", "product_id", "warehouse_id", "needed", "queued_at"})
    __table_args__ = (
        CheckConstraint("reserved >= 0", name="reserved_not_negative"),
        Index(
            "ix_reservation_lines_waiting",
            "product_id",
            "warehouse_id",
            "queued_at",
            postgresql_where=text("needed > reserved"),
            sqlite_where=text("needed > reserved"),
        ),
    )
    reservation_id: Mapped[str] = mapped_column(Id, ForeignKey("reservations.id"), index=True)
    order_line_id: Mapped[str] = mapped_column(String(36), unique=True)
    product_id: Mapped[str] = mapped_column(Id, ForeignKey("products.id"), index=True)
    product_name: Mapped[str] = mapped_column(String(200))
    warehouse_id: Mapped[str] = mapped_column(Id, ForeignKey("warehouses.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    needed: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    reserved: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reservation: Mapped[Reservation] = relationship(back_populates="lines")

    @property
    def missing(self) -> Decimal:
        """What is still to be reserved."""
        return self.needed - self.reserved


class Delivery(Record, Base):
    """What one invoice takes from stock; what is not there yet is delivered by itself when goods arrive."""

    __tablename__ = "deliveries"
    kind = "delivery"
    unaudited = frozenset({"invoice_version"})
    invoice_id: Mapped[str] = mapped_column(Id, unique=True)
    order_id: Mapped[str | None] = mapped_column(Id, index=True)
    number: Mapped[str | None] = mapped_column(String(40), index=True)
    status: Mapped[str] = mapped_column(String(20), index=True, default="cancelled")
    invoice_version: Mapped[int] = mapped_column(default=0)
    lines: Mapped[list["DeliveryLine"]] = relationship(
        cascade="all, delete-orphan", order_by="DeliveryLine.position", back_populates="delivery"
    )


Delivery.order_number = column_property(
    select(Reservation.number)
    .where(Reservation.order_id == Delivery.order_id)
    .correlate_except(Reservation)
    .scalar_subquery()
)


class DeliveryLine(Child, Base):
    """One line of an invoice: `due` is what must leave the warehouse, `delivered` what has left it."""

    __tablename__ = "delivery_lines"
    root = ("delivery", "delivery_id")
    unaudited = frozenset(
        {"delivery_id", "invoice_line_id", "order_line_id", "product_id", "warehouse_id", "due", "queued_at"}
    )
    __table_args__ = (
        CheckConstraint("delivered >= 0", name="delivered_not_negative"),
        Index(
            "ix_delivery_lines_waiting",
            "product_id",
            "warehouse_id",
            "queued_at",
            postgresql_where=text("due > delivered"),
            sqlite_where=text("due > delivered"),
        ),
    )
    delivery_id: Mapped[str] = mapped_column(Id, ForeignKey("deliveries.id"), index=True)
    invoice_line_id: Mapped[str] = mapped_column(String(36), unique=True)
    order_line_id: Mapped[str | None] = mapped_column(String(36), index=True)
    product_id: Mapped[str] = mapped_column(Id, ForeignKey("products.id"), index=True)
    product_name: Mapped[str] = mapped_column(String(200))
    warehouse_id: Mapped[str] = mapped_column(Id, ForeignKey("warehouses.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    due: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    delivered: Mapped[Decimal] = mapped_column(Quantity, default=ZERO)
    queued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    delivery: Mapped[Delivery] = relationship(back_populates="lines")

    @property
    def missing(self) -> Decimal:
        """What is invoiced and has not left yet: the backorder."""
        return self.due - self.delivered
