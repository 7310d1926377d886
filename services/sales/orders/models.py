"""Orders: what a customer ordered, whether the stock for it is there, what was delivered and invoiced."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, Quantity, Record
from chassis.errors import DomainError
from services.sales.base import Base
from services.sales.lines.models import Priced, Traded

STATUSES = ["draft", "confirmed", "invoiced", "delivered", "cancelled"]
STOCK_STATES = ["none", "pending", "reserved", "waiting"]


class Order(Traded, Record, Base):
    """An order of a customer; it can be changed until it is confirmed."""

    __tablename__ = "orders"
    kind = "order"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    stock_state: Mapped[str] = mapped_column(String(20), default="none", index=True)
    stock_version: Mapped[int] = mapped_column(default=0)
    unaudited = frozenset({"stock_version"})
    reference: Mapped[str | None] = mapped_column(String(60), index=True)
    ordered_on: Mapped[date] = mapped_column(Date, index=True)
    deliver_on: Mapped[date | None] = mapped_column(Date, index=True)
    confirmed_on: Mapped[date | None] = mapped_column(Date)
    delivered_on: Mapped[date | None] = mapped_column(Date)
    invoiced_on: Mapped[date | None] = mapped_column(Date, index=True)
    quote_id: Mapped[str | None] = mapped_column(Id, ForeignKey("quotes.id"), index=True)
    quote_number: Mapped[str | None] = mapped_column(String(40))
    invoice_id: Mapped[str | None] = mapped_column(Id)
    invoice_number: Mapped[str | None] = mapped_column(String(40))
    lines: Mapped[list["OrderLine"]] = relationship(
        cascade="all, delete-orphan", order_by="OrderLine.position", back_populates="order"
    )

    def guard_change(self) -> None:
        """Only a draft may be changed: after it the stock is kept for what was confirmed."""
        if self.status != "draft":
            raise DomainError(
                "order_locked", "Order %(number)s is confirmed, so it cannot be changed.", number=self.number
            )

    def confirm(self, on: date, goods: set[str]) -> None:
        """The order stands; stock is asked for the lines whose product is among `goods`."""
        if self.status != "draft":
            raise DomainError("order_status", "Order %(number)s is not a draft any more.", number=self.number)
        if not self.lines:
            raise DomainError("no_lines", "Add at least one line first.")
        self.status, self.confirmed_on = "confirmed", on
        for line in self.lines:
            line.stock_state = "pending" if line.product_id in goods else "none"
        self.stock_state = "pending" if goods else "none"

    def cancel(self) -> None:
        """The order is off; what was invoiced has to be cancelled first."""
        if self.status == "cancelled":
            raise DomainError("order_cancelled", "Order %(number)s was cancelled already.", number=self.number)
        if self.invoice_id:
            raise DomainError("order_invoiced", "Cancel the invoice of order %(number)s first.", number=self.number)
        if self.delivered_on:
            words = "Order %(number)s was delivered, so it cannot be cancelled."
            raise DomainError("order_delivered", words, number=self.number)
        self.status = "cancelled"
        self._set_stock("none", ())

    def deliver(self, on: date) -> None:
        """The goods left for the customer."""
        if self.status not in ("confirmed", "invoiced"):
            raise DomainError("order_not_confirmed", "Confirm order %(number)s first.", number=self.number)
        self.status, self.delivered_on = "delivered", on

    def guard_invoice(self) -> None:
        """An order is invoiced once, after it was confirmed."""
        if self.invoice_id:
            raise DomainError("order_invoiced_already", "Order %(number)s has an invoice already.", number=self.number)
        if self.status not in ("confirmed", "delivered"):
            raise DomainError("order_not_confirmed", "Confirm order %(number)s first.", number=self.number)

    def invoiced(self, invoice_id: str, number: str | None, on: date | None) -> None:
        """It has an invoice: a draft without number and day, or an issued one."""
        self.invoice_id, self.invoice_number, self.invoiced_on = invoice_id, number, on
        if on and self.status == "confirmed":
            self.status = "invoiced"

    def free_invoice(self) -> None:
        """Its invoice was cancelled or thrown away, so it may be invoiced again."""
        self.invoice_id = self.invoice_number = self.invoiced_on = None
        if self.status == "invoiced":
            self.status = "confirmed"

    def stock_reserved(self, version: int) -> None:
        """Everything is kept for it."""
        if self._newer(version):
            self._set_stock("reserved", ())

    def stock_missing(self, version: int, missing: dict[str, Decimal]) -> None:
        """Some lines wait for goods; what is not missing is reserved."""
        if self._newer(version):
            self._set_stock("waiting", missing.items())

    def stock_released(self, version: int) -> None:
        """Nothing is kept for it any more."""
        if self._newer(version):
            self._set_stock("none", ())

    def _newer(self, version: int) -> bool:
        if version <= self.stock_version or self.status == "cancelled":
            return False
        self.stock_version = version
        return True

    def _set_stock(self, state: str, missing: Iterable[tuple[str, Decimal]]) -> None:
        short = dict(missing)
        for line in self.lines:
            line.missing = short.get(line.id)
            if line.stock_state != "none":
                line.stock_state = "reserved" if state == "waiting" and line.id not in short else state
        self.stock_state = state


class OrderLine(Priced, Child, Base):
    """A line of an order, and how its stock stands."""

    __tablename__ = "order_lines"
    root = ("order", "order_id")

    order_id: Mapped[str] = mapped_column(Id, ForeignKey("orders.id"), index=True)
    order: Mapped[Order] = relationship(back_populates="lines")
    stock_state: Mapped[str] = mapped_column(String(20), default="none")
    missing: Mapped[Decimal | None] = mapped_column(Quantity)
