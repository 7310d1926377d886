"""The gateway's web application: pages and public API, with what every answer of it carries."""

from __future__ import annotations

import hashlib
import importlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from chassis import metrics, problems
from chassis import web as services_web
from chassis.client import LocalTransport, ServiceClient
from chassis.db import Database
from chassis.i18n import LANGUAGES, translator
from chassis.ids import new_id
from chassis.logs import log
from chassis.runtime import Runtime
from chassis.settings import SERVICES, Settings
from chassis.transfer.schemas import MAX_FILE
from gateway import api, auth
from gateway.problems import BackendError
from gateway.rights import Rights
from gateway.services import Services

MAX_BODY = 30 * 1024 * 1024
_IMPORT = re.compile(r"(/api/v1)?/[\w-]+/[\w-]+/imports?")
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
_HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$")  # an asset whose name changes with its content
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
Page = Callable[[Mapping[str, Any]], ResponseReturnValue]


@dataclass
class Gateway:
    """What the application was composed of. `error_page` is set by the pages."""

    runtime: Runtime
    services: Services
    rights: Rights
    error_page: Page | None = field(default=None)

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return self.runtime.settings

    @property
    def database(self) -> Database:
        """The gateway's own database."""
        return self.runtime.database


def connect_all(runtime: Runtime) -> dict[str, ServiceClient]:
    """Clients of all services; the gateway's own service is called in this process in both profiles."""
    own = ServiceClient("gateway", LocalTransport(services_web.make_app(runtime)), runtime.signer)
    others = {name: runtime.client(name) for name in SERVICES if name != "gateway"}
    return {**others, "gateway": own}


def make_app(runtime: Runtime, clients: Mapping[str, ServiceClient] | None = None, *, pages: bool = True) -> Flask:
    """The application: pages and API over clients of all services."""
    app = Flask("gateway", static_folder="static", template_folder="templates")
    settings = runtime.settings
    app.secret_key = settings.secret_key or _derived_key(settings)
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=5 * 1024 * 1024, SESSION_COOKIE_NAME="kapocs_words",
        SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )  # fmt: skip
    services = Services(connect_all(runtime) if clients is None else clients, fixed=settings.embedded)
    app.extensions["kapocs"] = Gateway(runtime, services, Rights(runtime.database))
    app.before_request(_start)
    auth.init_app(app)
    app.after_request(_finish)
    app.register_error_handler(Exception, _answer_error)
    app.register_blueprint(api.blueprint)
    _add_probes(app)
    if pages:
        importlib.import_module("gateway.pages").register(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]  # as documented
    return app


def _derived_key(settings: Settings) -> str:
    """The same in all processes of an installation, and of no use for signing identities."""
    return hashlib.sha256(b"kapocs pages\n" + settings.identity_private_key.encode()).hexdigest()


def _start() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
    g.started = time.perf_counter()
    if _IMPORT.fullmatch(request.path):
        request.max_content_length = MAX_FILE + 64 * 1024


def _finish(response: Response) -> Response:
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    route = request.url_rule.rule if request.url_rule else "unmatched"
    metrics.observe("pages", request.method, route, response.status_code, seconds)
    response.headers["X-Request-Id"] = g.get("request_id", "")
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    elif _HASHED.search(request.path):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    if request.path not in ("/healthz", "/readyz", "/metrics") and request.endpoint != "static":
        who = g.get("visitor")
        log.info(
            "request", service="pages", method=request.method, route=route, status=response.status_code,
            ms=round(seconds * 1000, 2), request_id=g.get("request_id"), user=who.identity.user_id if who else None,
        )  # fmt: skip
    return response


def _answer_error(error: Exception) -> ResponseReturnValue:
    status, body, headers = _problem(error)
    if status >= 500 and not isinstance(error, BackendError):
        log.error("failed", service="pages", route=request.path, request_id=g.get("request_id"), exc_info=error)
    gateway = auth.gateway()
    wants_page = not request.path.startswith("/api/") and gateway.error_page is not None
    if wants_page and gateway.error_page is not None:
        page = Response(status=status)
        made = gateway.error_page(body)
        page = made if isinstance(made, Response) else page
    else:
        page = Response(orjson.dumps(body), status, content_type="application/problem+json")
    page.headers.update(headers)
    return page


def _problem(error: Exception) -> tuple[int, dict[str, Any], dict[str, str]]:
    language = _language()
    service = auth.gateway().runtime.service
    if isinstance(error, BackendError):
        words = translator(language, [service.folder])
        body = dict(error.problem) | {"request_id": g.get("request_id", "")}
        if isinstance(body.get("detail"), str):
            body["detail"] = words(body["detail"])
        return error.status, body, error.headers
    problem = problems.of(error, language, service, g.get("request_id", ""))
    headers = dict(problem.headers)
    if isinstance(error, HTTPException):
        kept = {"allow", "retry-after", "www-authenticate"}
        headers |= {name: value for name, value in error.get_headers() if name.lower() in kept}
    if retry_after := getattr(error, "retry_after", None):
        headers["Retry-After"] = str(retry_after)
    if problem.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="kapocs"'
    return problem.status, problem.body, headers


def _language() -> str:
    who = g.get("visitor")
    if who:
        return str(who.identity.language)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def _add_probes(app: Flask) -> None:
    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> dict[str, str]:
        with auth.gateway().runtime.reading() as session:
            session.execute(text("SELECT 1"))
        return {"status": "ready"}

    @app.get("/metrics")
    def scrape() -> Response:
        body, content_type = metrics.scrape()
        return Response(body, content_type=content_type)
