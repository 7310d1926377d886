"""Custom fields: which kinds have which, and their editor."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import customform, forms
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("customfields", __name__)

BASE = "/settings/custom-fields"
REFUSED = {400, 409, 422}


@pages.get(BASE)
def overview() -> Response:
    """Every kind that may have custom fields, with how many it has."""
    client, groups, away = backend(), [], []
    for head in client.meta()["services"]:
        service = head["service"]
        if not client.may(f"{service}.custom_field", "view"):
            continue
        try:
            found = client.call(service, "GET", "/custom-fields")["data"]
        except Unavailable:
            away.append(head["label"])
            continue
        rows = [_with_count(kind, found) for kind in client.meta()["kinds"].values() if kind["service"] == service]
        groups.append({"label": head["label"], "kinds": [row for row in rows if row["can"]["update"]]})
    if not groups and not away:
        abort(403)
    return show("settings/custom_fields.html", groups=[g for g in groups if g["kinds"]], away_services=away)


def _with_count(kind: Json, found: list[Json]) -> Json:
    mine = [row for row in found if row["noun"] == kind["noun"]]
    active = [row for row in mine if row["active"]]
    names = ", ".join(_said(row, "label") for row in active[:4])
    return {**kind, "active": len(active), "removed": len(mine) - len(active), "names": names}


def _said(row: Json, name: str) -> str:
    own = row.get(f"{name}_hu") if backend().language == "hu" else None
    return str(own or row.get(name) or row.get(f"{name}_hu") or "")


def _kind(service: str, noun: str, verb: str = "view") -> Json:
    kind = backend().meta()["kinds"].get(f"{service}.{noun}")
    if kind is None:
        abort(404)
    if not backend().may(f"{service}.custom_field", verb):
        abort(403)
    found: Json = kind
    return found


def _rows(kind: Json) -> list[Json]:
    found = backend().call(kind["service"], "GET", "/custom-fields")["data"]
    return [
        {**row, "shown": _said(row, "label"), "says": customform.settings(row)}
        for row in found
        if row["noun"] == kind["noun"]
    ]


def _frame(kind: Json) -> Json:
    return {
        "kind": kind,
        "here_path": f"{BASE}/{kind['service']}/{kind['noun']}",
        "steps": [(_("Custom fields"), BASE)],
        "able": backend().may(f"{kind['service']}.custom_field", "edit"),
        "types": customform.type_words(),
    }


@pages.get(f"{BASE}/<service>/<noun>")
def fields_of(service: str, noun: str) -> Response:
    """The fields of a kind in order, those that were removed, and how the form will look."""
    kind = _kind(service, noun)
    rows = _rows(kind)
    preview = [field for field in kind["fields"] if field.get("custom")]
    return show(
        "settings/custom_kind.html",
        active=[row for row in rows if row["active"]],
        removed=[row for row in rows if not row["active"]],
        preview=forms.sections([{**field, "required": field["required"]} for field in preview]),
        values=forms.prefilled(preview, request.args),
        **_frame(kind),
    )


@pages.get(f"{BASE}/<service>/<noun>/new")
def new(service: str, noun: str) -> Response:
    """First which type, then its form."""
    kind = _kind(service, noun, "edit")
    chosen = request.args.get("type", "")
    if chosen not in customform.type_words():
        return show("settings/custom_types.html", **_frame(kind))
    return _form(kind, chosen, None, {"choices": [{}, {}, {}]}, {})


@pages.post(f"{BASE}/<service>/<noun>/new")
def define(service: str, noun: str) -> Response:
    """Make the field, or show the form again with what is wrong."""
    kind = _kind(service, noun, "edit")
    chosen = request.form.get("type", "")
    if chosen not in customform.type_words():
        abort(404)
    data = {**customform.read(chosen, None, request.form), "type": chosen, "noun": noun}
    if "add_row" in request.form:
        return _form(kind, chosen, None, _one_more(data), {})
    try:
        backend().call(service, "POST", "/custom-fields", json=data)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _form(kind, chosen, None, customform.typed(data), forms.errors(refusal))
    return go(_frame(kind)["here_path"], _("The field is there. Forms and lists have it within half a minute."))


def _one_more(data: Json) -> Json:
    typed = customform.typed(data)
    return {**typed, "choices": [*typed["choices"], {}]}


@pages.get(f"{BASE}/<service>/<noun>/<field_id>")
def edit(service: str, noun: str, field_id: str) -> Response:
    """The form of a field that is there."""
    kind = _kind(service, noun, "edit")
    before = _one(kind, field_id)
    return _form(kind, before["type"], before, customform.typed(before), {})


@pages.post(f"{BASE}/<service>/<noun>/<field_id>")
def change(service: str, noun: str, field_id: str) -> Response:
    """Keep the changed definition."""
    kind = _kind(service, noun, "edit")
    before = _one(kind, field_id)
    data = customform.read(before["type"], before, request.form)
    if "add_row" in request.form:
        return _form(kind, before["type"], before, _one_more(data), {})
    try:
        backend().call(service, "PATCH", f"/custom-fields/{field_id}", json=data)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _form(kind, before["type"], before, customform.typed(data), forms.errors(refusal))
    return go(_frame(kind)["here_path"], _("Saved."))


def _one(kind: Json, field_id: str) -> Json:
    found = next((row for row in _rows(kind) if row["id"] == field_id), None)
    return found if found else abort(404)


def _form(kind: Json, chosen: str, before: Json | None, values: Json, errors: Json) -> Response:
    frame = _frame(kind)
    wanted = customform.fields(chosen, before)
    lines = [customform.choices_field(before)] if chosen in customform.CHOOSING else []
    return show(
        "settings/custom_field.html",
        422 if errors else 200,
        **{**frame, "steps": [*frame["steps"], (kind["label_plural"], frame["here_path"])]},
        chosen=chosen,
        before=before,
        heading=before["shown"] if before else _("New field: %(type)s", type=frame["types"][chosen][0]),
        action=f"{frame['here_path']}/{before['id'] if before else 'new'}",
        sections=forms.sections(wanted),
        lines=lines,
        values=values,
        errors=errors,
        leftover=forms.leftover(errors, [*wanted, *lines]),
        totals=False,
    )


@pages.post(f"{BASE}/<service>/<noun>/<field_id>/move")
def move(service: str, noun: str, field_id: str) -> Response:
    """One place up or down."""
    kind = _kind(service, noun, "edit")
    ids = [row["id"] for row in _rows(kind) if row["active"]]
    if field_id not in ids:
        abort(404)
    at = ids.index(field_id)
    to = at + (1 if request.form.get("to") == "down" else -1)
    if 0 <= to < len(ids):
        ids[at], ids[to] = ids[to], ids[at]
        backend().call(service, "POST", "/custom-fields/order", json={"ids": ids})
    return go(_frame(kind)["here_path"])


@pages.post(f"{BASE}/<service>/<noun>/<field_id>/remove")
def remove(service: str, noun: str, field_id: str) -> Response:
    """Hide the field; its values stay."""
    kind = _kind(service, noun, "edit")
    before = _one(kind, field_id)
    backend().call(service, "DELETE", f"/custom-fields/{field_id}")
    here = _frame(kind)["here_path"]
    words = _("%(name)s is removed; its values are kept.", name=before["shown"])
    return go(here, words, f"{here}/{field_id}/restore")


@pages.post(f"{BASE}/<service>/<noun>/<field_id>/restore")
def restore(service: str, noun: str, field_id: str) -> Response:
    """Bring the field back with its values."""
    kind = _kind(service, noun, "edit")
    before = _one(kind, field_id)
    try:
        backend().call(service, "POST", f"/custom-fields/{field_id}/restore", json={})
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return go(_frame(kind)["here_path"], refusal.detail)
    return go(_frame(kind)["here_path"], _("%(name)s is back with its values.", name=before["shown"]))
