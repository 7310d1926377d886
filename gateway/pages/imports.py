"""The import wizard: file, columns, rehearsal, import; and the imports of the past."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, request

from gateway.answers import Upload
from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds, undoing
from gateway.pages.render import go, part, show, wants_part
from gateway.pages.sending import send_file
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("imports", __name__)

MODES = ("skip", "update", "create")
BUSY = {"queued", "running"}
REFUSED = {400, 409, 413, 415, 422}


@pages.get("/<service>/<collection>/import")
def choose(service: str, collection: str) -> Response:
    """Which file; and the last imports, to look at or to undo."""
    return _choose(_kind(service, collection))


def _choose(kind: Json, refused: str = "") -> Response:
    past = _past(kind)["data"][:3]
    context = {"kind": kind, "base": kinds.path(kind), "refused": refused, "step": 1, "past": past}
    return show("import/file.html", 422 if refused else 200, **context)


@pages.post("/<service>/<collection>/import")
def upload(service: str, collection: str) -> Response:
    """Take the file in and propose which column is what."""
    kind = _kind(service, collection)
    given = request.files.get("file")
    if given is None or not given.filename:
        return _choose(kind, _("Choose a file first."))
    size = given.stream.seek(0, 2)
    given.stream.seek(0)
    try:
        job = backend().import_start(kind["kind"], Upload(given.filename, given.stream, size, given.mimetype))
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _choose(kind, _words(refusal))
    return go(kinds.path(kind, "import", job["id"]))


def _words(refusal: BackendError) -> str:
    words = [w for ws in refusal.errors.values() for w in (ws if isinstance(ws, list) else [ws])]
    return " ".join(map(str, words)) or refusal.detail


def _kind(service: str, collection: str) -> Json:
    kind = kinds.at(service, collection)
    if not kind["can"].get("import"):
        abort(404)
    if not backend().may(kind["kind"], "import"):
        abort(403)
    return kind


@pages.get("/<service>/<collection>/imports")
def past(service: str, collection: str) -> Response:
    """What was imported, by whom, with what outcome; each can be undone."""
    kind = _kind(service, collection)
    found = _past(kind, request.args.get("before"))
    return show("import/past.html", kind=kind, base=kinds.path(kind), past=found["data"], more=found["next"])


def _past(kind: Json, before: str | None = None) -> Json:
    found = backend().imports(kind["kind"], before)
    rows = [{**row, "undo_path": _undo_path(kind, row), "colour": _colour(row)} for row in found["data"]]
    return {"data": rows, "next": found["next"]}


def _undo_path(kind: Json, job: Json) -> str | None:
    """Where to undo an import, when it has made something and has not been undone."""
    if job.get("dry_run") or job["status"] not in {"finished", "failed"} or not job["created"] + job["updated"]:
        return None
    if job.get("undo") and job["undo"]["status"] != "failed":
        return None
    return undoing.address(kind["service"], job["id"], kinds.path(kind, "import", job["id"]))


def _colour(job: Json) -> str:
    states = {"queued": "azure", "running": "azure", "finished": "green", "failed": "red"}
    return "grey" if job.get("undo") or job.get("dry_run") else states.get(job["status"], "grey")


@pages.get("/<service>/<collection>/import/<job_id>")
def job(service: str, collection: str, job_id: str) -> Response:
    """Where the import stands; the part asks again by itself until it is over."""
    kind = _kind(service, collection)
    return _show(kind, backend().import_job(kind["kind"], job_id))


def _show(kind: Json, found: Json, refused: str = "", mapping: bool = False) -> Response:
    busy = found["status"] in BUSY
    mapping = mapping or "edit" in request.args or found["status"] == "uploaded" or bool(refused)
    if kept := next((m for m in found.get("mappings") or [] if m["name"] == request.args.get("kept")), None):
        found = {**found, "mapping": {h: kept["mapping"][h] for h in found["headers"] if kept["mapping"].get(h)}}
        mapping = True
    step = 2 if mapping else 3 if found.get("dry_run") else 4
    base = kinds.path(kind)
    context = {
        "kind": kind,
        "base": base,
        "job": found,
        "here_path": kinds.path(kind, "import", found["id"]),
        "busy": busy,
        "over": found["status"] in {"finished", "failed"},
        "step": step,
        "refused": refused,
        "columns": _columns(found),
        "groups": _groups(found),
        "modes": _modes(),
        "mode": found.get("mode") or "skip",
        "matchable": _matchable(kind, found),
        "defaults": [
            _default(kinds.fields(kind)[name], text)
            for name, text in (found.get("defaults") or {}).items()
            if name in kinds.fields(kind)
        ],
        "defaultable": _defaultable(kind, found),
        "has_emails": any(field["type"] == "email" for field in found["fields"]),
        "undo_path": _undo_path(kind, found),
        "undone_path": f"/changes/{kind['service']}/{found['id']}" if found.get("undo") else None,
        "made_path": f"{base}?change={found['id']}",
    }
    template = "import/mapping.html" if mapping else "import/result.html"
    if wants_part() and not mapping:
        return part("import/progress.html", **context)
    return show(template, 422 if refused else 200, **context)


def _columns(found: Json) -> list[Json]:
    """Each column of the file with what it holds, what it is taken for and how surely."""
    sample = found.get("sample") or []
    shown = []
    for place, header in enumerate(found["headers"]):
        values = [str(row[place] or "") for row in sample[:3] if place < len(row)]
        path, score = found["mapping"].get(header, ""), (found.get("confidence") or {}).get(header)
        kept = "kept" if found.get("remembered") else ""
        sure = "" if not path else kept if kept or not score else "sure" if score >= 90 else "maybe"
        shown.append({"header": header, "values": [v for v in values if v], "path": path, "sure": sure})
    return shown


def _groups(found: Json) -> list[tuple[str, list[Json]]]:
    """The fields to choose from: the record's own first, then the rows of each of its lists."""
    groups: dict[str, list[Json]] = {"": []}
    for field in found["fields"]:
        group = field["label"].partition(": ")[0] if field["path"].partition(".")[1] and ": " in field["label"] else ""
        groups.setdefault(group, []).append(field)
    return list(groups.items())


def _matchable(kind: Json, found: Json) -> list[Json]:
    labels = {name: field["label"] for name, field in kinds.fields(kind).items()} | {"id": _("Id in Kapocs")}
    names = [name for name in found.get("matchable") or [] if name in labels]
    chosen = found.get("match") or []
    names.sort(key=lambda name: chosen.index(name) if name in chosen else len(chosen))
    return [{"name": name, "label": labels[name], "chosen": name in chosen} for name in names]


def _default(field: Json, text: Any) -> Json:
    label = forms.title(field["link"], str(text)) if field["type"] == "link" and text else None
    return {"field": {**field, "required": False}, "value": text, "label": label}


def _defaultable(kind: Json, found: Json) -> list[Json]:
    """The fields that may get one value for all rows that have none: the record's own, not those of its lists."""
    known = {field["path"] for field in found["fields"]} - set(found.get("defaults") or {})
    return [field for field in kinds.writable(kind) if field["name"] in known and field["type"] != "lines"]


def _modes() -> list[tuple[str, str, str]]:
    return [
        ("skip", _("Leave records that exist already as they are"), _("Only what is new comes in.")),
        (
            "update",
            _("Update records that exist already"),
            _("Cells with something in them replace what is there; empty ones change nothing."),
        ),
        ("create", _("Create every row as a new record"), _("Nothing is compared. What comes twice is there twice.")),
    ]


@pages.post("/<service>/<collection>/import/<job_id>")
def run(service: str, collection: str, job_id: str) -> Response:
    """Rehearse it, or do it; or keep the mapping under a name."""
    kind = _kind(service, collection)
    found = backend().import_job(kind["kind"], job_id)
    options = _options(found)
    if {"add_default", "drop_default"} & request.form.keys():
        return _show(kind, {**found, **options}, mapping=True)
    try:
        if request.form.get("do") == "keep":
            name = request.form.get("keep_as", "").strip() or found["file_name"]
            backend().keep_mapping(kind["kind"], name[:100], options["mapping"])
            kept = urlencode({"edit": 1, "kept": name[:100]})
            return go(f"{kinds.path(kind, 'import', job_id)}?{kept}", _("The mapping is kept."))
        backend().import_run(kind["kind"], job_id, options)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return _show(kind, {**found, **options}, _words(refusal))
    return go(kinds.path(kind, "import", job_id))


def _options(found: Json) -> Json:
    form = request.form
    options = {name: found[name] for name in ("mapping", "mode", "match", "defaults")}
    options["erased"] = bool(found.get("erased"))
    if "mapped" in form:
        chosen = zip(found["headers"], form.getlist("path"), strict=False)
        options["mapping"] = {header: path for header, path in chosen if path}
        options["match"] = form.getlist("match") or found["match"]
        options["defaults"] = _defaults()
        options["erased"] = form.get("erased") == "1"
        options["mode"] = form.get("mode") if form.get("mode") in MODES else found.get("mode")
    dry_run = form.get("do") != "run"
    return {**options, "mode": options["mode"] or "skip", "match": options["match"] or None, "dry_run": dry_run}


def _defaults() -> Json:
    """What was typed for rows that have none: as text, for it is read like the cells of the file."""
    form = request.form
    names = [name for name in form.getlist("default_field") if name != form.get("drop_default")]
    typed = {name: (form.getlist(f"default.{name}") or [""])[-1].strip() for name in names}
    if "add_default" in form:
        return typed | ({name: "" for name in [form.get("new_default", "")] if name})
    return {name: text for name, text in typed.items() if text}


@pages.post("/<service>/<collection>/import/<job_id>/continue")
def go_on(service: str, collection: str, job_id: str) -> Response:
    """Go on with an import that stopped."""
    kind = _kind(service, collection)
    backend().import_continue(kind["kind"], job_id)
    return go(kinds.path(kind, "import", job_id))


@pages.get("/<service>/<collection>/import/<job_id>/errors")
def errors(service: str, collection: str, job_id: str) -> Response:
    """The refused rows as a file."""
    kind = _kind(service, collection)
    form = "xlsx" if request.args.get("format") == "xlsx" else "csv"
    return send_file(backend().import_errors(kind["kind"], job_id, form))
