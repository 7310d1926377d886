"""The card of a customer: figures in one glance, what was bought, and a talk noted down on the spot."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import forms, glance, kinds
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show, tell, wants_part
from gateway.pages.sending import send_file
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("cards", __name__)

BASE = "/contacts/<any(organizations,people):collection>/<record_id>"
TALK = "contacts.interaction"
# The fields of the quick form: those always there, and those that unfold.
FIRST = ("channel", "subject", "text")
REST = (
    "direction", "happened_at", "minutes", "ticket_id", "opportunity_id", "asked", "agreed", "next_step",
    "next_step_on",
)  # fmt: skip
SUBJECTS = {"ticket_id", "opportunity_id"}


def extras(kind: Json, found: Json) -> Json:
    """What the page of a record shows besides if the record is a customer."""
    customer = kind["kind"] in ("contacts.organization", "contacts.person")
    return {"card": customer, "talk": talk_form(kind) if customer else None}


@pages.get(f"{BASE}/card")
def card(collection: str, record_id: str) -> Response:
    """The figures of a customer: tiles, months, counts."""
    kind = kinds.at("contacts", collection)
    group = request.args.get("scope") == "group"
    context: Json = {"here_path": kinds.path(kind, record_id), "kind": kind, "problem": False, "group": group}
    try:
        found = backend().call("contacts", "GET", f"/{collection}/{record_id}/figures", params=_scope(collection))
        context |= glance.drawn(kind, backend().get(kind["kind"], record_id), found)
    except Unavailable:
        context["problem"] = True
    return show("card/figures.html", **context)


def _scope(collection: str) -> Json:
    return {"scope": "group"} if request.args.get("scope") == "group" and collection == "organizations" else {}


# -- what was bought -----------------------------------------------------------------------------------------------


@pages.get(f"{BASE}/purchases")
def purchases(collection: str, record_id: str) -> Response:
    """What a customer bought, of one product or in a period if so wished."""
    kind = kinds.at("contacts", collection)
    wanted = _wanted(collection)
    context: Json = {"here_path": kinds.path(kind, record_id), "kind": kind, "problem": False, "wanted": wanted}
    context |= {"rows": [], "sums": [], "products": [], "more": None, "query": urlencode(wanted), "wrong": {}}
    context["may_export"] = backend().may(kind["kind"], "export")
    cursor = {"cursor": c} if (c := request.args.get("cursor")) else {}
    try:
        path = f"/{collection}/{record_id}/purchases"
        page = backend().call("contacts", "GET", path, params={**wanted, **cursor, "limit": "20"})
        context |= {"rows": page["data"], "sums": page["sums"], "more": page.get("next")}
        context["products"] = _products(path, wanted, page["sums"])
    except Unavailable:
        context["problem"] = True
    except BackendError as refusal:
        if refusal.status not in (400, 422):
            raise
        context["wrong"] = forms.errors(refusal)
    return show("card/purchases.html", continued=bool(cursor), **context)


def _products(path: str, wanted: Json, sums: list[Json]) -> list[Json]:
    """The products to choose from: all that were bought, also while one of them is chosen."""
    if wanted.get("product_id"):
        everything = {name: value for name, value in wanted.items() if name == "scope"}
        sums = backend().call("contacts", "GET", path, params={**everything, "limit": "1"})["sums"]
    return [row for row in sums if row["product_id"]]


@pages.get("/contacts/organizations/<record_id>/purchases/file")
def purchases_file(record_id: str) -> Response:
    """The same as a table to save."""
    path = f"/organizations/{record_id}/purchases/export"
    return send_file(backend().download("contacts", path, params=_wanted("organizations")))


def _wanted(collection: str) -> Json:
    found = {name: text for name in ("product_id", "since", "until") if (text := request.args.get(name, "").strip())}
    return {**found, **_scope(collection)}


# -- a talk, noted on the spot -------------------------------------------------------------------------------------


def talk_form(kind: Json) -> Json | None:
    """What the quick form needs; None when this person may not note talks."""
    if not backend().may(TALK, "create") or not backend().may(TALK, "view"):
        return None
    fields = kinds.fields(backend().kind(TALK))
    return {
        "first": [fields[name] for name in FIRST],
        "rest": [fields[name] for name in REST if name not in SUBJECTS or _pickable(fields[name])],
        "person": fields["person_id"] if kind["kind"] == "contacts.organization" else None,
        "icons": glance.TALK_ICONS,
        "values": {"channel": "phone"},
        "key": fresh_key(),
        "errors": {},
        "open": False,
    }


def _pickable(field: Json) -> bool:
    """Whether this person may see what the field points to."""
    return backend().may(field["link"], "view")


@pages.post(f"{BASE}/talk")
def talk(collection: str, record_id: str) -> Response:
    """Note a talk with this customer, with a file if there is one."""
    kind = kinds.at("contacts", collection)
    form = talk_form(kind)
    if form is None:
        raise BackendError(403, {"detail": _("You may not do this.")})
    fields = [*form["first"], *form["rest"], *([form["person"]] if form["person"] else [])]
    data = forms.without_nothing(forms.read(fields, request.form, partial=True))
    own = "organization_id" if collection == "organizations" else "person_id"
    try:
        made = backend().create(TALK, {**data, own: record_id}, request.form.get("key") or None)
    except BackendError as refusal:
        if refusal.status not in (400, 409, 422):
            raise
        form |= {"values": {**data, **request.form}, "errors": forms.errors(refusal), "open": True}
        return _form(kind, record_id, form, 422)
    words = _attached(made["id"]) or _("The talk is noted.")
    if not wants_part():
        return go(kinds.path(kind, record_id), words)
    return tell(_form(kind, record_id, form), words, also="kapocs:talked")


def _form(kind: Json, record_id: str, form: Json, code: int = 200) -> Response:
    return show("card/talk.html", code, talk=form, here_path=kinds.path(kind, record_id))


def _attached(talk_id: str) -> str | None:
    """Attach the file that came along; words if that failed."""
    given = request.files.get("file")
    if given is None or not given.filename:
        return None
    try:
        backend().attach(TALK, talk_id, given.filename, given.read(), given.mimetype)
    except BackendError as refusal:
        return _("The talk is noted, but its file is not: %(why)s", why=refusal.detail)
    return None
