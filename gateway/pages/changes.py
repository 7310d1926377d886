"""History in words: fields by their labels, values as a person reads them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from gateway.auth import backend
from gateway.pages import formats, kinds
from gateway.pages.words import _

Json = dict[str, Any]

UNSAID = {"owner_path", "deleted_at"}
FILES = "attachments"


def entry(kind: Json | None, row: Json, restorable: bool = False) -> Json:
    """One change of a record for the page."""
    part, action = row.get("part"), row.get("action", "update")
    pairs = (row.get("changes") or {}).items()
    named = {str(f["name"]) for f in kind["fields"] if f.get("custom") and f.get("label_field")} if kind else set()
    found = [
        change(kind, part, name, pair)
        for name, pair in pairs
        if _said(kind, name, part) and not (name in named and f"{name}.label" in (row.get("changes") or {}))
    ]
    restorable = restorable and not part and action == "update"
    return {
        "at": row["at"],
        "time": row["at"],
        "actor": _actor(row),
        "words": action_words(action, part),
        "cause": _("caused by an event") if row.get("cause") else "",
        "title": row.get("title"),
        "changes": [{**c, "restorable": restorable and c["writable"]} for c in found],
    }


def _actor(row: Json) -> str:
    actor = row.get("actor")
    return str((actor or {}).get("name") or "–") if isinstance(actor, dict) or actor is None else str(actor)


def _said(kind: Json | None, name: str, part: str | None) -> bool:
    if name in UNSAID or (part and name.endswith("_id")):
        return False
    return not (kind and name.endswith("_id") and f"{name[:-3]}_name" in kinds.fields(kind))


def action_words(action: str, part: str | None = None) -> str:
    """“created this”, “changed a row”."""
    if part == FILES:
        words = {
            "create": _("added a file"),
            "update": _("added a newer version of a file"),
            "delete": _("removed a file"),
        }
    elif part:
        words = {"create": _("added a row"), "update": _("changed a row"), "delete": _("removed a row")}
    else:
        words = {
            "create": _("created this"),
            "update": _("changed this"),
            "delete": _("deleted this"),
            "restore": _("restored this"),
        }
    return words.get(action, action)


def change(kind: Json | None, part: str | None, name: str, pair: Any) -> Json:
    """One field's old and new value."""
    old, new = (pair[0], pair[1]) if isinstance(pair, list) and len(pair) == 2 else (None, pair)
    field = _field(kind, name, part)
    writable = bool(field and not part and not field.get("read_only") and old is not None and field["type"] != "lines")
    return {
        "field": name,
        "label": label(kind, name, field),
        "old": readable(field, old),
        "new": readable(field, new),
        "raw": json.dumps(old),
        "writable": writable,
    }


def _field(kind: Json | None, name: str, part: str | None) -> Json | None:
    if kind is None or part == FILES:
        return None
    if part:
        inner = (f for rows in kinds.line_fields(kind) for f in rows.get("fields") or [])
        return next((f for f in inner if stored_as(f) == name), None)
    return kinds.fields(kind).get(name) or next((f for f in kind["fields"] if stored_as(f) == name), None)


def stored_as(field: Json) -> str:
    """The name by which history knows a field."""
    return str(field.get("attribute") or field["name"])


def label(kind: Json | None, name: str, field: Json | None) -> str:
    """The field's label; a link's name field takes the link's."""
    if kind:
        owner = next((f for f in kind["fields"] if f.get("label_field") == name), None)
        if owner:
            return str(owner["label"])
    return str(field["label"]) if field else _of_no_field().get(name) or name.replace("_", " ").capitalize()


def _of_no_field() -> dict[str, str]:
    """What history knows and no page has a field for."""
    return {
        "name": _("Name"), "version": _("Version"), "restored_version": _("Copy of version"),
        "body": _("Text"), "text": _("Text"), "html": _("Text as HTML"), "direction": _("Direction"),
        "author_name": _("Who wrote it"), "internal": _("Internal note"), "sender_name": _("Sender"),
        "template_id": _("Template"), "members": _("Members"), "cause": _("Reason"), "content": _("Content"),
        "path": _("Place"), "service": _("Which service"), "owner_id": _("Owner"),
    }  # fmt: skip


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "money": formats.number, "number": formats.number, "percent": formats.number, "date": formats.day,
    "datetime": formats.moment, "phone": formats.phone,
}  # fmt: skip


def readable(field: Json | None, value: Any) -> str:
    """A stored value as a person reads it."""
    if value is None or value == "":
        return ""
    kind = field["type"] if field else ""
    if kind in {"choice", "country", "currency", "language"} and field:
        picked = kinds.choice(field, value)
        return str(picked["label"]) if picked else str(value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if kind in _WRITTEN:
        return _WRITTEN[kind](value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    if kind == "multi_choice" and field and isinstance(value, list):
        return ", ".join(str((kinds.choice(field, word) or {"label": word})["label"]) for word in value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)[:200]
    return _linked(field, value) if kind in {"link", "user"} and field else str(value)


def _linked(field: Json, value: Any) -> str:
    known = kinds.address(field.get("link") or "gateway.user", str(value))
    return f"…{str(value)[-6:]}" if known else str(value)


def unpack(text: str) -> Any:
    """The raw value a restore button carries."""
    try:
        return json.loads(text)
    except ValueError:
        return None


def kind_of(name: str) -> Json | None:
    """The meta of a kind named in the audit; None when it is not to be seen."""
    found: Json | None = backend().meta()["kinds"].get(name)
    return found
