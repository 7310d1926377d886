"""A contract with an organization, its states and its days."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from chassis.days import add_months
from chassis.db import Id, LongText, Money, Record, SortText
from chassis.records import guard
from services.contacts.base import Base
from services.contacts.organizations.models import Organization


class Contract(Record, Base):
    """One contract. `warn_on` is when its owner is to hear of its end; `warned_for` the end he heard of already."""

    __tablename__ = "contracts"
    kind = "contract"
    unaudited = frozenset({"warn_on", "warned_for"})

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(SortText(200), index=True)
    contract_kind: Mapped[str] = mapped_column(String(20), index=True, default="contract")
    status: Mapped[str] = mapped_column(String(20), index=True, default="draft")
    signed_on: Mapped[date | None] = mapped_column(Date, index=True)
    valid_from: Mapped[date | None] = mapped_column(Date, index=True)
    valid_until: Mapped[date | None] = mapped_column(Date, index=True)
    notice_days: Mapped[int] = mapped_column(default=0)
    warn_days: Mapped[int] = mapped_column(default=30)
    renewal_months: Mapped[int | None]
    value: Mapped[Decimal | None] = mapped_column(Money, index=True)
    currency: Mapped[str] = mapped_column(String(3), default="HUF")
    terminated_on: Mapped[date | None] = mapped_column(Date, index=True)
    termination_reason: Mapped[str | None] = mapped_column(String(500))
    notes: Mapped[str | None] = mapped_column(LongText)
    warn_on: Mapped[date | None] = mapped_column(Date, index=True)
    warned_for: Mapped[date | None] = mapped_column(Date)

    organization_name: ClassVar[Any]

    @property
    def last_notice_on(self) -> date | None:
        """The last day on which notice may be given so that the contract ends, and does not renew itself."""
        if self.valid_until is None or not self.renewal_months:
            return None
        return self.valid_until - timedelta(days=self.notice_days)

    @property
    def renews(self) -> bool:
        """Whether it goes on by itself."""
        return bool(self.renewal_months)

    def reckon(self) -> None:
        """Set the day of the warning: before the end, or before the last day on which notice would still help."""
        end = self.last_notice_on or self.valid_until
        self.warn_on = end - timedelta(days=self.warn_days) if end else None

    def activate(self, signed_on: date) -> None:
        """It is signed: from now on it holds as its days say."""
        guard(self.status == "draft", "not_a_draft", "Only a draft can be put into force.")
        self.status, self.signed_on = "active", self.signed_on or signed_on
        self.valid_from = self.valid_from or self.signed_on

    def terminate(self, on: date, reason: str | None) -> None:
        """It ends on a day, before its time or because notice was given; from that day it does not hold."""
        guard(self.status == "active", "not_in_force", "Only a contract in force can be terminated.")
        self.status, self.terminated_on, self.termination_reason = "terminated", on, reason

    def expire(self) -> None:
        """Its last day has passed."""
        self.status = "expired"

    def renew(self, day: date) -> None:
        """Go on by its months until its end lies ahead of `day` again."""
        while self.valid_until is not None and self.renewal_months and self.valid_until < day:
            self.valid_until = add_months(self.valid_until, self.renewal_months)
        self.reckon()


Contract.organization_name = column_property(
    select(Organization.name)
    .where(Organization.id == Contract.organization_id)
    .correlate_except(Organization)
    .scalar_subquery()
)
