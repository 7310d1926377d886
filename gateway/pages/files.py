"""Files on records: their list, their versions, and looking at them without leaving the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import kinds
from gateway.pages.render import go, show, tell, wants_part
from gateway.pages.sending import send_file
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("files", __name__)

CHANGED = "kapocs:files"
"""Tells the page that its list of files is to be drawn anew."""


@pages.get("/<service>/<collection>/<record_id>/files")
def files(service: str, collection: str, record_id: str) -> Response:
    """The files of a record."""
    return _list(kinds.at(service, collection), record_id)


@pages.post("/<service>/<collection>/<record_id>/files")
def attach(service: str, collection: str, record_id: str) -> Response:
    """Add one."""
    kind = kinds.at(service, collection)
    given = request.files.get("file")
    if given is None or not given.filename:
        return _list(kind, record_id, _("Choose a file first."))
    try:
        backend().attach(kind["kind"], record_id, given.filename, given.read(), given.mimetype)
    except BackendError as refusal:
        return _list(kind, record_id, refusal.detail)
    return _list(kind, record_id) if wants_part() else go(kinds.path(kind, record_id), _("The file is attached."))


@pages.get("/<service>/<collection>/<record_id>/files/<file_id>")
def download(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """Open or save one."""
    kind = kinds.at(service, collection)
    return send_file(backend().attachment(kind["kind"], record_id, file_id), inline="save" not in request.args)


@pages.get("/<service>/<collection>/<record_id>/files/<file_id>/preview")
def preview(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """A picture of one, or of a page of it."""
    kind = kinds.at(service, collection)
    query = {name: request.args[name] for name in ("page", "size") if name in request.args}
    picture, _pages = backend().preview(kind["kind"], record_id, file_id, query)
    response = send_file(picture, inline=True)
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@pages.get("/<service>/<collection>/<record_id>/files/<file_id>/view")
def view(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """Look at one on the page."""
    kind = kinds.at(service, collection)
    versions = backend().versions(kind["kind"], record_id, file_id)
    page = request.args.get("page", 1, int)
    try:
        _picture, count = backend().preview(kind["kind"], record_id, file_id, {"page": str(page), "size": "large"})
    except BackendError as refusal:
        if refusal.status not in (400, 404):
            raise
        count = 0
    context: Json = {
        "file": next(row for row in versions if row["id"] == file_id), "page": page, "count": count,
        "here_path": kinds.path(kind, record_id),
    }  # fmt: skip
    return show("files/view.html", **context)


@pages.get("/<service>/<collection>/<record_id>/files/<file_id>/versions")
def versions(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """All versions of one, newest first."""
    return _versions(kinds.at(service, collection), record_id, file_id)


@pages.post("/<service>/<collection>/<record_id>/files/<file_id>/versions")
def attach_version(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """Add a newer version."""
    kind = kinds.at(service, collection)
    given = request.files.get("file")
    if given is None or not given.filename:
        return _versions(kind, record_id, file_id, _("Choose a file first."))
    file = (given.filename, given.read(), given.mimetype)
    attach = partial(backend().attach_version, kind["kind"], record_id, file_id, file)
    return _changed(kind, record_id, file_id, attach, _("The new version is attached."))


@pages.post("/<service>/<collection>/<record_id>/files/<file_id>/restore")
def restore(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """Make an older version the newest again."""
    kind = kinds.at(service, collection)
    back = partial(backend().restore_version, kind["kind"], record_id, file_id)
    return _changed(kind, record_id, file_id, back, _("The older version is the newest again."))


@pages.post("/<service>/<collection>/<record_id>/files/<file_id>/delete")
def remove(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """Take one away."""
    kind = kinds.at(service, collection)
    backend().detach(kind["kind"], record_id, file_id)
    return _list(kind, record_id) if wants_part() else go(kinds.path(kind, record_id), _("The file is deleted."))


def _changed(kind: Json, record_id: str, file_id: str, change: Callable[[], object], words: str) -> Response:
    try:
        change()
    except BackendError as refusal:
        return _versions(kind, record_id, file_id, refusal.detail)
    if not wants_part():
        return go(kinds.path(kind, record_id), words)
    return tell(_versions(kind, record_id, file_id), words, also=CHANGED)


def _versions(kind: Json, record_id: str, file_id: str, refused: str = "") -> Response:
    found = backend().versions(kind["kind"], record_id, file_id)
    context = {"versions": found, "refused": refused, "here_path": kinds.path(kind, record_id)}
    return show("files/versions.html", may_edit=backend().may(kind["kind"], "edit"), **context)


def _list(kind: Json, record_id: str, refused: str = "") -> Response:
    def may(verb: str) -> bool:
        return backend().may(kind["kind"], verb)

    context: Json = {"files": [], "problem": False}
    try:
        context["files"] = backend().attachments(kind["kind"], record_id)
    except Unavailable:
        context["problem"] = True
    return show(
        "files/list.html", kind=kind, here_path=kinds.path(kind, record_id), may=may, refused=refused, **context
    )
