"""The list of any kind: filters, order, columns, saved views, export."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, request
from werkzeug.datastructures import MultiDict

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import kinds, listing
from gateway.pages.formats import from_input
from gateway.pages.listing import Filter, State
from gateway.pages.render import go, part, show, wants_part
from gateway.pages.sending import send_file
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("tables", __name__)


@pages.get("/<service>/<collection>")
def table(service: str, collection: str) -> Response:
    """The list; only its rows when more are loaded."""
    kind = kinds.at(service, collection)
    state = listing.read(kind, request.args)
    if "add" in request.args or "column" in request.args:
        return _canonical(kind, state)
    context = {**frame(kind, state), **_page(kind, state)}
    if wants_part() and request.args.get("rows"):
        return part("list/rows.html", **context)
    return show("list/page.html", **context)


def frame(kind: Json, state: State) -> Json:
    """What the head of a list needs, whatever its layout."""
    client = backend()

    def may(verb: str) -> bool:
        return client.may(kind["kind"], verb)

    views = [{**view, "address": _view_address(view)} for view in saved_views(kind)]
    return {
        "kind": kind,
        "base": kinds.path(kind),
        "state": state,
        "may": may,
        "views": views,
        "current_view": next((v for v in views if v["id"] == state.view), None),
        "filterable": kinds.filterable(kind),
        "filter_value": filter_value,
        "is_board": False,
        **_segments(kind),
        **_bulk(kind),
    }


def _segments(kind: Json) -> Json:
    """Whether this list's filters can be kept as a segment, and its rows be added to one made by hand."""
    asked = any(field.get("link") == "contacts.segment" for field in kind["fields"])
    may = backend().may
    return {
        "may_segment": asked and may("contacts.segment", "create"),
        "may_list": asked and may("contacts.segment", "edit"),
    }


def _bulk(kind: Json) -> Json:
    may = backend().may
    verbs = [v for v, able in (("edit", "update"), ("delete", "delete")) if kind["can"][able] and may(kind["kind"], v)]
    actions = [
        a for a in kind.get("actions") or [] if a.get("bulk") and not a.get("fields") and may(kind["kind"], a["name"])
    ]
    return {"bulk_verbs": [*verbs, *(["act"] if actions else [])], "bulk_actions": actions}


def _page(kind: Json, state: State) -> Json:
    columns = [{**field, "sort_name": field["name"]} for field in state.shown]
    context: Json = {
        "columns": columns,
        "column_names": {f["name"] for f in columns},
        "choosable": kinds.listable(kind),
        "rows": [],
        "more": None,
        "total": None,
        "problem": False,
    }
    query = [*state.query, ("limit", str(listing.PAGE))]
    cursor = request.args.get("cursor")
    query.append(("cursor", cursor) if cursor else ("total", "1"))
    try:
        found = backend().list(kind["kind"], query)
    except Unavailable:
        return {**context, "problem": True}
    return {**context, "rows": found["data"], "more": found.get("next"), "total": found.get("total")}


def filter_value(condition: Filter) -> str:
    """How a filter's value reads on its chip."""
    field, value = condition.field, condition.value
    if field["type"] == "flag":
        return _("Yes") if value == "true" else _("No")
    if field.get("choices"):
        names = [kinds.choice(field, v) for v in value.split(",")]
        return ", ".join(str(n["label"]) if n else value for n in names)
    if field["type"] in {"link", "user"}:
        return linked(field.get("link") or "gateway.user", value)
    return value


def linked(kind: str, record_id: str) -> str:
    """The name of a record by its id; the end of the id when it cannot be read."""
    try:
        record = backend().get(kind, record_id)
    except BackendError:
        return record_id[-6:]
    return kinds.title(backend().meta()["kinds"][kind], record)


def _canonical(kind: Json, state: State) -> Response:
    """The address of a list to which the filter menu adds a condition, or the column menu its choice."""
    args = request.args
    if args.getlist("column"):
        return go(state.address(columns=",".join(args.getlist("column"))))
    field = kinds.fields(kind).get(args["add"])
    if field is None:
        abort(404)
    op, values = args.get("op", "eq"), [v for v in args.getlist("value") if v]
    value = "true" if op == "empty" else ",".join(_wire(field, v) for v in values)
    if field["type"] == "multi_choice" and op != "empty":
        op = "has"
    if len(values) > 1 and op == "eq":
        op = "in"
    if not value:
        return go(state.address())
    added = Filter(field, op, value)
    return make_response(redirect(state.address(**{added.key: value, "cursor": ""}), 303))


def _wire(field: Json, text: str) -> str:
    if field["type"] in {"flag", "tags", "multi_choice"}:
        return text
    return str(from_input(field["type"], text) or "")


@pages.get("/<service>/<collection>/filter")
def edit_filter(service: str, collection: str) -> Response:
    """The little form of one condition."""
    kind = kinds.at(service, collection)
    state = listing.read(kind, request.args)
    field = kinds.fields(kind).get(request.args.get("field", ""))
    if field is None or not field.get("filter"):
        abort(404)
    return show("list/filter.html", base=kinds.path(kind), state=state, field=field, operators=listing.operators(field))


@pages.get("/<service>/<collection>/export")
def export(service: str, collection: str) -> Response:
    """The list as it is, as a file."""
    kind = kinds.at(service, collection)
    state = listing.read(kind, request.args)
    form = request.args.get("format") if request.args.get("format") in {"xlsx", "ods"} else "csv"
    fields = ",".join(field["name"] for field in state.shown)
    query = [*state.query, ("format", str(form)), ("fields", fields)]
    return send_file(backend().export(kind["kind"], query))


def saved_views(kind: Json) -> list[Json]:
    """One's own and the shared views; none while the gateway's store is away."""
    try:
        return backend().saved_views(kind["kind"])
    except BackendError:
        return []


def _view_address(view: Json) -> str:
    parts = [view.get("query") or "", f"columns={','.join(view['columns'])}" if view.get("columns") else ""]
    return "&".join([p for p in parts if p] + [f"view={view['id']}"])


@pages.post("/<service>/<collection>/views")
def save_view(service: str, collection: str) -> Response:
    """Keep the list as it is under a name."""
    kind = kinds.at(service, collection)
    state = listing.read(kind, _posted_state())
    name = request.form.get("name", "").strip()
    if not name:
        return go(state.address())
    query = State(kind, state.filters, state.q, state.sort).address().partition("?")[2]
    saved = backend().save_view(kind["kind"], name, query, list(state.columns), "shared" in request.form)
    return go(state.address(view=saved["id"]), _("The view is saved."))


def _posted_state() -> MultiDict[str, str]:
    """The list as it stood when the view was saved: the fragment that draws the list keeps it in a hidden input."""
    return MultiDict(parse_qsl(urlsplit(request.form.get("state", "")).query))


@pages.post("/<service>/<collection>/views/<view_id>/delete")
def delete_view(service: str, collection: str, view_id: str) -> Response:
    """Forget a view."""
    kind = kinds.at(service, collection)
    backend().delete_view(view_id)
    return go(kinds.path(kind), _("The view is deleted."))
