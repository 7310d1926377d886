"""What every template knows: words, icons, formats, the person, the navigation."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Flask, g, request

from chassis.addresses import format_address
from gateway.auth import backend, csrf_token, visitor
from gateway.pages import formats, kinds, navigation
from gateway.pages.words import _, language, ngettext

DIST = Path(__file__).parent.parent / "static" / "dist"
TONES = ("c-purple", "c-teal", "c-blue", "c-orange", "c-pink", "c-green", "c-amber", "c-accent")
THEMES = ("light", "dark", "auto")


@lru_cache(maxsize=1)
def _manifest(stamp: float) -> dict[str, str]:
    found: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    return found


def asset(name: str) -> str:
    """The address of a built asset, with the hash of its content in the name."""
    path = DIST / "manifest.json"
    built = _manifest(path.stat().st_mtime) if path.exists() else {}
    return f"/static/dist/{built.get(name, name)}"


def initials(name: Any) -> str:
    """Two letters of a name for its avatar."""
    parts = str(name or "?").split()
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else parts[0][1:2])).upper()


def tone(name: Any) -> str:
    """A colour that stays the same for a name."""
    return TONES[sum(map(ord, str(name or ""))) % len(TONES)]


def lower_first(text: Any) -> str:
    """“New invoice”, but “New VAT rate” and “New SLA”."""
    words = str(text)
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def host(value: Any) -> str:
    """example.com of https://www.example.com/"""
    parts = urlsplit(str(value))
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/") or str(value)


def type_icon(field: dict[str, Any]) -> str:
    """The icon that stands for a field's type."""
    icons = {
        "integer": "hash",
        "number": "hash",
        "money": "cash",
        "percent": "percentage",
        "date": "calendar",
        "datetime": "clock",
        "choice": "list",
        "multi_choice": "list-check",
        "flag": "toggle-left",
        "link": "link",
        "user": "user",
        "email": "mail",
        "phone": "phone",
        "url": "world",
        "country": "map-pin",
        "currency": "coin",
        "language": "language",
        "tags": "tags",
    }
    return icons.get(field["type"], "letter-case")


def for_input_type(value: Any, kind: str) -> str:
    """A value as an input of the type shows it; what a person typed wrongly stays as it is."""
    return formats.for_input(kind, value)


def pretty(body: Any) -> str:
    """JSON with line breaks; anything else as it is."""
    try:
        return json.dumps(json.loads(body) if isinstance(body, str) else body, indent=2, ensure_ascii=False)
    except (TypeError, ValueError):
        return str(body)


def query_with(args: Any, **changes: str) -> str:
    """The parameters of an address with some changed."""
    return urlencode([(k, v) for k, v in args.items(multi=True) if v and k not in changes] + list(changes.items()))


def theme() -> str:
    """Light, dark or like the system; a cookie, so that the login page has it too."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


def _shell() -> dict[str, Any]:
    found = visitor()
    if found is None:
        return {"me": None, "navigation": {"top": [], "groups": []}, "creatable": []}
    client = backend()
    return {"me": found.identity, "navigation": navigation.menu(client), "creatable": navigation.creatable(client)}


def address_block(row: dict[str, Any]) -> list[str]:
    """The lines of an address, in the order of its country."""
    return format_address(row, language())


FILTERS = {
    **formats.FILTERS, "address_block": address_block,
    "initials": initials, "tone": tone, "lower_first": lower_first, "host": host,
    "for_input_type": for_input_type, "pretty": pretty, "query_with": query_with,
}  # fmt: skip
GLOBALS = {
    "_": _, "ngettext": ngettext, "asset": asset, "csrf_token": csrf_token, "choice": kinds.choice,
    "value_of": kinds.value,
    "link_label": kinds.link_label, "currency_of": kinds.currency, "address": kinds.address, "title_of": kinds.title,
    "edit_columns": kinds.edit_columns, "shown_columns": kinds.shown_columns, "type_icon": type_icon,
    "right_types": kinds.RIGHT_TYPES, "typed_value": kinds.typed_value, "typed_label": kinds.typed_label,
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Teach Jinja our words, filters and helpers."""
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(GLOBALS)

    @app.before_request
    def _language() -> None:
        if not request.path.startswith(("/api/v1/", "/static/")):
            found = visitor()
            g.language = found.identity.language if found else None

    @app.context_processor
    def _common() -> dict[str, Any]:
        shell = _shell() if request.headers.get("HX-Request") != "true" else {"me": None}
        return {"language": language(), "theme": theme(), "here": request.full_path.rstrip("?"), **shell}
