"""Who is in a segment: its page, why a record is in or not, and putting records into one made by hand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend, local_path
from gateway.backend import BackendError, Unavailable
from gateway.pages import builder, forms, kinds, records, segments, tables
from gateway.pages.render import go, show
from gateway.pages.words import _, ngettext
from gateway.pages.writing import REFUSED

Json = dict[str, Any]

pages = Blueprint("memberships", __name__)

SEGMENT, HOME = segments.SEGMENT, segments.HOME
SHOWN = 10


@pages.get(f"{HOME}/<record_id>")
def segment(record_id: str) -> Response:
    """A segment: its rules in words, its members, and the question why one is in."""
    kind = kinds.at("contacts", "segments")
    found = backend().get(SEGMENT, record_id)
    frame = records.frame(kind, found)
    described = kinds.at("contacts", segments.COLLECTIONS[found["record_kind"]])
    return show(
        "segment/page.html",
        **{**frame, "status": kinds.choice(kinds.fields(kind)["mode"], found["mode"])},
        **_members(found, described),
        described=described,
        asked=_in_words(found),
        words_of=words_of,
        match_words=match_words,
    )


def _members(found: Json, described: Json) -> Json:
    query = {"limit": str(SHOWN), "total": "exact", "sort": described["sort"]}
    rows = backend().call("contacts", "GET", f"/segments/{found['id']}/members", params=query)
    home = kinds.path(described)
    return {
        "rows": rows["data"],
        "total": rows["total"],
        "columns": [f for f in kinds.columns(described) if f["type"] not in {"user", "tags"}][:4],
        "home": home,
        "all": f"{home}?filter[segment]={found['id']}",
        "may_take_out": found["mode"] == "static" and backend().may(SEGMENT, "edit"),
    }


def _in_words(found: Json) -> Json | None:
    """The rules with the names of the fields they ask about."""
    if not found.get("rules"):
        return None
    known = segments.subjects(found["record_kind"])
    return _told(found["rules"], known)


def _told(node: Json, known: dict[str, Json]) -> Json:
    if "rules" in node:
        return {**node, "rules": [_told(inner, known) for inner in node["rules"]]}
    return {**known.get(node["field"], {"type": "text", "label": node["field"]}), **node}


def match_words(match: str) -> str:
    """How a group reads."""
    words = {"all": _("All of these hold"), "any": _("Any of these holds"), "none": _("None of these holds")}
    return words.get(match, match)


def words_of(rule: Json) -> tuple[str, str]:
    """How a condition reads: its operator, and its value where it has one."""
    shown = builder.shown(rule, rule["op"], str(rule.get("value") or ""))
    operator, values = str(shown["op"]), shown.get("values") or []
    words = dict(builder.operators(rule)).get(operator) or operator
    if operator in builder.RELATIVE:
        return words.replace("…", values[0]), ""
    if operator in {"empty", builder.FILLED}:
        return words, ""
    return words, ", ".join(_value_words(rule, value) for value in values)


def _value_words(rule: Json, value: str) -> str:
    if rule["type"] in {"link", "user"}:
        return tables.linked(rule.get("link") or "gateway.user", value)
    return builder.reads(rule, value)


@pages.get(f"{HOME}/<record_id>/why")
def why(record_id: str) -> Response:
    """Each condition with a check mark, as it is for one record."""
    record = request.args.get("record", "")
    if not record:
        return go(f"{HOME}/{record_id}")
    try:
        found = backend().call("contacts", "GET", f"/segments/{record_id}/why", params={"record": record})
    except BackendError as refusal:
        if refusal.status not in {400, 404}:
            raise
        abort(404)
    context = {"why": found, "words_of": words_of, "match_words": match_words, "actual_of": actual_of}
    described = kinds.at("contacts", segments.COLLECTIONS[found["record"]["kind"].partition(".")[2]])
    return show("segment/why.html", **context, home=kinds.path(described), segment_path=f"{HOME}/{record_id}")


def actual_of(rule: Json) -> str:
    """How the record's own value of a condition reads."""
    if rule["hidden"]:
        return _("not to be seen by you")
    value = rule["actual"]
    if value in (None, "", []):
        return _("empty")
    if isinstance(value, list):
        return ", ".join(str(rule_value) for rule_value in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if rule["type"] in {"link", "user"}:
        return str(rule.get("actual_label") or tables.linked(rule.get("link") or "gateway.user", str(value)))
    return builder.reads(rule, str(value))


@pages.get("/contacts/<any(organizations, people):collection>/<record_id>/segments")
def containing(collection: str, record_id: str) -> Response:
    """The segments a record is in, since when, each with its why."""
    kind = kinds.at("contacts", collection)
    context: Json = {"rows": [], "problem": False, "here_path": kinds.path(kind, record_id), "record_id": record_id}
    try:
        query = {"record_kind": kind["noun"], "record": record_id}
        context["rows"] = backend().call("contacts", "GET", "/segments/containing", params=query)["data"]
    except Unavailable:
        context["problem"] = True
    return show("segment/containing.html", **context)


@pages.post("/contacts/<any(organizations, people):collection>/add-to-list")
def choose(collection: str) -> Response:
    """To which list the picked records shall be added."""
    kind = kinds.at("contacts", collection)
    return _choose(kind, request.form.getlist("ids"), {})


def _choose(kind: Json, ids: list[str], errors: Json) -> Response:
    query = {"filter[record_kind]": kind["noun"], "filter[mode]": "static", "sort": "name", "limit": "200"}
    return show(
        "segment/choose.html",
        422 if errors else 200,
        base=kinds.path(kind),
        ids=ids,
        lists=backend().list(SEGMENT, query)["data"],
        may_make=backend().may(SEGMENT, "create"),
        back=request.form.get("back", ""),
        errors=errors,
    )


@pages.post("/contacts/<any(organizations, people):collection>/add-to-list/run")
def add(collection: str) -> Response:
    """Add them, to a list there is or to a new one."""
    kind = kinds.at("contacts", collection)
    ids, chosen, name = (
        request.form.getlist("ids"),
        request.form.get("segment", ""),
        request.form.get("name", "").strip(),
    )
    back = local_path(request.form.get("back") or kinds.path(kind))
    if not ids:
        return go(back)
    if not chosen and not name:
        return _choose(kind, ids, {"segment": [_("Choose a list, or name a new one.")]})
    try:
        if not chosen:
            body = {"name": name, "record_kind": kind["noun"], "mode": "static"}
            chosen = backend().create(SEGMENT, body)["id"]
        done = backend().call("contacts", "POST", f"/segments/{chosen}/members", json={"ids": ids})
    except BackendError as refusal:
        if refusal.status not in REFUSED | {403}:
            raise
        return _choose(kind, ids, forms.errors(refusal))
    n = done["changed"]
    return go(
        f"{HOME}/{chosen}", ngettext("%(n)s record is added to the list.", "%(n)s records are added to the list.", n)
    )


@pages.get(f"{HOME}/<record_id>/fill")
def fill(record_id: str) -> Response:
    """Who is to be put into a list made by hand: a file, or lines."""
    return _fill(record_id, {}, "")


@pages.post(f"{HOME}/<record_id>/fill")
def fill_from(record_id: str) -> Response:
    """Put them in; rows that name nobody are shown with the reason."""
    given, text = request.files.get("file"), request.form.get("lines", "").strip()
    file = (given.filename, given.read()) if given and given.filename else ("lines.csv", text.encode())
    if not file[1]:
        return _fill(record_id, {"lines": [_("Choose a file, or write a line for each.")]}, text)
    try:
        done = backend().send(SEGMENT, record_id, "members/file", *file)
    except BackendError as refusal:
        if refusal.status not in REFUSED | {413}:
            raise
        return _fill(record_id, forms.errors(refusal) or {"file": [refusal.detail]}, text)
    n = done["changed"]
    words = ngettext("%(n)s record is added to the list.", "%(n)s records are added to the list.", n)
    return _fill(record_id, {}, text, {**done, "words": words}) if done["failed"] else go(f"{HOME}/{record_id}", words)


def _fill(record_id: str, errors: Json, text: str, done: Json | None = None) -> Response:
    found = backend().get(SEGMENT, record_id)
    if found["mode"] != "static" or not backend().may(SEGMENT, "edit"):
        abort(403)
    words = [word for said in errors.values() for word in said]
    person = found["record_kind"] == "person"
    return show(
        "segment/fill.html", 422 if errors else 200, found=found, words=words, text=text, done=done, person=person,
        kind=kinds.at("contacts", "segments"), base=HOME, here_path=f"{HOME}/{record_id}",
    )  # fmt: skip


@pages.post(f"{HOME}/<record_id>/take-out")
def take_out(record_id: str) -> Response:
    """Take one record out of a list made by hand."""
    backend().call(
        "contacts", "POST", f"/segments/{record_id}/members/remove", json={"ids": request.form.getlist("ids")}
    )
    return go(f"{HOME}/{record_id}", _("Taken out of the list."))
