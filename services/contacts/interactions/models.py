"""The communication log."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from chassis.db import Child, Id, LongText, Record, SortText, UTCDateTime, utc_now
from chassis.tables import users
from services.contacts.base import Base
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person


class Interaction(Record, Base):
    """One talk: a call, a meeting, a letter, a note. Its owner is who of ours had it; others may have been there."""

    __tablename__ = "interactions"
    __table_args__ = (
        Index("ix_interactions_organization_happened", "organization_id", "happened_at"),
        Index("ix_interactions_person_happened", "person_id", "happened_at"),
    )
    kind = "interaction"
    audit_hidden = frozenset({"opportunity_name"})  # often called after a person; its own service knows when to forget

    channel: Mapped[str] = mapped_column(String(20), index=True)
    direction: Mapped[str | None] = mapped_column(String(10), index=True)
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, default=utc_now)
    minutes: Mapped[int | None]
    subject: Mapped[str] = mapped_column(SortText(200), index=True)
    text: Mapped[str | None] = mapped_column(LongText)
    asked: Mapped[str | None] = mapped_column(LongText)
    agreed: Mapped[str | None] = mapped_column(LongText)
    next_step: Mapped[str | None] = mapped_column(String(300))
    next_step_on: Mapped[date | None] = mapped_column(Date, index=True)
    next_step_done: Mapped[bool] = mapped_column(index=True, default=False)
    organization_id: Mapped[str | None] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    person_id: Mapped[str | None] = mapped_column(Id, ForeignKey("people.id"), index=True)
    ticket_id: Mapped[str | None] = mapped_column(Id, index=True)
    ticket_name: Mapped[str | None] = mapped_column(String(60))
    opportunity_id: Mapped[str | None] = mapped_column(Id, index=True)
    opportunity_name: Mapped[str | None] = mapped_column(String(200))

    participants: Mapped[list["Participant"]] = relationship(
        cascade="all, delete-orphan", order_by="Participant.position", back_populates="interaction"
    )
    colleagues: Mapped[list["Colleague"]] = relationship(
        cascade="all, delete-orphan", order_by="Colleague.position", back_populates="interaction"
    )
    organization_name: ClassVar[Any]
    person_name: ClassVar[Any]

    @property
    def people_ids(self) -> list[str]:
        """The others of the customer who took part."""
        return [row.person_id for row in self.participants]


class Participant(Child, Base):
    """One more person of the customer who took part in a talk."""

    __tablename__ = "interaction_participants"
    root = ("interaction", "interaction_id")

    interaction_id: Mapped[str] = mapped_column(Id, ForeignKey("interactions.id"), index=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    interaction: Mapped[Interaction] = relationship(back_populates="participants")
    person_name: ClassVar[Any]


class Colleague(Child, Base):
    """One more colleague of ours who took part in a talk."""

    __tablename__ = "interaction_colleagues"
    root = ("interaction", "interaction_id")

    interaction_id: Mapped[str] = mapped_column(Id, ForeignKey("interactions.id"), index=True)
    user_id: Mapped[str] = mapped_column(Id, index=True)
    interaction: Mapped[Interaction] = relationship(back_populates="colleagues")
    user_name: ClassVar[Any]


Interaction.organization_name = column_property(
    select(Organization.name)
    .where(Organization.id == Interaction.organization_id)
    .correlate_except(Organization)
    .scalar_subquery()
)
for _with_person in (Interaction, Participant):
    _with_person.person_name = column_property(
        select(Person.name).where(Person.id == _with_person.person_id).correlate_except(Person).scalar_subquery()
    )
Colleague.user_name = column_property(
    select(users.c.name).where(users.c.id == Colleague.user_id).correlate_except(users).scalar_subquery()
)
