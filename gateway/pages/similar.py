"""Warning at entry: records that may be the one being typed, beside the form and once more when it is saved."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import kinds
from gateway.pages.render import part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("similar", __name__)

SURE = 75
"""From this score on saving asks first."""


@pages.post("/<service>/<collection>/similar")
def hint(service: str, collection: str) -> Response:
    """The warning under what was typed so far; nothing when nobody is like it."""
    kind = kinds.at(service, collection)
    return part("merge/similar.html", likely=likely(kind, request.form), kind=kind)


def likely(kind: Json, form: MultiDict[str, str], least: int = 0) -> list[Json]:
    """The records that may be the one in the form; none where the kind does not ask or its service is away."""
    told = _told(kind, form)
    if not told:
        return []
    try:
        path = f"/{kind['collection']}/similar"
        found = backend().call(kind["service"], "GET", path, params=told)["data"]
    except BackendError:
        return []
    return [shown(kind, row) for row in found if row["score"] >= least]


def _told(kind: Json, form: MultiDict[str, str]) -> dict[str, str]:
    asks = kind.get("similar")
    if not asks:
        return {}
    told = {name: form.get(name, "").strip() for name in asks["fields"]}
    for name in ("email", "phone"):
        if asks[name]:
            told[name] = _first(asks[name], form)
    return {name: text[:250] for name, text in told.items() if text}


def _first(path: str, form: MultiDict[str, str]) -> str:
    """The first filled field of that name; of rows, `emails.email` is typed as `emails.0.email`."""
    name, _dot, inner = path.partition(".")
    pattern = re.compile(rf"{re.escape(name)}\.\w+\.{re.escape(inner)}" if inner else re.escape(name))
    return next((text.strip() for key, text in form.items() if text.strip() and pattern.fullmatch(key)), "")


def shown(kind: Json, row: Json) -> Json:
    """A similar record with its address and the reasons in words."""
    return {**row, "href": kinds.path(kind, row["id"]), "why": because(kind, row["reasons"])}


def because(kind: Json, reasons: list[str]) -> str:
    """“same tax number, similar name”."""
    labels = {name: field["label"] for name, field in kinds.fields(kind).items()}
    words = {"name": _("similar name"), "email": _("same e-mail"), "phone": _("same phone")}
    return ", ".join(words.get(name) or _("same %(what)s", what=_low(labels.get(name, name))) for name in reasons)


def _low(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
