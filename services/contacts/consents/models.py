"""The history of consents: rows are added, never changed."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from chassis.db import Id, LongText, Record, SortText, UTCDateTime, utc_now
from services.contacts.base import Base
from services.contacts.people.models import Person


class Consent(Record, Base):
    """That a person agreed to something, or took it back (GDPR articles 6 and 7). Withdrawing is a new row."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_person_at", "person_id", "at"),)
    kind = "consent"

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10), index=True)
    purpose: Mapped[str] = mapped_column(String(20), index=True)
    status: Mapped[str] = mapped_column(String(10), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, default=utc_now)
    source: Mapped[str] = mapped_column(String(20), index=True)
    evidence: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str | None] = mapped_column(LongText)
    lawful_basis: Mapped[str] = mapped_column(String(20), index=True)
    interaction_id: Mapped[str | None] = mapped_column(Id, ForeignKey("interactions.id"), index=True)
    recorded_by: Mapped[str] = mapped_column(SortText(200))

    person_name: ClassVar[Any]


Consent.person_name = column_property(
    select(Person.name).where(Person.id == Consent.person_id).correlate_except(Person).scalar_subquery()
)
