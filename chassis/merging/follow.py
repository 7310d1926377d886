"""References follow merges: in the service that merges, and by the event in every other.

Order does not matter. A merge that is undone before it is heard of does nothing; a row written later with the old id
is moved then; one merge on top of another moves a row twice, and each undoing takes back its own step.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import String, and_, cast, delete, insert, literal, select, update
from sqlalchemy.orm import Session

from chassis import fields as f
from chassis.db import Child, insert_into
from chassis.events import Handler, Received
from chassis.identity import SYSTEM
from chassis.ids import is_id, new_id
from chassis.merging.customs import all_references, linked_kinds
from chassis.merging.events import OtherData
from chassis.merging.references import Reference, is_record, kinds_referred
from chassis.merging.tables import merged_records, moved_references
from chassis.tables import audit
from chassis.types import Id, utc_now

_CHAIN = 50
_merged, _moved = merged_records.c, moved_references.c


class MergeSeen(f.Schema):
    """Which records were merged into the subject, and what each of them is called."""

    merge_id = f.Link("", required=True)
    name = f.Text()
    merged = f.Ids(required=True)
    others = f.Lines(OtherData)


def event_names(kind: str) -> tuple[str, str]:
    """The types of the events that tell of a merge and of its undoing, by the kind's name."""
    service, _, noun = kind.partition(".")
    name = "".join(part.capitalize() for part in noun.split("_"))
    return f"{service}.{name}Merged", f"{service}.{name}MergeUndone"


_NAMED = re.compile(r"[a-z_]+\.[A-Z][A-Za-z]*?(Merged|MergeUndone)")


def handler_of(event_type: str) -> Handler | None:
    """The handler of any event that tells of a merge: custom fields may lead to kinds that nobody declared."""
    named = _NAMED.fullmatch(event_type)
    return Handler(note_undoing if named[1] == "MergeUndone" else note_merge, MergeSeen) if named else None


def asked_for(session: Session) -> set[str]:
    """The events that a service wants to hear because its custom fields lead to those kinds."""
    return {name for kind in linked_kinds(session) for name in event_names(kind)}


def handlers_of(service: Any) -> dict[str, Handler]:
    """The handlers by which a service follows the merges of each kind it refers to."""
    found = {}
    for kind in sorted(kinds_referred(service)):
        merged, undone = event_names(kind)
        found[merged] = Handler(note_merge, MergeSeen)
        found[undone] = Handler(note_undoing, MergeSeen)
    return found


def note_merge(session: Session, event: Received) -> None:
    """Remember which id stands for which; `follow` then moves what names the old one."""
    kind = f"{event.type.partition('.')[0]}.{event.subject_kind}"
    data = event.data
    remember(session, kind, data["merge_id"], event.subject_id, data["merged"], _titles(event))


def note_undoing(session: Session, event: Received) -> None:
    """Take back exactly what that merge moved."""
    kind = f"{event.type.partition('.')[0]}.{event.subject_kind}"
    undo(session, kind, event.data["merge_id"], event.subject_id, event.data["merged"], _titles(event))


def _titles(event: Received) -> dict[str, Any]:
    others = {other["id"]: other["name"] for other in event.data.get("others") or ()}
    return {event.subject_id: event.data.get("name"), **others}


def remember(
    session: Session, kind: str, merge_id: str, new: str, olds: Iterable[str], titles: Mapping[str, Any]
) -> None:
    """Write down a merge, unless it or its undoing is known already."""
    rows = _rows(session, kind, merge_id, new, olds, titles, undone=False)
    session.execute(insert_into(session, merged_records).values(rows).on_conflict_do_nothing())


def _rows(
    session: Session,
    kind: str,
    merge_id: str,
    new: str,
    olds: Iterable[str],
    titles: Mapping[str, Any],
    undone: bool,
) -> list[dict[str, Any]]:
    """Names are kept only where a custom link shows them."""
    titles = titles if kind in linked_kinds(session) else {}
    common = {"merge_id": merge_id, "kind": kind, "new_id": new, "new_name": titles.get(new), "undone": undone}
    return [{**common, "old_id": old, "old_name": titles.get(old)} for old in olds]


def follow(session: Session, event: Received) -> None:
    """Move what names a record that was merged away, if the event speaks of one: called after an event's handlers."""
    mentioned = set(_ids((event.data, event.relates_to, event.subject_id)))
    if mentioned:
        session.flush()
        apply(session, mentioned)


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        text = value.rpartition(":")[2]
        if is_id(text):
            yield text
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _ids(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _ids(inner)


def apply(session: Session, olds: Iterable[str]) -> None:
    """Move every reference to records that stand for others now, step by step where one merge follows another."""
    waiting = _standing(session, olds)
    seen: set[tuple[str, str]] = set()
    while waiting:
        row = waiting.pop(0)
        if (row.merge_id, row.old_id) in seen:
            continue
        seen.add((row.merge_id, row.old_id))
        _move(session, row)
        waiting += _standing(session, [row.new_id])


def _standing(session: Session, olds: Iterable[str]) -> list[Any]:
    found = select(merged_records).where(_merged.old_id.in_(sorted(olds)), _merged.undone.is_(False))
    return list(session.execute(found.order_by(_merged.merge_id, _merged.old_id)))


def _move(session: Session, merge: Any) -> None:
    moved = [_move_one(session, reference, merge) for reference in all_references(session, merge.kind)]
    if any(moved):
        _told(session, merge.kind, merge.old_id, merge.new_id)


def _told(session: Session, kind: str, *ids: str) -> None:
    """Let the service mend what it shows of the records, and forget what the session knew."""
    session.expire_all()
    if hook := session.info["service"].merged.get(kind):
        for record_id in ids:
            hook(session, record_id)


def _move_one(session: Session, reference: Reference, merge: Any) -> bool:
    key = reference.key
    rows = and_(reference.names(merge.old_id), key != merge.new_id, *reference.free(merge.new_id))
    found = select(literal(merge.merge_id, Id), literal(reference.place), key, literal(merge.old_id, Id))
    written = insert_into(session, moved_references).from_select(
        ["merge_id", "place", "row_id", "old_id"], found.where(rows)
    )
    fresh = list(session.scalars(written.on_conflict_do_nothing().returning(_moved.row_id)))
    ours = select(_moved.row_id).where(_moved.merge_id == merge.merge_id, _moved.place == reference.place)
    changed = _point(session, reference, and_(rows, key.in_(ours)), merge.old_id, merge.new_id, merge.new_name)
    _write_history(session, reference, fresh, merge.old_id, merge.new_id)
    return changed


def _point(session: Session, reference: Reference, rows: Any, old: str, new: str, name: str | None) -> bool:
    """Have rows name another record; tells whether there were any."""
    table, column = reference.table, reference.column
    if reference.form == "refs":
        return _point_lists(session, reference, rows, old, new)
    if session.scalar(select(reference.key).where(rows).limit(1)) is None:
        return False  # a ledger refuses every UPDATE, also one that would change no row
    values: dict[str, Any] = {column.name: reference.written(new, name)}
    if is_record(reference.model):
        values["version"] = table.c.version + 1
    session.execute(update(table).where(rows).values(values))
    return True


def _point_lists(session: Session, reference: Reference, rows: Any, old: str, new: str) -> bool:
    table, column = reference.table, reference.column
    was, becomes = reference.value(old), reference.value(new)
    found = session.execute(select(table.c.id, column).where(rows)).all()
    for row_id, refs in found:
        changed = [becomes if ref == was else ref for ref in refs]
        session.execute(update(table).where(table.c.id == row_id).values({column.name: changed}))
    return bool(found)


def undo(session: Session, kind: str, merge_id: str, new: str, olds: Sequence[str], titles: Mapping[str, Any]) -> None:
    """Put back what a merge moved, where it still names the survivor; also when the merge itself comes later."""
    rows = _rows(session, kind, merge_id, new, olds, titles, undone=True)
    statement = insert_into(session, merged_records).values(rows)
    session.execute(
        statement.on_conflict_do_update(index_elements=["merge_id", "old_id"], set_={"undone": True})
    )  # fmt: skip
    waiting, steps = [new], 0
    while waiting and steps < _CHAIN:
        steps += 1
        waiting += _revert_all(session, waiting.pop(0))


def _revert_all(session: Session, new: str) -> list[str]:
    """Take back all undone merges into a record, as far as rows name it; the records that rows name again."""
    undone = select(merged_records).where(_merged.new_id == new, _merged.undone.is_(True))
    again = []
    for merge in session.execute(undone.order_by(_merged.merge_id.desc(), _merged.old_id)).all():
        done = [_revert(session, reference, merge) for reference in all_references(session, merge.kind)]
        if any(done):
            again.append(merge.old_id)
            _told(session, merge.kind, merge.old_id, merge.new_id)
    return again


def _revert(session: Session, reference: Reference, merge: Any) -> bool:
    key = reference.key
    ours = and_(_moved.merge_id == merge.merge_id, _moved.place == reference.place, _moved.old_id == merge.old_id)
    mine = select(_moved.row_id).where(ours)
    rows = and_(reference.names(merge.new_id), key.in_(mine))
    ids = list(session.scalars(select(key).where(rows)))
    if not ids:
        return False
    _point(session, reference, rows, merge.new_id, merge.old_id, merge.old_name)
    back = select(key).where(reference.names(merge.old_id))
    session.execute(delete(moved_references).where(ours, _moved.row_id.in_(back)))
    _write_history(session, reference, ids, merge.new_id, merge.old_id)
    return True


def _write_history(session: Session, reference: Reference, ids: Sequence[str], old: str, new: str) -> None:
    """The audit of records and rows whose link followed: as if a person had set it, with the merge as the cause."""
    model = reference.model
    if not ids or not (is_record(model) or (model is not None and issubclass(model, Child))):
        return
    info, table = session.info, reference.table
    actor, service = info.get("actor") or SYSTEM, info["service"]
    root = table.c.id if is_record(model) else table.c[model.__mapper__.column_attrs[model.root[1]].columns[0].name]
    noun = model.kind if is_record(model) else model.root[0]
    common = {
        "at": utc_now(), "actor_id": actor.user_id, "actor_name": actor.name, "action": "update",
        "request_id": info.get("request_id"), "cause": info.get("cause"), "address": info.get("address"),
        "kind": f"{service.name}.{noun}", "part": None if is_record(model) else table.name,
        "fields": f" {reference.audited} ", "changes": {reference.audited: [old, new]},
    }  # fmt: skip
    found = session.execute(select(table.c.id, cast(root, String(36))).where(table.c.id.in_(ids))).all()
    part = None if is_record(model) else True
    rows = [{**common, "id": new_id(), "record_id": owner, "part_id": part and row_id} for row_id, owner in found]
    session.execute(insert(audit), rows)


def merged_into(session: Session, kind: str, record_id: str) -> list[str]:
    """The records that a record stands for now: those merged into it, and those that had been merged into them."""
    found: list[str] = []
    waiting = [record_id]
    while waiting:
        standing = (_merged.kind == kind, _merged.new_id.in_(waiting), _merged.undone.is_(False))
        olds = session.scalars(select(_merged.old_id).where(*standing).order_by(_merged.old_id))
        waiting = [old for old in dict.fromkeys(olds) if old not in found and old != record_id]
        found += waiting
    return found


def survivor_of(session: Session, kind: str, record_id: str) -> str | None:
    """The record that stands for one that was merged away; None when it was not."""
    current, steps = record_id, 0
    while steps < _CHAIN:
        found = select(_merged.new_id).where(
            _merged.old_id == current, _merged.kind == kind, _merged.undone.is_(False)
        ).limit(1)  # fmt: skip
        following = session.scalar(found)
        if following is None:
            break
        current, steps = following, steps + 1
    return current if current != record_id else None
