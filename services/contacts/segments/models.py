"""Segments, who is in them, who came and went, and whose membership has to be looked at again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, JsonB, LongText, Record, SortText, UTCDateTime
from chassis.ids import new_id
from services.contacts.base import Base


class Segment(Record, Base):
    """A group of records of one kind. `members` and `evaluated_at` are kept by the evaluation, past the version."""

    __tablename__ = "segments"
    kind = "segment"
    unaudited = frozenset({"members", "evaluated_at", "problem", "timed"})

    name: Mapped[str] = mapped_column(SortText(120), index=True)
    description: Mapped[str | None] = mapped_column(LongText)
    record_kind: Mapped[str] = mapped_column(String(20), index=True)
    mode: Mapped[str] = mapped_column(String(10), index=True, default="dynamic")
    rules: Mapped[dict[str, Any] | None] = mapped_column(JsonB)
    active: Mapped[bool] = mapped_column(Boolean, index=True, default=True)
    members: Mapped[int] = mapped_column(index=True, default=0)
    evaluated_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    problem: Mapped[str | None] = mapped_column(String(500))
    timed: Mapped[bool] = mapped_column(Boolean, default=False)


def _by_hand(table: Any) -> ColumnElement[bool]:
    """Who was put in by hand follows a merge; who is in by rules is looked at anew."""
    return table.c.segment_id.in_(select(Segment.id).where(Segment.mode == "static"))


class SegmentMember(Base):
    """A record that is in a segment, since when, and the values its rules saw when it came."""

    __tablename__ = "segment_members"
    __table_args__ = {
        "info": {"refers": {"record_id": "contacts.organization contacts.person"}, "refers_where": _by_hand}
    }

    segment_id: Mapped[str] = mapped_column(Id, ForeignKey("segments.id"), primary_key=True)
    record_id: Mapped[str] = mapped_column(Id, primary_key=True, index=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    why: Mapped[dict[str, Any] | None] = mapped_column(JsonB)


class SegmentPassage(Base):
    """One coming or going."""

    __tablename__ = "segment_passages"
    __table_args__ = (Index("ix_segment_passages_record", "record_id", "segment_id", "id"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    segment_id: Mapped[str] = mapped_column(Id, ForeignKey("segments.id"), index=True)
    record_id: Mapped[str] = mapped_column(Id)
    entered: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class SegmentTouch(Base):
    """Something about a record changed: its membership is to be looked at again. Gone once that is done."""

    __tablename__ = "segment_touches"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    noun: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[str] = mapped_column(Id)
