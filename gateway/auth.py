"""Who is at the door: browser sessions, bearer tokens, and the two layers against forged requests.

For the pages: `visitor()` (None when nobody is signed in), `identity()`, `backend()`, `csrf_token()`,
`open_session(username, password)`, `close_session()`, and `require_login` as a blueprint's `before_request`.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import quote, urlsplit

from flask import Flask, Response, after_this_request, current_app, g, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from chassis.errors import DomainError
from chassis.identity import Identity
from gateway import sessions
from gateway.backend import Backend
from gateway.sessions import Living

if TYPE_CHECKING:
    from gateway.app import Gateway

COOKIE = "kapocs_session"
FORM_COOKIE = "kapocs_form"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class NotSignedIn(DomainError):
    """Nobody is signed in, or not any more."""

    status = 401

    def __init__(self) -> None:
        super().__init__("not_signed_in", "Sign in to do this.")


class Forged(DomainError):
    """An unsafe request of a browser without the token that only our own pages know."""

    status = 403

    def __init__(self) -> None:
        super().__init__("forged", "This form is too old or came from elsewhere. Reload the page and try again.")


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in: his session or token, and what he may do."""

    session: Living
    identity: Identity


def gateway() -> Gateway:
    """What the application was composed of."""
    return cast("Gateway", current_app.extensions["kapocs"])


def visitor() -> Visitor | None:
    """Who asks, by bearer token or session cookie; None when nobody is signed in. Looked up once a request."""
    if "visitor" not in g:
        g.visitor = _identify()
    return cast("Visitor | None", g.visitor)


def identity() -> Identity:
    """The identity that asks; NotSignedIn when there is none."""
    found = visitor()
    if found is None:
        raise NotSignedIn
    return found.identity


def backend() -> Backend:
    """The client over all services for whoever asks."""
    if "backend" not in g:
        g.backend = Backend(gateway().services, identity(), trace_headers())
    return cast(Backend, g.backend)


def trace_headers() -> dict[str, str]:
    """What ties the services' logs and audits to this request."""
    return {"X-Request-Id": g.request_id, "X-Forwarded-For": request.remote_addr or ""}


def forget_visitor() -> None:
    """Look the visitor up again: he changed his own language or theme."""
    for name in ("visitor", "backend"):
        g.pop(name, None)


def bearer() -> str | None:
    """The bearer token of the request; it outranks a cookie."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _identify() -> Visitor | None:
    token = bearer()
    secret, channel = (token, "api") if token is not None else (request.cookies.get(COOKIE, ""), "page")
    return _of_secret(secret, channel) if secret else None


def _of_secret(secret: str, channel: str) -> Visitor | None:
    found = sessions.find(gateway().database, secret, channel)
    if found is None:
        return None
    who = gateway().rights.identity(found.user_id, found.stamp, gateway().services.permissions())
    return Visitor(found, who) if who else None


def open_session(username: str, password: str) -> Visitor:
    """Sign a browser in and set its cookie; sessions.WrongPassword or sessions.TooManyAttempts otherwise."""
    entry = sessions.sign_in(
        gateway().database, username, password, address=request.remote_addr or "", agent=request.user_agent.string
    )

    @after_this_request
    def _keep(response: Response) -> Response:
        _set_cookie(response, COOKIE, entry.secret, int(sessions.LIFE.total_seconds()))
        response.delete_cookie(FORM_COOKIE)
        return response

    found = _of_secret(entry.secret, "page")
    if found is None:  # switched off this very moment
        raise sessions.WrongPassword
    g.visitor = found
    g.pop("backend", None)
    return found


def close_session() -> None:
    """Sign the browser out."""
    found = visitor()
    if found:
        with gateway().runtime.transaction(found.identity) as session:
            sessions.revoke(session, found.session.id, found.session.user_id)
    g.visitor = None

    @after_this_request
    def _drop(response: Response) -> Response:
        response.delete_cookie(COOKIE)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


def require_login() -> AnyResponse | None:
    """`before_request` of the pages: to the login form and back."""
    if visitor() is not None:
        return None
    target = request.full_path.rstrip("?") if request.method == "GET" else "/"
    where = "/login" if target == "/" else f"/login?next={quote(target, safe='')}"
    if request.headers.get("HX-Request"):  # a fragment cannot be a login form: have the whole page go there
        return Response(status=401, headers={"HX-Redirect": where})
    return redirect(where)


def local_path(target: str | None) -> str:
    """Where to go after login: only ever a path of this site."""
    parts = urlsplit(target or "")
    inside = target and target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.netloc
    return target if inside and target and "\n" not in target and "\r" not in target else "/"


def csrf_token() -> str:
    """The token that each form and htmx request of our pages carries."""
    found = visitor()
    if found:
        return found.session.csrf
    if "form_token" not in g:
        g.form_token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)

        @after_this_request
        def _keep(response: Response) -> Response:
            _set_cookie(response, FORM_COOKIE, g.form_token, None)
            return response

    return cast(str, g.form_token)


def check_forgery() -> None:
    """Refuse an unsafe request that another site may have sent with the browser's cookies."""
    if request.method in SAFE or bearer() is not None:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise Forged
    found = visitor()
    expected = found.session.csrf if found else request.cookies.get(FORM_COOKIE, "")
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Forged


def _set_cookie(response: Response, name: str, value: str, max_age: int | None) -> None:
    secure = request.is_secure or gateway().settings.public_url.startswith("https:")
    response.set_cookie(name, value, max_age=max_age, httponly=True, samesite="Lax", secure=secure, path="/")


def init_app(app: Flask) -> None:
    """Have every unsafe page request checked; the API checks its own, since it also takes bearer tokens."""

    @app.before_request
    def _check() -> None:
        if request.endpoint == "static":
            return
        if not request.path.startswith("/api/"):
            check_forgery()

    app.jinja_env.globals["csrf_token"] = csrf_token
