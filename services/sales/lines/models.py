"""What quotes, orders and invoices have in common: a customer, lines with a price, totals."""

from decimal import Decimal

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, LongText, Money, Percent, Quantity, SortText
from chassis.fields import show_decimal
from services.sales.amounts import summarise

COPIED = ("product_id", "product_name", "code", "description", "quantity", "unit", "unit_price", "discount", "vat_rate")
AMOUNTS = ("net", "vat", "gross")


class Priced:
    """Columns of a line: what is sold, how much, for how much."""

    product_id: Mapped[str | None] = mapped_column(Id)
    product_name: Mapped[str | None] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(60))
    description: Mapped[str] = mapped_column(String(500))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str | None] = mapped_column(String(20))
    unit_price: Mapped[Decimal] = mapped_column(Money)
    discount: Mapped[Decimal] = mapped_column(Percent, default=Decimal(0))
    vat_rate: Mapped[Decimal] = mapped_column(Percent)
    net: Mapped[Decimal] = mapped_column(Money)
    vat: Mapped[Decimal] = mapped_column(Money)
    gross: Mapped[Decimal] = mapped_column(Money)


class Traded:
    """Columns of a document: the customer as he was when it was written, and the totals of its lines."""

    customer_id: Mapped[str | None] = mapped_column(Id, index=True)
    customer_name: Mapped[str] = mapped_column(SortText(300), index=True)
    customer_address: Mapped[str | None] = mapped_column(LongText)
    customer_tax_number: Mapped[str | None] = mapped_column(String(40))
    customer_email: Mapped[str | None] = mapped_column(String(254))
    person_id: Mapped[str | None] = mapped_column(Id, index=True)
    person_name: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(5), default="hu")
    currency: Mapped[str] = mapped_column(String(3))
    net_total: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    vat_total: Mapped[Decimal] = mapped_column(Money, default=Decimal(0))
    total: Mapped[Decimal] = mapped_column(Money, default=Decimal(0), index=True)
    notes: Mapped[str | None] = mapped_column(LongText)

    @property
    def vat_summary(self) -> list[dict[str, str]]:
        """Net, VAT and gross of each rate, as text."""
        lines: list[Priced] = self.lines  # type: ignore[attr-defined]  # every document declares them
        rows = summarise((line.vat_rate, line.net, line.vat) for line in lines)
        return [
            {"rate": show_decimal(row.rate, 0)}
            | {name: show_decimal(getattr(row, name), 2) for name in ("net", "vat", "gross")}
            for row in rows
        ]


def copy_customer(document: Traded) -> dict[str, object]:
    """The customer, language and currency of a document, for the next document of the chain."""
    names = ("customer_id", "customer_name", "customer_address", "customer_tax_number", "customer_email")
    return {name: getattr(document, name) for name in (*names, "person_id", "person_name", "language", "currency")}


def copy_totals(document: Traded) -> dict[str, object]:
    """The totals of a document whose lines are copied as they are."""
    return {"net_total": document.net_total, "vat_total": document.vat_total, "total": document.total}


def copy_line(line: Priced) -> dict[str, object]:
    """A line with its amounts, for the next document of the chain."""
    return {name: getattr(line, name) for name in COPIED + AMOUNTS}
