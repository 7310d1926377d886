"""The API and its events to read, drawn from the same documents that the machines get."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from gateway import documents
from gateway.auth import backend, gateway
from gateway.backend import Unavailable
from gateway.pages.render import show

Json = dict[str, Any]

pages = Blueprint("apidocs", __name__)

METHODS = {"get": "blue", "post": "green", "patch": "amber", "put": "amber", "delete": "red"}


@pages.get("/api/docs")
def reference() -> Response:
    """One service at a time: its operations by kind of record, and the events it publishes."""
    services = gateway().services
    heads = [h for h in backend().meta()["services"] if h["service"] in services.clients]
    names = [head["service"] for head in heads]
    chosen = request.args.get("service", names[0] if names else "")
    try:
        openapi = documents.merge_openapi({chosen: services.document(chosen, "/openapi.json")}, [])
        asyncapi = services.document(chosen, "/asyncapi.json")
    except (Unavailable, KeyError):
        return show("api/page.html", heads=heads, chosen=chosen, groups={}, events=[], away=True)
    return show(
        "api/page.html", heads=heads, chosen=chosen, groups=_groups(openapi), events=_events(asyncapi), away=False
    )


def _groups(openapi: Json) -> dict[str, list[Json]]:
    """Operations under the collection they belong to."""
    grouped: dict[str, list[Json]] = {}
    for path, item in openapi["paths"].items():
        parts = path.removeprefix("/api/v1/").split("/")
        collection = parts[1] if len(parts) > 1 else parts[0]
        for method, colour in METHODS.items():
            if method in item:
                grouped.setdefault(collection, []).append(_operation(openapi, path, method, item[method], colour))
    return dict(sorted(grouped.items()))


def _operation(openapi: Json, path: str, method: str, operation: Json, colour: str) -> Json:
    content = (operation.get("requestBody") or {}).get("content") or {}
    body = next(iter(content.values()), None)
    return {
        "path": path,
        "method": method.upper(),
        "colour": colour,
        "summary": operation.get("summary") or "",
        "permission": operation.get("x-permission") or "",
        "parameters": _parameters(operation),
        "body": _example(openapi, body) if body else "",
        "body_type": next(iter(content), ""),
        "answers": [(code, _words(openapi, answer)) for code, answer in (operation.get("responses") or {}).items()],
    }


def _parameters(operation: Json) -> list[Json]:
    """Its parameters; the many filters of a list as one line."""
    found = [p for p in operation.get("parameters") or [] if "name" in p]
    plain = [p for p in found if not p["name"].startswith("filter[")]
    filters = [p["name"][7:-1] for p in found if p["name"].startswith("filter[")]
    if filters:
        words = next(p.get("description", "") for p in found if p["name"].startswith("filter["))
        plain.append({"name": "filter[…]", "in": "query", "description": f"{words} {', '.join(filters)}"})
    return plain


def _words(openapi: Json, answer: Json) -> str:
    return str(_resolve(openapi, answer).get("description") or "")


def _example(openapi: Json, body: Json) -> str:
    """The example of a body: the one given, else made of the examples of its fields."""
    given = body.get("example", _sample(openapi, body.get("schema") or {}, 0))
    return json.dumps(given, indent=2, ensure_ascii=False) if given not in (None, {}) else ""


def _sample(openapi: Json, schema: Any, depth: int) -> Any:
    schema = _resolve(openapi, schema)
    if "example" in schema or depth > 3:
        return schema.get("example")
    if schema.get("examples"):
        return schema["examples"][0]
    if schema.get("properties"):
        fields = {n: s for n, s in schema["properties"].items() if not _resolve(openapi, s).get("readOnly")}
        return {name: _sample(openapi, inner, depth + 1) for name, inner in fields.items()}
    if schema.get("items"):
        return [_sample(openapi, schema["items"], depth + 1)]
    return (schema.get("enum") or [schema.get("default")])[0]


def _resolve(openapi: Json, schema: Any) -> Json:
    reference_to = schema.get("$ref") if isinstance(schema, dict) else None
    if not reference_to:
        return schema if isinstance(schema, dict) else {}
    found: Any = openapi
    for part in str(reference_to).removeprefix("#/").split("/"):
        found = found.get(part.replace("~1", "/").replace("~0", "~"), {})
    return dict(found)


def _events(asyncapi: Json) -> list[Json]:
    """The events with their summary and worked example."""
    messages = (asyncapi.get("components") or {}).get("messages") or {}
    found = []
    for name, message in sorted(messages.items()):
        examples = message.get("examples") or [{}]
        example = (
            json.dumps(examples[0].get("payload"), indent=2, ensure_ascii=False) if examples[0].get("payload") else ""
        )
        words = message.get("summary") or message.get("description") or ""
        found.append({"name": message.get("name") or name, "summary": words, "example": example})
    return found
