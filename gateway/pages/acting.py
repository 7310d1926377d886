"""Actions of a record, and deleting it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request
from werkzeug.datastructures import MultiDict

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show
from gateway.pages.words import _
from gateway.pages.writing import REFUSED, typed

Json = dict[str, Any]

pages = Blueprint("acting", __name__)


@pages.get("/<service>/<collection>/<record_id>/act/<name>")
def ask_action(service: str, collection: str, record_id: str, name: str) -> Response:
    """The dialog of an action: its fields, or only whether one is sure."""
    kind = kinds.at(service, collection)
    found = backend().get(kind["kind"], record_id)
    action = _action(kind, name)
    fields = action.get("fields") or []
    known = {n: found[n] for f in fields for n in (f["name"], f.get("label_field")) if n and found.get(n) is not None}
    if found.get("open_total") is not None:  # what is left to pay is what one most often pays
        known["amount"] = found["open_total"]
    return _ask(kind, found, action, {**forms.prefilled(fields, MultiDict()), **known}, {})


@pages.post("/<service>/<collection>/<record_id>/act/<name>")
def act(service: str, collection: str, record_id: str, name: str) -> Response:
    """Do it, and go to the record it made."""
    kind = kinds.at(service, collection)
    action = _action(kind, name)
    fields = action.get("fields") or []
    data = forms.without_nothing(forms.read(fields, request.form)) if request.form.get("sent") else {}
    try:
        made = backend().act(kind["kind"], record_id, action.get("path") or name, data, request.form.get("key") or None)
    except BackendError as refusal:
        if refusal.status not in REFUSED | {403}:
            raise
        found = backend().get(kind["kind"], record_id)
        return _ask(kind, found, action, typed(data), forms.errors(refusal))
    return go(_after(kind, record_id, action, made), _("%(what)s: done.", what=action["label"]))


def _after(kind: Json, record_id: str, action: Json, made: Any) -> str:
    noun = action.get("returns") or kind["noun"]
    other = backend().meta()["kinds"].get(noun if "." in str(noun) else f"{kind['service']}.{noun}")
    if isinstance(made, dict) and made.get("id") and other and backend().may(other["kind"], "view"):
        return kinds.path(other, made["id"])
    return kinds.path(kind, record_id)


def _action(kind: Json, name: str) -> Json:
    for action in kind.get("actions") or []:
        if action["name"] == name:
            return dict(action)
    return abort(404)


def _ask(kind: Json, found: Json, action: Json, values: Json, errors: Json) -> Response:
    fields = [f for f in action.get("fields") or [] if not f.get("hidden") and f["type"] not in {"lines", "json"}]
    return show(
        "record/act.html",
        422 if errors else 200,
        action=action,
        fields=fields,
        values=values,
        errors=errors,
        leftover=forms.leftover(errors, fields),
        key=request.form.get("key") or fresh_key(),
        title=kinds.title(kind, found),
        here_path=kinds.path(kind, found["id"]),
    )


@pages.post("/<service>/<collection>/<record_id>/delete")
def delete(service: str, collection: str, record_id: str) -> Response:
    """Delete, with a way back."""
    kind = kinds.at(service, collection)
    found = backend().get(kind["kind"], record_id)
    backend().delete(kind["kind"], record_id, request.form.get("version", type=int))
    undo = f"{kinds.path(kind)}/undelete?ids={record_id}"
    return go(kinds.path(kind), _("%(name)s is deleted.", name=kinds.title(kind, found)), undo)
