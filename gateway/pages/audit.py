"""The audit page: who changed what, when, from what, to what, over all services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.pages import changes, formats, kinds
from gateway.pages.render import part, show, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("audit", __name__)

NAMES = ("actor", "kind", "field", "value", "action", "record")


@pages.get("/audit")
def audit() -> Response:
    """The newest changes that fit the question."""
    asked = {name: text for name in NAMES if (text := request.args.get(name, "").strip())}
    query = {**asked, **_period(), "limit": "50"}
    if cursor := request.args.get("cursor"):
        query["before"] = cursor
    found = backend().audit(query)
    context = {
        "rows": [_row(row) for row in found["data"]],
        "more": found.get("next"),
        "asked": request.args,
        "unavailable": found.get("unavailable"),
        "all_kinds": backend().kinds(),
        "actions": _actions(),
    }
    return (
        part("audit/rows.html", **context)
        if wants_part() and request.args.get("rows")
        else show("audit/page.html", **context)
    )


def _period() -> Json:
    period = {}
    if since := formats.as_date(request.args.get("from")):
        period["since"] = _midnight(since)
    if until := formats.as_date(request.args.get("to")):
        period["until"] = _midnight(until + timedelta(days=1))
    return period


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
