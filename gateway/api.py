"""The public HTTP API: `/api/v1/<service>/…` is passed on to the services, a few addresses are composed here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, request

from chassis.errors import Invalid
from chassis.streaming import Streamed
from gateway import documents, sessions
from gateway.auth import bearer, check_forgery, gateway, identity, trace_headers, visitor
from gateway.problems import BackendError, Unavailable, problem
from gateway.services import Services

PASSED_ON = ("If-Match", "If-None-Match", "Idempotency-Key", "Accept", "Accept-Language", "Content-Type", "traceparent")
HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "trailers",
    "transfer-encoding", "upgrade",
}  # fmt: skip
NOT_PASSED_BACK = HOP_BY_HOP | {"content-length", "content-encoding", "server", "date", "set-cookie", "x-request-id"}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

blueprint = Blueprint("api", __name__, url_prefix="/api")


def services() -> Services:
    """The door to the services."""
    return gateway().services


@blueprint.before_request
def _no_forgery() -> None:
    if request.endpoint != "api.make_token":
        check_cookie_use()


def check_cookie_use() -> None:
    """A browser's cookie is not enough for an unsafe request: it needs the page's token, too."""
    if bearer() is None and visitor() is not None:
        check_forgery()


@blueprint.post("/v1/auth/token")
def make_token() -> Response:
    """A bearer token for username and password."""
    given = _credentials(request.get_json())
    entry = sessions.sign_in(
        gateway().database, given["username"], given["password"], channel="api",
        address=request.remote_addr or "", agent=request.user_agent.string,
    )  # fmt: skip
    lifetime = int(sessions.LIFE.total_seconds())
    answer = jsonify(access_token=entry.secret, token_type="Bearer", expires_in=lifetime)  # noqa: S106  # a word of RFC 6749
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _credentials(given: Any) -> dict[str, str]:
    body = given if isinstance(given, dict) else {}
    names = ("username", "password")
    errors = {name: ["This is needed."] for name in names if not isinstance(body.get(name), str) or not body[name]}
    errors |= {str(name): ["There is no such field."] for name in body if name not in names}
    if errors:
        raise Invalid(errors)
    return body


@blueprint.delete("/v1/auth/token")
def revoke_token() -> Response:
    """End the token of this request."""
    actor, found = identity(), visitor()
    if bearer() is None or found is None:
        raise BackendError(401, problem(401, "not_signed_in", "Sign in to do this."))
    with gateway().runtime.transaction(actor) as session:
        sessions.revoke(session, found.session.id, actor.user_id)
    return Response(status=204)


@blueprint.get("/v1/search")
def search() -> Response:
    """Records of all services that match `q`."""
    actor, text = identity(), request.args.get("q", "").strip()
    if not text:
        raise BackendError(400, _bad("q", "This is needed."))
    return jsonify(services().search(actor, text[:200], _limit(20)))


@blueprint.get("/v1/audit")
def audit() -> Response:
    """Changes of all services, newest first."""
    actor, _checked = identity(), _limit(50)
    return jsonify(services().audit(actor, request.args.to_dict()))


@blueprint.get("/v1/operations")
def operations() -> Response:
    """Outbox, failed messages and jobs of the services."""
    return jsonify(services().operations(identity()))


@blueprint.get("/v1/events")
def events() -> Response:
    """The event feed of all services."""
    actor, limit = identity(), str(_limit(50))
    return jsonify(services().feed(actor, request.args.get("after"), limit, request.args.get("type")))


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The whole API in one OpenAPI 3.1 document."""
    found, unavailable = _documents("/openapi.json")
    return jsonify(documents.merge_openapi(found, unavailable))


@blueprint.get("/asyncapi.json")
def asyncapi() -> Response:
    """All events in one AsyncAPI 3 document."""
    found, _unavailable = _documents("/asyncapi.json")
    return jsonify(documents.merge_asyncapi(found))


@blueprint.route("/v1/<service>", methods=METHODS)
@blueprint.route("/v1/<service>/<path:rest>", methods=METHODS)
def pass_on(service: str, rest: str = "") -> Response:
    """Any operation of any service; users, roles, profiles and groups also without the service's name."""
    if service in documents.SHORT:
        service, rest = "gateway", f"{service}/{rest}" if rest else service
    headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
    who = visitor()
    answer = services().send(
        who.identity if who else None,
        service,
        request.method,
        f"/{rest}",
        params=list(request.args.items(multi=True)),
        body=_body(),
        headers=headers | trace_headers(),
        stream=True,
    )
    kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in NOT_PASSED_BACK]
    return Response(answer.chunks if answer.chunks is not None else answer.body, answer.status, kept)


def _body() -> Any:
    if request.method in ("GET", "HEAD"):
        return None
    if request.mimetype == "multipart/form-data" and request.content_length:
        return Streamed([request.stream], request.content_length)
    return request.get_data()


@blueprint.route("/", defaults={"rest": ""}, methods=METHODS)
@blueprint.route("/<path:rest>", methods=METHODS)
def nowhere(rest: str) -> Response:
    """Any other address under `/api`."""
    raise BackendError(404, problem(404, "not_found", "There is no such address."))


def _documents(path: str) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    unavailable = []
    for service in services().clients:
        try:
            found[service] = services().document(service, path)
        except Unavailable:
            unavailable.append(service)
    return found, unavailable


def _limit(default: int) -> int:
    text = request.args.get("limit", str(default))
    if not text.isdigit() or not 1 <= int(text[:6]) <= 200:
        raise BackendError(400, _bad("limit", "A whole number from 1 to 200 is needed."))
    return int(text)


def _bad(name: str, words: str) -> dict[str, Any]:
    return problem(400, "bad_request", "Some parameters are not valid.") | {"errors": {name: [words]}}
