"""The timeline's rows."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, JsonB, LongText, UTCDateTime
from chassis.ids import new_id
from services.contacts.base import Base


class TimelineEntry(Base):
    """One event under one record it concerns; one that concerns three records has three rows.

    `owner_id` is the owner of the event's subject at that time; `words` is what of it can be searched for.
    """

    __tablename__ = "timeline"
    __table_args__ = (
        UniqueConstraint("event_id", "ref"),
        Index("ix_timeline_ref_time_event", "ref", "time", "event_id"),
        Index("ix_timeline_subject_time", "subject", "time"),
        {"info": {"refers": {"ref": "*"}}},
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    event_id: Mapped[str] = mapped_column(String(64))
    ref: Mapped[str] = mapped_column(String(120))
    type: Mapped[str] = mapped_column(String(100))
    time: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_name: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(120))
    owner_id: Mapped[str | None] = mapped_column(Id)
    data: Mapped[dict[str, Any]] = mapped_column(JsonB)
    words: Mapped[str] = mapped_column(LongText, default="")
