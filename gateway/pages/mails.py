"""Mails as they went out, and the templates they are made from."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds, records
from gateway.pages.render import go, show
from gateway.pages.sending import send_file
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("mails", __name__)

FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: cid:; frame-ancestors 'self'"
TEMPLATE = "mailer.template"
REFUSED = {400, 409, 412, 422}
EDITED = ("subject", "html", "text", "enabled", "send_to")


def framed(html: str | bytes) -> Response:
    """A mail's HTML for a sandboxed frame of ours: no script, no outside request."""
    response = make_response(html)
    response.headers["Content-Type"] = "text/html; charset=utf-8"
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def message(kind: Json, record_id: str) -> Response:
    """One mail: head, body, documents."""
    found = backend().get(kind["kind"], record_id)
    refs = [ref for ref in (_ref(text) for text in found.get("refs") or []) if ref]
    return show("mail/message.html", **{**records.frame(kind, found), "lines": []}, refs=refs)


def _ref(text: str) -> Json | None:
    kind, _colon, record_id = str(text).partition(":")
    described, href = backend().meta()["kinds"].get(kind), kinds.address(kind, record_id)
    return {"label": described["label"], "icon": described["icon"], "href": href} if described and href else None


@pages.get("/mailer/messages/<record_id>/body")
def body(record_id: str) -> Response:
    """The HTML of a mail for its frame."""
    return framed(backend().download("mailer", f"/messages/{record_id}/body").read())


@pages.get("/mailer/messages/<record_id>/documents/<document_id>")
def document(record_id: str, document_id: str) -> Response:
    """A file that went with it."""
    return send_file(backend().download("mailer", f"/messages/{record_id}/documents/{document_id}"), inline=True)


@pages.get("/mailer/templates/<record_id>/edit")
def template(record_id: str) -> Response:
    """The editor with its preview."""
    kind = kinds.at("mailer", "templates")
    return _editor(kind, backend().get(TEMPLATE, record_id), {})


@pages.post("/mailer/templates/<record_id>/edit")
def save(record_id: str) -> Response:
    """Keep the template."""
    kind = kinds.at("mailer", "templates")
    data = _typed(kind)
    try:
        backend().update(TEMPLATE, record_id, data, request.form.get("version", type=int))
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _editor(kind, {**backend().get(TEMPLATE, record_id), **data}, forms.errors(refusal))
    return go(kinds.path(kind, record_id, "edit"), _("The template is saved."))


def _typed(kind: Json) -> Json:
    return forms.read([f for f in kinds.writable(kind) if f["name"] in EDITED], request.form, partial=True)


def _editor(kind: Json, found: Json, errors: Json) -> Response:
    fields = [f for f in kinds.writable(kind) if f["name"] in EDITED]
    return show(
        "mail/template.html",
        422 if errors else 200,
        **{**records.frame(kind, found), "documents": []},
        fields=fields,
        values=found,
        errors=errors,
        leftover=forms.leftover(errors, fields),
        merge_fields=_merge_fields(found["id"]),
    )


def _merge_fields(record_id: str) -> list[Json]:
    try:
        found = backend().call("mailer", "GET", f"/templates/{record_id}/merge-fields")["data"]
    except BackendError:
        return []
    return found if isinstance(found, list) else [{"name": name, "example": value} for name, value in found.items()]


@pages.post("/mailer/templates/<record_id>/preview")
def preview(record_id: str) -> Response:
    """The mail that the text in the form would make, for the frame beside it."""
    typed = {name: value for name in ("subject", "html", "text") if (value := request.form.get(name))}
    return _preview(record_id, typed)


@pages.get("/mailer/templates/<record_id>/preview")
def saved_preview(record_id: str) -> Response:
    """The mail that the saved template makes."""
    return _preview(record_id, {})


def _preview(record_id: str, typed: Json) -> Response:
    try:
        found: Json = backend().call("mailer", "POST", f"/templates/{record_id}/preview", json=typed)
    except BackendError as refusal:
        words = [w for ws in refusal.errors.values() for w in (ws if isinstance(ws, list) else [ws])]
        return framed(render_template("mail/preview_fault.html", words=" ".join(map(str, words)) or refusal.detail))
    return framed(found["html"])
