"""How an organization is made up: the group it belongs to, its people now and before, and who reports to whom."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("structure", __name__)

KIND = "contacts.organization"
PERSON = "contacts.person"
BASE = "/contacts/organizations/<record_id>"
REFUSED = {400, 403, 404, 409, 422}
OPEN_UP_TO = 60
"""A tree with more places than this is drawn folded below its second level."""
STACKED = 3
"""More reports than this without reports of their own stand under each other."""


@pages.get(f"{BASE}/tree")
def tree(record_id: str) -> Response:
    """The whole group, from its head."""
    kind = kinds.at("contacts", "organizations")
    found = backend().get(KIND, record_id)
    told = _ask(record_id, "tree")
    fields = kinds.fields(kind)
    return show(
        "structure/tree.html",
        **_head(kind, found),
        nodes=nested(told["data"]),
        complete=told["complete"],
        total=len(told["data"]),
        folded=len(told["data"]) > OPEN_UP_TO,
        labels={name: fields[name] for name in ("node_kind", "status") if name in fields},
        may_move=backend().may(KIND, "edit"),
    )


@pages.route(f"{BASE}/move", methods=["GET", "POST"])
def move(record_id: str) -> Response:
    """Choose what an organization belongs to."""
    kind = kinds.at("contacts", "organizations")
    if not backend().may(KIND, "edit"):
        abort(403)
    found, field = backend().get(KIND, record_id), kinds.fields(kind)["parent_id"]
    back = kinds.path(kind, record_id, "tree")
    context: Json = {**_head(kind, found), "field": field, "values": found, "errors": {}, "leftover": [], "back": back}
    if request.method == "GET":
        return show("structure/move.html", **context)
    data = forms.read([field], request.form)
    try:
        backend().update(KIND, record_id, data, request.form.get("version", type=int))
    except BackendError as refusal:
        if refusal.status not in {*REFUSED, 412}:
            raise
        errors = forms.errors(refusal)
        context |= {"errors": errors, "leftover": forms.leftover(errors, [field]), "values": {**found, **data}}
        return show("structure/move.html", 422, **context)
    return go(back, _("The organization has a new place."))


@pages.get(f"{BASE}/org-chart")
def org_chart(record_id: str) -> Response:
    """Who reports to whom, on a day."""
    kind = kinds.at("contacts", "organizations")
    found = backend().get(KIND, record_id)
    on = request.args.get("on", "").strip()
    wrong = ""
    try:
        told = _ask(record_id, "org-chart", {"on": on} if on else {})
    except BackendError as refusal:
        if refusal.status not in {400, 422}:
            raise
        wrong, told = _("This is not a day."), _ask(record_id, "org-chart")
    return show(
        "structure/chart.html",
        **_head(kind, found),
        nodes=nested(told["data"]),
        total=len(told["data"]),
        on=told["on"],
        past=bool(on) and not wrong,
        wrong=wrong,
    )


@pages.get(f"{BASE}/members")
def members(record_id: str) -> Response:
    """Who works there, who did, and what it belongs to: a card of the organization's page."""
    kind = kinds.at("contacts", "organizations")
    client = backend()
    asked = {"tree": client.later("call", "contacts", "GET", f"/organizations/{record_id}/tree")}
    if client.may(PERSON, "view"):
        asked["people"] = client.later("call", "contacts", "GET", f"/organizations/{record_id}/positions")
    told = {name: future.result(timeout=8)["data"] for name, future in asked.items()}
    people = told.get("people") or []
    now, before = [p for p in people if p["current"]], [p for p in people if not p["current"]]
    return show(
        "structure/members.html",
        here_path=kinds.path(kind, record_id),
        now=now,
        before=before,
        group=_around(told["tree"], record_id),
        may_people="people" in told,
        add=_add(told["tree"], record_id) if "people" in told and client.may(PERSON, "create") else None,
    )


def _add(tree_rows: list[Json], record_id: str) -> str:
    """The address of the form for one more person of this organization."""
    name = next((str(row["name"]) for row in tree_rows if row["id"] == record_id), "")
    return f"/contacts/people/new?{urlencode({'organization_id': record_id, 'organization_name': name})}"


def nested(rows: list[Json]) -> list[Json]:
    """Rows with a depth, as a tree: each with those `below` it."""
    top: list[Json] = []
    line: list[Json] = []
    for row in rows:
        node = {**row, "below": []}
        del line[row["depth"] :]
        (line[-1]["below"] if line else top).append(node)
        line.append(node)
    for node in _every(top):
        node["stacked"] = len(node["below"]) > STACKED and not any(child["below"] for child in node["below"])
    return top


def _every(nodes: list[Json]) -> list[Json]:
    return [found for node in nodes for found in [node, *_every(node["below"])]]


def _around(rows: list[Json], record_id: str) -> Json:
    """What it belongs to, and what belongs to it, of a whole tree."""
    at = next((n for n, row in enumerate(rows) if row["id"] == record_id), None)
    if at is None or len(rows) < 2:
        return {"above": [], "below": [], "total": 0}
    above: list[Json] = []
    below: list[Json] = []
    depth = rows[at]["depth"]
    for row in reversed(rows[:at]):
        if row["depth"] < (above[0]["depth"] if above else depth):
            above.insert(0, row)
    for row in rows[at + 1 :]:
        if row["depth"] <= depth:
            break
        if row["depth"] == depth + 1:
            below.append(row)
    return {"above": above, "below": below, "total": len(rows)}


def _ask(record_id: str, what: str, params: Json | None = None) -> Json:
    found: Json = backend().call("contacts", "GET", f"/organizations/{record_id}/{what}", params=params)
    return found


def _head(kind: Json, found: Json) -> Json:
    return {
        "kind": kind,
        "record": found,
        "base": kinds.path(kind),
        "here_path": kinds.path(kind, found["id"]),
        "title": kinds.title(kind, found),
    }
