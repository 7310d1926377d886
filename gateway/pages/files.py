"""Files on records."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.backend import BackendError, Unavailable
from gateway.pages import kinds
from gateway.pages.render import go, show, wants_part
from gateway.pages.sending import send_file
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("files", __name__)


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
    return send_file(backend().attachment(kind["kind"], record_id, file_id), inline=True)


@pages.post("/<service>/<collection>/<record_id>/files/<file_id>/delete")
def remove(service: str, collection: str, record_id: str, file_id: str) -> Response:
    """Take one away."""
    kind = kinds.at(service, collection)
    backend().detach(kind["kind"], record_id, file_id)
    return _list(kind, record_id) if wants_part() else go(kinds.path(kind, record_id), _("The file is deleted."))


def _list(kind: Json, record_id: str, refused: str = "") -> Response:
    def may(verb: str) -> bool:
        return backend().may(kind["kind"], verb)

    context: Json = {"files": [], "problem": False}
    try:
        context["files"] = backend().attachments(kind["kind"], record_id)
    except Unavailable:
        context["problem"] = True
    return show(
        "record/files.html", kind=kind, here_path=kinds.path(kind, record_id), may=may, refused=refused, **context
    )
