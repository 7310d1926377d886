"""The Flask app of a service, made from its manifest: routes, problem+json, request ids, health, metrics."""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import marshmallow as ma
import orjson
from flask import Flask, Response, g, request
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from chassis import common, customdocs, idempotency, metrics, openapi, problems
from chassis.errors import BadRequest, Forbidden, Invalid
from chassis.identity import HEADER, SYSTEM, BadIdentity, Identity
from chassis.ids import new_id
from chassis.logs import log
from chassis.resource import Args, File, Reply, Route
from chassis.runtime import Runtime

ANONYMOUS = Identity("anonymous", "Anonymous")
MAX_BODY = 30 * 1024 * 1024
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def operations(runtime: Runtime) -> list[Route]:
    """Every operation of a service: of its resources, its own and the chassis' common ones."""
    own = [operation for resource in runtime.service.resources for operation in resource.operations()]
    return [*own, *runtime.service.routes, *common.routes(runtime.service)]


def make_app(runtime: Runtime) -> Flask:
    """The WSGI app of a service."""
    app = Flask(runtime.service.package, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.strict_slashes = False
    mount(app, runtime)
    for path, view in (("/healthz", _healthy), ("/metrics", _metrics)):
        app.add_url_rule(path, path, view)
    app.add_url_rule("/readyz", "/readyz", _ready(runtime))
    return app


def mount(app: Flask, runtime: Runtime, prefix: str = "") -> None:
    """Give an app the operations of a service, its error answers and its request log."""
    routes = operations(runtime)
    rules: dict[tuple[str, str], str] = {}
    for route in sorted(routes, key=lambda r: ("{" in r.path, r.path)):
        rule = prefix + re.sub(r"\{(\w+)\}", r"<\1>", route.path)
        if (route.method, rule) in rules:
            raise ValueError(f"two operations for {route.method} {route.path}")
        endpoint = rules[route.method, rule] = f"{route.method} {route.path}"
        app.add_url_rule(rule, endpoint, _view(runtime, route), methods=[route.method])
    document = openapi.Document(runtime.service, routes)
    app.add_url_rule(f"{prefix}/openapi.json", "/openapi.json", lambda: _openapi(runtime, document))
    app.add_url_rule(f"{prefix}/asyncapi.json", "/asyncapi.json", lambda: _json(document.asyncapi()))
    app.before_request(_start)
    app.after_request(_finish(runtime.name))
    app.register_error_handler(Exception, _answer_error(runtime))


def _start() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.fullmatch(given) else new_id()
    g.started = time.perf_counter()


def _finish(service: str) -> Callable[[Response], Response]:
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = request.url_rule.rule if request.url_rule else "unmatched"
        metrics.observe(service, request.method, route, response.status_code, seconds)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if route not in ("/healthz", "/readyz", "/metrics"):
            _log_request(service, route, response.status_code, seconds)
        return response

    return finish


def _log_request(service: str, route: str, status: int, seconds: float) -> None:
    user = getattr(g.get("identity"), "user_id", None)
    known = {"service": service, "method": request.method, "route": route, "request_id": g.get("request_id")}
    log.info("request", **known, status=status, user=user, ms=round(seconds * 1000, 2))


def _view(runtime: Runtime, route: Route) -> Callable[..., Response]:
    def view(**path: Any) -> Response:
        actor = g.identity = _identify(runtime, route)
        if route.permission and not actor.may(*route.permission.rsplit(":", 1)):
            raise Forbidden
        args = _arguments(runtime, route, path)
        return _send(_run(runtime, route, actor, args))

    return view


def _identify(runtime: Runtime, route: Route) -> Identity:
    token = request.headers.get(HEADER)
    if not token and route.public:
        return ANONYMOUS
    if not token:
        raise BadIdentity
    return runtime.verifier.verify(token)


def _run(runtime: Runtime, route: Route, actor: Identity, args: Args) -> Any:
    info = {
        "request_id": g.request_id,
        "correlation": g.request_id,
        "address": request.headers.get("X-Forwarded-For", request.remote_addr),
        "traceparent": request.headers.get("traceparent"),
    }
    if not route.transaction:
        return route.run(runtime, actor, args)
    if request.method == "GET":
        with runtime.reading(actor, **info) as session:
            return route.run(session, actor, args)
    with runtime.transaction(actor, **info) as session:
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or not key:
            return _made(session, route.run(session, actor, args), route.status)
        return _once(session, route, actor, args, key)


def _made(session: Session, result: Any, status: int) -> Any:
    session.flush()  # constraints answer before the reply is written
    return result if isinstance(result, (Reply, File)) else Reply(result, status)


def _once(session: Session, route: Route, actor: Identity, args: Args, key: str) -> Any:
    print_ = idempotency.fingerprint(request.method, request.full_path, request.get_data())
    if (known := idempotency.begin(session, key, actor.user_id, print_)) is not None:
        return Reply(known[2], known[0], {**known[1], "Idempotency-Replayed": "true"})
    result = _made(session, route.run(session, actor, args), route.status)
    if isinstance(result, Reply):
        idempotency.finish(session, key, actor.user_id, result.status, dict(result.headers), result.body)
    return result


def _arguments(runtime: Runtime, route: Route, path: Mapping[str, Any]) -> Args:
    if route.most is not None:
        request.max_content_length = route.most
    query: Mapping[str, Any] = request.args.to_dict()
    if route.query is None:
        query = {}
    elif route.query != "list":
        query = _load_query(route.query, query)
    body, given = (None, ()) if route.body is None else _load_body(route)
    files = request.files.to_dict() if route.upload else {}
    if route.upload and route.body is None:
        body = request.form.to_dict()
    return Args(path, query, body, request.headers, files, runtime, given)


def _load_query(schema: type[ma.Schema], raw: Mapping[str, str]) -> dict[str, Any]:
    shape = openapi.instance(schema)
    values: dict[str, Any] = {}
    for name, value in raw.items():
        field = shape.fields.get(name)
        if isinstance(field, ma.fields.Integer) and re.fullmatch(r"-?\d{1,18}", value):
            values[name] = int(value)
        elif isinstance(field, ma.fields.Boolean) and value in ("true", "false", "1", "0"):
            values[name] = value in ("true", "1")
        else:
            values[name] = value
    try:
        return dict(shape.load(values))
    except ma.ValidationError as error:
        raise BadRequest("Some parameters are not valid.", error.normalized_messages()) from error


def _load_body(route: Route) -> tuple[Any, Any]:
    raw: Any = {}
    if request.content_length or request.method in ("PATCH", "PUT"):
        if not request.is_json:
            raise BadRequest("The body has to be JSON (Content-Type: application/json).")
        try:
            raw = orjson.loads(request.get_data())
        except orjson.JSONDecodeError as error:
            raise BadRequest("The body is not valid JSON: %(error)s", error=str(error)) from error
    try:
        return openapi.instance(route.body).load(raw, partial=route.partial), raw
    except ma.ValidationError as error:
        raise Invalid(error.normalized_messages()) from error


def _send(result: Any) -> Response:
    if isinstance(result, File):
        response = Response(result.content, content_type=result.content_type)
        kind = "inline" if result.inline else "attachment"
        plain = re.sub(r"[^A-Za-z0-9._ -]", "_", result.name)
        names = f"filename=\"{plain}\"; filename*=UTF-8''{quote(result.name)}"
        response.headers["Content-Disposition"] = f"{kind}; {names}"
        response.headers.update(result.headers)
        return response
    reply = result if isinstance(result, Reply) else Reply(result)
    if reply.status == 204:
        return Response(status=204, headers=dict(reply.headers))
    response = _json(reply.body)
    response.status_code = reply.status
    response.headers.update(reply.headers)
    return response


def _json(body: Any) -> Response:
    return Response(orjson.dumps(body), content_type="application/json")


def _answer_error(runtime: Runtime) -> Callable[[Exception], Response]:
    def answer(error: Exception) -> Response:
        language = getattr(g.get("identity"), "language", None) or _asked_language()
        problem = problems.of(error, language, runtime.service, g.get("request_id", ""))
        if problem.status >= 500:
            log.error(
                "failed", service=runtime.name, route=request.path, request_id=g.get("request_id"), exc_info=error
            )
        response = Response(orjson.dumps(problem.body), status=problem.status, content_type="application/problem+json")
        if isinstance(error, HTTPException):
            kept = {"allow", "retry-after", "www-authenticate"}
            response.headers.update({k: v for k, v in error.get_headers() if k.lower() in kept})
        response.headers.update(problem.headers)
        return response

    return answer


def _asked_language() -> str:
    return request.accept_languages.best_match(("en", "hu")) or "en"


def _openapi(runtime: Runtime, document: openapi.Document) -> Response:
    return _json(customdocs.customized(runtime, document.openapi()))


def _healthy() -> Response:
    return _json({"status": "ok"})


def _metrics() -> Response:
    body, content_type = metrics.scrape()
    return Response(body, content_type=content_type)


def _ready(runtime: Runtime) -> Callable[[], Response]:
    def ready() -> Response:
        with runtime.reading(SYSTEM) as session:
            session.execute(text("SELECT 1"))
        return _json({"status": "ready"})

    return ready
