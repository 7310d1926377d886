"""Writing a mail by hand; it may begin with a greeting to a person."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms
from gateway.pages.greetings import say
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("composing", __name__)

KIND = "mailer.message"
REFUSED = {400, 409, 422}
SENT = ("to", "to_name", "subject", "text", "language", "about")


@pages.get("/mailer/messages/new")
def compose() -> Response:
    """An empty mail, one to an address, or a greeting to a person (`person`, `occasion`)."""
    if not backend().may(KIND, "create"):
        abort(403)
    values = {name: request.args.get(name) for name in SENT}
    if request.args.get("person"):
        values |= _greeting(request.args["person"], request.args.get("occasion", ""))
    return _form(values, {})


@pages.post("/mailer/messages/new")
def send() -> Response:
    """Send it."""
    data = {name: value for name in SENT if (value := request.form.get(name, "").strip())}
    key = request.form.get("key")
    try:
        headers = {"Idempotency-Key": key} if key else None
        made = backend().call("mailer", "POST", "/messages", json=data, headers=headers)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _form(data, forms.errors(refusal))
    return go(f"/mailer/messages/{made['id']}", _("The mail is on its way."))


def _greeting(person_id: str, occasion: str) -> Json:
    person = backend().get("contacts.person", person_id)
    said = say(occasion, person, backend().identity.name) if occasion else {}
    about = f"contacts.person:{person['id']}"
    known = {"to": person.get("email"), "to_name": person["name"], "language": person.get("language"), "about": about}
    return {**known, **said}


def _form(values: Json, errors: Json) -> Response:
    fields = [
        {"name": "to", "type": "email", "label": _("Recipient"), "required": True},
        {"name": "subject", "type": "text", "label": _("Subject"), "required": True},
        {"name": "text", "type": "long_text", "label": _("Text"), "required": True},
    ]
    return show(
        "greetings/mail.html",
        422 if errors else 200,
        fields=fields,
        values=values,
        errors=errors,
        leftover=forms.leftover(errors, fields),
        key=fresh_key(),
        back=f"/contacts/people/{values['about'].partition(':')[2]}" if values.get("about") else "/mailer/messages",
    )
