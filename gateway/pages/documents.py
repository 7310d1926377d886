"""Totals while writing a document, its PDF, and the pickers that fill its fields."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds, totals
from gateway.pages.formats import for_input
from gateway.pages.render import part
from gateway.pages.sending import send_file

Json = dict[str, Any]

pages = Blueprint("documents", __name__)

FILLS = {"description": "name", "unit": "unit", "unit_price": "price", "vat_rate": "vat_rate", "code": "code"}
SUBTITLES = ("code", "city", "email", "customer_name", "organization_name", "username", "number")
PICKED = 20


@pages.post("/<service>/<collection>/totals")
def live_totals(service: str, collection: str) -> Response:
    """The sums of a document as it stands in the form."""
    kind = kinds.at(service, collection)
    if not totals.has(kind):
        abort(404)
    data = forms.read(kinds.writable(kind), request.form)
    return part("document/sums.html", amounts=totals.calculate(kind, data))


@pages.get("/<service>/<collection>/<record_id>/file/<name>")
def document(service: str, collection: str, record_id: str, name: str) -> Response:
    """A printed document, shown in the browser."""
    kind = kinds.at(service, collection)
    if name not in {"pdf", "eml"}:
        abort(404)
    query = {"language": request.args.get("language", "")} if request.args.get("language") in {"hu", "en"} else None
    return send_file(backend().file(kind["kind"], record_id, name, query), inline=name == "pdf")


@pages.get("/pick/<kind>")
def pick(kind: str) -> Response:
    """Records to choose from: `[{"id","title","sub","fills"}]`."""
    words = request.args.get("q", "").strip()
    if kind == "gateway.user":
        return jsonify(_people(words))
    described = backend().kind(kind)
    query = {"limit": str(PICKED), "sort": _order(described), **({"q": words} if words else {})}
    if "active" in (known := kinds.fields(described)) and known["active"].get("filter"):
        query["filter[active]"] = "true"
    return jsonify([_option(described, row) for row in backend().list(kind, query)["data"]])


def _order(described: Json) -> str:
    title = kinds.fields(described).get(described["title"]) or {}
    return str(described["title"] if title.get("sort") else described.get("sort") or "-created_at")


def _people(words: str) -> list[Json]:
    """Users are known to every service, so that also those may pick one who may not see the user pages."""
    for head in backend().meta()["services"]:
        if head["service"] != "gateway":
            try:
                found = backend().call(
                    head["service"], "GET", "/users", params={"q": words or " ", "limit": str(PICKED)}
                )
            except BackendError:
                continue
            return [{"id": row["id"], "title": row["name"]} for row in found["data"]]
    return []


def _option(described: Json, row: Json) -> Json:
    title = kinds.title(described, row)
    sub = next((str(row[n]) for n in SUBTITLES if row.get(n) and str(row[n]) != title), "")
    fills = {}
    if described["kind"] == "inventory.product":
        fills = {to: _shown(described, source, row) for to, source in FILLS.items() if row.get(source) is not None}
    return {"id": row["id"], "title": title, "sub": sub, "fills": fills}


def _shown(described: Json, name: str, row: Json) -> str:
    field = kinds.fields(described).get(name) or {"type": "text"}
    return for_input(field["type"], row[name])
