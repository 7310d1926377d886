"""The figures kept of each customer, so that lists and segments can filter by them."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, Money, UTCDateTime
from services.contacts.base import Base


class CustomerFigures(Base):
    """One customer in numbers: an organization or a person of whom anything is known; who has no row has none of it.

    Amounts are in `currency`, the one most of the customer's invoices are in; the card shows all of them. Revenue is
    net and by the day of issue; unpaid and overdue are gross. `ages_on` is the day on which time alone changes them.
    """

    __tablename__ = "customer_figures"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    currency: Mapped[str | None] = mapped_column(String(3))
    quotes: Mapped[int] = mapped_column(default=0)
    orders: Mapped[int] = mapped_column(default=0)
    invoices: Mapped[int] = mapped_column(default=0)
    revenue: Mapped[Decimal] = mapped_column(Money, index=True, default=Decimal(0))
    revenue_12m: Mapped[Decimal] = mapped_column(Money, index=True, default=Decimal(0))
    revenue_prev_12m: Mapped[Decimal] = mapped_column(Money, index=True, default=Decimal(0))
    unpaid: Mapped[Decimal] = mapped_column(Money, index=True, default=Decimal(0))
    overdue: Mapped[Decimal] = mapped_column(Money, index=True, default=Decimal(0))
    tickets: Mapped[int] = mapped_column(default=0)
    open_tickets: Mapped[int] = mapped_column(index=True, default=0)
    complaints: Mapped[int] = mapped_column(index=True, default=0)
    first_purchase_on: Mapped[date | None] = mapped_column(Date, index=True)
    last_purchase_on: Mapped[date | None] = mapped_column(Date, index=True)
    last_contact_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    last_contact_by: Mapped[str | None] = mapped_column(String(200))
    last_contact_channel: Mapped[str | None] = mapped_column(String(20))
    ages_on: Mapped[date | None] = mapped_column(Date, index=True)
