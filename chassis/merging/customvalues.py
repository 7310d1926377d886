"""The custom values of a merged record: chosen like those of other fields, links to itself left out, sets united."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session, object_session

from chassis import customfields
from chassis.customcolumns import taken as taken_elsewhere
from chassis.customfields import LABEL
from chassis.identity import Identity
from chassis.merging.picking import EMPTY, pick

Values = dict[str, Any]


def _defined(resource: Any, record: Any) -> list[dict[str, Any]]:
    session = object_session(record)
    return customfields.definitions(session, resource.kind) if session is not None else []


def choosable(resource: Any, record: Any) -> list[str]:
    """The names of the custom fields of which one value stays."""
    return [known["name"] for known in _defined(resource, record) if known["type"] != "multi_choice"]


def sets(resource: Any, record: Any) -> list[str]:
    """The names of the custom fields whose values are united."""
    return [known["name"] for known in _defined(resource, record) if known["type"] == "multi_choice"]


def held(name: str, record: Any) -> Any:
    """The value of a custom field of a record."""
    return (record.custom or {}).get(name)


def choose(
    resource: Any, actor: Identity, records: Sequence[Any], wanted: Mapping[str, str]
) -> tuple[dict[str, str], Values]:
    """`custom.<name>` → id of the record it is taken from, and the values together."""
    rule, ids = actor.rule(resource.name), {record.id for record in records}
    closed = rule.read_only | rule.hidden
    chosen, values = {}, _forgotten(resource, records)
    for known in _defined(resource, records[0]):
        name, key = known["name"], f"custom.{known['name']}"
        fixed = key in closed or "custom" in closed
        source = pick(records, wanted.get(key), fixed, partial(held, name))
        value = _united(name, records) if known["type"] == "multi_choice" and not fixed else held(name, source)
        if value in EMPTY or (known["type"] == "link" and value in ids):
            continue
        chosen[key], values[name] = source.id, value
        if (label := held(name + LABEL, source)) is not None:
            values[name + LABEL] = label
    return chosen, values


def _united(name: str, records: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(word for record in records for word in held(name, record) or ()))


def _forgotten(resource: Any, records: Sequence[Any]) -> Values:
    """The values of removed fields, which may come back: the survivor's, else another's."""
    known = {definition["name"] for definition in _defined(resource, records[0])}
    found: Values = {}
    for record in records:
        for name, value in (record.custom or {}).items():
            if name.removesuffix(LABEL) not in known:
                found.setdefault(name, value)
    return found


def differing(resource: Any, records: Sequence[Any]) -> list[str]:
    """The custom fields in which the records say different things, as `custom.<name>`."""
    names = choosable(resource, records[0])
    return [f"custom.{name}" for name in names if len({str(held(name, record)) for record in records}) > 1]


def take_unique(resource: Any, survivor: Any, others: Sequence[Any], values: Values) -> dict[str, Values]:
    """Take from the others what only one record may have and the survivor gets; what was taken from whom."""
    taken: dict[str, Values] = {}
    for known in _defined(resource, survivor):
        name = known["name"]
        for other in others if known["no_twice"] and values.get(name) is not None else ():
            if held(name, other) == values[name]:
                gone = {key: other.custom[key] for key in (name, name + LABEL) if key in other.custom}
                taken.setdefault(other.id, {}).update({f"custom.{key}": value for key, value in gone.items()})
                other.custom = {key: value for key, value in other.custom.items() if key not in gone}
    return taken


def put_back(survivor: Any, before: Values, after: Values) -> list[dict[str, Any]]:
    """Give the survivor the values it had; those that were changed since stay and are told."""
    now, conflicts = dict(survivor.custom or {}), []
    for name in sorted({*before, *after}):
        if before.get(name) == after.get(name):
            continue
        if now.get(name) != after.get(name):
            if not name.endswith(LABEL):
                conflicts.append({"field": f"custom.{name}", "before": before.get(name), "now": now.get(name)})
        elif name in before:
            now[name] = before[name]
        else:
            now.pop(name, None)
    if now != (survivor.custom or {}):
        survivor.custom = now
    return conflicts


def give_back(session: Session, resource: Any, other: Any, taken: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give another record back what was taken from it, unless somebody else has it by now, which is told."""
    values = {key.removeprefix("custom."): value for key, value in taken.items() if key.startswith("custom.")}
    known = [{"name": name, "no_twice": True} for name in values if not name.endswith(LABEL)]
    refused = {key.removeprefix("custom.") for key in taken_elsewhere(session, resource.model, known, values, other)}
    kept = {name: value for name, value in values.items() if name.removesuffix(LABEL) not in refused}
    if kept:
        other.custom = {**(other.custom or {}), **kept}
    return [{"field": f"custom.{name}", "before": values[name], "now": None} for name in sorted(refused)]
