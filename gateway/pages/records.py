"""The page of a record, and its parts: related lists, timeline, history."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, make_response, redirect, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import cards, changes, consents, erasure, kinds, progress, related, segments, sources, totals
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("records", __name__)


@pages.get("/<service>/<collection>/<record_id>")
def record(service: str, collection: str, record_id: str) -> Response:
    """The record with everything around it."""
    kind = kinds.at(service, collection)
    if kind["kind"] == "helpdesk.ticket":
        from gateway.pages.tickets import ticket

        return ticket(kind, record_id)
    if kind["kind"] == "mailer.message":
        from gateway.pages.mails import message

        return message(kind, record_id)
    if kind["kind"] == "gateway.profile":
        from gateway.pages.admin import profile

        return profile(kind, record_id)
    found = backend().get(kind["kind"], record_id)
    if found["id"] != record_id:  # it was merged: old addresses lead to the one that stands for it
        return make_response(redirect(kinds.path(kind, found["id"]), 301))
    _remember(kind, found)
    extras = progress.extras(kind, found) | cards.extras(kind, found)
    return show("record/page.html", **{**frame(kind, found), **extras})


def _remember(kind: Json, found: Json) -> None:
    with contextlib.suppress(BackendError):  # a page is not worth failing for its bookmark
        backend().visited(kind["kind"], found["id"], kinds.title(kind, found))


def frame(kind: Json, found: Json) -> Json:
    """What the head and the facts of a record need."""
    status_field = kinds.status_field(kind)
    main, more = _buttons(kind, found)
    filled, unfilled = _facts(kind, found, status_field)
    return {
        "kind": kind, "record": found, "base": kinds.path(kind), "here_path": kinds.path(kind, found["id"]),
        "title": kinds.title(kind, found), "may": partial(backend().may, kind["kind"]),
        "editable": partial(_editable, kind), "actions": main, "more_actions": more,
        "status": kinds.choice(status_field, found.get(status_field["name"])) if status_field else None,
        "sections": sectioned(filled), "unfilled": unfilled, "lines": kinds.line_fields(kind),
        "steps": [], "documents": [], "amounts": None,
        "erasure": erasure.steps(kind, found),
        "consents": consents.has_card(kind), "result": sources.has_card(kind),
        "segments": segments.has_card(kind),
    }  # fmt: skip


def _editable(kind: Json, field: Json) -> bool:
    client = backend()
    able = kind["can"]["update"] and client.may(kind["kind"], "edit") and not field.get("read_only")
    return bool(able and field["name"] not in client.identity.rule(kind["kind"]).read_only)


def _buttons(kind: Json, found: Json) -> tuple[list[Json], list[Json]]:
    """At most three actions as buttons, one of them primary; the rest in the menu."""
    actions = [button(kind, found, action) for action in kinds.active_actions(kind, found)]
    main = [a for a in actions if not a["danger"]][:3]
    for later in main[1:]:
        later["primary"] = later["primary"] and not main[0]["primary"]
    return main, [a for a in actions if a not in main]


def _facts(kind: Json, found: Json, status_field: Json | None) -> tuple[list[Json], list[Json]]:
    """The fields to read with a value, and those without; what the head or the totals say already is left out,
    unless the head's state may be changed in its place."""
    said = set(backend().identity.rule(kind["kind"]).hidden) | (totals.SUMS if totals.has(kind) else set())
    if consents.has_card(kind):
        said |= consents.SAID
    facts = [f for f in kinds.shown(kind) if f["name"] not in said]
    facts = [f for f in facts if f is not status_field or _editable(kind, f)]
    facts = [f for f in facts if not (f["name"] == kind["title"] and f.get("read_only"))]
    filled = [f for f in facts if kinds.value(f, found) not in (None, "", [])]
    return filled, [f for f in facts if f not in filled]


def sectioned(fields: list[Json]) -> list[tuple[str, list[Json]]]:
    """Facts under their headings."""
    grouped: dict[str, list[Json]] = {}
    for field in fields:
        grouped.setdefault(field.get("section") or "", []).append(field)
    return list(grouped.items())


def button(kind: Json, found: Json, action: Json) -> Json:
    """An action as a button: posted at once, or asked for in a dialog when it has fields or wants to be sure."""
    where = kinds.path(kind, found["id"], "act", action["name"])
    asks = bool(action.get("fields") or action.get("confirm") or action.get("style") == "danger")
    return {
        "label": action["label"],
        "primary": action.get("style") == "primary",
        "danger": action.get("style") == "danger",
        "href": where if asks else None,
        "action": where,
        "key": fresh_key(),
    }


@pages.get("/<service>/<collection>/<record_id>/related")
def related_lists(service: str, collection: str, record_id: str) -> Response:
    """All lists of other kinds that link to this record, asked for side by side."""
    kind = kinds.at(service, collection)
    found = backend().get(kind["kind"], record_id)
    blocks = related.blocks(kind, found)
    return show(
        "record/related.html",
        related=blocks,
        here_path=kinds.path(kind, record_id),
        addable=[b for b in blocks if not b["rows"] and not b["problem"] and b["create"]],
    )


@pages.get("/<service>/<collection>/<record_id>/history")
def history(service: str, collection: str, record_id: str) -> Response:
    """Who changed what, from what, to what."""
    kind = kinds.at(service, collection)
    context: Json = {
        "kind": kind,
        "here_path": kinds.path(kind, record_id),
        "problem": False,
        "entries": [],
        "more": None,
    }
    query = {"limit": "15", **({"before": c} if (c := request.args.get("cursor")) else {})}
    try:
        page = backend().history(kind["kind"], record_id, query)
        able = kind["can"]["update"] and backend().may(kind["kind"], "edit")
        context |= {"entries": [changes.entry(kind, row, able) for row in page["data"]], "more": page.get("next")}
    except Unavailable:
        context["problem"] = True
    return show("record/history.html", **context)


@pages.post("/<service>/<collection>/<record_id>/history/restore")
def restore_value(service: str, collection: str, record_id: str) -> Response:
    """Put an old value back."""
    kind = kinds.at(service, collection)
    field = kinds.fields(kind).get(request.form.get("field", ""))
    if field is None or field.get("read_only"):
        abort(404)
    value = changes.unpack(request.form.get("value", ""))
    data = {"custom": {kinds.own_name(field): value}} if field.get("custom") else {field["name"]: value}
    backend().update(kind["kind"], record_id, data)
    return go(kinds.path(kind, record_id), _("The old value is back."))
