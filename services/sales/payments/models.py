"""Payments: what came in for an invoice, and when; a refund is a negative payment."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, Money, Record, SortText
from services.sales.base import Base

METHODS = ["transfer", "cash", "card", "other"]


class Payment(Record, Base):
    """Money received for an invoice; once booked it stays, a mistake is corrected by a refund."""

    __tablename__ = "payments"
    kind = "payment"

    invoice_id: Mapped[str] = mapped_column(Id, ForeignKey("invoices.id"), index=True)
    invoice_number: Mapped[str] = mapped_column(String(40))
    customer_id: Mapped[str | None] = mapped_column(Id, index=True)
    customer_name: Mapped[str] = mapped_column(SortText(300), index=True)
    amount: Mapped[Decimal] = mapped_column(Money, index=True)
    currency: Mapped[str] = mapped_column(String(3))
    paid_on: Mapped[date] = mapped_column(Date, index=True)
    method: Mapped[str] = mapped_column(String(20), index=True)
    note: Mapped[str | None] = mapped_column(String(500))
