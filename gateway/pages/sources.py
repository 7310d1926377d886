"""What the sources of customers brought and what one customer cost: a report with a period, and a card on a source."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from chassis.days import today
from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import forms, kinds
from gateway.pages.render import show

Json = dict[str, Any]

pages = Blueprint("sources", __name__)

SOURCE = "contacts.source"
DAYS = ("since", "until")


def has_card(kind: Json) -> bool:
    """Tell whether the page of this kind shows what a source brought."""
    return bool(kind["kind"] == SOURCE)


@pages.get("/contacts/sources/report")
def report() -> Response:
    """Every source, the cheapest customer first."""
    if not backend().may(SOURCE, "view"):
        abort(403)
    given = {name: request.args.get(name, "").strip() for name in DAYS}
    asked = given if any(given.values()) else {"since": today().replace(month=1, day=1).isoformat(), "until": ""}
    context: Json = {"kind": backend().kind(SOURCE), "asked": asked, "rows": [], "errors": {}, "problem": False}
    try:
        found = _ask({name: text for name, text in asked.items() if text})
        context["rows"] = [_shown(row) for row in found["data"]]
    except Unavailable:
        context["problem"] = True
    except BackendError as refusal:
        if refusal.status not in {400, 422}:
            raise
        context["errors"] = forms.errors(refusal)
    return show("sources/report.html", 422 if context["errors"] else 200, **context)


@pages.get("/contacts/sources/<record_id>/result")
def card(record_id: str) -> Response:
    """What one source brought from the beginning until today."""
    context: Json = {"here_path": kinds.path(backend().kind(SOURCE), record_id), "row": None, "problem": False}
    try:
        context["row"] = next(iter(_ask({"source_id": record_id})["data"]), None)
    except Unavailable:
        context["problem"] = True
    return show("sources/card.html", **context)


def _ask(query: dict[str, str]) -> Json:
    found: Json = backend().call("contacts", "GET", "/sources/report", params=query)
    return found


def _shown(row: Json) -> Json:
    described = backend().kind(SOURCE)
    channel = kinds.choice(kinds.fields(described)["channel"], row.get("channel"))
    return {**row, "channel": (channel or {}).get("label"), "href": kinds.path(described, row["source_id"])}
