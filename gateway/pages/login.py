"""Signing in and out, language and theme."""

from __future__ import annotations

import contextlib

from flask import Blueprint, Response, g, make_response, redirect, request

from chassis.i18n import LANGUAGES
from gateway import auth
from gateway.backend import BackendError
from gateway.pages.context import THEMES
from gateway.pages.render import part
from gateway.pages.words import _
from gateway.sessions import TooManyAttempts, WrongPassword

pages = Blueprint("pages", __name__)

YEAR = 365 * 24 * 3600
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#4450d4"/>'
    '<path d="M13.2 9.5h-1.7a5.5 5.5 0 0 0-5.5 5.5v2a5.5 5.5 0 0 0 5.5 5.5h1.7M18.8 9.5h1.7A5.5 5.5 0 0 1 26 15v2a5.5 '
    '5.5 0 0 1-5.5 5.5h-1.7M11.5 16h9" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>'
)


@pages.get("/login")
def login() -> Response:
    """The form; straight on for somebody who is signed in."""
    if auth.visitor():
        return make_response(redirect(auth.local_path(request.args.get("next"))))
    return part("auth/login.html", username="", error="", next=request.args.get("next", ""))


@pages.post("/login")
def sign_in() -> Response:
    """Open a session, or say why not."""
    username, target = request.form.get("username", ""), request.form.get("next", "")
    try:
        auth.open_session(username, request.form.get("password", ""))
    except WrongPassword:
        return _again(username, target, _("The username or the password is wrong."), 401)
    except TooManyAttempts as wait:
        minutes = max(1, round(wait.retry_after / 60))
        return _again(username, target, _("Too many failed attempts. Try again in %(n)s minutes.", n=minutes), 429)
    response = make_response(redirect(auth.local_path(target), 303))
    with contextlib.suppress(BackendError):
        profile = auth.backend().profile()
        _keep(response, "theme", profile.get("theme") or "auto")
        _keep(response, "language", profile.get("language") or "en")
    return response


def _again(username: str, target: str, error: str, status: int) -> Response:
    return part("auth/login.html", status, username=username, error=error, next=target)


@pages.post("/logout")
def sign_out() -> Response:
    """Close the session."""
    auth.close_session()
    return make_response(redirect("/login", 303))


@pages.post("/preferences")
def prefer() -> Response:
    """Language and theme, kept with the person and in a cookie for the login page."""
    chosen = {
        name: value
        for name, known in (("language", LANGUAGES), ("theme", THEMES))
        if (value := request.form.get(name)) in known
    }
    if auth.visitor() and chosen:
        auth.backend().change_profile(**chosen)
        auth.forget_visitor()
    g.pop("language", None)
    response = make_response(redirect(auth.local_path(request.form.get("back")), 303))
    for name, value in chosen.items():
        _keep(response, name, str(value))
    return response


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure)


@pages.get("/favicon.svg")
def favicon() -> Response:
    """The mark of the product."""
    response = make_response(FAVICON)
    response.headers["Content-Type"] = "image/svg+xml"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@pages.get("/favicon.ico")
def old_favicon() -> Response:
    """Browsers that ask without being told."""
    return make_response(redirect("/favicon.svg", 301))
