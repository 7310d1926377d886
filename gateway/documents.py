"""The services' OpenAPI and AsyncAPI documents as one each, every name under its service's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.own_paths import OWN_PATHS, OWN_SCHEMAS

SHORT = ("users", "roles", "profiles", "groups")
TITLE = "Kapocs"
VERSION = "0.1.0"
SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token of `POST /api/v1/auth/token`."},
    "session": {
        "type": "apiKey", "in": "cookie", "name": "kapocs_session",
        "description": "The cookie of a signed-in browser; unsafe methods also need `X-CSRF-Token`.",
    },
}  # fmt: skip


def public_path(service: str, path: str) -> str:
    """Where the gateway offers an operation of a service."""
    head = path.strip("/").partition("/")[0]
    return f"/api/v1{path}" if service == "gateway" and head in SHORT else f"/api/v1/{service}{path}"


def merge_openapi(documents: Mapping[str, Mapping[str, Any]], unavailable: list[str]) -> dict[str, Any]:
    """One OpenAPI 3.1 document of the whole API."""
    merged: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": VERSION, "description": _description(unavailable)},
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}, {"session": []}],
        "tags": [],
        "paths": dict(OWN_PATHS),
        "components": {"schemas": dict(OWN_SCHEMAS), "securitySchemes": SECURITY},
    }
    for service, document in documents.items():
        named = _renamed(document, service)
        for path, item in named.get("paths", {}).items():
            if operations := {m: _operation(o, service, m) for m, o in item.items() if _offered(o)}:
                merged["paths"][public_path(service, path)] = operations
        for section, parts in named.get("components", {}).items():
            if section != "securitySchemes":
                merged["components"].setdefault(section, {}).update(parts)
        merged["tags"].append({"name": service})
    return merged


def _description(unavailable: list[str]) -> str:
    words = "The HTTP API of Kapocs. Each operation names the permission it needs in `x-permission`."
    return f"{words} Not available just now and left out: {', '.join(unavailable)}." if unavailable else words


def _offered(operation: Any) -> bool:
    return not isinstance(operation, dict) or "x-permission" in operation or operation.get("x-public") is True


def _operation(operation: Any, service: str, method: str) -> Any:
    if not isinstance(operation, dict):
        return operation
    changed = {**operation, "tags": [service]}
    if "operationId" in operation:
        changed["operationId"] = f"{service}.{operation['operationId']}"
    if operation.get("x-public") is True:
        changed["security"] = []
    else:
        changed.pop("security", None)
    return changed


def merge_asyncapi(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One AsyncAPI 3 document of all events."""
    merged: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {"title": f"{TITLE} events", "version": VERSION},
        "defaultContentType": "application/cloudevents+json",
        "channels": {},
        "operations": {},
        "components": {},
    }
    for service, document in documents.items():
        named = _renamed(document, service)
        merged.setdefault("servers", {}).update(document.get("servers", {}))
        for section in ("channels", "operations"):
            merged[section].update(named.get(section, {}))
        for section, parts in named.get("components", {}).items():
            merged["components"].setdefault(section, {}).update(parts)
    if not merged.get("servers"):
        merged.pop("servers", None)
    return merged


def _renamed(document: Mapping[str, Any], service: str) -> dict[str, Any]:
    """The document with every named part, and every reference to one, under the service's name."""
    named = {key: _refs(value, service) for key, value in document.items()}
    for section in ("channels", "operations"):
        if section in named:
            named[section] = {_name(name, service): part for name, part in named[section].items()}
    components = named.get("components", {})
    named["components"] = {
        section: {_name(name, service): part for name, part in parts.items()} for section, parts in components.items()
    }
    return named


def _refs(value: Any, service: str) -> Any:
    if isinstance(value, dict):
        return {k: _ref(v, service) if k == "$ref" else _refs(v, service) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_refs(item, service) for item in value]
    return value


def _ref(target: Any, service: str) -> Any:
    if not isinstance(target, str):  # a property that is called $ref
        return _refs(target, service)
    parts = target.split("/")
    place = {"components": 3, "channels": 2, "operations": 2}.get(parts[1] if len(parts) > 1 else "")
    if target.startswith("#/") and place and len(parts) > place:
        parts[place] = _name(parts[place], service)
    return "/".join(parts)


def _name(name: str, service: str) -> str:
    return name if name.startswith(f"{service}.") else f"{service}.{name}"
