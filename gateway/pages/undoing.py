"""Taking back what was done together: a bulk change, an import, an undo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from gateway.auth import backend, local_path
from gateway.backend import BackendError
from gateway.pages import kinds
from gateway.pages.render import go, part, show, wants_part
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("undoing", __name__)

BUSY = {"queued", "running"}


def address(service: str, change: str, back: str) -> str:
    """Where to post to undo a change; `back` is the page to return to."""
    return f"/changes/{service}/{change}/undo?{urlencode({'back': back})}"


@pages.post("/changes/<service>/<change>/undo")
def undo(service: str, change: str) -> Response:
    """Undo it; what is little is done at once, what is much shows its progress."""
    back = local_path(request.args.get("back") or "/")
    try:
        done = backend().undo(service, change)
    except BackendError as refusal:
        if refusal.status not in {403, 409}:
            raise
        return go(back, refusal.detail)
    if done["status"] in BUSY or done["kept"]:
        return go(f"/changes/{service}/{change}?{urlencode({'back': back})}")
    return go(back, _("Undone for %(n)s records.", n=done["undone"]), address(service, done["id"], back))


@pages.get("/changes/<service>/<change>")
def progress(service: str, change: str) -> Response:
    """What a change did, how far its undoing is and what stayed as it was."""
    found = backend().change(service, change)
    last = found["undo"]
    context = {
        "service": service,
        "change": found,
        "undo": last,
        "busy": bool(last) and last["status"] in BUSY,
        "counts": [(_kind(name), counts) for name, counts in found["kinds"].items()],
        "links": {
            row["record_id"]: kinds.address(row["kind"], row["record_id"]) for row in (last or {}).get("conflicts", [])
        },
        "back": local_path(request.args.get("back") or "/"),
        "here_path": f"/changes/{service}/{change}",
    }
    if wants_part():
        return part("change/progress.html", **context)
    return show("change/page.html", **context)


def _kind(name: str) -> str:
    described = backend().meta()["kinds"].get(name)
    return str(described["label_plural"]) if described else name
