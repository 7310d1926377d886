"""A ticket as a conversation: what the customer said, what we answered, and notes among ourselves."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import forms, kinds, records
from gateway.pages.keys import fresh_key
from gateway.pages.render import go, show
from gateway.pages.words import _

Json = dict[str, Any]

pages = Blueprint("tickets", __name__)

KIND = "helpdesk.ticket"
REFUSED = {400, 409, 422}
TALK = {"answer", "note"}


def ticket(kind: Json, record_id: str, typed: Json | None = None, errors: Json | None = None) -> Response:
    """The page of a ticket."""
    found = backend().get(KIND, record_id)
    frame = records.frame(kind, found)
    actions = {a["name"]: a for a in kinds.active_actions(kind, found)}
    buttons = [records.button(kind, found, a) for name, a in actions.items() if name not in TALK]
    status = 422 if errors else 200
    return show(
        "ticket/page.html",
        status,
        **{
            **frame,
            "title": f"{found['number']} · {found['subject']}",
            "actions": buttons[:2],
            "more_actions": buttons[2:],
        },
        messages=_conversation(record_id),
        may_answer="answer" in actions,
        may_note="note" in actions,
        typed=typed or {},
        errors=errors or {},
        leftover=forms.leftover(errors or {}, [{"name": "body"}]),
        key=fresh_key(),
        next_statuses=_next_statuses(actions.get("answer")),
        customer=_customer(kind, found),
    )


def _conversation(record_id: str) -> list[Json]:
    found = backend().call("helpdesk", "GET", f"/tickets/{record_id}/conversation")
    return [{**row, "side": "note" if row.get("internal") else row.get("direction")} for row in found["data"]]


def _next_statuses(answer: Json | None) -> list[Json]:
    fields = (answer or {}).get("fields") or []
    status = next((f for f in fields if f["name"] == "status"), None)
    return [{**c, "on": c["value"] == status.get("default")} for c in status["choices"]] if status else []


def _customer(kind: Json, found: Json) -> str:
    fields = kinds.fields(kind)
    links = [fields[name] for name in ("person_id", "organization_id") if name in fields and found.get(name)]
    return kinds.link_label(links[0], found) if links else str(found.get("contact_email") or "")


@pages.post("/helpdesk/tickets/<record_id>/say")
def say(record_id: str) -> Response:
    """An answer to the customer, or a note for colleagues."""
    kind = kinds.at("helpdesk", "tickets")
    internal = request.form.get("internal") == "1"
    data: Json = {"body": request.form.get("body", "").strip() or None}
    if not internal and request.form.get("status"):
        data["status"] = request.form["status"]
    try:
        backend().act(KIND, record_id, "note" if internal else "answer", data, request.form.get("key") or None)
    except BackendError as refusal:
        if refusal.status not in REFUSED:
            raise
        return ticket(kind, record_id, dict(request.form), forms.errors(refusal))
    return go(kinds.path(kind, record_id), _("The note is kept.") if internal else _("The answer is on its way."))
