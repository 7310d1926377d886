"""The person's own pages: profile, password, sessions, notifications."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, request

from gateway.auth import backend, forget_visitor
from gateway.backend import BackendError
from gateway.pages import kinds
from gateway.pages.render import go, show
from gateway.pages.words import _, ngettext

Json = dict[str, Any]

pages = Blueprint("profile", __name__)


@pages.get("/profile")
def profile() -> Response:
    """Name, address, password, sessions."""
    return _page()


def _page(errors: Json | None = None, part_of: str = "") -> Response:
    client = backend()
    return show(
        "people/profile.html",
        422 if errors else 200,
        person=client.profile(),
        sessions=[{**session, "program": program(session["agent"])} for session in client.sessions()],
        errors=errors or {},
        part_of=part_of,
    )


_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS",
            "Linux": "Linux"}  # fmt: skip


def program(agent: str) -> str:
    """“Chrome, Linux” of what a browser says of itself; anything else as it is."""
    browser = next((name for word, name in _BROWSERS.items() if f"{word}/" in agent), None)
    system = next((name for word, name in _SYSTEMS.items() if word in agent), None)
    return ", ".join(part for part in (browser, system) if part) or agent


@pages.post("/profile")
def change() -> Response:
    """Save name and address."""
    values = {name: request.form.get(name, "").strip() or None for name in ("name", "email")}
    try:
        backend().change_profile(**values)
    except BackendError as refusal:
        return _page(refusal.errors or {"name": [refusal.detail]}, "profile")
    forget_visitor()
    return go("/profile", _("Saved."))


@pages.post("/profile/password")
def password() -> Response:
    """Change the password; all other sessions end."""
    old, new, again = (request.form.get(name, "") for name in ("old", "new", "again"))
    if new != again:
        return _page({"again": [_("The two new passwords differ.")]}, "password")
    try:
        backend().change_password(old, new)
    except BackendError as refusal:
        return _page(refusal.errors or {"old": [refusal.detail]}, "password")
    return go("/profile", _("The password is changed. Your other sessions have ended."))


@pages.post("/profile/sessions/<session_id>/end")
def end(session_id: str) -> Response:
    """End a session or token."""
    backend().revoke_session(session_id)
    return go("/profile", _("The session has ended."))


@pages.get("/notifications")
def notifications() -> Response:
    """What concerns the person, newest first."""
    found = backend().notifications(limit=100)
    reasons = {"contacts.ContractExpiring": _("This contract ends soon")}
    rows = [_shown(n, reasons) for n in found["data"]]
    return show("people/notifications.html", rows=rows, unread=found["unread"])


def _shown(n: dict[str, Any], reasons: dict[str, str]) -> dict[str, Any]:
    if n["event_type"] == "contacts.PeopleDue":  # of no record: a number, and where to read on
        words = ngettext("%(n)s person is due for deletion", "%(n)s people are due for deletion", int(n["title"]))
        return {**n, "title": words, "href": "/contacts/privacy/due", "reason": _("Retention rules")}
    reason = reasons.get(n["event_type"]) or _given(n)
    return {**n, "href": kinds.address(n["kind"], n["record_id"]), "reason": reason}


def _given(n: dict[str, Any]) -> str:
    """Everything that is no reminder says that a record became this person's."""
    kind = (backend().meta()["kinds"].get(n["kind"]) or {}).get("label") or _("Record")
    if not n["actor_name"]:
        return _("%(kind)s: it is yours now", kind=kind)
    return _("%(kind)s: %(who)s gave it to you", kind=kind, who=n["actor_name"])


@pages.get("/notifications/count")
def count() -> Response:
    """The little number on the bell."""
    try:
        unread = backend().notifications(unread=True, limit=1)["unread"]
    except BackendError:
        unread = 0
    shown = "99+" if unread > 99 else str(unread)
    return make_response(f'<span class="pip">{shown}</span>' if unread else "")


@pages.post("/notifications/read")
def read() -> Response:
    """Mark one or all as read."""
    backend().read_notifications(request.form.getlist("id") or None)
    target = request.form.get("to", "")
    return go(target if target.startswith("/") and not target.startswith("//") else "/notifications")
