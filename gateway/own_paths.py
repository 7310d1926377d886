"""The operations that the gateway composes itself, as OpenAPI."""

from typing import Any

JSON = "application/json"
PROBLEM = "application/problem+json"
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}
_UNAVAILABLE = {"type": "array", "items": _TEXT, "description": "Services that could not answer in time."}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _query(name: str, words: str, schema: dict[str, Any] | None = None, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "required": required, "schema": schema or _TEXT}


def _answers(schema: str, example: Any, *refusals: int) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "200": {"description": "Done.", "content": {JSON: {"schema": _ref(schema), "example": example}}}
    }
    for status in (400, *refusals, 503):
        answers[str(status)] = {"description": "Refused.", "content": {PROBLEM: {"schema": _ref("Problem")}}}
    return answers


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["data"],
        "properties": {
            "data": {"type": "array", "items": item},
            "next": {"type": ["string", "null"]},
            "unavailable": _UNAVAILABLE,
        },
    }


OWN_SCHEMAS: dict[str, Any] = {
    "Problem": {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {
            "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "code": _TEXT, "detail": _TEXT,
            "errors": {"type": "object"}, "request_id": _TEXT,
        },
    },
    "Credentials": {
        "type": "object",
        "required": ["username", "password"],
        "additionalProperties": False,
        "properties": {"username": {"type": "string", "minLength": 1}, "password": {"type": "string", "minLength": 1}},
    },
    "Token": {
        "type": "object",
        "required": ["access_token", "token_type", "expires_in"],
        "properties": {"access_token": _TEXT, "token_type": {"const": "Bearer"}, "expires_in": {"type": "integer"}},
    },
    "Composed": _list({"type": "object"}),
}  # fmt: skip

_HIT = {"kind": "sales.invoice", "id": "01932f6e-7c00-7000-8000-000000000000", "title": "2026/00001"}
_CHANGE = {
    "id": "01932f6e-7c00-7000-8000-000000000001", "at": "2026-11-21T20:05:00Z", "kind": "sales.invoice",
    "action": "update", "changes": {"status": ["draft", "issued"]},
}  # fmt: skip

OWN_PATHS: dict[str, Any] = {
    "/api/v1/auth/token": {
        "post": {
            "operationId": "auth.token", "tags": ["auth"], "summary": "Get a bearer token for username and password",
            "security": [], "x-public": True,
            "requestBody": {
                "required": True,
                "content": {
                    JSON: {"schema": _ref("Credentials"), "example": {"username": "seller", "password": "kapocs-demo"}}
                },
            },
            "responses": _answers(
                "Token", {"access_token": "s3cr3t", "token_type": "Bearer", "expires_in": 43200}, 401, 415, 422, 429
            ),
        },
        "delete": {
            "operationId": "auth.revoke", "tags": ["auth"], "summary": "Revoke the bearer token of this request",
            "x-permission": "",
            "responses": {
                "204": {"description": "Revoked."},
                "401": {"description": "Refused.", "content": {PROBLEM: {"schema": _ref("Problem")}}},
            },
        },
    },
    "/api/v1/search": {
        "get": {
            "operationId": "search", "tags": ["search"], "x-permission": "",
            "summary": "Search all records you may see",
            "parameters": [_query("q", "Words to look for.", None, True), _query("limit", "At most so many.", _COUNT)],
            "responses": _answers("Composed", {"data": [_HIT], "unavailable": []}, 401),
        }
    },
    "/api/v1/audit": {
        "get": {
            "operationId": "audit", "tags": ["audit"], "summary": "Who changed what, when, from what to what",
            "x-permission": "<service>.audit:view",
            "parameters": [
                _query("actor", "Id of a user."), _query("kind", "Kind of record, e.g. sales.invoice."),
                _query("record", "Id of a record."), _query("field", "Name of a field."),
                _query("value", "A value it had or got."), _query("from", "From this moment on (ISO 8601)."),
                _query("to", "Until this moment (ISO 8601)."), _query("limit", "Page size.", _COUNT),
                _query("cursor", "`next` of the page before."),
            ],
            "responses": _answers("Composed", {"data": [_CHANGE], "next": None, "unavailable": []}, 401, 403),
        }
    },
    "/api/v1/operations": {
        "get": {
            "operationId": "operations", "tags": ["operations"], "summary": "Outbox, failed messages, jobs of services",
            "x-permission": "<service>.operations:view",
            "responses": _answers("Composed", {"data": [{"service": "sales"}], "unavailable": []}, 401, 403),
        }
    },
    "/api/v1/events": {
        "get": {
            "operationId": "events", "tags": ["events"], "summary": "The event feed of all services you may read",
            "x-permission": "<service>.events:view",
            "parameters": [
                _query("after", "`next` of the page before; left out: from the beginning."),
                _query("limit", "At most so many of each service.", _COUNT),
            ],
            "responses": _answers("Composed", {"data": [], "next": "eyJzYWxlcyI6MTJ9", "unavailable": []}, 401, 403),
        }
    },
}  # fmt: skip
