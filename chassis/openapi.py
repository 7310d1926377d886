"""OpenAPI 3.1 and AsyncAPI 3 documents of a service, made from its declarations."""

import threading
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import marshmallow as ma
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from chassis import fields as f
from chassis.listing import MAX_LIMIT, OPERATORS
from chassis.resource import Resource, Route
from chassis.service import Service

VERSION = "1.0.0"
STATUSES = {
    "400": "The request cannot be read.",
    "401": "No valid identity.",
    "403": "Not allowed.",
    "404": "No such record, or none that may be seen.",
    "409": "Not possible in the record's present state.",
    "412": "The record was changed meanwhile (If-Match).",
    "413": "The body is too large.",
    "415": "The body is of a type not taken here.",
    "422": "Some fields do not fit; `errors` names them.",
    "429": "Too many requests.",
    "503": "A part is not reachable at the moment.",
}


@lru_cache(maxsize=2000)
def instance(schema: Any) -> ma.Schema:
    """A schema instance for a class, made once; an instance stays itself."""
    return schema() if isinstance(schema, type) else schema


def _properties(self: Any, field: ma.fields.Field[Any], **_: Any) -> dict[str, Any]:
    """What apispec cannot know of our fields."""
    if isinstance(field, f.Number):
        return {"type": ["string", "null"] if field.allow_none else "string", "pattern": r"^[+-]?\d{1,14}(\.\d{1,4})?$"}
    if isinstance(field, f.DateTime):
        return {"type": ["string", "null"] if field.allow_none else "string", "format": "date-time"}
    if isinstance(field, f.MultiChoice):
        return {"type": ["array", "null"], "items": {"type": "string", "enum": list(field.choices)}}
    if isinstance(field, f.Tags):
        return {"type": ["array", "object", "null"]}
    if isinstance(field, f.Object):
        return {"type": ["object", "null"]}
    return {}


def _examples(self: Any, field: ma.fields.Field[Any], **_: Any) -> dict[str, Any]:
    spec = getattr(field, "spec", None)
    if spec is None or spec.example is None:
        return {}
    help_text = {"description": spec.help} if spec.help else {}
    return {"examples": [spec.example], **help_text}


def example(schema: ma.Schema, *, reading: bool) -> dict[str, Any]:
    """A worked example of a schema, from its fields' examples."""
    shown: dict[str, Any] = {}
    for name, field in schema.fields.items():
        if field.load_only if reading else field.dump_only:
            continue
        if isinstance(field, f.Lines):
            shown[name] = [example(instance(field.line_schema), reading=reading)]
        elif hasattr(field, "spec"):
            shown[name] = field.spec.example
    return {name: value for name, value in shown.items() if reading or value is not None}


def _converter(plugin: MarshmallowPlugin) -> Any:
    return plugin.converter  # set as soon as the plugin belongs to a spec


class Document:
    """Makes the documents of one service."""

    def __init__(self, service: Service, routes: Sequence[Route]) -> None:
        self.service = service
        self.routes = routes
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()

    @cached_property
    def _plugin(self) -> MarshmallowPlugin:
        return MarshmallowPlugin(schema_name_resolver=lambda schema: self._name(schema))

    def _name(self, schema: Any) -> str:
        cls = schema if isinstance(schema, type) else type(schema)
        return str(cls.__name__).removesuffix("Schema")

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI 3.1 document, made once."""
        with self._lock:  # apispec collects the schemas as it goes: two threads at once would mix theirs
            if "openapi" not in self._made:
                self._made["openapi"] = self._openapi()
        return self._made["openapi"]

    def _openapi(self) -> dict[str, Any]:
        title = f"Kapocs {self.service.name}"
        spec = APISpec(title=title, version=VERSION, openapi_version="3.1.0", plugins=[self._plugin])
        converter = _converter(self._plugin)
        converter.add_attribute_function(_properties)
        converter.add_attribute_function(_examples)
        spec.components.schema("Problem", _PROBLEM)
        content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        for status, words in STATUSES.items():
            spec.components.response(f"Problem{status}", {"description": words, "content": content})
        paths: dict[str, dict[str, Any]] = {}
        for route in self.routes:
            paths.setdefault(route.path, {})[route.method.lower()] = self._operation(spec, route)
        for path, operations in sorted(paths.items()):
            spec.path(path=path, operations=operations)
        return spec.to_dict()

    def _operation(self, spec: APISpec, route: Route) -> dict[str, Any]:
        operation: dict[str, Any] = {
            "operationId": f"{self.service.name}_{route.method.lower()}_{_slug(route.path)}",
            "summary": route.summary or f"{route.method} {route.path}",
            "tags": [route.permission.rpartition(":")[0] or self.service.name],
            "parameters": self._parameters(route),
            "responses": self._responses(spec, route),
            "x-permission": route.permission,
        }
        if route.public:
            operation["x-public"] = True
        if route.body or route.upload:
            operation["requestBody"] = self._body(spec, route)
        return operation

    def _parameters(self, route: Route) -> list[dict[str, Any]]:
        found = [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in (part[1:-1] for part in route.path.split("/") if part.startswith("{"))
        ]
        if route.query == "list":
            found += _list_parameters(route.response)
        elif route.query is not None:
            found += _converter(self._plugin).schema2parameters(instance(route.query), location="query")
        if route.method == "POST":
            found.append({"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 100}})
        if route.method in ("PATCH", "DELETE"):
            found.append({"name": "If-Match", "in": "header", "schema": {"type": "string"}})
        return found

    def _schema(self, spec: APISpec, schema: Any, *, partial: bool = False) -> dict[str, str]:
        name = self._name(schema) + ("Patch" if partial else "")
        if name not in spec.components.schemas:
            wanted = type(instance(schema))
            spec.components.schema(name, schema=wanted(partial=True) if partial else wanted)
        return {"$ref": f"#/components/schemas/{name}"}

    def _body(self, spec: APISpec, route: Route) -> dict[str, Any]:
        if route.upload:
            shape: dict[str, Any] = {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
            return {"required": True, "content": {"multipart/form-data": {"schema": shape}}}
        schema = instance(route.body)
        needed = route.method in ("PATCH", "PUT") or any(field.required for field in schema.fields.values())
        content = {
            "schema": self._schema(spec, route.body, partial=route.partial),
            "example": example(schema, reading=False),
        }
        return {"required": needed, "content": {"application/json": content}}

    def _responses(self, spec: APISpec, route: Route) -> dict[str, Any]:
        responses: dict[str, Any] = {status: {"$ref": f"#/components/responses/Problem{status}"} for status in STATUSES}
        good: dict[str, Any] = {"description": "Done."}
        if route.file:
            good["content"] = {route.file: {"schema": {"type": "string", "format": "binary"}}}
        elif route.status != 204:
            good["content"] = {"application/json": self._answer(spec, route)}
        responses[str(route.status)] = good
        return responses

    def _answer(self, spec: APISpec, route: Route) -> dict[str, Any]:
        if route.response is None:
            return {"schema": {"type": ["object", "array"]}}
        schema = route.response.out_schema if isinstance(route.response, Resource) else instance(route.response)
        ref: dict[str, Any] = self._schema(spec, schema)
        shown: Any = example(schema, reading=True)
        if not route.many:
            return {"schema": ref, "example": shown}
        row: dict[str, Any] = {"type": "object"} if isinstance(route.response, Resource) else ref
        page = {
            "type": "object",
            "required": ["data", "next", "total"],
            "properties": {
                "data": {"type": "array", "items": row},
                "next": {"type": ["string", "null"]},
                "total": {"type": ["integer", "null"]},
            },
        }
        return {"schema": page, "example": {"data": [shown], "next": None, "total": None}}

    def asyncapi(self) -> dict[str, Any]:
        """The AsyncAPI 3 document of the events the service publishes and consumes, made once."""
        if "asyncapi" not in self._made:
            self._made["asyncapi"] = self._asyncapi()
        return self._made["asyncapi"]

    def _asyncapi(self) -> dict[str, Any]:
        messages = {event.type: _message(event) for event in self.service.events}
        channels = {
            event.type: {
                "address": event.type,
                "messages": {"event": {"$ref": f"#/components/messages/{event.type}"}},
                "bindings": {
                    "amqp": {
                        "is": "routingKey",
                        "exchange": {"name": "kapocs.events", "type": "topic", "durable": True},
                    }
                },
            }
            for event in self.service.events
        }
        operations = {
            f"publish_{event.type}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{event.type}"},
                "summary": event.summary,
            }
            for event in self.service.events
        }
        return {
            "asyncapi": "3.0.0",
            "info": {"title": f"Kapocs {self.service.name} events", "version": VERSION},
            "defaultContentType": "application/cloudevents+json",
            "channels": channels,
            "operations": operations,
            "components": {"messages": messages, "schemas": _schemas(self.service)},
            "x-consumes": sorted(self.service.handlers),
        }


def _slug(path: str) -> str:
    return path.strip("/").replace("/", "_").replace("{", "").replace("}", "").replace("-", "_")


def _query(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": words, "schema": schema}


def _list_parameters(resource: Resource) -> list[dict[str, Any]]:
    text = {"type": "string"}
    sortable = [n for n, fld in resource.all_fields.items() if fld.spec.sort and not fld.load_only]
    found = [
        _query("q", text, "Words to search for, without regard to accents."),
        _query(
            "sort",
            {**text, "enum": [sign + name for name in sortable for sign in ("", "-")]},
            "With - the greatest first.",
        ),
        _query("fields", text, "The fields wanted, with commas between."),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": 50}, "Rows in a page."),
        _query("cursor", text, "The `next` of the page before."),
        _query("total", {**text, "enum": ["0", "1", "exact"]}, "1: count, 10001 meaning more than 10000; exact: all."),
    ]
    note = f"Equal to; also filter[field][op] with op one of {', '.join(OPERATORS)}."
    return found + [
        _query(f"filter[{name}]", text, note)
        for name, fld in [*resource.all_fields.items(), *resource.filters.items()]
        if fld.spec.filter and not fld.load_only
    ]


def _message(event: Any) -> dict[str, Any]:
    return {
        "name": event.type,
        "title": event.title,
        "summary": event.summary,
        "contentType": "application/cloudevents+json",
        "payload": {"$ref": f"#/components/schemas/{event.type}"},
        "examples": [{"name": "example", "payload": envelope_example(event)}],
    }


def envelope_example(event: Any) -> dict[str, Any]:
    """A whole event as it stands on the bus, with the worked example as its data."""
    service, _, name = event.type.partition(".")
    return {
        "specversion": "1.0",
        "id": "01932f6e-7c00-7000-8000-000000000001",
        "source": f"/kapocs/{service}",
        "type": event.type,
        "subject": f"{name.lower()}/01932f6e-7c00-7000-8000-000000000000",
        "time": "2026-11-21T20:05:00Z",
        "datacontenttype": "application/json",
        "dataschema": event.dataschema,
        "sequence": 1,
        "version": 1,
        "actor": "01932f6e-7c00-7000-8000-0000000000aa",
        "actorname": "Kiss Anna",
        "correlationid": "01932f6e-7c00-7000-8000-0000000000bb",
        "relatesto": [],
        "data": dict(event.example),
    }


def _schemas(service: Service) -> dict[str, Any]:
    plugin = MarshmallowPlugin(schema_name_resolver=lambda schema: "")
    APISpec(title="-", version="1", openapi_version="3.1.0", plugins=[plugin])
    converter = _converter(plugin)
    converter.add_attribute_function(_properties)
    told = {id(e) for r in service.resources for e in (r.created, r.updated, r.deleted, r.restored) if e}
    custom = {"type": "object", "description": "Values of the custom fields of this installation, if there are any."}
    found = {}
    for event in service.events:
        data = converter.schema2jsonschema(event.dumper)
        if id(event) in told:
            data = {**data, "properties": {**data["properties"], "custom": custom}}
        found[event.type] = _event_schema(event, data)
    return found


def _event_schema(event: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": text,
            "type": {"const": event.type},
            "subject": text,
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "dataschema": {"const": event.dataschema},
            "sequence": {"type": "integer"},
            "version": {"type": "integer"},
            "actor": text,
            "actorname": text,
            "correlationid": text,
            "causationid": text,
            "traceparent": text,
            "relatesto": {"type": "array", "items": text},
            "data": dict(data),
        },
    }


_PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail", "errors", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"type": "object"},
        "request_id": {"type": "string"},
    },
}
