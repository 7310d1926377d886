"""Who is due for deletion by the retention rules, and making erasure requests of it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("due", __name__)

REQUEST = "contacts.privacy_request"
HOME = "/contacts/privacy/due"


@pages.get(HOME)
def due() -> Response:
    """The people kept longer than the rules allow, with the reason."""
    if not backend().may(REQUEST, "view"):
        abort(403)
    cursor = request.args.get("cursor", "")
    context: Json = {"found": None, "may_ask": backend().may(REQUEST, "create"), "problem": False}
    try:
        query = {"cursor": cursor} if cursor else {}
        context["found"] = backend().call("contacts", "GET", "/privacy-requests/due", params=query)
    except Unavailable:
        context["problem"] = True
    except BackendError as refusal:
        if refusal.status in {400, 422}:
            abort(404)
        raise
    return show("consents/due.html", reasons=_reasons(), kind=backend().kind(REQUEST), **context)


@pages.post(HOME)
def make() -> Response:
    """Erasure requests for the people picked."""
    ids = request.form.getlist("ids")
    if not ids:
        return go(HOME, _("Nobody is picked."))
    body = {"ids": ids, "details": _("Made from the report of people due for deletion.")}
    made = backend().call("contacts", "POST", "/privacy-requests/due", json=body)
    return go("/contacts/privacy-requests", _("%(n)s erasure requests made", n=len(made["ids"])))


def _reasons() -> dict[str, str]:
    return {"no_contact": _("No contact and no consent"), "customer_gone": _("Former customer")}
