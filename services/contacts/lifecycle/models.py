"""The history of life cycles: one row a change, never changed itself."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from chassis.db import Id, Record, SortText, UTCDateTime
from services.contacts.base import Base
from services.contacts.organizations.models import Organization

RULES = ["hand", "entry", "purchase", "return", "idle"]


class StatusChange(Record, Base):
    """An organization went from one state of its life cycle to another: when, by whom or which rule, and why."""

    __tablename__ = "status_changes"
    kind = "status_change"
    unaudited = frozenset(
        {
            *("organization_id", "at", "before", "status", "rule", "reason", "actor_name"),
            *("owner_id", "owner_name", "custom"),
        }
    )
    __table_args__ = (Index("ix_status_changes_organization_at", "organization_id", "at"),)

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    before: Mapped[str | None] = mapped_column(String(20), index=True)
    status: Mapped[str] = mapped_column(String(20), index=True)
    rule: Mapped[str] = mapped_column(String(20), index=True)
    reason: Mapped[str | None] = mapped_column(String(500))
    actor_name: Mapped[str] = mapped_column(SortText(200), index=True)

    organization_name: ClassVar[Any]


StatusChange.organization_name = column_property(
    select(Organization.name)
    .where(Organization.id == StatusChange.organization_id)
    .correlate_except(Organization)
    .scalar_subquery()
)
