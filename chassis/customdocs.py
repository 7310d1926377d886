"""The OpenAPI document of this installation: what a record's `custom` object has here, and the filters on it."""

from collections.abc import Mapping, Sequence
from typing import Any

from chassis import customcolumns, customfields
from chassis.identity import SYSTEM
from chassis.resource import Resource
from chassis.runtime import Runtime

_NUMBER = r"^[+-]?\d{1,14}(\.\d{1,4})?$"
_SHAPES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "number": {"type": "string", "pattern": _NUMBER},
    "money": {"type": "string", "pattern": _NUMBER},
    "percent": {"type": "string", "pattern": _NUMBER},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "flag": {"type": "boolean"},
    "link": {"type": "string", "format": "uuid"},
    "user": {"type": "string", "format": "uuid"},
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "multi_choice": {"type": "array"},
}


def customized(runtime: Runtime, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document of a service with the custom fields that are defined now."""
    with runtime.reading(SYSTEM) as session:
        known = {r.kind: customfields.definitions(session, r.kind) for r in runtime.service.resources}
    if not any(known.values()):
        return document
    schemas, paths = dict(document["components"]["schemas"]), dict(document["paths"])
    for resource in runtime.service.resources:
        if known[resource.kind]:
            _describe(resource, known[resource.kind], schemas, paths)
    return {**document, "components": {**document["components"], "schemas": schemas}, "paths": paths}


def _describe(
    resource: Resource, definitions: Sequence[Mapping[str, Any]], schemas: dict[str, Any], paths: dict[str, Any]
) -> None:
    given, shown = type(resource.in_schema).__name__, type(resource.out_schema).__name__
    for name in (given, f"{given}Patch", shown):
        if name in schemas:
            custom = _object(definitions, creating=name == given)
            schemas[name] = {**schemas[name], "properties": {**schemas[name]["properties"], "custom": custom}}
    path = f"/{resource.collection}"
    if "get" in paths.get(path, {}):
        listing = paths[path]["get"]
        parameters = [_with_sorts(p, definitions) for p in listing["parameters"]]
        parameters += [_filter(d) for d in definitions if d["type"] in customcolumns.KEYS]
        paths[path] = {**paths[path], "get": {**listing, "parameters": parameters}}


def _object(definitions: Sequence[Mapping[str, Any]], creating: bool) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for definition in definitions:
        properties[definition["name"]] = _property(definition)
        if definition["type"] in customfields.LINKING:
            name = f"{definition['name']}{customfields.LABEL}"
            properties[name] = {"type": "string", "description": f"What “{definition['label']}” points to."}
    needed = [d["name"] for d in definitions if d["required"]] if creating else []
    found = {"type": ["object", "null"], "properties": properties, "additionalProperties": False}
    return {**found, "required": needed} if needed else found


def _property(definition: Mapping[str, Any]) -> dict[str, Any]:
    options = definition["options"]
    shape = dict(_SHAPES.get(definition["type"], {"type": "string"}))
    words = [c["value"] for c in customfields.choices_of(definition)]
    if definition["type"] == "choice":
        shape["enum"] = [*words, None]
    elif definition["type"] == "multi_choice":
        shape["items"] = {"type": "string", "enum": words}
    for limit, name in (("min", "minimum"), ("max", "maximum")):
        if options.get(limit) is not None and definition["type"] == "integer":
            shape[name] = int(options[limit])
    if options.get("max_length"):
        shape["maxLength"] = options["max_length"]
    shape["type"] = [shape["type"], "null"]
    unit = f" ({options['currency']})" if definition["type"] == "money" else ""
    more = f" {definition['help']}" if definition["help"] else ""
    return {**shape, "title": definition["label"], "description": f"{definition['label']}{unit}.{more}"}


def _filter(definition: Mapping[str, Any]) -> dict[str, Any]:
    words = f"{definition['label']}; also with the operators that suit its type, {definition['type']}."
    name = f"filter[custom.{definition['name']}]"
    return {"name": name, "in": "query", "description": words, "schema": {"type": "string"}}


def _with_sorts(parameter: dict[str, Any], definitions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    if parameter.get("name") != "sort":
        return parameter
    names = [f"custom.{d['name']}" for d in definitions if d["type"] in customcolumns.SORTABLE]
    orders = [*parameter["schema"]["enum"], *(sign + name for name in names for sign in ("", "-"))]
    return {**parameter, "schema": {**parameter["schema"], "enum": orders}}
