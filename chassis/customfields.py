"""Fields an administrator adds without code: defined per kind of record, kept in the record's `custom` object.

A link keeps the name of what it points to beside it, as `<name>.label`. An empty value is left out of the object.
"""

import re
import time
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import marshmallow as ma
from marshmallow import validate
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from chassis import customcolumns, customlinks, fields
from chassis.errors import Invalid
from chassis.identity import Identity
from chassis.tables import custom_fields

TYPES = (
    "text", "long_text", "integer", "number", "money", "percent", "date", "datetime", "choice", "multi_choice", "flag",
    "link", "user", "email", "phone", "url",
)  # fmt: skip
CHOOSING = frozenset({"choice", "multi_choice"})
LINKING = frozenset({"link", "user"})
EXACT = frozenset({"number", "money", "percent"})
NAME = re.compile(r"[a-z][a-z0-9_]{0,49}")
LABEL = ".label"
_REMEMBER = 5.0
_cache: dict[str, tuple[float, dict[str, list[dict[str, Any]]]]] = {}
_PLAIN: dict[str, type[Any]] = {
    "flag": fields.Flag,
    "email": fields.Email,
    "phone": fields.Phone,
    "url": fields.Url,
    "user": fields.User,
    "datetime": fields.DateTime,
}


def definitions(session: Session, noun: str) -> list[dict[str, Any]]:
    """The active custom fields of a noun, in order. Remembered for five seconds per database and process."""
    key = str(session.get_bind().engine.url)
    known = _cache.get(key)
    if known is None or known[0] < time.monotonic():
        known = _cache[key] = (time.monotonic() + _REMEMBER, _read(session))
    return known[1].get(noun, [])


def _read(session: Session) -> dict[str, list[dict[str, Any]]]:
    wanted = select(custom_fields).where(custom_fields.c.active)
    by_noun: dict[str, list[dict[str, Any]]] = {}
    for row in session.execute(wanted.order_by(custom_fields.c.position, custom_fields.c.id)):
        by_noun.setdefault(row.noun, []).append(dict(row._mapping))
    return by_noun


def definition(session: Session, noun: str, name: str) -> dict[str, Any] | None:
    """The active custom field of this name, given with or without `custom.` before it."""
    wanted = name.removeprefix("custom.")
    return next((known for known in definitions(session, noun) if known["name"] == wanted), None)


def forget(session: Session) -> None:
    """Read the definitions anew from now on, and once more when this transaction is over."""
    _cache.clear()
    event.listen(session, "after_commit", lambda _session: _cache.clear(), once=True)


def field_of(definition: Mapping[str, Any], kept: Collection[str] = ()) -> ma.fields.Field[Any]:
    """The schema field for a definition. Retired choices are no values any more, but for those `kept`."""
    kind, options = definition["type"], definition["options"]
    common: dict[str, Any] = {
        "label": definition["label"],
        "help": definition["help"],
        "section": definition.get("section"),
        "sort": kind in customcolumns.SORTABLE,
        "filter": kind in customcolumns.KEYS,
    }
    if kind in CHOOSING:
        choices = [c["value"] for c in choices_of(definition) if not c["retired"] or c["value"] in kept]
        maker: Any = fields.Choice if kind == "choice" else fields.MultiChoice
        made: ma.fields.Field[Any] = maker(choices or ["–"], **common)
    elif kind in ("text", "long_text"):
        most = options.get("max_length") or (200 if kind == "text" else 20_000)
        made = (fields.Text if kind == "text" else fields.LongText)(max=most, **common)
    elif kind == "link":
        made = fields.Link(options["link"], f"custom.{definition['name']}{LABEL}", **common)
    elif kind == "user":
        made = fields.User(f"custom.{definition['name']}{LABEL}", **common)
    else:
        made = _ranged(kind, options, common) or _PLAIN[kind](**common)
    return made


def _ranged(kind: str, options: Mapping[str, Any], common: dict[str, Any]) -> ma.fields.Field[Any] | None:
    bounds = {name: options[name] for name in ("min", "max") if options.get(name) is not None}
    if kind == "integer":
        return fields.Integer(**{name: int(value) for name, value in bounds.items()}, **common)
    if kind == "number":
        return fields.Number(**bounds, **common)
    if kind == "percent":
        return fields.Percent(**bounds, **common)
    if kind == "money":
        return fields.Money(options.get("currency"), **bounds, **common)
    if kind == "date":
        days: dict[str, Any] = {name: date.fromisoformat(value) for name, value in bounds.items()}
        words = {"min": f"Not before {bounds.get('min')}.", "max": f"Not after {bounds.get('max')}."}
        checks = [validate.Range(**{name: day}, error=words[name]) for name, day in days.items()]
        return fields.Date(validate=checks or None, **common)
    return None


def asked_field(session: Session, definition: Mapping[str, Any]) -> Any:
    """The field as lists ask about it: without limits, and with the choices that were retired."""
    free = {n: v for n, v in definition["options"].items() if n not in ("min", "max", "max_length")}
    kept = [choice["value"] for choice in choices_of(definition)]
    made = field_of({**definition, "options": free}, kept)
    if isinstance(made, fields.MultiChoice):
        return customcolumns.AskedSet(session, definition, made)
    return made


def choices_of(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The choices in order, each `{"value", "label", "label_hu", "colour", "retired"}`."""
    blank = {"label_hu": None, "colour": None, "retired": False}
    given = definition["options"].get("choices") or ()
    return [{**blank, **(c if isinstance(c, Mapping) else {"value": c, "label": c})} for c in given]


def load(
    session: Session, actor: Identity, model: Any, given: Mapping[str, Any] | None, record: Any = None
) -> dict[str, Any]:
    """Check given values and merge them into the record's; Invalid names each bad field as `custom.<name>`.

    Without a record it is for a new one: what is not given takes its default. A needed field is asked for when it is
    given empty, and of a new record when a person gives its custom values at all (`given` is not None).
    """
    known = _known(session, model.kind, given or ())
    before: dict[str, Any] = {} if record is None else dict(record.custom or {})
    wanted = dict(given or {})
    if record is None:
        standards = {name: d["options"].get("default") for name, d in known.items()}
        wanted = {**{n: v for n, v in standards.items() if v is not None and n not in wanted}, **wanted}
        asked = set(known) if given is not None else set()
    else:
        asked = set(wanted)
    values, errors = dict(before), {}
    for name, value in wanted.items():
        try:
            _set(session, actor, model, known, values, name, value, wanted)
        except ma.ValidationError as error:
            errors[f"custom.{name}"] = error.messages
    for name in asked & set(known):
        if known[name]["required"] and values.get(name) is None:
            errors.setdefault(f"custom.{name}", ["This is needed."])
    changed = {n for n in wanted if n in known and values.get(n) != before.get(n)}
    errors |= customcolumns.taken(session, model, [known[n] for n in changed], values, record)
    if errors:
        raise Invalid(errors)
    return values


def _known(session: Session, noun: str, names: Collection[str]) -> dict[str, dict[str, Any]]:
    """The definitions by name; read anew when a name is not among those remembered: another process defined it."""
    known = {definition["name"]: definition for definition in definitions(session, noun)}
    if any(name.removesuffix(LABEL) not in known for name in names):
        _cache.clear()
        known = {definition["name"]: definition for definition in definitions(session, noun)}
    return known


def _set(
    session: Session,
    actor: Identity,
    model: Any,
    known: Mapping[str, Any],
    values: dict[str, Any],
    name: str,
    value: Any,
    given: Mapping[str, Any],
) -> None:
    """Check one value and put it in; one that stays as it was is not asked again."""
    if name.endswith(LABEL) and name.removesuffix(LABEL) in known:
        return  # is taken with its link
    if name not in known:
        raise ma.ValidationError(["There is no such field."])
    if name in values and value == values[name]:
        return
    checked = written(known[name], value, values.get(name))
    if known[name]["type"] in LINKING:
        label = customlinks.label(session, actor, known[name], checked, given.get(name + LABEL))
        values.pop(name + LABEL, None)
        if label is not None:
            values[name + LABEL] = label
    if checked is None:
        values.pop(name, None)
    else:
        values[name] = checked


def written(definition: Mapping[str, Any], value: Any, before: Any = None) -> Any:
    """A value checked and as it is kept in JSON; ValidationError when it does not fit."""
    kept = before if isinstance(before, list) else [before]
    loaded = field_of(definition, kept).deserialize(value)
    if isinstance(loaded, datetime):
        loaded = loaded.replace(microsecond=0)  # so that the texts sort as the moments do
    if isinstance(loaded, Decimal):
        return fields.show_decimal(loaded, 2 if definition["type"] == "money" else 0)
    if isinstance(loaded, datetime):
        return fields.show_time(loaded)
    return loaded.isoformat() if isinstance(loaded, date) else loaded


def shown(session: Session, noun: str, custom: Mapping[str, Any] | None, hidden: Collection[str] = ()) -> Any:
    """The values as they go out: of the fields there are now, as far as they may be seen."""
    found: dict[str, Any] = {}
    for known in definitions(session, noun) if custom else ():
        name = known["name"]
        if custom and custom.get(name) is not None and f"custom.{name}" not in hidden:
            value = custom[name]
            found[name] = str(value) if known["type"] in EXACT else value
            if name + LABEL in custom:
                found[name + LABEL] = custom[name + LABEL]
    return found


def searched(session: Session, noun: str, custom: Mapping[str, Any] | None) -> list[str]:
    """The texts among the values that the search is to find."""
    wanted = [known["name"] for known in definitions(session, noun) if known["searchable"]] if custom else []
    return [str(custom[name]) for name in wanted if custom and custom.get(name)]
