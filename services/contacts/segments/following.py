"""Keeping segments right: what is touched is looked at again within seconds, what time changes every few minutes."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select
from sqlalchemy.orm import Session

from chassis.ids import new_id
from chassis.jobs import enqueue
from chassis.runtime import Runtime
from chassis.service import Schedule
from chassis.types import utc_now
from services.contacts.people.models import Person
from services.contacts.segments.lists import follow_lists
from services.contacts.segments.membership import BATCH, Among, cleared, counted, fitting, follow, locked
from services.contacts.segments.models import Segment, SegmentTouch
from services.contacts.segments.subjects import EMPLOYER, MODELS

FOLLOW, EVALUATE = "follow-segments", "evaluate-segment"
TOUCHES = 500
FIRST = "00000000-0000-0000-0000-000000000000"
_touches = SegmentTouch.__table__


def touch(session: Session, records: Iterable[tuple[str, str]]) -> None:
    """Have the membership of these records (noun, id) looked at again once this transaction is done."""
    rows = [
        {"id": new_id(), "noun": noun, "record_id": record_id}
        for noun, record_id in dict.fromkeys(records)
        if noun in MODELS
    ]
    if rows and session.scalar(select(Segment.id).where(Segment.deleted_at.is_(None)).limit(1)):
        session.execute(insert(_touches), rows)
        if not session.info.get("segments_follow"):
            session.info["segments_follow"] = enqueue(session, FOLLOW)


def _followed() -> Any:
    return select(Segment.id).where(Segment.deleted_at.is_(None), Segment.active, Segment.mode == "dynamic")


def run_follow(runtime: Runtime, _args: dict[str, Any]) -> None:
    """Look at all that was touched, some hundred records in a transaction."""
    while True:
        with runtime.transaction() as session:
            if not _follow_some(session):
                return


def _follow_some(session: Session) -> bool:
    oldest = select(_touches).order_by(_touches.c.id).limit(TOUCHES).with_for_update(skip_locked=True)
    rows = session.execute(oldest).all()
    if not rows:
        return False
    by_noun: dict[str, list[str]] = {}
    for row in rows:
        by_noun.setdefault(row.noun, []).append(row.record_id)
    for segment_id in session.scalars(_followed().order_by(Segment.id)).all():
        segment = locked(session, segment_id)
        among = _among(segment, by_noun) if segment is not None else None
        if segment is not None and among is not None and follow(session, segment, among):
            counted(session, segment)
    follow_lists(session, sorted({row.record_id for row in rows}))
    session.execute(delete(_touches).where(_touches.c.id.in_([row.id for row in rows])))
    return True


def _among(segment: Segment, by_noun: dict[str, list[str]]) -> Among | None:
    """Which records of the segment's kind were touched: the people of a touched organization if rules ask about it."""
    own, firms = by_noun.get(segment.record_kind, []), by_noun.get("organization", [])
    asked = segment.record_kind == "person" and firms and EMPLOYER in str(segment.rules)
    if not own and not asked:
        return None
    employed = select(Person.id).where(Person.organization_id.in_(firms))
    return lambda column: or_(column.in_(own), column.in_(employed)) if asked else column.in_(own)


def run_evaluate(runtime: Runtime, args: dict[str, Any]) -> None:
    """Look at every record of the segment's kind, batch by batch in the order of ids."""
    last: str | None = FIRST
    while last is not None:
        with runtime.transaction() as session:
            last = _evaluate_some(session, args["segment_id"], last)


def _evaluate_some(session: Session, segment_id: str, after: str) -> str | None:
    segment = locked(session, segment_id)
    if segment is None or fitting(session, segment) is None:
        return None
    model = MODELS[segment.record_kind]
    last = session.scalar(select(model.id).where(model.id > after).order_by(model.id).offset(BATCH - 1).limit(1))
    if after == FIRST:
        cleared(session, segment)
    follow(session, segment, lambda column: and_(column > after, column <= last) if last else column > after)
    if last is None:
        counted(session, segment, evaluated_at=utc_now())
    return last


def evaluate_soon(session: Session, segment: Segment) -> None:
    """Have the whole segment worked out once this transaction is done."""
    enqueue(session, EVALUATE, {"segment_id": segment.id})


def refresh_timed(runtime: Runtime) -> None:
    """Work out anew the segments whose rules ask about time, and those changed since they were last worked out."""
    behind = or_(Segment.evaluated_at.is_(None), Segment.updated_at > Segment.evaluated_at)
    _refresh(runtime, or_(Segment.timed, behind))


def refresh_all(runtime: Runtime) -> None:
    """Work out every segment anew, whatever may have been missed."""
    _refresh(runtime, Segment.id.is_not(None))


def _refresh(runtime: Runtime, condition: ColumnElement[bool]) -> None:
    with runtime.reading() as session:
        wanted = session.scalars(_followed().where(condition).order_by(Segment.id)).all()
    for segment_id in wanted:
        run_evaluate(runtime, {"segment_id": segment_id})


JOBS = {FOLLOW: run_follow, EVALUATE: run_evaluate}
SCHEDULES = [
    Schedule("refresh-timed-segments", every=300, run=refresh_timed),
    Schedule("refresh-all-segments", every=86_400, run=refresh_all),
]
