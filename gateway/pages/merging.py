"""Duplicates: the pairs a scan found, records side by side, merging them and taking it back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend, local_path
from gateway.backend import BackendError
from gateway.pages import forms, kinds, related, similar
from gateway.pages.render import go, part, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("merging", __name__)

MOST = 5


def _kind(service: str, collection: str, ability: str = "merge") -> Json:
    """The kind, if it has that ability: kinds that are not merged may still seek duplicates."""
    kind = kinds.at(service, collection)
    if not kind["can"].get(ability):
        abort(404)
    if not backend().may(kind["kind"], "merge" if kind["can"].get("merge") else "edit"):
        abort(403)
    return kind


def _call(kind: Json, method: str, path: str, **more: Any) -> Any:
    return backend().call(kind["service"], method, f"/{kind['collection']}{path}", **more)


@pages.get("/<service>/<collection>/duplicates")
def duplicates(service: str, collection: str) -> Response:
    """The pairs, the likeliest first, and how far the newest scan is."""
    kind = _kind(service, collection, "duplicates")
    status = "distinct" if request.args.get("status") == "distinct" else "open"
    params = {"status": status, "total": "1", "limit": "25"}
    if cursor := request.args.get("cursor"):
        params["cursor"] = cursor
    found = _call(kind, "GET", "/duplicates", params=params)
    pairs = [_pair(kind, pair) for pair in found["data"]]
    scan = _call(kind, "GET", "/duplicates/scans/latest")
    return show(
        "merge/duplicates.html", kind=kind, base=kinds.path(kind), here_path=kinds.path(kind, "duplicates"),
        pairs=pairs, status=status, scan=scan, total=found["total"], more=found["next"],
    )  # fmt: skip


def _pair(kind: Json, pair: Json) -> Json:
    first, second = pair["records"]
    columns = [field for field in kinds.columns(kind) if field["name"] != kind["title"]][:4]
    return {
        **pair,
        "columns": columns,
        "why": similar.because(kind, pair["reasons"]),
        "merge": f"{kinds.path(kind, first['id'], 'merge')}?others={second['id']}",
    }


@pages.post("/<service>/<collection>/duplicates/scan")
def scan(service: str, collection: str) -> Response:
    """Look through all records once more."""
    kind = _kind(service, collection, "duplicates")
    _call(kind, "POST", "/duplicates/scans", json={})
    return go(kinds.path(kind, "duplicates"), _("All records are being compared. This page shows how far it is."))


@pages.post("/<service>/<collection>/duplicates/<pair>/<decision>")
def decide(service: str, collection: str, pair: str, decision: str) -> Response:
    """Set a pair aside as two different records, or take that back."""
    kind = _kind(service, collection, "duplicates")
    if decision not in ("distinct", "reopen"):
        abort(404)
    _call(kind, "POST", f"/duplicates/{pair}/{decision}", json={})
    here = kinds.path(kind, "duplicates")
    if decision == "reopen":
        return go(here, _("The pair is offered again."))
    return go(here, _("The two are not the same; they are not offered again."), f"{here}/{pair}/reopen")


@pages.post("/<service>/<collection>/bulk/merge")
def picked(service: str, collection: str) -> Response:
    """From the rows picked in a list to the page that shows them side by side."""
    kind = _kind(service, collection)
    ids = list(dict.fromkeys(request.form.getlist("ids")))
    if not 2 <= len(ids) <= MOST:
        back = local_path(request.form.get("back") or kinds.path(kind))
        return go(back, _("Pick from two to five records to merge."))
    return go(f"{kinds.path(kind, ids[0], 'merge')}?others={','.join(ids[1:])}")


@pages.get("/<service>/<collection>/<record_id>/merge")
def compare(service: str, collection: str, record_id: str) -> Response:
    """The records side by side; without others, those that are likely the same to choose from."""
    kind = _kind(service, collection)
    if not request.args.get("others"):
        return _choose(kind, record_id)
    return _compare(kind, record_id, request.args["others"])


def _choose(kind: Json, record_id: str) -> Response:
    found = backend().get(kind["kind"], record_id)
    told = {name: str(found[name]) for name in kind["similar"]["fields"] if found.get(name)}
    told |= {name: str(found[name]) for name in ("email", "phone") if found.get(name)}
    rows = _call(kind, "GET", "/similar", params={**told, "except_id": record_id})["data"]
    return show(
        "merge/choose.html", kind=kind, record=found, title=kinds.title(kind, found), base=kinds.path(kind),
        here_path=kinds.path(kind, record_id), likely=[similar.shown(kind, row) for row in rows],
    )  # fmt: skip


def _compare(kind: Json, record_id: str, others: str, errors: Json | None = None, status: int = 200) -> Response:
    try:
        seen = _call(kind, "GET", f"/{record_id}/merge", params={"others": others})
    except BackendError as refusal:
        if refusal.status != 409:
            raise
        return go(kinds.path(kind, record_id), refusal.detail)
    ids = [record["id"] for record in seen["records"]]
    by_name = kinds.fields(kind)
    rows = [
        {"field": by_name[name], "chosen": request.form.get(f"f.{name}") or seen["chosen"].get(name)}
        for name in seen["differing"]
        if name in by_name
    ]
    lists = [{**by_name[name], "count": count} for name, count in seen["lists"].items() if name in by_name and count]
    return show(
        "merge/compare.html", status, kind=kind, base=kinds.path(kind), records=seen["records"], rows=rows,
        lists=lists, here_path=kinds.path(kind, record_id), title=kinds.title(kind, seen["records"][0]),
        keeps=[_keep(kind, ids, record) for record in ids], errors=forms.leftover(errors or {}, []),
        follows=_follows(kind, seen["records"][1:]),
    )  # fmt: skip


def _keep(kind: Json, ids: list[str], survivor: str) -> str:
    rest = ",".join(record for record in ids if record != survivor)
    return f"{kinds.path(kind, survivor, 'merge')}?others={rest}"


def _follows(kind: Json, others: list[Json]) -> list[Json]:
    """How many records of each kind will belong to the survivor, over all services this person may look into."""
    counts: dict[str, Json] = {}
    asked = [(other, related.ask(other, field, record)) for other, field in related.links_to(kind) for record in others]
    for other, answer in asked:
        try:
            number = answer.result(timeout=10).get("total") or 0
        except (BackendError, TimeoutError):
            continue
        known = counts.setdefault(other["kind"], {"label": other["label_plural"], "icon": other["icon"], "count": 0})
        known["count"] += number
    return [row for row in counts.values() if row["count"]]


@pages.post("/<service>/<collection>/<record_id>/merge")
def merge(service: str, collection: str, record_id: str) -> Response:
    """Merge, and go to the survivor, with a way back."""
    kind = _kind(service, collection)
    others = request.form.getlist("others")
    fields = {key[2:]: text for key, text in request.form.items() if key.startswith("f.")}
    versions = {key[2:]: int(text) for key, text in request.form.items() if key.startswith("v.") and text.isdigit()}
    body = {"others": others, "fields": fields, "versions": versions}
    key = request.form.get("key")
    headers = {"Idempotency-Key": key} if key else None
    try:
        made = _call(kind, "POST", f"/{record_id}/merge", json=body, headers=headers)
    except BackendError as refusal:
        if refusal.status not in {409, 412, 422}:
            raise
        return _compare(kind, record_id, ",".join(others), forms.errors(refusal), refusal.status)
    newest = _call(kind, "GET", f"/{record_id}/merges")["data"][0]
    here = kinds.path(kind, record_id)
    return go(here, _("Merged into %(name)s", name=kinds.title(kind, made)), f"{here}/merges/{newest['id']}/undo")


@pages.get("/<service>/<collection>/<record_id>/merges")
def merges(service: str, collection: str, record_id: str) -> Response:
    """What was merged into this record, each with its way back."""
    kind = kinds.at(service, collection)
    found = _call(kind, "GET", f"/{record_id}/merges")["data"]
    may = backend().may(kind["kind"], "merge")
    return part("merge/merges.html", merges=found, here_path=kinds.path(kind, record_id), may_undo=may)


@pages.post("/<service>/<collection>/<record_id>/merges/<merge_id>/undo")
def undo(service: str, collection: str, record_id: str, merge_id: str) -> Response:
    """Take a merge back, and say what stayed because it was changed since."""
    kind = _kind(service, collection)
    here = kinds.path(kind, record_id)
    try:
        done = _call(kind, "POST", f"/{record_id}/merges/{merge_id}/undo", json={})
    except BackendError as refusal:
        if refusal.status != 409:
            raise
        return go(here, refusal.detail)
    if not done["conflicts"]:
        return go(here, _("The merge is undone."))
    labels = {name: field["label"] for name, field in kinds.fields(kind).items()}
    stayed = ", ".join(labels.get(row["field"], row["field"]) for row in done["conflicts"])
    return go(here, _("The merge is undone. What was changed since stays as it is: %(fields)s.", fields=stayed))
