"""The standard commands: load, create, update, delete and restore a record, each within the caller's transaction."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import RelationshipProperty, Session, joinedload

from chassis import batching, customfields, users
from chassis.db import insert_into
from chassis.errors import DomainError, Forbidden, Invalid, NotFound
from chassis.events import EventType, Received, emit
from chassis.fields import SetEdit
from chassis.identity import Identity
from chassis.ids import is_id, new_id
from chassis.rights import may_touch, visible
from chassis.types import utc_now

R = TypeVar("R")


def kind_of(session: Session, model: Any) -> str:
    """The public name of a model's kind, e.g. `sales.invoice`."""
    return f"{session.info['service'].name}.{model.kind}"


def load(
    session: Session, actor: Identity, model: type[R], record_id: str, action: str = "view", *, deleted: bool = False
) -> R:
    """The record, locked for update unless it is only viewed.

    NotFound when there is none that the actor may view; Forbidden when he may view it but not do `action` with it.
    """
    kind = kind_of(session, model)
    statement = select(model).where(model.id == record_id)  # type: ignore[attr-defined]  # every Record has it
    if (condition := visible(actor, kind, model)) is not None:
        statement = statement.where(condition)
    if action != "view":
        statement = statement.with_for_update(of=model, key_share=True)  # rows that only point here need not wait
        statement = statement.execution_options(populate_existing=not _touched(session, model, record_id))
    elif prefetch := _prefetch(session, model):
        statement = statement.options(*prefetch)
    record: Any = session.scalars(statement).unique().one_or_none() if is_id(record_id) else None
    if record is None or (record.deleted_at is not None) != deleted:
        raise NotFound(_noun(model))
    if action != "view" and not (actor.may(kind, action) and may_touch(actor, actor.rule(kind), record)):
        raise Forbidden("You may see this %(what)s, but not do this with it.", what=_noun(model))
    return record


def _prefetch(session: Session, model: Any) -> list[Any]:
    """Children that a reader wants at once, in the same question."""
    resource = session.info["service"].resource_of(model)
    return [joinedload(getattr(model, name)) for name in resource.prefetch] if resource else []


def _touched(session: Session, model: Any, record_id: str) -> bool:
    known = session.identity_map.get(inspect(model).identity_key_from_primary_key((record_id,)))
    return known is not None and session.is_modified(known)


def lookup(session: Session, model: type[R], record_id: str | None, *, lock: bool = False) -> R | None:
    """The record without asking for permission, None when missing: for handlers and for commands' inner needs."""
    if record_id is None or not is_id(record_id):
        return None
    return session.get(model, record_id, with_for_update=lock or None)


def create(session: Session, actor: Identity, model: type[R], data: Mapping[str, Any]) -> R:
    """Make a record of loaded data (children as lists of dicts) with its owner, and emit the resource's `created`."""
    record = build(session, actor, model, data)
    announce(session, record, "created")
    return record


def build(session: Session, actor: Identity, model: type[R], data: Mapping[str, Any]) -> R:
    """Make and add a record without telling anybody: for commands that finish it before they flush and emit."""
    values = dict(data)
    owner_id = values.pop("owner_id", None) or users.default_owner(session, actor)
    given = (values.pop("custom") or {}) if "custom" in values else None
    custom = customfields.load(session, actor, model, given)
    record: Any = model()
    record.id = values.pop("id", None) or new_id()
    record.custom = custom
    record.created_by = record.updated_by = actor.user_id
    users.set_owner(session, record, owner_id)
    assign(record, values)
    session.add(record)
    return record


def update(session: Session, actor: Identity, record: R, data: Mapping[str, Any]) -> R:
    """Change the given fields; children match by id, missing ones go. Emits `updated` if anything changed."""
    batch = batching.current(session)
    if batch is not None:
        batch.touch(record.id)  # type: ignore[attr-defined]  # a Record
    change(session, actor, record, data)
    several = session.is_modified(record) or session.new or session.deleted or session.dirty
    if batching.changed(session, record) if batch is not None else several:
        announce(session, record, "updated")
    return record


def change(session: Session, actor: Identity, record: Any, data: Mapping[str, Any]) -> None:
    """Set the given fields without telling anybody."""
    values = dict(data)
    if "owner_id" in values and (owner_id := values.pop("owner_id")) != record.owner_id:
        users.set_owner(session, record, owner_id)
    if "custom" in values:
        record.custom = customfields.load(session, actor, type(record), values.pop("custom") or {}, record)
    assign(record, values)


def delete(session: Session, actor: Identity, record: Any) -> None:
    """Take the record out of sight; `restore` brings it back."""
    record.deleted_at = utc_now()
    announce(session, record, "deleted")


def restore(session: Session, actor: Identity, record: Any) -> Any:
    """Bring a deleted record back."""
    record.deleted_at = None
    announce(session, record, "restored")
    return record


def announce(session: Session, record: Any, what: str) -> None:
    """Flush, and emit the event the resource declares for `created`, `updated`, `deleted` or `restored`, if any."""
    if batching.current(session) is None:
        session.flush()  # unique and check constraints answer here, not at commit, and the version is known
    resource = session.info["service"].resource_of(type(record))
    event_type: EventType | None = getattr(resource, what, None) if resource else None
    if event_type is not None:
        emit(session, event_type, record, relates_to=resource.relates(record))


def assign(record: Any, values: Mapping[str, Any]) -> None:
    """Set attributes; a list for a relationship becomes child rows, matched by `id`, in the order given."""
    relations = inspect(type(record)).relationships
    fresh = inspect(record).transient  # what is not set in it is null: asking the mapper for each would be dear
    for name, given in values.items():
        value: Any = given.applied(getattr(record, name)) if isinstance(given, SetEdit) else given
        if name in relations and relations[name].uselist:
            _assign_children(record, name, relations[name], value or [])
        elif (record.__dict__.get(name) if fresh else getattr(record, name, None)) != value:
            setattr(record, name, value)


def _assign_children(
    record: Any, name: str, relation: RelationshipProperty[Any], rows: list[Mapping[str, Any]]
) -> None:
    child, persistent = relation.mapper.class_, inspect(record).persistent
    known = {row.id: row for row in getattr(record, name)} if persistent else {}
    kept = []
    for position, values in enumerate(rows):
        values = dict(values)
        row_id = values.pop("id", None)
        if row_id and row_id not in known:
            raise Invalid({name: {position: {"id": ["There is no such row."]}}})
        row = known.get(row_id) or child(id=new_id())
        assign(row, {**values, "position": position})
        kept.append(row)
    if not persistent or kept != list(
        known.values()
    ):  # what a new record has none of is said, or it would be asked for
        setattr(record, name, kept)


def one_at_a_time(session: Session, name: str) -> None:
    """Have transactions that check and change what is called `name` wait for each other until they end.

    For what no constraint can say, e.g. that a tree has no ring. On SQLite there is only one writer anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def project(session: Session, model: Any, record_id: str, event: Received, values: Mapping[str, Any]) -> bool:
    """Write a projection row unless a newer version of it is there already; tells whether it was written."""
    row = {**values, "source_version": event.version}
    table = model.__table__
    statement = insert_into(session, table).values(id=record_id, **row)
    newer = table.c.source_version < statement.excluded.source_version
    upsert = statement.on_conflict_do_update(index_elements=["id"], set_=row, where=newer)
    return session.execute(upsert.returning(table.c.id)).first() is not None


def guard(condition: bool, code: str, words: str, **params: Any) -> None:
    """Raise DomainError(code, words) unless the condition holds: for the transitions of a record."""
    if not condition:
        raise DomainError(code, words, **params)


def _noun(model: Any) -> str:
    return str(model.kind).replace("_", " ")
