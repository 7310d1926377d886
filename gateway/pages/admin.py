"""Administration: the tree of roles, the permission matrix of a profile, the company's own data."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import company as company_form
from gateway.pages import forms, kinds, permissions, records
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("admin", __name__)

REFUSED = {400, 409, 412, 422}


@pages.get("/roles")
def roles() -> Response:
    """The tree: who reports to whom, and how many people are in each role."""
    kind = kinds.at("gateway", "roles")
    found = backend().list("gateway.role", {"limit": "200", "sort": "path"})["data"]
    users = backend().list("gateway.user", {"limit": "200", "sort": "name"})["data"]
    people: dict[str, list[Json]] = {}
    for user in users:
        people.setdefault(user["role_id"], []).append(user)
    may = backend().may
    return show(
        "people/roles.html",
        kind=kind,
        tree=_tree(found),
        people=people,
        may_create=may("gateway.role", "create"),
        may_people=may("gateway.user", "create"),
    )


def _tree(found: list[Json]) -> list[Json]:
    """Roles under their superiors, by their paths."""
    nodes = {role["path"]: {**role, "below": []} for role in found}
    top: list[Json] = []
    for path, node in sorted(nodes.items()):
        above = path.rstrip("/").rpartition("/")[0] + "/"
        (nodes[above]["below"] if above in nodes and above != path else top).append(node)
    return top


def profile(kind: Json, record_id: str, errors: Json | None = None) -> Response:
    """A profile as a matrix: kinds down, verbs across."""
    found = backend().get("gateway.profile", record_id)
    able = backend().may("gateway.profile", "edit")
    return show(
        "people/permissions.html",
        422 if errors else 200,
        **records.frame(kind, found),
        able=able,
        services=permissions.matrix(found.get("rules") or {}, backend().permissions()),
        leftover=forms.leftover(errors or {}, []),
    )


@pages.post("/gateway/profiles/<record_id>/permissions")
def save_permissions(record_id: str) -> Response:
    """Keep the matrix."""
    kind = kinds.at("gateway", "profiles")
    found = backend().get("gateway.profile", record_id)
    rules = permissions.read(found.get("rules") or {}, backend().permissions(), request.form)
    data = {"rules": rules, "everything": request.form.get("everything") == "1"}
    try:
        backend().update("gateway.profile", record_id, data, request.form.get("version", type=int))
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return profile(kind, record_id, forms.errors(refusal))
    return go(kinds.path(kind, record_id), _("The permissions are saved. They hold from each person's next click on."))


@pages.get("/settings/company")
def company() -> Response:
    """The firm's own data, as its documents say it."""
    return _company(backend().call("sales", "GET", "/company"), {})


@pages.post("/settings/company")
def save_company() -> Response:
    """Keep it."""
    fields = _company_fields()
    data = forms.read(fields, request.form, partial=True)
    try:
        backend().call("sales", "PATCH", "/company", json=data)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _company(data, forms.errors(refusal))
    return go("/settings/company", _("Saved."))


def _company(values: Json, errors: Json) -> Response:
    fields = _company_fields()
    return show(
        "settings/company.html",
        422 if errors else 200,
        sections=forms.sections(fields),
        values=values,
        errors=errors,
        leftover=forms.leftover(errors, fields),
        able=backend().may("sales.company", "edit"),
    )


def _company_fields() -> list[Json]:
    """The form of the company; its choices are borrowed from a document's own fields."""
    quote = backend().meta()["kinds"].get("sales.quote")
    if quote is None:
        abort(503)
    borrowed = {f["type"]: f.get("choices") for f in quote["fields"] if f["type"] in {"currency", "language"}}
    organization = backend().meta()["kinds"].get("contacts.organization") or {"fields": []}
    inner = [*organization["fields"], *(part for f in organization["fields"] for part in f.get("fields") or [])]
    borrowed["country"] = next((f.get("choices") for f in inner if f["type"] == "country"), None)
    return [{**field, "choices": borrowed.get(field["type"])} for field in company_form.company_fields()]
