"""The positions of people in organizations."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Date, ForeignKey, Index, String, and_, or_, select
from sqlalchemy.orm import Mapped, aliased, column_property, mapped_column, relationship

from chassis.db import Child, Id, SortText
from services.contacts.base import Base
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person


class PersonPosition(Child, Base):
    """One position of a person. Of those held today one is primary; the person's own columns repeat it."""

    __tablename__ = "person_positions"
    __table_args__ = (Index("ix_person_positions_reports_to_id", "reports_to_id", "organization_id"),)
    root = ("person", "person_id")

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    job_title: Mapped[str | None] = mapped_column(SortText(100))
    department: Mapped[str | None] = mapped_column(String(100))
    since: Mapped[date | None] = mapped_column(Date, index=True)
    until: Mapped[date | None] = mapped_column(Date, index=True)
    primary: Mapped[bool] = mapped_column("is_primary", default=False)
    reports_to_id: Mapped[str | None] = mapped_column(Id, ForeignKey("people.id"))
    person: Mapped[Person] = relationship(back_populates="positions", foreign_keys=[person_id])

    organization_name: ClassVar[Any]
    reports_to_name: ClassVar[Any]


def held(on: date) -> ColumnElement[bool]:
    """The condition for positions held on a day."""
    return and_(
        or_(PersonPosition.since.is_(None), PersonPosition.since <= on),
        or_(PersonPosition.until.is_(None), PersonPosition.until >= on),
    )


_boss = aliased(Person)
PersonPosition.organization_name = column_property(
    select(Organization.name)
    .where(Organization.id == PersonPosition.organization_id)
    .correlate_except(Organization)
    .scalar_subquery()
)
PersonPosition.reports_to_name = column_property(
    select(_boss.name).where(_boss.id == PersonPosition.reports_to_id).correlate_except(_boss).scalar_subquery()
)
