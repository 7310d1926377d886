"""What pages need to know of a kind beyond its meta: addresses, fields by name, values of a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import abort

from gateway.auth import backend

Json = dict[str, Any]

TECHNICAL = {"id", "version", "custom", "created_by", "updated_by", "owner_path", "deleted_at"}
SYSTEM = ("owner_name", "created_at", "updated_at")
RIGHT_TYPES = {"integer", "number", "money", "percent"}
_TOLD = {"code", "vat", "gross", "stock_state", "missing"}


def at(service: str, collection: str) -> Json:
    """The meta of the kind that lives at `/service/collection`; 404 when there is none for this person."""
    for described in backend().kinds():
        if described["service"] == service and described["collection"] == collection:
            return described
    return abort(404)


def path(described: Json, *rest: str) -> str:
    """The page address of a kind or of something below it."""
    return "/".join([f"/{described['service']}/{described['collection']}", *rest])


def address(kind: str, record_id: str | None) -> str | None:
    """The page address of a record of any kind; None when this person may not view the kind."""
    described = backend().meta()["kinds"].get(kind)
    if not described or not record_id or not backend().may(kind, "view"):
        return None
    return path(described, record_id)


def fields(described: Json) -> dict[str, Json]:
    """Name → field."""
    return {field["name"]: field for field in described["fields"]}


def label_fields(described: Json) -> set[str]:
    """Fields that only hold the name of what a link points to."""
    return {str(f["label_field"]) for f in described["fields"] if f.get("label_field")}


def shown(described: Json) -> list[Json]:
    """Fields a person sees on the record page, lines apart."""
    names = label_fields(described) | TECHNICAL | set(SYSTEM)
    return [
        f
        for f in described["fields"]
        if f["name"] not in names
        and not f.get("hidden")
        and not f.get("write_only")
        and f["type"] not in {"lines", "json"}
    ]


def line_fields(described: Json) -> list[Json]:
    """The fields that hold rows."""
    return [f for f in described["fields"] if f["type"] == "lines" and not f.get("hidden")]


def writable(described: Json) -> list[Json]:
    """Fields of the create and edit form."""
    return [
        f
        for f in described["fields"]
        if f["name"] not in TECHNICAL and not f.get("read_only") and not f.get("hidden") and f["type"] != "json"
    ]


def line_columns(field: Json) -> list[Json]:
    """Columns of a table of rows: names of links stand in their links' place."""
    names = {str(f["label_field"]) for f in field.get("fields") or [] if f.get("label_field")}
    return [f for f in field.get("fields") or [] if f["name"] not in names | {"id", "position"} and not f.get("hidden")]


def edit_columns(field: Json) -> list[Json]:
    """Columns of a table of rows that is being written: of a priced row only what one types, and its net."""
    found = line_columns(field)
    priced = {"unit_price", "quantity"} <= {f["name"] for f in found}
    return [f for f in found if not (f.get("read_only") and not priced) and not (priced and f["name"] in _TOLD)]


def shown_columns(field: Json, rows: list[Json]) -> list[Json]:
    """Columns of a table of rows to read: those in which some row says something new."""
    return [
        f
        for f in line_columns(field)
        if f["name"] not in {"code", "vat", "gross"} and any(_says(f, row) for row in rows)
    ]


def _says(field: Json, row: Json) -> bool:
    found = row.get(field["name"])
    if field["name"] == "description":
        return bool(found and found != row.get("product_name"))
    return found not in (None, "", "0", "0.00")


def columns(described: Json, names: Iterable[str] | None = None) -> list[Json]:
    """The columns of a list; a link's label field shows as the link."""
    by_name = fields(described)
    links = {f["label_field"]: f for f in described["fields"] if f.get("label_field")}
    chosen = [links.get(name) or by_name.get(name) for name in names or described["columns"]]
    return [by_name[name] for name in dict.fromkeys(f["name"] for f in chosen if f)]


def listable(described: Json) -> list[Json]:
    """Fields that may be columns of a list."""
    names = label_fields(described) | {"id", "version", "custom"}
    return [
        f
        for f in described["fields"]
        if f["name"] not in names
        and not f.get("hidden")
        and f.get("listed", True)
        and not f.get("write_only")
        and f["type"] not in {"lines", "json"}
    ]


def filterable(described: Json) -> list[Json]:
    """Fields that may be filtered by, in the order of the form."""
    names = label_fields(described) | {"id", "version", "custom"}
    return [f for f in described["fields"] if f.get("filter") and f["name"] not in names and not f.get("hidden")]


def value(field: Json, record: Json) -> Any:
    """The raw value of a field; custom fields live in `custom`."""
    if field.get("custom"):
        return (record.get("custom") or {}).get(own_name(field))
    return record.get(field["name"])


def typed_value(field: Json, values: Json) -> Any:
    """What stands in a field's input: custom values live in `custom`, or come from a link to the form by their name."""
    if not field.get("custom"):
        return values.get(field["name"])
    return (values.get("custom") or {}).get(own_name(field), values.get(field["name"]))


def typed_label(field: Json, values: Json) -> str | None:
    """The name of what a link in an input points to."""
    name = str(field.get("label_field") or "")
    if not name:
        return None
    custom = (values.get("custom") or {}) if field.get("custom") else {}
    found = custom.get(name.removeprefix("custom."), values.get(name))
    return str(found) if found else None


def own_name(field: Json) -> str:
    """A custom field's name inside `custom`."""
    return str(field["name"]).removeprefix("custom.")


def link_label(field: Json, record: Json) -> str:
    """The name of what a link points to."""
    name = str(field.get("label_field") or "")
    label = (record.get("custom") or {}).get(name.removeprefix("custom.")) if field.get("custom") else record.get(name)
    if (field.get("custom") or field.get("named")) and not label:
        return f"…{str(value(field, record) or '')[-6:]}"
    return str(label or record.get(field["name"]) or "")


def currency(field: Json, record: Json, root: Json | None = None) -> str | None:
    """The currency code of a money field: of a field named in meta, or a fixed code."""
    named = field.get("currency")
    if not named:
        return record.get("currency") or (root or {}).get("currency")
    return record.get(named) or (root or {}).get(named) or (named if len(named) == 3 and named.isupper() else None)


def title(described: Json, record: Json) -> str:
    """What a record is called."""
    name = record.get(described.get("title") or "name")
    named = choice(fields(described).get(described.get("title") or "name") or {}, name)
    name = named["label"] if named else name
    return str(name) if name else f"{described['label']} – {str(record.get('id', ''))[-6:]}"


def choice(field: Json, raw: Any) -> Json | None:
    """The choice of a value, with its label and colour."""
    return next((c for c in field.get("choices") or [] if c["value"] == raw), None)


def status_field(described: Json) -> Json | None:
    """The field whose value is the record's badge: its status, stage or board field."""
    by_name = fields(described)
    for name in ("status", "stage", described.get("board")):
        if name and name in by_name and by_name[name]["type"] == "choice":
            return by_name[name]
    return None


def active_actions(described: Json, record: Json) -> list[Json]:
    """Actions this person may do on this record now."""
    may = backend().may
    return [
        a for a in described.get("actions") or [] if _fits(a.get("when"), record) and may(*_permission(described, a))
    ]


def _permission(described: Json, action: Json) -> tuple[str, str]:
    kind, _colon, verb = str(action.get("permission") or f"{described['kind']}:{action['name']}").partition(":")
    return kind, verb


def _fits(when: Json | None, record: Json) -> bool:
    return all(
        record.get(name) in (allowed if isinstance(allowed, list) else [allowed])
        for name, allowed in (when or {}).items()
    )
