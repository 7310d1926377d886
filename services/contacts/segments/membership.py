"""Who is in a segment: worked out in SQL, batch by batch, with one event for each coming and each going."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, literal, select, update
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session
from sqlalchemy.types import Integer, String

from chassis.db import Id, UTCDateTime, insert_into
from chassis.errors import Invalid
from chassis.events import emit_all
from chassis.identity import SYSTEM
from chassis.ids import new_id
from chassis.types import FixedPoint, utc_now
from services.contacts.segments.events import SegmentEntered, SegmentLeft
from services.contacts.segments.models import Segment, SegmentMember, SegmentPassage
from services.contacts.segments.rules import Group, compiled
from services.contacts.segments.subjects import MODELS

Among = Callable[[Any], ColumnElement[bool]]
BATCH = 10_000
_SNAPSHOT = 20
_member = SegmentMember.__table__


def fitting(session: Session, segment: Segment) -> Group | None:
    """The rules of a segment that follows some; None when a field they ask about is gone, which is noted."""
    try:
        return compiled(session, SYSTEM, segment.record_kind, segment.rules)
    except Invalid as error:
        words = "; ".join(f"{path}: {' '.join(map(str, found))}" for path, found in error.errors.items())
        _note(session, segment, problem=words[:500])
        return None


def locked(session: Session, segment_id: str) -> Segment | None:
    """The segment, if it follows rules; held, so that two evaluations of it come one after the other."""
    statement = select(Segment).where(Segment.id == segment_id, Segment.deleted_at.is_(None))
    statement = statement.where(Segment.active, Segment.mode == "dynamic")
    return session.scalars(statement.with_for_update()).one_or_none()


def follow(session: Session, segment: Segment, among: Among) -> int:
    """Bring some of the records up to date, unless the rules cannot be followed, which is noted; how many moved.

    `among(id column)` says which records are looked at.
    """
    rules = fitting(session, segment)
    if rules is None:
        return 0
    try:
        with session.begin_nested():
            return _followed(session, segment, rules, among)
    except DataError as error:  # a value the database cannot compare with
        _note(session, segment, problem=str(error.orig)[:500])
        return 0


def _followed(session: Session, segment: Segment, rules: Group, among: Among) -> int:
    """Let in those of some records that fit and are not in, let out those that are in and do not fit."""
    model = MODELS[segment.record_kind]
    fits = and_(model.deleted_at.is_(None), rules.clause)
    came = session.scalars(_entering(session, segment, rules, and_(fits, among(model.id)))).all()
    fitting_one = select(literal(1)).where(model.id == _member.c.record_id, fits).correlate(_member)
    own = and_(_member.c.segment_id == segment.id, among(_member.c.record_id))
    went = session.scalars(delete(_member).where(own, ~exists(fitting_one)).returning(_member.c.record_id)).all()
    tell(session, segment, came, entered=True)
    tell(session, segment, went, entered=False)
    return len(came) + len(went)


def _entering(session: Session, segment: Segment, rules: Group, condition: ColumnElement[bool]) -> Any:
    model = MODELS[segment.record_kind]
    is_in = select(literal(1)).where(_member.c.segment_id == segment.id, _member.c.record_id == model.id)
    rows = select(
        literal(segment.id, Id), model.id, literal(utc_now(), UTCDateTime()), _snapshot(session, rules)
    ).where(condition, ~exists(is_in.correlate(model)))
    statement = insert_into(session, _member).from_select(["segment_id", "record_id", "since", "why"], rows)
    return statement.on_conflict_do_nothing().returning(_member.c.record_id)


def _snapshot(session: Session, rules: Group) -> Any:
    """The values the rules saw, as a JSON object made by the database."""
    on_server = session.get_bind().dialect.name == "postgresql"
    seen = {leaf.subject.name: leaf.subject.value for leaf in rules.leaves if leaf.subject.value is not None}
    parts: list[Any] = []
    for name, value in list(seen.items())[:_SNAPSHOT]:
        exact = not on_server and isinstance(value.type, FixedPoint)
        parts += [sql_cast(name, String), sql_cast(value, Integer) / 10_000.0 if exact else value]
    return func.jsonb_build_object(*parts) if on_server else func.json_object(*parts)


def tell(session: Session, segment: Segment, record_ids: Sequence[str], *, entered: bool) -> None:
    """Keep the passages and emit their events."""
    if not record_ids:
        return
    now = utc_now()
    rows = [
        {"id": new_id(), "segment_id": segment.id, "record_id": one, "entered": entered, "at": now}
        for one in record_ids
    ]
    session.execute(insert(SegmentPassage.__table__), rows)
    model, kind = MODELS[segment.record_kind], f"contacts.{segment.record_kind}"
    names: dict[str, str] = dict(session.execute(select(model.id, model.name).where(model.id.in_(record_ids))).all())
    common = {"segment_id": segment.id, "segment_name": segment.name, "record_kind": kind, "at": now}
    told = [({**common, "record_id": one, "record_name": names.get(one)}, [f"{kind}:{one}"]) for one in record_ids]
    emit_all(session, SegmentEntered if entered else SegmentLeft, segment, told)


def counted(session: Session, segment: Segment, **values: Any) -> None:
    """Keep how many are in, without those that were deleted or merged away."""
    model = MODELS[segment.record_kind]
    here = and_(model.id == _member.c.record_id, model.deleted_at.is_(None))
    number = select(func.count()).select_from(_member).join(model, here).where(_member.c.segment_id == segment.id)
    _note(session, segment, members=number.scalar_subquery(), **values)


def cleared(session: Session, segment: Segment) -> None:
    """Forget what was wrong with the rules: they are followed from the beginning."""
    _note(session, segment, problem=None)


def _note(session: Session, segment: Segment, **values: Any) -> None:
    table = Segment.__table__
    session.execute(update(table).where(table.c.id == segment.id).values(**values))
