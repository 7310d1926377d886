"""Field-level history of every record, written with each flush: who, when, what, from, to, and by which event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, event, insert, inspect, select
from sqlalchemy.orm import Mapper, Session, UOWTransaction
from sqlalchemy.orm.attributes import get_history

from chassis import search, tags
from chassis.db import Child, Record, insert_rows
from chassis.duplicates import keys as duplicate_keys
from chassis.fields import show_decimal, show_time
from chassis.identity import SYSTEM
from chassis.ids import new_id
from chassis.tables import audit
from chassis.types import utc_now

UNWRITTEN = frozenset(
    {"id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner_path", "position"}
)  # fmt: skip


def readable(value: Any) -> Any:
    """A value as JSON has it: decimals and times as text."""
    if isinstance(value, Decimal):
        return show_decimal(value, 2)
    if isinstance(value, datetime):
        return show_time(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (str, int, bool, dict, list)) or value is None:
        return value
    return str(value)


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Set who changed a record last; a changed row of a record changes the record, and so its version."""
    actor = session.info.get("actor") or SYSTEM
    for record in session.new:
        if isinstance(record, Record) and record.created_at is None:
            record.created_at = record.updated_at = utc_now()
    touched = {obj for obj in session.dirty if isinstance(obj, Record) and session.is_modified(obj)}
    for obj in [*session.new, *session.dirty, *session.deleted]:
        if isinstance(obj, Child) and (root := _root(session, obj)) is not None and inspect(root).persistent:
            touched.add(root)
    for record in touched:
        record.updated_at, record.updated_by = utc_now(), actor.user_id
    tags.settle(session)


def _root(session: Session, child: Child) -> Any:
    noun, key = child.root
    resource = session.info["service"].resource(noun)
    record_id = getattr(child, key)
    if record_id is None:
        return None
    return session.identity_map.get(inspect(resource.model).identity_key_from_primary_key((record_id,)))


@event.listens_for(Session, "after_flush")
def _record(session: Session, context: UOWTransaction) -> None:
    # a row taken out of its record's list is deleted by the flush without ever being in `session.deleted`
    gone = [state.obj() for state, (deleted, listed) in context.states.items() if deleted and not listed]
    kept = session.dirty.difference(gone)
    rows = [*_rows(session, session.new, "create"), *_rows(session, kept, "update"), *_deleted(session, gone)]
    insert_rows(session.connection(), audit, rows)
    search.follow(session)
    tags.follow(session)
    duplicate_keys.follow(session)


def _deleted(session: Session, gone: list[Any]) -> list[dict[str, Any]]:
    return _rows(session, sorted(gone, key=lambda obj: getattr(obj, "position", 0)), "delete")


def _rows(session: Session, objects: Iterable[Any], action: str) -> list[dict[str, Any]]:
    rows = []
    for obj in objects:
        if isinstance(obj, (Record, Child)) and (changes := _changes(obj, action)):
            rows.append(_row(session, obj, action, changes))
    return rows


@lru_cache
def _written(model: Mapper[Any]) -> tuple[str, ...]:
    """The model's own columns that are worth a line of history; asking a computed one would cost a query."""
    own = [attr.key for attr in model.column_attrs if isinstance(attr.columns[0], Column)]
    silent = UNWRITTEN | getattr(model.class_, "unaudited", frozenset())
    return tuple(key for key in own if key not in silent)


def _changes(obj: Any, action: str) -> dict[str, list[Any]]:
    hidden: frozenset[str] = getattr(obj, "audit_hidden", frozenset())
    changes: dict[str, list[Any]] = {}
    for key in _written(inspect(type(obj))):
        old, new = _old_and_new(obj, key, action)
        if key == "custom":
            changes |= _custom(old or {}, new or {})
        elif old != new:
            changes[key] = ["•", "•"] if key in hidden else [readable(old), readable(new)]
    return changes


def _custom(old: Any, new: Any) -> dict[str, list[Any]]:
    """Custom values field by field: `custom.colour` from red to blue."""
    names = dict.fromkeys((*old, *new))
    return {f"custom.{name}": [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}


def _old_and_new(obj: Any, key: str, action: str) -> tuple[Any, Any]:
    if action == "create":
        return None, obj.__dict__.get(key) or None
    if action == "delete":
        return obj.__dict__.get(key), None
    history = get_history(obj, key)
    if not history.added:
        return None, None
    return (history.deleted[0] if history.deleted else None), history.added[0]


def _row(session: Session, obj: Any, action: str, changes: dict[str, list[Any]]) -> dict[str, Any]:
    info = session.info
    actor = info.get("actor") or SYSTEM
    service = info["service"]
    root, part = (obj, None) if isinstance(obj, Record) else (_root(session, obj), type(obj).__tablename__)
    noun = obj.kind if part is None else obj.root[0]
    record_id = obj.id if part is None else getattr(obj, obj.root[1])
    resource = service.resource_of(type(root)) if root is not None else None
    if part is None and action == "update" and "deleted_at" in changes:
        action = "delete" if changes["deleted_at"][1] else "restore"
    return {
        "id": new_id(),
        "at": utc_now() if root is None else root.updated_at,
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "request_id": info.get("request_id"),
        "correlation": info.get("correlation") or info.get("request_id"),
        "cause": info.get("cause"),
        "address": info.get("address"),
        "kind": f"{service.name}.{noun}",
        "record_id": record_id,
        "part": part,
        "part_id": None if part is None else obj.id,
        "action": action,
        "title": str(getattr(root, resource.title, None) or "")[:300] if resource else None,
        "owner_id": getattr(root, "owner_id", None),
        "owner_path": getattr(root, "owner_path", None),
        "fields": f" {' '.join(changes)} ",
        "changes": changes,
    }


def note(session: Session, record: Any, part: str, part_id: str, action: str, changes: dict[str, list[Any]]) -> None:
    """Write history by hand, for parts of a record that are no rows of the mapper: its files."""
    row = _row(session, record, action, changes)
    session.execute(insert(audit), {**row, "part": part, "part_id": part_id})


def enter(session: Session, kind: str, record_id: str, title: str, action: str, changes: dict[str, list[Any]]) -> None:
    """Write history by hand, for what is no record: a setting."""
    info, actor = session.info, session.info.get("actor") or SYSTEM
    row = {
        "id": new_id(), "at": utc_now(), "actor_id": actor.user_id, "actor_name": actor.name, "kind": kind,
        "request_id": info.get("request_id"),
        "correlation": info.get("correlation") or info.get("request_id"),
        "cause": info.get("cause"), "address": info.get("address"), "record_id": record_id,
        "action": action, "title": title[:300], "fields": f" {' '.join(changes)} ", "changes": changes,
    }  # fmt: skip
    session.execute(insert(audit), row)


def as_of(session: Session, kind: str, record: Any, moment: datetime) -> dict[str, Any]:
    """The record's own fields as they were at `moment`: today's values with every later change taken back."""
    values = {key: readable(getattr(record, key)) for key in inspect(type(record)).columns.keys()}  # noqa: SIM118
    later = session.execute(
        select(audit.c.changes)
        .where(audit.c.kind == kind, audit.c.record_id == record.id, audit.c.part.is_(None), audit.c.at > moment)
        .where(audit.c.action != "create")
        .order_by(audit.c.id.desc())
    ).scalars()
    for changes in later:
        take_back(values, changes)
    return values


def take_back(values: dict[str, Any], changes: Mapping[str, Any]) -> None:
    """Put the old values of one change in place of the new ones."""
    for name, (old, _new) in changes.items():
        field, dot, part = name.partition(".")
        if not dot or field != "custom":
            values[name] = old
            continue
        custom = {**(values.get("custom") or {}), part: old}
        values["custom"] = {key: value for key, value in custom.items() if value is not None}
