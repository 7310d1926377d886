"""Creating and changing records."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds, similar, totals
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("writing", __name__)

REFUSED = {400, 409, 422, 428}


@pages.get("/<service>/<collection>/new")
def new(service: str, collection: str) -> Response:
    """An empty form, or one filled from a link or like another record."""
    kind = allowed(service, collection, "create")
    fields = kinds.writable(kind)
    values = forms.prefilled(fields, request.args)
    if like := request.args.get("like"):
        values = _copy(kind, backend().get(kind["kind"], like))
    for field in kinds.line_fields(kind):
        if totals.has(kind) and not values.get(field["name"]):
            values[field["name"]] = [{}]
    return _form(kind, fields, values, {})


@pages.post("/<service>/<collection>/new")
def create(service: str, collection: str) -> Response:
    """Make the record, or show the form again with what is wrong."""
    kind = allowed(service, collection, "create")
    fields = kinds.writable(kind)
    data = forms.without_nothing(forms.read(fields, request.form))
    if "add_row" in request.form:
        return _form(kind, fields, _one_more_row(data), {})
    if "sure" not in request.form and (likely := similar.likely(kind, request.form, similar.SURE)):
        return _form(kind, fields, typed(data), {}, likely=likely)
    try:
        made = backend().create(kind["kind"], data, request.form.get("key") or None)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _form(kind, fields, typed(data), forms.errors(refusal), status=422)
    return go(kinds.path(kind, made["id"]), _("%(name)s is saved.", name=kinds.title(kind, made)))


@pages.post("/<service>/<collection>/fill-in")
def fill_in(service: str, collection: str) -> Response:
    """What an empty form takes over from a record that was just chosen in it, as its inputs want it."""
    kind = allowed(service, collection, "create")
    data = {name: request.form[name] for name in kind["fill_in"] if request.form.get(name)}
    try:
        found = backend().call(service, "POST", f"/{collection}/fill-in", json={"data": data})
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return jsonify(values=[], prefixes={})
    fields = [f for f in kinds.writable(kind) if f["name"] in found["values"]]
    return jsonify(values=[forms.filled(field, found["values"]) for field in fields], prefixes=found["prefixes"])


@pages.get("/<service>/<collection>/<record_id>/edit")
def edit(service: str, collection: str, record_id: str) -> Response:
    """The whole record as a form."""
    kind = allowed(service, collection, "edit")
    found = backend().get(kind["kind"], record_id)
    return _form(kind, changeable(kind), found, {}, found)


@pages.post("/<service>/<collection>/<record_id>/edit")
def change(service: str, collection: str, record_id: str) -> Response:
    """Save the form, unless somebody else was quicker."""
    kind = allowed(service, collection, "edit")
    fields = changeable(kind)
    data = forms.read(fields, request.form, partial=True)
    version = request.form.get("version", type=int)
    if "add_row" in request.form:
        found = backend().get(kind["kind"], record_id)
        return _form(kind, fields, {**found, **_one_more_row(data)}, {}, found, version)
    try:
        saved = backend().update(kind["kind"], record_id, data, version)
    except BackendError as refusal:
        found = backend().get(kind["kind"], record_id)
        if refusal.status == 412:
            return stale(kind, fields, found, data, kinds.path(kind, record_id, "edit"))
        if refusal.status not in REFUSED:
            raise
        return _form(kind, fields, {**found, **typed(data)}, forms.errors(refusal), found, version, 422)
    return go(kinds.path(kind, record_id), _("%(name)s is saved.", name=kinds.title(kind, saved)))


def changeable(kind: Json) -> list[Json]:
    """The fields of the edit form that this person may change."""
    blocked = backend().identity.rule(kind["kind"]).read_only
    return [f for f in kinds.writable(kind) if not f.get("write_only") and f["name"] not in blocked]


def _copy(kind: Json, found: Json) -> Json:
    names = {f["name"] for f in kinds.writable(kind)} | kinds.label_fields(kind)
    values = {name: value for name, value in found.items() if name in names and name != "owner_id"}
    once = {kinds.own_name(f) for f in kinds.writable(kind) if f.get("custom") and f.get("unique")}
    values["custom"] = {name: value for name, value in (found.get("custom") or {}).items() if name not in once}
    for field in kinds.line_fields(kind):
        values[field["name"]] = [{k: v for k, v in row.items() if k != "id"} for row in found.get(field["name"]) or []]
    return values


def typed(data: Json) -> Json:
    """What was sent, with the names of picked links, so that the form comes back as it was."""
    return {**data, **{k: v for k, v in request.form.items() if k.endswith("_name")}}


def _one_more_row(data: Json) -> Json:
    name = request.form["add_row"]
    return {**data, name: [*(data.get(name) or []), {}]}


def allowed(service: str, collection: str, verb: str) -> Json:
    """The kind, if this person may create or edit records of it."""
    kind = kinds.at(service, collection)
    able = kind["can"]["create" if verb == "create" else "update"]
    if not able:
        abort(404)
    if not backend().may(kind["kind"], verb):
        abort(403)
    return kind


def _form(
    kind: Json,
    fields: list[Json],
    values: Json,
    errors: Json,
    found: Json | None = None,
    version: int | None = None,
    status: int = 200,
    likely: list[Json] | None = None,
) -> Response:
    base = kinds.path(kind)
    where = kinds.path(kind, found["id"]) if found else base
    steps = [(kind["label_plural"], base), *([(kinds.title(kind, found), where)] if found else [])]
    words = (
        _("Edit %(name)s", name=kinds.title(kind, found)) if found else _("New %(thing)s", thing=_low(kind["label"]))
    )
    context = {
        "kind": kind,
        "base": base,
        "heading": words,
        "steps": steps,
        "back": where,
        "action": f"{where}/edit" if found else f"{base}/new",
        "values": values,
        "errors": errors,
        "version": version or (found or {}).get("version"),
        "key": request.form.get("key") or fresh_key(),
        "lines": [f for f in fields if f["type"] == "lines"],
        "sections": forms.sections(fields),
        "folded": forms.folded(fields, values, errors),
        "leftover": forms.leftover(errors, fields),
        "totals": totals.has(kind),
        "amounts": totals.of(kind, values),
        "likely": likely or [],
        "asks_similar": not found and kind.get("similar"),
        "fill_in": [] if found else kind.get("fill_in"),
        "fresh": request.method == "GET" and "like" not in request.args,
    }
    return show("form/page.html", status, **context)


def _low(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def stale(kind: Json, fields: list[Json], found: Json, data: Json, action: str) -> Response:
    """Somebody else was quicker: both versions side by side, to choose."""
    mine = {**found, **data, "custom": {**(found.get("custom") or {}), **(data.get("custom") or {})}}
    differing = [
        {"field": f}
        for f in fields
        if _sent(f, data) and not _same(kinds.value(f, found), kinds.value(f, data)) and f["type"] != "lines"
    ]
    sent = [(k, v) for k, v in request.form.items(multi=True) if k not in {"csrf_token", "version", "key"}]
    response = show(
        "record/stale.html",
        200 if wants_part() else 412,
        kind=kind,
        record=found,
        mine=mine,
        differing=differing,
        sent=sent,
        action=action,
        here_path=kinds.path(kind, found["id"]),
    )
    if wants_part():
        response.headers["HX-Retarget"] = "#dialog"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def _sent(field: Json, data: Json) -> bool:
    return kinds.own_name(field) in (data.get("custom") or {}) if field.get("custom") else field["name"] in data


def _same(saved: Any, typed: Any) -> bool:
    return (saved or None) == (typed or None) or str(saved) == str(typed)
