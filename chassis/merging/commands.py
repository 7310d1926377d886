"""Merging: several records become one, in one transaction; the others' places are taken by it everywhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chassis import records
from chassis.duplicates.tables import duplicate_pairs
from chassis.errors import DomainError, Invalid, Stale
from chassis.events import emit
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.merging import choosing, customvalues, follow
from chassis.merging.tables import merges
from chassis.standard import change_one
from chassis.types import utc_now

MOST = 5
"""How many records may be merged at once."""


def load_all(session: Session, actor: Identity, resource: Any, ids: Sequence[str], action: str = "merge") -> list[Any]:
    """The records, the survivor first; locked in the order of their ids, so that two merges wait for each other."""
    if len(set(ids)) != len(ids) or not 2 <= len(ids) <= MOST:
        raise Invalid({"others": ["From one to four other records are merged into one."]})
    found = {
        record_id: records.load(session, actor, resource.model, record_id, action) for record_id in sorted(ids)
    }  # fmt: skip
    for record in found.values():
        _check_state(resource, record)
    return [found[record_id] for record_id in ids]


def _check_state(resource: Any, record: Any) -> None:
    states = resource.duplicates.when if resource.duplicates else {}
    if any(getattr(record, name) not in values for name, values in states.items()):
        name = str(getattr(record, resource.title, "") or "")
        raise DomainError("not_mergeable", "%(name)s is closed, so it cannot be merged.", name=name)


def merge(
    session: Session,
    actor: Identity,
    resource: Any,
    ids: Sequence[str],
    fields: Mapping[str, str],
    versions: Mapping[str, int],
) -> Any:
    """Merge all into the first; `fields` tells whose value stays, `versions` which state of each was looked at."""
    merging = load_all(session, actor, resource, ids)
    if any(record.id in versions and versions[record.id] != record.version for record in merging):
        raise Stale
    survivor, *others = merging
    merge_id = new_id()
    detail = _change(session, actor, resource, merging, fields)
    kind, old_ids = resource.name, [record.id for record in others]
    _write(session, actor, resource, merge_id, survivor, others, detail)
    follow.remember(session, kind, merge_id, survivor.id, old_ids, _titles(resource, merging))
    for other in others:
        records.delete(session, actor, other)
    session.flush()
    follow.apply(session, old_ids)
    _close_pairs(session, resource, [survivor.id, *old_ids], "merged", actor)
    _tell(session, resource, resource.merged, survivor, merge_id, others)
    return survivor


def _change(
    session: Session, actor: Identity, resource: Any, merging: Sequence[Any], wanted: Mapping[str, str]
) -> dict[str, Any]:
    """Give the survivor the chosen values and the united lists; what is needed to take it back."""
    survivor, *others = merging
    chosen = choosing.choose(resource, actor, merging, wanted)
    fields = choosing.scalar_fields(resource)
    data = {
        name: found for name, (_id, found) in chosen.items() if found != choosing.value(fields[name], name, survivor)
    }
    before = {name: choosing.shown(fields[name], name, survivor) for name in data}
    custom_before, lists_before = dict(survivor.custom or {}), _row_ids(resource, survivor)
    values = {fields[name].attribute or name: found for name, found in data.items()}
    values |= _lists(resource, merging)
    custom = customvalues.choose(resource, actor, merging, wanted)[1]
    taken = _free_unique(session, resource, survivor, others, data, custom)
    survivor.custom = custom
    if values or custom != custom_before:
        change_one(session, actor, resource, survivor, values)
    session.flush()
    added = _row_ids(resource, survivor)
    return {
        "before": before,
        "after": {name: choosing.shown(fields[name], name, survivor) for name in data},
        "custom": [custom_before, dict(survivor.custom or {})],
        "added": {name: [row for row in ids if row not in lists_before[name]] for name, ids in added.items()},
        "taken": taken,
    }


def _lists(resource: Any, merging: Sequence[Any]) -> dict[str, Any]:
    united = {}
    for relation in choosing.list_fields(resource).values():
        rows = choosing.rows(relation, merging)
        if len(rows) > len(getattr(merging[0], relation.key)):
            united[relation.key] = rows
    return united


def _row_ids(resource: Any, record: Any) -> dict[str, list[str]]:
    return {r.key: [row.id for row in getattr(record, r.key)] for r in choosing.list_fields(resource).values()}


def _free_unique(
    session: Session,
    resource: Any,
    survivor: Any,
    others: Sequence[Any],
    data: Mapping[str, Any],
    custom: dict[str, Any],
) -> dict[str, Any]:
    """Take from the others what only one may have and the survivor gets; what was taken from whom."""
    table = resource.model.__table__
    taken = customvalues.take_unique(resource, survivor, others, custom)
    for other in others:
        for name in data:
            column = table.c.get(name)
            if column is not None and column.unique and getattr(other, name) == data[name] is not None:
                taken.setdefault(other.id, {})[name] = data[name]
                setattr(other, name, None)
    if taken:
        session.flush()
    return taken


def _write(
    session: Session, actor: Identity, resource: Any, merge_id: str, survivor: Any, others: Sequence[Any], detail: Any
) -> None:
    named = [{"id": found, "title": title} for found, title in _titles(resource, others).items()]
    row = {"id": merge_id, "noun": resource.kind, "survivor_id": survivor.id, "others": named, "detail": detail}
    session.execute(insert(merges), {**row, "merged_at": utc_now(), "merged_by_name": actor.name})


def _titles(resource: Any, found: Sequence[Any]) -> dict[str, str]:
    return {record.id: str(getattr(record, resource.title, "") or "")[:300] for record in found}


def _close_pairs(session: Session, resource: Any, ids: Sequence[str], status: str, actor: Identity) -> None:
    table = duplicate_pairs.c
    was = "open" if status == "merged" else "merged"
    among = (table.noun == resource.kind, table.first_id.in_(ids), table.second_id.in_(ids), table.status == was)
    by = {"decided_at": utc_now(), "decided_by": actor.user_id, "decided_by_name": actor.name}
    values = {"status": status, **(by if status == "merged" else dict.fromkeys(by))}
    session.execute(update(duplicate_pairs).where(*among).values(values))


def _tell(
    session: Session, resource: Any, event_type: Any, survivor: Any, merge_id: str, others: Sequence[Any]
) -> None:
    titles = _titles(resource, [survivor, *others])
    name = titles.pop(survivor.id)
    rows = [{"id": record_id, "name": title} for record_id, title in titles.items()]
    data = {"merge_id": merge_id, "name": name, "merged": list(titles), "others": rows}
    emit(session, event_type, survivor, data, [f"{resource.name}:{record_id}" for record_id in titles])


def unmerge(session: Session, actor: Identity, resource: Any, survivor_id: str, merge_id: str) -> dict[str, Any]:
    """Take a merge back; fields of the survivor that were changed since stay, and are named in `conflicts`."""
    survivor = records.load(session, actor, resource.model, survivor_id, "merge")
    row = _standing(session, resource, survivor_id, merge_id)
    others = [records.lookup(session, resource.model, other["id"], lock=True) for other in row.others]
    conflicts = _put_back(session, actor, resource, survivor, row.detail)
    for other in [other for other in others if other is not None and other.deleted_at is not None]:
        conflicts += _give_back(session, resource, other, row.detail["taken"].get(other.id, {}))
        records.restore(session, actor, other)
    ids = [other["id"] for other in row.others]
    values = {"undone_at": utc_now(), "undone_by_name": actor.name}
    session.execute(update(merges).where(merges.c.id == merge_id).values(values))
    session.flush()
    there = [survivor, *(other for other in others if other is not None)]
    follow.undo(session, resource.name, merge_id, survivor.id, ids, _titles(resource, there))
    _close_pairs(session, resource, [survivor.id, *ids], "open", actor)
    _tell(session, resource, resource.unmerged, survivor, merge_id, there[1:])
    return {"record": survivor, "conflicts": conflicts, "restored": ids}


def _standing(session: Session, resource: Any, survivor_id: str, merge_id: str) -> Any:
    found = select(merges).where(
        merges.c.id == merge_id, merges.c.noun == resource.kind, merges.c.survivor_id == survivor_id
    )  # fmt: skip
    row = session.execute(found).one_or_none()
    if row is None:
        raise records.NotFound("merge")
    if row.undone_at is not None:
        raise DomainError("undone_already", "This merge has been undone already.")
    if not row.detail:
        raise DomainError("merge_erased", "What was merged has been erased; the merge cannot be undone any more.")
    return row


def _put_back(session: Session, actor: Identity, resource: Any, survivor: Any, detail: Any) -> list[dict[str, Any]]:
    fields = choosing.scalar_fields(resource)
    values: dict[str, Any] = {}
    conflicts = []
    for name, before in detail["before"].items():
        if name not in fields:
            continue
        now, after = choosing.shown(fields[name], name, survivor), detail["after"][name]
        if now == after:
            values[fields[name].attribute or name] = fields[name].deserialize(before)
        elif now != before:
            conflicts.append({"field": name, "before": before, "now": now})
    for relation in choosing.list_fields(resource).values():
        added = set(detail["added"].get(relation.key, ()))
        rows = getattr(survivor, relation.key)
        if any(row.id in added for row in rows):
            values[relation.key] = [{"id": row.id} for row in rows if row.id not in added]
    conflicts += customvalues.put_back(survivor, *detail["custom"])
    if values:
        change_one(session, actor, resource, survivor, values)
    session.flush()
    return conflicts


def _give_back(session: Session, resource: Any, other: Any, taken: Mapping[str, Any]) -> list[dict[str, Any]]:
    conflicts = customvalues.give_back(session, resource, other, taken)
    for name, found in taken.items():
        if name.startswith("custom."):
            continue
        column = getattr(resource.model, name)
        if session.scalar(select(resource.model.id).where(column == found).limit(1)):
            conflicts.append({"field": name, "before": found, "now": None})
        else:
            setattr(other, name, found)
    return conflicts
