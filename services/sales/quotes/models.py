"""Quotes: what we offer, until when, and what the customer said."""

from datetime import date

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, Record
from chassis.errors import DomainError
from services.sales.base import Base
from services.sales.lines.models import Priced, Traded

STATUSES = ["draft", "sent", "accepted", "declined", "expired", "ordered"]
OPEN = ("draft", "sent")


class Quote(Traded, Record, Base):
    """An offer to a customer; it can be changed while it is a draft."""

    __tablename__ = "quotes"
    kind = "quote"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    sent_on: Mapped[date | None] = mapped_column(Date)
    opportunity_id: Mapped[str | None] = mapped_column(Id, ForeignKey("opportunities.id"), index=True)
    opportunity_name: Mapped[str | None] = mapped_column(String(200))
    order_id: Mapped[str | None] = mapped_column(Id)
    order_number: Mapped[str | None] = mapped_column(String(40))
    decline_reason: Mapped[str | None] = mapped_column(String(500))
    lines: Mapped[list["QuoteLine"]] = relationship(
        cascade="all, delete-orphan", order_by="QuoteLine.position", back_populates="quote"
    )

    def guard_change(self) -> None:
        """Only a draft may be changed; what the customer has seen stays as he saw it."""
        if self.status != "draft":
            raise DomainError("quote_locked", "Quote %(number)s was sent already. Revise it first.", number=self.number)

    def send(self, on: date) -> None:
        """The customer gets it; a second sending changes nothing but the day."""
        self._move("sent", ("draft", "sent"), "Quote %(number)s was answered already. Revise it first.")
        if not self.lines:
            raise DomainError("no_lines", "Add at least one line first.")
        self.sent_on = on

    def accept(self) -> None:
        """The customer said yes."""
        self._move("accepted", ("draft", "sent", "expired"), "Quote %(number)s was answered already.")

    def decline(self, reason: str | None) -> None:
        """The customer said no."""
        allowed = ("draft", "sent", "accepted", "expired")
        self._move("declined", allowed, "Quote %(number)s was declined or ordered already.")
        self.decline_reason = reason

    def revise(self) -> None:
        """Back to draft, to be changed and sent again."""
        allowed = ("sent", "accepted", "declined", "expired")
        self._move("draft", allowed, "Quote %(number)s is a draft or was ordered already.")
        self.decline_reason = None

    def expire(self) -> None:
        """The offer's time ran out."""
        self._move("expired", ("sent",), "Quote %(number)s was answered already.")

    def order(self, order_id: str, order_number: str) -> None:
        """It became an order; that happens once."""
        allowed = ("draft", "sent", "accepted", "expired")
        self._move("ordered", allowed, "Quote %(number)s was declined or ordered already.")
        self.order_id, self.order_number = order_id, order_number

    def reopen(self) -> None:
        """Its order was cancelled, so it may become another one."""
        self._move("accepted", ("ordered",), "Quote %(number)s was not ordered.")
        self.order_id = self.order_number = None

    def _move(self, status: str, allowed: tuple[str, ...], words: str) -> None:
        if self.status not in allowed:
            raise DomainError("quote_status", words, number=self.number)
        self.status = status


class QuoteLine(Priced, Child, Base):
    """A line of a quote."""

    __tablename__ = "quote_lines"
    root = ("quote", "quote_id")

    quote_id: Mapped[str] = mapped_column(Id, ForeignKey("quotes.id"), index=True)
    quote: Mapped[Quote] = relationship(back_populates="lines")
