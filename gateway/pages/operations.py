"""The operations page: backlog of events, parked and retrying messages, jobs, schedules."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import navigation
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("operations", __name__)


@pages.get("/operations")
def operations() -> Response:
    """How the system is."""
    if not navigation.may_operate(backend()):
        abort(403)
    found = backend().operations()
    labels = {head["service"]: head.get("label") or head["service"] for head in backend().meta()["services"]}
    services = [{**row, "label": labels.get(row["service"], row["service"])} for row in found["data"]]
    return show("operations/page.html", services=services, unavailable=found.get("unavailable"), labels=labels)


@pages.get("/operations/<service>/<parked_id>")
def parked(service: str, parked_id: str) -> Response:
    """One message that waits for a person: what it says, and what went wrong."""
    message = _find(service, parked_id)
    return show("operations/message.html", message=message, service=service)


def _find(service: str, parked_id: str) -> Json:
    for row in backend().operations()["data"]:
        if row["service"] == service:
            for message in [*row.get("parked", []), *row.get("retrying", [])]:
                if message["id"] == parked_id:
                    return dict(message)
    return abort(404)


@pages.post("/operations/<service>/<parked_id>/retry")
def retry(service: str, parked_id: str) -> Response:
    """Hand it to its handler again."""
    backend().retry_parked(service, parked_id)
    return go("/operations", _("The message is being tried again."))


@pages.post("/operations/<service>/<parked_id>/discard")
def discard(service: str, parked_id: str) -> Response:
    """Give it up, with a reason that is kept."""
    try:
        backend().discard_parked(service, parked_id, request.form.get("reason", "").strip())
    except BackendError as refusal:
        if refusal.status != 422:
            raise
        message = _find(service, parked_id)
        return show("operations/message.html", 422, message=message, service=service, error=_("Say why."))
    return go("/operations", _("The message is discarded; the reason is kept."))


@pages.post("/operations/<service>/jobs/<job_id>/retry")
def retry_job(service: str, job_id: str) -> Response:
    """Try a parked job again."""
    backend().call(service, "POST", f"/operations/jobs/{job_id}/retry", json={})
    return go("/operations", _("The job is being tried again."))
