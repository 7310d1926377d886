"""What a definition of a custom field may say: its choices, its limits, its default, and which types it may become."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from marshmallow import ValidationError
from sqlalchemy.orm import Session

from chassis import customcolumns, customfields
from chassis.errors import Invalid
from chassis.identity import Identity
from chassis.resource import Resource
from chassis.types import plain

PARTS = ("choices", "default", "min", "max", "max_length", "currency", "link")
COLOURS = ("grey", "blue", "green", "amber", "orange", "red", "purple", "pink", "teal")
# A type may become another where no value is lost.
LOSSLESS = {
    "text": {"long_text"}, "email": {"text", "long_text"}, "phone": {"text", "long_text"},
    "url": {"text", "long_text"}, "integer": {"number"},
}  # fmt: skip
_NUMBERS = customfields.EXACT | {"integer"}
_TEXTS = frozenset({"text", "long_text"})
_LINK = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_FITS = {
    "choices": customfields.CHOOSING,
    "min": _NUMBERS | {"date"},
    "max": _NUMBERS | {"date"},
    "max_length": _TEXTS,
    "currency": frozenset({"money"}),
    "link": frozenset({"link"}),
}


def checked(
    session: Session,
    actor: Identity,
    resource: Resource,
    values: dict[str, Any],
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The values of a definition, made whole; Invalid names what does not fit."""
    errors: dict[str, list[str]] = {}
    kind, options = values["type"], dict(values["options"])
    if before and kind != before["type"] and kind not in LOSSLESS.get(before["type"], ()):
        raise Invalid({"type": ["Values would be lost; make a new field of this type instead."]})
    options = {name: value for name, value in options.items() if kind in _FITS.get(name, customfields.TYPES)}
    values = {**values, "options": options}
    if kind in customfields.CHOOSING:
        options["choices"] = _choices(options.get("choices"), before, errors)
    if kind == "link":
        _check_link(session, options.get("link"), before, errors)
    if kind == "money" and not options.get("currency"):
        errors["currency"] = ["This is needed."]
    _check_limits(kind, options, errors)
    if values.get("no_twice") and kind not in customcolumns.UNIQUE:
        errors["unique"] = ["Values of this type cannot be unique."]
    if values.get("searchable") and kind not in _TEXTS | {"email", "phone", "url"}:
        errors["searchable"] = ["Only texts can be searched for."]
    if not errors and options.get("default") is not None:
        _check_default(values, options, errors)
    if errors:
        raise Invalid(errors)
    return values


def _choices(given: Any, before: Mapping[str, Any] | None, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The choices in order; those that were there before and are left out now are retired, not forgotten."""
    rows = [_choice(row) for row in given] if isinstance(given, list) else []
    if None in rows or not isinstance(given, list | None):
        errors["choices"] = ["A list of texts, or of objects with a label, is needed."]
        return []
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        if row is not None:
            row["value"] = row["value"] or _free(row["label"], found)
            if row["value"] in found:
                errors["choices"] = ["Each value may be there only once."]
            found[row["value"]] = row
    if not any(not row["retired"] for row in found.values()):
        errors.setdefault("choices", ["A choice needs at least one value."])
    if len(found) > 200:
        errors["choices"] = ["At most 200 choices."]
    for row in customfields.choices_of(before) if before else ():
        found.setdefault(row["value"], {**row, "retired": True})
    return list(found.values())


def _choice(given: Any) -> dict[str, Any] | None:
    row = {"value": given, "label": given} if isinstance(given, str) else given
    if not isinstance(row, dict) or not all(
        row.get(n) is None or isinstance(row[n], str) for n in row if n != "retired"
    ):
        return None
    texts = {n: (row.get(n) or "").strip() or None for n in ("value", "label", "label_hu", "colour")}
    label = texts["label"] or texts["label_hu"] or texts["value"]
    if not label or any(len(text or "") > 100 for text in texts.values()) or set(row) - {*texts, "retired"}:
        return None
    value = texts["value"]
    if value and ("," in value or "\x00" in value):
        return None
    colour = texts["colour"] if texts["colour"] in COLOURS else None
    return {"value": value, "label": label, "label_hu": texts["label_hu"], "colour": colour,
            "retired": row.get("retired") is True}  # fmt: skip


def _free(label: str, found: Mapping[str, Any]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", plain(label)).strip("_") or "value"
    return next(v for n in range(1, 300) if (v := stem if n == 1 else f"{stem}_{n}") not in found)


def _check_link(session: Session, link: Any, before: Mapping[str, Any] | None, errors: dict[str, list[str]]) -> None:
    if not isinstance(link, str) or not _LINK.fullmatch(link):
        errors["link"] = ["The kind that is linked to is needed, as service.noun."]
    elif before and before["options"].get("link") != link:
        errors["link"] = ["This cannot be changed; make a new field."]
    else:
        service = session.info["service"]
        owner, _, noun = link.partition(".")
        if owner == service.name and service.resource_of(type("_", (), {"kind": noun})) is None:
            errors["link"] = ["There is no such kind of record."]


def _check_limits(kind: str, options: Mapping[str, Any], errors: dict[str, list[str]]) -> None:
    read = date.fromisoformat if kind == "date" else int if kind == "integer" else Decimal
    bounds: dict[str, Any] = {}
    for name in ("min", "max"):
        try:
            if options.get(name) is not None:
                bounds[name] = read(str(options[name]))
                if isinstance(bounds[name], Decimal) and not bounds[name].is_finite():
                    raise ValueError
        except (ValueError, InvalidOperation):
            errors[name] = ["A day like 2026-11-21 is needed." if kind == "date" else "This is not a number."]
    if len(bounds) == 2 and bounds["min"] > bounds["max"]:
        errors["max"] = ["This is below the least value."]


def _check_default(values: Mapping[str, Any], options: dict[str, Any], errors: dict[str, list[str]]) -> None:
    if values["type"] in customfields.LINKING or values.get("no_twice"):
        errors["default"] = ["A field of this sort has no default."]
        return
    try:
        options["default"] = customfields.written({"help": None, **values}, options["default"])
    except ValidationError as error:
        errors["default"] = list(error.messages) if isinstance(error.messages, list) else [str(error)]
