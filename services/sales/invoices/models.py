"""Invoices: drafted, then issued with a legal number, and from then on locked."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, Money, Record
from chassis.errors import DomainError, Invalid
from services.sales.base import Base
from services.sales.lines.models import Priced, Traded
from services.sales.payments.models import METHODS

STATUSES = ["draft", "issued", "partially_paid", "paid", "cancelled", "cancelling"]
OPEN = ("issued", "partially_paid")
PAYMENT_METHODS = METHODS


class Invoice(Traded, Record, Base):
    """A bill to a customer. `cancelling` invoices (storno) take another one back, with negative amounts."""

    __tablename__ = "invoices"
    kind = "invoice"

    number: Mapped[str | None] = mapped_column(String(40), unique=True)
    series: Mapped[str] = mapped_column(String(20), default="INV")
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    issued_on: Mapped[date | None] = mapped_column(Date, index=True)
    fulfilled_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date, index=True)
    payment_days: Mapped[int] = mapped_column(default=8)
    payment_method: Mapped[str] = mapped_column(String(20), default="transfer")
    paid_total: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    open_total: Mapped[Decimal] = mapped_column(Money, default=Decimal(0), index=True)
    overdue_on: Mapped[date | None] = mapped_column(Date, index=True)
    order_id: Mapped[str | None] = mapped_column(Id, ForeignKey("orders.id"), index=True)
    order_number: Mapped[str | None] = mapped_column(String(40))
    cancels_id: Mapped[str | None] = mapped_column(Id, ForeignKey("invoices.id"), index=True)
    cancels_number: Mapped[str | None] = mapped_column(String(40))
    cancelled_by_id: Mapped[str | None] = mapped_column(Id)
    cancelled_by_number: Mapped[str | None] = mapped_column(String(40))
    lines: Mapped[list["InvoiceLine"]] = relationship(
        cascade="all, delete-orphan", order_by="InvoiceLine.position", back_populates="invoice"
    )

    def guard_change(self) -> None:
        """An issued invoice is a legal document."""
        if self.number:
            raise DomainError(
                "invoice_locked", "Invoice %(number)s is issued, so it cannot be changed.", number=self.number
            )

    def guard_issue(self, on: date, day: date) -> None:
        """What must hold before a number is taken."""
        if self.status != "draft":
            raise DomainError("invoice_issued", "Invoice %(number)s is issued already.", number=self.number)
        if not self.lines:
            raise DomainError("no_lines", "Add at least one line first.")
        if on > day:
            raise Invalid({"issued_on": ["An invoice cannot be issued in the future."]})

    def issue(self, number: str, on: date, due_on: date) -> None:
        """It gets its number and day; from now on only its payment can change."""
        self.number, self.issued_on, self.due_on = number, on, due_on
        self.fulfilled_on = self.fulfilled_on or on
        if self.cancels_id:
            self.status = "cancelling"
        else:
            self.status, self.open_total = ("issued" if self.total else "paid"), self.total

    def guard_cancel(self, on: date | None) -> None:
        """Only a standing invoice without payments can be cancelled, and not before its own day."""
        if self.status not in ("issued", "partially_paid", "paid"):
            raise DomainError("invoice_not_standing", "Only an issued invoice can be cancelled.")
        if self.paid_total:
            raise DomainError(
                "invoice_has_payments", "Give back what was paid for invoice %(number)s first.", number=self.number
            )
        if on and self.issued_on and on < self.issued_on:
            raise Invalid({"issued_on": ["A cancelling invoice cannot be older than its invoice."]})

    def cancel(self, by_id: str, by_number: str | None) -> None:
        """Another invoice takes it back."""
        self.status, self.open_total = "cancelled", Decimal(0)
        self.cancelled_by_id, self.cancelled_by_number = by_id, by_number

    def pay(self, amount: Decimal) -> None:
        """Book money in, or back out when negative; never more than is open, nor less than was paid."""
        if self.status not in ("issued", "partially_paid", "paid"):
            raise DomainError("invoice_not_payable", "Only an issued invoice can be paid.")
        paid = self.paid_total + amount
        if not amount or not self._between(paid):
            raise Invalid({"amount": ["Give an amount up to what is open, or a negative one up to what was paid."]})
        self.paid_total, self.open_total = paid, self.total - paid
        if not self.open_total:
            self.status = "paid"
        else:
            self.status = "partially_paid" if paid else "issued"

    def _between(self, paid: Decimal) -> bool:
        low, high = sorted((Decimal(0), self.total))
        return low <= paid <= high

    def fall_due(self, day: date) -> None:
        """Its day passed unpaid; said once."""
        self.overdue_on = day


class InvoiceLine(Priced, Child, Base):
    """A line of an invoice."""

    __tablename__ = "invoice_lines"
    root = ("invoice", "invoice_id")

    invoice_id: Mapped[str] = mapped_column(Id, ForeignKey("invoices.id"), index=True)
    invoice: Mapped[Invoice] = relationship(back_populates="lines")
    order_line_id: Mapped[str | None] = mapped_column(Id)
