"""Doing one thing to many records."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend, local_path
from gateway.pages import forms, kinds, undoing
from gateway.pages.render import go, show
from gateway.pages.words import _, ngettext

Json = dict[str, Any]

pages = Blueprint("bulk", __name__)


@pages.post("/<service>/<collection>/bulk/edit")
def edit(service: str, collection: str) -> Response:
    """Which field gets which value."""
    kind = kinds.at(service, collection)
    fields = [f for f in kinds.writable(kind) if f["type"] != "lines" and not f.get("write_only")]
    return show(
        "list/bulk_edit.html",
        base=kinds.path(kind),
        ids=request.form.getlist("ids"),
        fields=fields,
        back=request.form.get("back", ""),
    )


@pages.post("/<service>/<collection>/bulk")
def run(service: str, collection: str) -> Response:
    """Do it, and say for how many it worked."""
    kind = kinds.at(service, collection)
    back = local_path(request.form.get("back") or kinds.path(kind))
    ids, action = request.form.getlist("ids"), request.form.get("action", "")
    data = _one_field(kind) if action == "update" else {}
    if not ids or (action == "update" and not data):
        return go(back)
    answer = backend().bulk(kind["kind"], action, ids, data)
    results, undo = answer["results"], None
    if action in ("update", "delete") and any(r.get("ok") for r in results):
        undo = undoing.address(kind["service"], answer["change"], back)
    return go(back, _summary(results), undo)


def _one_field(kind: Json) -> Json:
    field = kinds.fields(kind).get(request.form.get("field", ""))
    if not field or field not in kinds.writable(kind):
        return {}
    data = forms.read([field], request.form)
    how = request.form.get(f"{field['name']}.how")
    return {field["name"]: {how: data[field["name"]] or []}} if how in {"add", "remove"} else data


def _summary(results: list[Json]) -> str:
    failed = [r for r in results if not r.get("ok")]
    if not failed:
        return ngettext("Done for %(n)s record.", "Done for %(n)s records.", len(results))
    error = failed[0].get("error")
    reason = error.get("detail") if isinstance(error, dict) else error
    return _(
        "Done for %(n)s, refused for %(m)s: %(why)s", n=len(results) - len(failed), m=len(failed), why=reason or ""
    )


@pages.post("/<service>/<collection>/undelete")
def undelete(service: str, collection: str) -> Response:
    """Bring back what was just deleted."""
    kind = kinds.at(service, collection)
    ids = [i for i in request.args.get("ids", "").split(",") if i]
    if len(ids) == 1:
        backend().restore(kind["kind"], ids[0])
        return go(kinds.path(kind, ids[0]), _("It is back."))
    return go(kinds.path(kind), _summary(backend().bulk(kind["kind"], "restore", ids)["results"]))
