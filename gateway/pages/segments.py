"""Segments: their rules as a form that counts while one builds, who is in, and why."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import builder, forms, kinds, listing, tables
from gateway.pages.builder import Node, Tree
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, part, show, wants_part
from gateway.pages.words import _
from gateway.pages.writing import REFUSED, allowed

Json = dict[str, Any]

pages = Blueprint("segments", __name__)

SEGMENT = "contacts.segment"
COLLECTIONS = {"organization": "organizations", "person": "people"}
HOME = "/contacts/segments"
OWN = ("name", "description", "record_kind", "mode", "active")


def has_card(kind: Json) -> bool:
    """Tell whether the page of this kind shows its segments to this reader."""
    return kind["service"] == "contacts" and kind["noun"] in COLLECTIONS and backend().may(SEGMENT, "view")


def subjects(noun: str) -> dict[str, Json]:
    """What rules about a kind may ask, by name."""
    found = backend().call("contacts", "GET", "/segments/subjects", params={"record_kind": noun})
    return {field["name"]: field for field in found["data"]}


@pages.get(f"{HOME}/new")
def new() -> Response:
    """An empty segment, or one whose rules a list's filters give."""
    kind = allowed("contacts", "segments", "create")
    noun = request.args.get("record_kind", "organization")
    noun = noun if noun in COLLECTIONS else "organization"
    values = {"record_kind": noun, "mode": request.args.get("mode", "dynamic"), "active": True}
    tree = Tree.of(subjects(noun), _rules_of_list(noun) or {"rules": []})
    if not tree.root.nodes:
        tree.do(f"add:{builder.ROOT}")
    return _form(kind, values, tree, {})


def _rules_of_list(noun: str) -> Json | None:
    """The filters of the list that one comes from, as rules."""
    state = listing.read(kinds.at("contacts", COLLECTIONS[noun]), request.args)
    rules = [{"field": f.field["name"], "op": f.op, "value": f.value} for f in state.filters]
    return {"match": "all", "rules": rules} if rules else None


@pages.post(f"{HOME}/new")
def create() -> Response:
    """Make the segment, or show the form again with what is wrong."""
    kind = allowed("contacts", "segments", "create")
    values, tree = _posted()
    data, paths = _data(values, tree)
    try:
        made = backend().create(SEGMENT, data, request.form.get("key") or None)
    except BackendError as refusal:
        return _refused(kind, refusal, values, tree, paths)
    return go(f"{HOME}/{made['id']}", _("%(name)s is saved.", name=made["name"]))


@pages.get(f"{HOME}/<record_id>/edit")
def edit(record_id: str) -> Response:
    """A segment as a form."""
    kind = allowed("contacts", "segments", "edit")
    found = backend().get(SEGMENT, record_id)
    return _form(kind, found, Tree.of(subjects(found["record_kind"]), found.get("rules")), {}, found)


@pages.post(f"{HOME}/<record_id>/edit")
def change(record_id: str) -> Response:
    """Save the form, unless somebody else was quicker."""
    kind = allowed("contacts", "segments", "edit")
    found = backend().get(SEGMENT, record_id)
    values, tree = _posted()
    data, paths = _data(values, tree)
    try:
        saved = backend().update(SEGMENT, record_id, data, request.form.get("version", type=int))
    except BackendError as refusal:
        return _refused(kind, refusal, values, tree, paths, found)
    return go(f"{HOME}/{record_id}", _("%(name)s is saved.", name=saved["name"]))


def _refused(
    kind: Json, refusal: BackendError, values: Json, tree: Tree, paths: dict[str, Node], found: Json | None = None
) -> Response:
    """The form again: an error stands at the condition it is about."""
    if refusal.status not in REFUSED | {412}:
        raise refusal
    errors = forms.errors(refusal)
    for path in list(errors):
        if path in paths:
            paths[path].errors += errors.pop(path)
    return _form(kind, {**(found or {}), **values}, tree, errors, found, 422)


def _posted() -> tuple[Json, Tree]:
    """What the form holds: the segment's own fields, and the tree of its rules."""
    form = request.form
    noun = form.get("record_kind", "organization")
    noun = noun if noun in COLLECTIONS else "organization"
    values: Json = {name: form.get(name, "").strip() or None for name in OWN}
    values |= {"record_kind": noun, "active": form.getlist("active")[-1:] == ["1"], "mode": form.get("mode", "dynamic")}
    return values, Tree.read(subjects(noun), form)


def _data(values: Json, tree: Tree) -> tuple[Json, dict[str, Node]]:
    rules, paths = tree.rules()
    return {**values, "rules": rules if values["mode"] == "dynamic" else None}, paths


def _form(kind: Json, values: Json, tree: Tree, errors: Json, found: Json | None = None, status: int = 200) -> Response:
    return show("segment/form.html", status, **_context(kind, values, tree, errors, found), counted=None)


def _context(kind: Json, values: Json, tree: Tree, errors: Json, found: Json | None) -> Json:
    fields = {f["name"]: f for f in kind["fields"]}
    for node in tree.conditions():
        subject = tree.subjects.get(node.field)
        if subject and subject["type"] in {"link", "user"} and node.value:
            node.label = tables.linked(subject.get("link") or "gateway.user", node.value)
    where = f"{HOME}/{found['id']}" if found else HOME
    return {
        "kind": kind, "base": HOME, "found": found, "values": values, "errors": errors, "tree": tree,
        "fields": fields, "leftover": forms.leftover(errors, list(fields.values())), "groups": grouped(tree.subjects),
        "operators_of": builder.operators, "input_value": builder.input_value,
        "key": request.form.get("key") or fresh_key(),
        "version": request.form.get("version") or (found or {}).get("version"),
        "back": where, "action": f"{where}/edit" if found else f"{HOME}/new",
    }  # fmt: skip


def grouped(found: dict[str, Json]) -> list[tuple[str, list[Json]]]:
    """What can be asked, under headings."""
    headings = {
        "organization": _("Organization"), "organization_custom": _("Organization – own fields"),
        "organization_figures": _("Figures of the organization"),
        "person": _("Person"), "person_custom": _("Person – own fields"), "person_figures": _("Figures of the person"),
        "employer": _("The person’s organization"), "employer_custom": _("The person’s organization – own fields"),
        "employer_figures": _("Figures of the person’s organization"),
    }  # fmt: skip
    by_group: dict[str, list[Json]] = {}
    for field in found.values():
        by_group.setdefault(field["group"], []).append(field)
    return [(headings[group], by_group[group]) for group in headings if group in by_group]


@pages.post(f"{HOME}/rules")
def rules() -> Response:
    """The form with a condition or group more or less: its part for a script, the whole page without one."""
    record_id = request.form.get("id") or None
    kind = allowed("contacts", "segments", "edit" if record_id else "create")
    values, tree = _posted()
    tree.do(request.values.get("do", ""))
    found = backend().get(SEGMENT, record_id) if record_id else None
    context = _context(kind, values, tree, {}, found)
    if wants_part():
        response = part("segment/rules.html", **context)
        response.headers["HX-Trigger"] = "kapocs:rules"
        return response
    return show("segment/form.html", **context, counted=_count(values, tree))


@pages.post(f"{HOME}/count")
def count() -> Response:
    """How many fit what is built so far, and some of them."""
    values, tree = _posted()
    return part("segment/count.html", counted=_count(values, tree), values=values, **_shown(values["record_kind"]))


def _count(values: Json, tree: Tree) -> Json:
    rules, _paths = tree.rules(complete=False)
    if values["mode"] != "dynamic" or not rules:
        return {"nothing": True}
    try:
        body = {"record_kind": values["record_kind"], "rules": rules}
        return dict(backend().call("contacts", "POST", "/segments/count", json=body))
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        words = [word for found in forms.errors(refusal).values() for word in found]
        return {"words": words}


def _shown(noun: str) -> Json:
    described = kinds.at("contacts", COLLECTIONS[noun])
    return {"described": described, "home": kinds.path(described)}
