"""One field of a record, changed in its place."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from chassis.postal import city_of, county_of
from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds, records, totals
from gateway.pages.render import go, part, show, tell, wants_part
from gateway.pages.words import _
from gateway.pages.writing import REFUSED, allowed, changeable, stale

Json = dict[str, Any]

pages = Blueprint("fields", __name__)


@pages.get("/postal-code/<code>")
def postal_code(code: str) -> Response:
    """The place and county of a Hungarian postal code, for a form that is being filled in."""
    return jsonify({"city": city_of(code), "region": county_of(code)})


@pages.get("/<service>/<collection>/tags")
def tags(service: str, collection: str) -> Response:
    """The tags in use among records of a kind that contain what is typed: `[{"tag"}]`."""
    kind = kinds.at(service, collection)
    if not any(field["type"] == "tags" for field in kind["fields"]):
        abort(404)
    query = {"q": request.args.get("q", "")[:60]}
    found = backend().call(service, "GET", f"/{collection}/tags", params=query)
    return jsonify([{"tag": tag} for tag in found["data"]])


@pages.get("/<service>/<collection>/<record_id>/field/<name>")
def field_form(service: str, collection: str, record_id: str, name: str) -> Response:
    """One field as a form, or as it reads when the person changed his mind."""
    kind, field, found = _field(service, collection, record_id, name)
    if "shown" in request.args:
        return _fact(kind, field, found)
    values = {**found, name: [{}]} if field["type"] == "lines" and not found.get(name) else found
    return _field_form(kind, field, found, values, {}, found["version"])


@pages.post("/<service>/<collection>/<record_id>/field/<name>")
def save_field(service: str, collection: str, record_id: str, name: str) -> Response:
    """Save one field; 412 opens the dialog about the lost update."""
    kind, field, found = _field(service, collection, record_id, name)
    data = forms.read([field], request.form)
    version = request.form.get("version", type=int)
    if "add_row" in request.form:
        data[name] = [*(data.get(name) or []), {}]
        return _field_form(kind, field, found, {**found, **data}, {}, version or found["version"])
    try:
        saved = backend().update(kind["kind"], record_id, data, version)
    except BackendError as refusal:
        if refusal.status == 412 and field["type"] != "lines":
            return stale(kind, [field], found, data, kinds.path(kind, record_id, "field", name))
        if refusal.status not in {*REFUSED, 412}:
            raise
        return _field_form(kind, field, found, {**found, **data}, forms.errors(refusal), version or found["version"])
    if not wants_part() or saved is None:
        return go(kinds.path(kind, record_id), _("Saved."))
    response = _fact(kind, field, saved)
    if field["name"] in {kind["title"], "owner_id"} or field is kinds.status_field(kind):  # the head says it too
        return go(kinds.path(kind, record_id), _("Saved."))
    return tell(response, _("%(name)s is saved.", name=field["label"]))


def _field(service: str, collection: str, record_id: str, name: str) -> tuple[Json, Json, Json]:
    kind = allowed(service, collection, "edit")
    field = next((f for f in changeable(kind) if f["name"] == name), None)
    if field is None or (field["type"] == "lines" and totals.has(kind)):
        abort(404)
    return kind, field, backend().get(kind["kind"], record_id)


def _fact(kind: Json, field: Json, found: Json) -> Response:
    template = "record/lines.html" if field["type"] == "lines" else "record/fact.html"
    return part(template, field=field, **records.frame(kind, found))


def _field_form(kind: Json, field: Json, found: Json, values: Json, errors: Json, version: int) -> Response:
    status = 422 if errors else 200
    return show(
        "record/field_lines.html" if field["type"] == "lines" else "record/field.html",
        status,
        field=field,
        values=values,
        errors=errors,
        version=version,
        leftover=forms.leftover(errors, [field]),
        base=kinds.path(kind),
        totals=False,
        here_path=kinds.path(kind, found["id"]),
    )
