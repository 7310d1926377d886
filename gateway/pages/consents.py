"""The consents of a person: where things stand on each channel, and giving or withdrawing one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import forms, kinds
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show
from gateway.pages.words import _
from gateway.pages.writing import REFUSED
from gateway.portable import chunks

Json = dict[str, Any]

pages = Blueprint("consents", __name__)

PERSON, CONSENT, REQUEST = "contacts.person", "contacts.consent", "contacts.privacy_request"
ASKED = {
    "given": ("source", "text", "evidence", "at", "lawful_basis", "interaction_id"),
    "withdrawn": ("source", "evidence", "at"),
}
NAMED = ("channel", "purpose", "source")
SAID = {"may_email", "may_phone", "may_post", "may_sms", "consent_on", "consent_source"}
"""Fields of a person that the card says better."""


def has_card(kind: Json) -> bool:
    """Tell whether the page of this kind shows consents to this reader."""
    return kind["kind"] == PERSON and backend().may(CONSENT, "view")


@pages.get("/contacts/people/<record_id>/consents")
def card(record_id: str) -> Response:
    """May we write to this person? One line for each channel."""
    here = kinds.path(_kind(PERSON), record_id)
    context: Json = {"here_path": here, "channels": [], "problem": False, "may_write": backend().may(CONSENT, "create")}
    context["may_export"] = backend().may("contacts.privacy", "export")
    context["may_ask"] = backend().may(REQUEST, "create")
    context["person_id"] = record_id
    try:
        found = backend().call("contacts", "GET", f"/people/{record_id}/consents")
        context["channels"] = [_channel(row) for row in found["data"]]
    except Unavailable:
        context["problem"] = True
    return show("consents/card.html", **context)


def _channel(row: Json) -> Json:
    fields = kinds.fields(_kind(CONSENT))
    label = {name: (kinds.choice(fields[name], row.get(name)) or {}).get("label") for name in NAMED}
    state = "given" if row["allowed"] else "withdrawn" if row.get("since") else "none"
    return {**row, "label": label["channel"], "purpose_label": label["purpose"], "by": label["source"], "state": state}


@pages.get("/contacts/people/<record_id>/consents/<status>")
def ask(record_id: str, status: str) -> Response:
    """What is to be kept with a consent given or withdrawn."""
    return _ask(record_id, status, {**request.args.to_dict(), "lawful_basis": "consent"}, {})


@pages.post("/contacts/people/<record_id>/consents/<status>")
def write(record_id: str, status: str) -> Response:
    """Keep it."""
    data = forms.without_nothing(forms.read(_fields(status), request.form))
    data |= {name: request.form.get(name, "") for name in ("channel", "purpose")}
    try:
        backend().create(CONSENT, {**data, "person_id": record_id, "status": status}, request.form.get("key") or None)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _ask(record_id, status, data, forms.errors(refusal))
    words = _("The consent is kept.") if status == "given" else _("The withdrawal is kept.")
    return go(kinds.path(_kind(PERSON), record_id), words)


@pages.post("/contacts/people/<record_id>/personal-data")
def personal_data(record_id: str) -> Response:
    """Everything that is held about the person as one file, kept on record as a request that has been met."""
    found = backend().get(PERSON, record_id)
    emails = [row["email"] for row in found.get("emails") or [] if row.get("email")]
    file = backend().personal_data(PERSON, record_id, emails)
    request_ = backend().create(REQUEST, {"type": "export", "person_id": record_id})
    backend().act(REQUEST, request_["id"], "finish")
    response = Response(chunks(file), mimetype="application/zip")
    response.headers["Content-Disposition"] = f"attachment; filename={request_['number']}.zip"
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask(record_id: str, status: str, values: Json, errors: Json) -> Response:
    person, fields = _kind(PERSON), kinds.fields(_kind(CONSENT))
    found = backend().get(PERSON, record_id)
    channel = kinds.choice(fields["channel"], values.get("channel"))
    if channel is None:
        abort(404)
    asked = _fields(status)
    return show(
        "consents/write.html",
        422 if errors else 200,
        title=kinds.title(person, found),
        here_path=kinds.path(person, record_id),
        channel=channel,
        purpose=kinds.choice(fields["purpose"], values.get("purpose")) or fields["purpose"]["choices"][0],
        status=status,
        fields=asked,
        values=values,
        errors=errors,
        leftover=forms.leftover(errors, asked),
        key=request.form.get("key") or fresh_key(),
    )


def _fields(status: str) -> list[Json]:
    if status not in ASKED:
        abort(404)
    fields = kinds.fields(_kind(CONSENT))
    return [fields[name] for name in ASKED[status]]


def _kind(name: str) -> Json:
    found: Json | None = backend().meta()["kinds"].get(name)
    return found if found is not None else abort(404)
