"""What a merged record becomes: which value of each field stays, and how lists are united without doubles."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Boolean, Column, inspect
from sqlalchemy.orm import object_session

from chassis import fields as f
from chassis.audit import readable
from chassis.errors import Invalid
from chassis.identity import Identity
from chassis.merging import customvalues as customs
from chassis.merging.picking import pick


def scalar_fields(resource: Any) -> dict[str, Any]:
    """The fields of a kind whose value is chosen: those one may write, without lists of rows and custom fields."""
    silent = {"custom", *(resource.duplicates.following if resource.duplicates else ())}
    return {
        name: field
        for name, field in resource.in_schema.fields.items()
        if not isinstance(field, f.Lines) and name not in silent and not field.dump_only and not field.load_only
    }


def united(resource: Any) -> dict[str, Any]:
    """The fields that hold several words, which nobody chooses: all words of all records stay."""
    return {name: field for name, field in scalar_fields(resource).items() if isinstance(field, (f.Tags, f.Ids))}


def list_fields(resource: Any) -> dict[str, Any]:
    """The fields of a kind that hold rows: name → relationship."""
    relations = resource.model.__mapper__.relationships
    return {
        name: relations[field.attribute or name]
        for name, field in resource.in_schema.fields.items()
        if isinstance(field, f.Lines) and (field.attribute or name) in relations
    }


def value(field: Any, name: str, record: Any) -> Any:
    """The value of a field of a record."""
    return getattr(record, field.attribute or name)


def choose(
    resource: Any, actor: Identity, records: Sequence[Any], wanted: Mapping[str, str]
) -> dict[str, tuple[str, Any]]:
    """Field → (id of the record it is taken from, value). The survivor is first and wins unless empty or overruled."""
    fields, rule = scalar_fields(resource), actor.rule(resource.name)
    by_id = {record.id: record for record in records}
    known = {*fields, *(f"custom.{name}" for name in customs.choosable(resource, records[0]))}
    _check(known, wanted, by_id, rule.read_only | rule.hidden)
    chosen = {}
    for name, field in fields.items():
        fixed = name in rule.read_only or name in rule.hidden or name == "owner_id"
        source = pick(records, wanted.get(name), fixed, partial(value, field, name))
        chosen[name] = (source.id, _usable(resource, field, name, source, by_id))
    return chosen


def _check(fields: Collection[str], wanted: Mapping[str, str], known: Any, refused: Iterable[str]) -> None:
    errors: dict[str, Any] = {}
    for name, record_id in wanted.items():
        if name not in fields:
            errors[f"fields.{name}"] = ["There is no such field to choose."]
        elif name in refused:
            errors[f"fields.{name}"] = ["You may not change this field."]
        elif record_id not in known:
            errors[f"fields.{name}"] = ["This is none of the records that are merged."]
    if errors:
        raise Invalid(errors)


def _usable(resource: Any, field: Any, name: str, source: Any, merged: Mapping[str, Any]) -> Any:
    """The value, unless it leads back to one of the merged records: nobody is above himself."""
    found = value(field, name, source)
    if isinstance(field, f.Link) and field.spec.extra["link"] == resource.name:
        return _outside(resource, field, name, found, merged)
    if isinstance(found, list):
        return list(dict.fromkeys([*found, *(x for record in merged.values() for x in value(field, name, record))]))
    return found


def _outside(resource: Any, field: Any, name: str, found: Any, merged: Mapping[str, Any]) -> Any:
    """The first record up the chain from `found` above which none of the merged stands."""
    session, above, seen = object_session(next(iter(merged.values()))), found, set()
    while above is not None and above not in seen and session is not None:
        seen.add(above)
        record = merged.get(above) or session.get(resource.model, above)
        following = value(field, name, record) if record is not None else None
        if above in merged:
            found = following
        above = following
    return None if found in merged else found


def rows(relation: Any, records: Sequence[Any]) -> list[dict[str, Any]]:
    """The survivor's rows by their ids, then copies of the others' rows that say something new."""
    survivor, *others = records
    name, columns = relation.key, row_columns(relation)
    united = [{"id": row.id} for row in getattr(survivor, name)]
    seen = {_said(columns, row) for row in getattr(survivor, name)}
    for record in others:
        for row in getattr(record, name):
            if (said := _said(columns, row)) not in seen:
                seen.add(said)
                united.append(copied(columns, row))
    return united


def row_columns(relation: Any) -> dict[str, Column[Any]]:
    """What a row says: its columns without its id, place and owner."""
    mapper = inspect(relation.mapper.class_)
    silent = {"id", "position", mapper.class_.root[1]}
    return {
        attribute.key: attribute.columns[0]
        for attribute in mapper.column_attrs
        if isinstance(attribute.columns[0], Column) and attribute.key not in silent
    }


def copied(columns: Mapping[str, Column[Any]], row: Any) -> dict[str, Any]:
    """The values of a row; a mark such as “primary” stays with the survivor's."""
    values = {name: getattr(row, name) for name in columns}
    return {name: False if isinstance(columns[name].type, Boolean) else found for name, found in values.items()}


def _said(columns: Mapping[str, Column[Any]], row: Any) -> tuple[str, ...]:
    """What makes two rows the same: all they say but marks and what kind of row it is."""
    return tuple(
        str(readable(getattr(row, name)) or "").strip().lower()
        for name, column in columns.items()
        if not isinstance(column.type, Boolean) and not name.endswith("kind")
    )


def shown(field: Any, name: str, record: Any) -> Any:
    """The value of a field as JSON has it."""
    return field.serialize(field.attribute or name, record) if field.attribute else field.serialize(name, record)
