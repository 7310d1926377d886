"""Forms from meta: what a person typed as the API's data, and back again with the errors beside the fields."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import formats, kinds
from gateway.pages.words import _

Json = dict[str, Any]

_ROW = re.compile(r"(\w+)\.(\w+)\.(\w+)")


def read(fields: list[Json], form: MultiDict[str, str], partial: bool = False) -> Json:
    """The data of a form; with `partial` only of fields the form had."""
    data: Json = {}
    custom: Json = {}
    for field in fields:
        name = field["name"]
        if field["type"] == "lines":
            if f"{name}.present" in form or not partial:
                data[name] = rows(field, form)
        elif name in form or not partial:
            if field.get("custom"):
                custom |= _custom(field, form)
            else:
                data |= _named(field, one(field, form))
    return {**data, "custom": custom} if custom else data


def _custom(field: Json, form: MultiDict[str, str]) -> Json:
    """A custom field's value; a link's with the name of what it points to, for the service may not know it."""
    name, value = kinds.own_name(field), one(field, form)
    if field["type"] != "link" or not value:
        return {name: value}
    found = title(field["link"], value)
    return {name: value, f"{name}.label": found} if found else {name: value}


def _named(field: Json, value: Any) -> Json:
    """A field's value; with the name of what it points to, where its service cannot know that."""
    if not field.get("named"):
        return {field["name"]: value}
    return {field["name"]: value, field["label_field"]: title(field["link"], value) if value else None}


def title(kind: str, record_id: str) -> str | None:
    """What a record is called; None where it is not to be seen: what is wrong with a link, its service says."""
    try:
        return kinds.title(backend().kind(kind), backend().get(kind, record_id))
    except BackendError:
        return None


def one(field: Json, form: MultiDict[str, str], key: str | None = None) -> Any:
    """The value of one field."""
    key = key or field["name"]
    if field["type"] == "flag":
        return form.getlist(key)[-1:] == ["1"]
    if field["type"] == "multi_choice":
        return [word for word in form.getlist(key) if word] or None
    if field["type"] == "password":
        return form.get(key) or None
    return formats.from_input(field["type"], form.get(key, ""))


def rows(field: Json, form: MultiDict[str, str]) -> list[Json]:
    """The rows of a table in the order of the page; rows left wholly empty are none."""
    keys = dict.fromkeys(m[2] for name in form if (m := _ROW.fullmatch(name)) and m[1] == field["name"])
    found = []
    for key in keys:
        writable = [f for f in kinds.line_columns(field) if not f.get("read_only")]
        stem = f"{field['name']}.{key}"
        row = {f["name"]: one(f, form, f"{stem}.{f['name']}") for f in writable if f"{stem}.{f['name']}" in form}
        row_id = form.get(f"{stem}.id")
        typed = any(
            row[f["name"]] not in (None, "", False) and str(row[f["name"]]) != str(f.get("default") or "")
            for f in writable
            if f["name"] in row
        )
        if typed or row_id:
            found.append({**row, "id": row_id} if row_id else row)
    return [{k: v for k, v in row.items() if v is not None or row.get("id")} for row in found]


def filled(field: Json, values: Json) -> Json:
    """A value as the input of its field takes it: rows as texts by column, a link with its name."""
    value = values[field["name"]]
    if field["type"] == "lines":
        types = {column["name"]: column["type"] for column in field["fields"]}
        return {
            "name": field["name"],
            "rows": [{n: formats.for_input(types.get(n, "text"), part) for n, part in row.items()} for row in value],
        }
    label = values.get(str(field.get("label_field"))) or ""
    return {"name": field["name"], "value": formats.for_input(field["type"], value), "label": label}


def without_nothing(data: Json) -> Json:
    """Data for a create: what was left empty takes the service's default."""
    return {name: value for name, value in data.items() if value is not None and value != {}}


def prefilled(fields: list[Json], args: MultiDict[str, str]) -> Json:
    """Values a link to a form brings: `?customer_id=…&customer_name=…`, and meta's defaults."""
    values = {f["name"]: f["default"] for f in fields if f.get("default") is not None}
    return {**values, **{name: text for name, text in args.items() if text}}


def errors(refusal: BackendError) -> Json:
    """Field → words; `""` holds what belongs to no field."""
    found: Json = {}
    for name, words in (refusal.errors or {}).items():
        _collect(found, str(name), words)
    if not found or refusal.status not in {400, 422}:
        found.setdefault("", []).append(refusal.detail or _("This could not be done."))
    return found


def _collect(found: Json, name: str, words: Any) -> None:
    if isinstance(words, dict):
        for key, inner in words.items():
            _collect(found, f"{name}.{key}", inner)
    else:
        found.setdefault(name, []).extend(str(w) for w in (words if isinstance(words, list) else [words]))


def leftover(found: Json, fields: list[Json]) -> list[str]:
    """Errors that no shown field carries, for the head of the form."""
    names = {f["name"] for f in fields}
    top = []
    for name, words in found.items():
        parts = name.split(".")
        if parts[0] not in names and name not in names:
            label = "" if not name else f"{name}: "
            top += [f"{label}{word}" for word in words]
    return top


def folded(fields: list[Json], values: Json, errors: Json) -> set[str]:
    """Headings and tables that stay folded away: of rarely used fields, none of which is filled or wrong."""
    wrong = {name.split(".")[0] for name in errors}
    busy = {f["name"] for f in fields if not f.get("fold") or values.get(f["name"]) or f["name"] in wrong}
    rows = {f["name"] for f in fields if f["type"] == "lines" and f["name"] not in busy}
    grouped = [(heading, {f["name"] for f in part}) for heading, part in sections(fields)]
    return rows | {heading for heading, names in grouped if heading and not names & busy}


def sections(fields: list[Json]) -> list[tuple[str, list[Json]]]:
    """Fields under their headings, in order; rows of lines are drawn apart."""
    grouped: dict[str, list[Json]] = {}
    for field in fields:
        if field["type"] != "lines":
            grouped.setdefault(field.get("section") or "", []).append(field)
    return list(grouped.items())
