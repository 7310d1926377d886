"""Leads: somebody who may become a customer, and what he asked about."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, LongText, Money, Quantity, Record, SortText, UTCDateTime, utc_now
from chassis.errors import DomainError, Invalid
from chassis.tags import Tagged
from services.sales.base import Base

STATUSES = ["new", "contacted", "qualified", "unqualified", "converted"]
SOURCES = ["web", "email", "phone", "referral", "event", "campaign", "other"]


class Lead(Record, Tagged, Base):
    """A possible customer, until he is converted or found not to fit."""

    __tablename__ = "leads"
    kind = "lead"

    name: Mapped[str] = mapped_column(SortText(200), index=True)
    company_name: Mapped[str | None] = mapped_column(String(200))
    family_name: Mapped[str | None] = mapped_column(String(100))
    given_name: Mapped[str | None] = mapped_column(String(100))
    job_title: Mapped[str | None] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    website: Mapped[str | None] = mapped_column(String(500))
    tax_number: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(2))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(SortText(100), index=True)
    street: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str | None] = mapped_column(String(5))
    source: Mapped[str | None] = mapped_column(String(20), index=True)
    status: Mapped[str] = mapped_column(String(20), default="new", index=True)
    estimated_value: Mapped[Decimal | None] = mapped_column(Money, index=True)
    currency: Mapped[str | None] = mapped_column(String(3))
    score: Mapped[int] = mapped_column(default=0, index=True)
    description: Mapped[str | None] = mapped_column(LongText)
    disqualify_reason: Mapped[str | None] = mapped_column(String(500))
    organization_id: Mapped[str | None] = mapped_column(Id, index=True)
    organization_name: Mapped[str | None] = mapped_column(String(200))
    person_id: Mapped[str | None] = mapped_column(Id, index=True)
    person_name: Mapped[str | None] = mapped_column(String(300))
    opportunity_id: Mapped[str | None] = mapped_column(Id)
    opportunity_name: Mapped[str | None] = mapped_column(String(200))
    converted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    interests: Mapped[list["LeadInterest"]] = relationship(
        cascade="all, delete-orphan", order_by="LeadInterest.position", back_populates="lead"
    )

    @property
    def full_name(self) -> str | None:
        """The person's name in the order of the lead's language."""
        parts = (
            [self.family_name, self.given_name]
            if self.language in (None, "hu")
            else [self.given_name, self.family_name]
        )
        return " ".join(part for part in parts if part) or None

    def refresh(self) -> None:
        """Set what follows from the other fields: the name it goes by, and the score."""
        name = self.company_name or self.full_name or self.email or self.phone
        if not name:
            raise Invalid({"company_name": ["Give a company, a name, an e-mail address or a phone number."]})
        self.name = name[:200]
        self.score = self._score()

    def _score(self) -> int:
        points = {
            20: bool(self.email),
            15: bool(self.phone),
            10: bool(self.company_name),
            5: bool(self.full_name),
            25: bool(self.interests),
        }
        worth = 25 if self.estimated_value else 0
        return sum(point for point, earned in points.items() if earned) + worth

    def guard_open(self) -> None:
        """A converted lead is history."""
        if self.status == "converted":
            raise DomainError("lead_converted", "Lead %(name)s was converted already.", name=self.name)

    def set_status(self, status: str) -> None:
        """Move by hand; converting is an action of its own."""
        self.guard_open()
        if status == "converted":
            raise DomainError("lead_convert", "Use Convert to turn a lead into a customer.")
        self.status = status

    def disqualify(self, reason: str | None) -> None:
        """It does not fit, and why."""
        self.set_status("unqualified")
        self.disqualify_reason = reason

    def convert(self, organization_id: str | None, person_id: str | None, opportunity_id: str | None) -> None:
        """It became a customer; that happens once."""
        self.guard_open()
        self.status = "converted"
        self.converted_at = utc_now()
        self.organization_id, self.person_id, self.opportunity_id = organization_id, person_id, opportunity_id


class LeadInterest(Child, Base):
    """A product the lead asked about, from the catalogue or in words."""

    __tablename__ = "lead_interests"
    root = ("lead", "lead_id")

    lead_id: Mapped[str] = mapped_column(Id, ForeignKey("leads.id"), index=True)
    lead: Mapped[Lead] = relationship(back_populates="interests")
    product_id: Mapped[str | None] = mapped_column(Id)
    product_name: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(String(500))
    quantity: Mapped[Decimal | None] = mapped_column(Quantity)
