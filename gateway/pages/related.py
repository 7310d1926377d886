"""Related lists: any filterable link of any kind to this one makes a list on its page."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any
from urllib.parse import urlencode

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import kinds

Json = dict[str, Any]

SHOWN = 5
COLUMNS = 5
ON_CARDS = {("contacts.organization", "contacts.person", "organization_id")}


def blocks(kind: Json, record: Json) -> list[Json]:
    """Every list with its first rows, asked for side by side; what has a card of its own is not listed again."""
    listed = [(o, f) for o, f in links_to(kind) if (kind["kind"], o["kind"], f["name"]) not in ON_CARDS]
    started = [(other, field, ask(other, field, record)) for other, field in listed]
    return [_block(kind, record, other, field, future) for other, field, future in started]


def links_to(kind: Json) -> list[tuple[Json, Json]]:
    """Kinds this person may view, with each of their filterable links to `kind`."""
    return [
        (other, field)
        for other in backend().kinds()
        for field in other["fields"]
        if field["type"] == "link" and field.get("link") == kind["kind"] and field.get("filter")
    ]


def ask(other: Json, field: Json, record: Json) -> Future[Json]:
    query = {
        f"filter[{field['name']}]": record["id"],
        "limit": str(SHOWN),
        "total": "1",
        "sort": other.get("sort") or "-created_at",
    }
    return backend().later("list", other["kind"], query)


def _block(kind: Json, record: Json, other: Json, field: Json, future: Future[Json]) -> Json:
    try:
        found, problem = future.result(timeout=10), False
    except BackendError as refusal:
        found, problem = {"data": [], "total": 0}, refusal.status >= 500
    except TimeoutError:
        found, problem = {"data": [], "total": 0}, True
    columns = [f for f in kinds.columns(other) if f["name"] != field["name"] and f.get("label_field") != other["title"]]
    title = kinds.fields(other).get(other["title"])
    columns = [title, *(f for f in columns if f["name"] != other["title"])][:COLUMNS] if title else columns[:COLUMNS]
    return {
        "id": f"{other['noun']}-{field['name']}",
        "kind": other,
        "base": kinds.path(other),
        "columns": columns,
        "rows": found["data"],
        "total": found.get("total"),
        "problem": problem,
        "label": _label(other, field, kind),
        "all": f"{kinds.path(other)}?filter[{field['name']}]={record['id']}",
        "create": _create(kind, record, other, field),
    }


def _label(other: Json, field: Json, kind: Json) -> str:
    twins = [f for f in other["fields"] if f.get("link") == kind["kind"] and f.get("filter")]
    return f"{other['label_plural']} – {field['label']}" if len(twins) > 1 else str(other["label_plural"])


def _create(kind: Json, record: Json, other: Json, field: Json) -> str | None:
    if not other["can"]["create"] or field.get("read_only") or not backend().may(other["kind"], "create"):
        return None
    values = {field["name"]: record["id"]}
    if field.get("label_field"):
        values[field["label_field"]] = kinds.title(kind, record)
    return f"{kinds.path(other)}/new?{urlencode(values)}"
