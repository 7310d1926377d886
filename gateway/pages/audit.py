"""The audit page: who changed what, when, from what, to what, over all services."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.pages import changes, formats, kinds
from gateway.pages.render import part, show, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("audit", __name__)

NAMES = ("actor", "kind", "value", "action", "record")
MOST_USERS = 200


@pages.get("/audit")
def audit() -> Response:
    """The newest changes that fit the question."""
    asked = {name: text for name in NAMES if (text := request.args.get(name, "").strip())}
    fields = _fields(asked.get("kind", ""))
    field = request.args.get("field", "").strip()
    if field and fields and field not in dict(fields):  # it was one of another kind
        field = ""
    query = {**asked, **_field(field), **_period(), "limit": "50"}
    if cursor := request.args.get("cursor"):
        query["before"] = cursor
    found = backend().audit(query)
    context = {
        "rows": [_row(row) for row in found["data"]],
        "more": found.get("next"),
        "asked": request.args,
        "unavailable": found.get("unavailable"),
    }
    if wants_part() and request.args.get("rows"):
        return part("audit/rows.html", **context)
    return show(
        "audit/page.html",
        **context,
        all_kinds=backend().kinds(),
        actions=_actions(),
        fields=fields,
        field=field,
        periods=[(name, label) for name, (label, _since, _until) in _periods().items()],
        people=_people(),
        only_part=wants_part(),
    )


def _people() -> list[str]:
    """Whose changes one may ask for by a click; any other name can be typed."""
    if not backend().may("gateway.user", "view"):
        return []
    found = backend().list("gateway.user", {"limit": str(MOST_USERS), "sort": "name"})["data"]
    return [user["name"] for user in found]


def _fields(name: str) -> list[tuple[str, str]]:
    """The fields of the kind that is asked for, those of its rows too."""
    kind = changes.kind_of(name)
    if kind is None:
        return []
    own = [(changes.stored_as(f), f["label"]) for f in kinds.shown(kind)]
    rows = [
        (f"{lines['name']}.{changes.stored_as(f)}", f"{lines['label']}: {f['label']}")
        for lines in kinds.line_fields(kind)
        for f in kinds.line_columns(lines)
    ]
    return [*own, *rows]


def _field(field: str) -> Json:
    rows, dot, name = field.partition(".")
    if not field:
        return {}
    return {"field": name, "part": rows} if dot and rows != "custom" else {"field": field}


def _periods() -> dict[str, tuple[str, date, date]]:
    """Spans of days one asks for by name: their words, first and last day."""
    now = datetime.now(formats.zone()).date()
    monday, first, day = now - timedelta(days=now.weekday()), now.replace(day=1), timedelta(days=1)
    return {
        "today": (_("today"), now, now),
        "yesterday": (_("yesterday"), now - day, now - day),
        "this-week": (_("this week"), monday, now),
        "last-week": (_("last week"), monday - 7 * day, monday - day),
        "this-month": (_("this month"), first, now),
        "last-month": (_("last month"), (first - day).replace(day=1), first - day),
    }


def _period() -> Json:
    """The span by name, or the days that were given."""
    _words, since, until = _periods().get(request.args.get("period", ""), ("", None, None))
    since = formats.as_date(request.args.get("from")) or since
    until = formats.as_date(request.args.get("to")) or until
    found = {"since": _midnight(since)} if since else {}
    return {**found, "until": _midnight(until + timedelta(days=1))} if until else found


def _midnight(day: Any) -> str:
    return str(formats.from_input("datetime", f"{day.isoformat()}T00:00"))


def _row(row: Json) -> Json:
    kind = changes.kind_of(row["kind"])
    entry = changes.entry(kind, row)
    return {
        **entry,
        "kind": kind["label"] if kind else _named(row["kind"]),
        "href": kinds.address(row["kind"], row.get("record_id")),
        "title": row.get("title") or "–",
        "address": row.get("address") or "",
        "request": row.get("request_id") or "",
    }


def _named(kind: str) -> str:
    """What is no kind of record: a setting."""
    return _("Custom field") if kind.endswith(".custom_field") else kind


def _actions() -> list[tuple[str, str]]:
    return [("create", _("created")), ("update", _("changed")), ("delete", _("deleted")), ("restore", _("restored"))]
