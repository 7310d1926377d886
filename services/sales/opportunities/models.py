"""Opportunities: a deal in the making, its stage and its chance."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, LongText, Money, Quantity, Record, SortText
from chassis.errors import DomainError, Invalid
from services.sales.base import Base

PROBABILITY = {"new": 10, "qualified": 30, "proposal": 50, "negotiation": 75, "won": 100, "lost": 0}
STAGES = list(PROBABILITY)
CLOSED = ("won", "lost")


class Opportunity(Record, Base):
    """A possible sale to a customer."""

    __tablename__ = "opportunities"
    kind = "opportunity"

    name: Mapped[str] = mapped_column(SortText(200), index=True)
    customer_id: Mapped[str | None] = mapped_column(Id, index=True)
    customer_name: Mapped[str] = mapped_column(SortText(300), index=True)
    person_id: Mapped[str | None] = mapped_column(Id, index=True)
    person_name: Mapped[str | None] = mapped_column(String(300))
    amount: Mapped[Decimal | None] = mapped_column(Money, index=True)
    currency: Mapped[str] = mapped_column(String(3))
    stage: Mapped[str] = mapped_column(String(20), default="new", index=True)
    probability: Mapped[int] = mapped_column(default=10)
    expected_close_on: Mapped[date | None] = mapped_column(Date, index=True)
    closed_on: Mapped[date | None] = mapped_column(Date, index=True)
    close_reason: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str | None] = mapped_column(String(20), index=True)
    description: Mapped[str | None] = mapped_column(LongText)
    lead_id: Mapped[str | None] = mapped_column(Id, ForeignKey("leads.id"), index=True)
    lead_name: Mapped[str | None] = mapped_column(String(200))
    interests: Mapped[list["OpportunityInterest"]] = relationship(
        cascade="all, delete-orphan", order_by="OpportunityInterest.position", back_populates="opportunity"
    )

    def move(self, stage: str, on: date, reason: str | None = None) -> None:
        """Go to a stage; to the last two with the day and the reason, from them back to open."""
        if stage == self.stage:
            raise DomainError("stage_same", "The opportunity is in this stage already.")
        if stage == "lost" and not reason:
            raise Invalid({"reason": ["Say why it was lost."]})
        self.stage = stage
        self.probability = PROBABILITY[stage]
        self.closed_on = on if stage in CLOSED else None
        self.close_reason = reason if stage in CLOSED else None

    def guard_open(self) -> None:
        """A closed deal is not quoted any more."""
        if self.stage == "lost":
            words = "Opportunity %(name)s is lost. Move it back to an open stage first."
            raise DomainError("opportunity_lost", words, name=self.name)


class OpportunityInterest(Child, Base):
    """A product the deal is about; it becomes a line of the quote."""

    __tablename__ = "opportunity_interests"
    root = ("opportunity", "opportunity_id")

    opportunity_id: Mapped[str] = mapped_column(Id, ForeignKey("opportunities.id"), index=True)
    opportunity: Mapped[Opportunity] = relationship(back_populates="interests")
    product_id: Mapped[str | None] = mapped_column(Id)
    product_name: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(500))
    quantity: Mapped[Decimal | None] = mapped_column(Quantity)
