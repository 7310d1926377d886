"""Every change of a segment, and of who is in one that is put together by hand."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, select
from sqlalchemy.orm import Session

from chassis import audit
from chassis.db import insert_into
from chassis.errors import DomainError, Invalid
from chassis.identity import SYSTEM, Identity
from chassis.records import create, load, update
from chassis.rights import visible
from chassis.types import utc_now
from services.contacts.segments.following import evaluate_soon
from services.contacts.segments.membership import counted, tell
from services.contacts.segments.models import Segment, SegmentMember
from services.contacts.segments.rules import compiled, settled
from services.contacts.segments.subjects import MODELS

_FOLLOWED = ("rules", "mode", "active")
_NAMED = 20
_AT_ONCE = 1_000
_member = SegmentMember.__table__


def create_segment(session: Session, actor: Identity, data: dict[str, Any]) -> Segment:
    """Make a segment; one that follows rules is worked out at once in the background."""
    segment = create(session, actor, Segment, _checked(session, actor, data))
    evaluate_soon(session, segment)
    return segment


def update_segment(session: Session, actor: Identity, segment: Segment, data: dict[str, Any]) -> Segment:
    """Change a segment; changed rules are followed by working all of it out anew."""
    if data.get("record_kind", segment.record_kind) != segment.record_kind:
        raise Invalid({"record_kind": ["A segment stays of the kind it was made of."]})
    if any(name in data for name in _FOLLOWED):
        now = {name: getattr(segment, name) for name in ("record_kind", "mode", "rules")}
        if data.get("mode") == "static" and "rules" not in data:
            now["rules"] = None
        data = {**data, **_checked(session, actor, {**now, **data}, known=segment.rules)}
    changed = any(name in data and data[name] != getattr(segment, name) for name in _FOLLOWED)
    update(session, actor, segment, data)
    if changed:
        evaluate_soon(session, segment)
    return segment


def _checked(session: Session, actor: Identity, data: dict[str, Any], known: Any = None) -> dict[str, Any]:
    """The data with rules that can be followed; rules that are there already are not asked for the actor's rights."""
    noun, rules = data["record_kind"], data.get("rules")
    if data.get("mode") == "static":
        if rules:
            raise Invalid({"rules": ["A segment put together by hand has no rules."]})
        return {**data, "rules": None, "timed": False}
    if not rules:
        raise Invalid({"rules": ["Say by what rules records belong to the segment."]})
    kept = rules if rules == known else settled(session, actor, noun, rules)
    return {**data, "rules": kept, "timed": _timed(session, noun, kept)}


def _timed(session: Session, noun: str, rules: Any) -> bool:
    return compiled(session, SYSTEM, noun, rules).timed


def add_members(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, int]:
    """Put records the actor may see into a segment that is made by hand."""
    segment = by_hand(session, actor, args["id"])
    model, wanted = MODELS[segment.record_kind], list(dict.fromkeys(args["ids"]))
    here = and_(model.id.in_(wanted), model.deleted_at.is_(None))
    if (mine := visible(actor, f"contacts.{segment.record_kind}", model)) is not None:
        here = and_(here, mine)
    missing = set(wanted) - set(session.scalars(select(model.id).where(here)))
    if missing:
        raise Invalid({"ids": [f"There is no such record: {', '.join(sorted(missing)[:5])}."]})
    return put_in(session, segment, wanted)


def put_in(session: Session, segment: Segment, record_ids: Sequence[str]) -> dict[str, int]:
    """Put records that are there into a list; those that are in already stay as they are."""
    came: list[str] = []
    for at in range(0, len(record_ids), _AT_ONCE):
        some = record_ids[at : at + _AT_ONCE]
        rows = [{"segment_id": segment.id, "record_id": one, "since": utc_now()} for one in some]
        statement = insert_into(session, _member).values(rows).on_conflict_do_nothing()
        came += session.scalars(statement.returning(_member.c.record_id)).all()
    return _moved(session, segment, came, entered=True)


def remove_members(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, int]:
    """Take records out of a segment that is made by hand."""
    segment = by_hand(session, actor, args["id"])
    own = and_(_member.c.segment_id == segment.id, _member.c.record_id.in_(args["ids"]))
    went = session.scalars(delete(_member).where(own).returning(_member.c.record_id)).all()
    return _moved(session, segment, list(went), entered=False)


def by_hand(session: Session, actor: Identity, segment_id: str) -> Segment:
    """A segment whose members the actor may choose."""
    segment = load(session, actor, Segment, segment_id, action="edit")
    if segment.mode != "static":
        raise DomainError("follows_rules", "This segment follows rules: who is in it cannot be chosen by hand.")
    return segment


def _moved(session: Session, segment: Segment, record_ids: list[str], *, entered: bool) -> dict[str, int]:
    tell(session, segment, record_ids, entered=entered)
    counted(session, segment)
    if record_ids:
        words = _told(session, segment, record_ids)
        change = [None, words] if entered else [words, None]
        action = "create" if entered else "delete"
        audit.note(session, segment, "segment_members", segment.id, action, {"members": change})
    session.refresh(segment, ["members"])
    return {"changed": len(record_ids), "members": segment.members}


def _told(session: Session, segment: Segment, record_ids: list[str]) -> str:
    """The first names of many, for the history; each coming and going is kept apart."""
    model = MODELS[segment.record_kind]
    names = session.scalars(select(model.name).where(model.id.in_(record_ids[:_NAMED])).order_by(model.name)).all()
    rest = len(record_ids) - len(names)
    return ", ".join(names) + (f" + {rest}" if rest else "")
