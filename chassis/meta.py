"""What pages need to know of a service to draw it: its kinds, fields, actions and events, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from babel import Locale
from sqlalchemy.orm import Session

from chassis import customfields
from chassis import fields as f
from chassis.i18n import Translate, translator
from chassis.resource import Action, Resource
from chassis.service import Service


def humanize(name: str) -> str:
    """“Issued on” for `issued_on`, “Customer” for `customer_id`."""
    text = name.removesuffix("_id").replace("_", " ")
    return text[:1].upper() + text[1:]


def describe(session: Session, service: Service, language: str) -> dict[str, Any]:
    """The meta document of a service."""
    words = translator(language, [service.folder])
    return {
        "service": service.name,
        "label": words(service.label),
        "icon": service.icon,
        "order": service.order,
        "kinds": [_kind(session, resource, words, language) for resource in service.resources],
        "events": {event.type: {"title": words(event.title)} for event in service.events},
        "permissions": permissions(service),
    }


def permissions(service: Service) -> list[list[str]]:
    """Every (kind, verb) that a profile may allow in this service."""
    from chassis import common

    pairs = [[resource.name, verb] for resource in service.resources for verb in resource.verbs()]
    extra = [
        route.permission.rsplit(":", 1) for route in (*service.routes, *common.routes(service)) if route.permission
    ]
    return pairs + [pair for pair in map(list, dict.fromkeys(map(tuple, extra))) if pair not in pairs]


def _kind(session: Session, resource: Resource, words: Translate, language: str) -> dict[str, Any]:
    return {
        "kind": resource.name,
        "service": resource.service.name,
        "noun": resource.kind,
        "collection": resource.collection,
        "path": f"/{resource.service.name}/{resource.collection}",
        "label": words(resource.readable_label()),
        "label_plural": words(resource.readable_plural()),
        "icon": resource.icon,
        "title": resource.title,
        "columns": _columns(session, resource),
        "sort": resource.sort,
        "board": resource.board,
        "menu": resource.menu,
        "order": resource.order,
        "match": list(resource.match),
        "fields": fields_of(session, resource, language),
        "actions": [_action(resource, action, words, language) for action in resource.actions],
        "verbs": resource.verbs(),
        "can": {
            "create": resource.create is not False,
            "update": resource.update is not False,
            "delete": resource.delete is not False,
            "import": resource.importable,
            "export": True,
            "attachments": resource.attachable,
            "search": bool(resource.search),
            "owner": resource.owned,
            "merge": resource.merged is not None,
            "duplicates": resource.duplicates is not None,
        },
        "similar": _similar(resource),
        "fill_in": list(resource.fill_in.by) if resource.fill_in else [],
    }


def _columns(session: Session, resource: Resource) -> list[str]:
    """The columns of a list at first: custom ones after the first two, where they are seen without scrolling."""
    own = [*(resource.columns or [resource.title])]
    custom = [f"custom.{d['name']}" for d in customfields.definitions(session, resource.kind) if d["listed"]]
    return [*own[:2], *custom, *own[2:]]


def _similar(resource: Resource) -> dict[str, Any] | None:
    """What of a form tells whether the record is there already: fields, and where an e-mail and a phone stand."""
    rule = resource.duplicates
    if rule is None:
        return None
    return {"fields": rule.told, "email": rule.emails, "phone": rule.phones}


def fields_of(session: Session, resource: Resource, language: str) -> list[dict[str, Any]]:
    """The fields of a kind as pages, import and export know them, custom ones last."""
    words = translator(language, [resource.service.folder])
    fields = [_field(name, field, words, language) for name, field in resource.all_fields.items() if name != "custom"]
    for field in fields:
        if field["type"] == "tags":
            field["suggest"] = f"/{resource.service.name}/{resource.collection}/tags"
    asked = [_field(name, field, words, language) for name, field in resource.filters.items()]
    fields += [{**field, "write_only": True} for field in asked]  # neither shown nor written
    return fields + [
        _custom(definition, words, language) for definition in customfields.definitions(session, resource.kind)
    ]


def schema_fields(schema: f.Schema, words: Translate, language: str) -> list[dict[str, Any]]:
    """The fields of a schema that stands for no kind, described as those of a kind are."""
    return [_field(name, field, words, language) for name, field in schema.fields.items()]


def label_of(name: str, field: Any) -> str:
    """The English label of a field: declared, or from its name."""
    return field.spec.label or humanize(name)


def _field(name: str, field: Any, words: Translate, language: str) -> dict[str, Any]:
    spec = field.spec
    extra = spec.extra
    described = {
        "name": name,
        "attribute": field.attribute or name,
        "type": spec.type,
        "label": words(label_of(name, field)),
        "required": bool(field.required),
        "read_only": bool(field.dump_only),
        "write_only": bool(field.load_only),
        "filter": spec.filter and spec.type not in ("lines", "json"),
        "sort": spec.sort,
        "hidden": spec.hidden,
        "listed": spec.listed,
        "help": words(spec.help) if spec.help else None,
        "section": words(spec.section) if spec.section else None,
        "custom": False,
        "link": extra.get("link"),
        "label_field": extra.get("label_field"),
        "named": extra.get("named", False),
        "aliases": list(spec.aliases),
        "operators": list(getattr(field, "operators", ())) or None,
        "currency": extra.get("currency"),
        "max_length": extra.get("max_length"),
        "default": field.load_default if isinstance(field.load_default, str | int | bool) else spec.preset,
        "fold": spec.fold,
    }
    if isinstance(field, f.Choice | f.MultiChoice):
        described["choices"] = _choices(field, words, language)
    if isinstance(field, f.Lines):
        inner = field.line_schema().fields.items()
        described["fields"] = [_field(part, line, words, language) for part, line in inner if hasattr(line, "spec")]
    return described


def _choices(field: Any, words: Translate, language: str) -> list[dict[str, Any]]:
    names: Any = {}
    if isinstance(field, f.Country):
        names = Locale(language).territories
    elif isinstance(field, f.Currency):
        names = {code: code for code in field.choices}
    labels, colours = field.spec.extra["labels"], field.spec.extra["colours"]
    return [
        {
            "value": value,
            "label": names.get(value) or words(labels.get(value) or humanize(value)),
            "colour": colours.get(value),
        }
        for value in field.choices
    ]


def _custom(definition: dict[str, Any], words: Translate, language: str) -> dict[str, Any]:
    kept = [choice["value"] for choice in customfields.choices_of(definition)]
    described = _field(f"custom.{definition['name']}", customfields.field_of(definition, kept), words, language)
    own = {name: _said(definition, name, language) for name in ("label", "help", "section")}
    more = {"custom": True, "required": definition["required"], "default": definition["options"].get("default")}
    if "choices" in described:
        described["choices"] = [
            {"value": c["value"], "label": _said(c, "label", language), "colour": c["colour"], "retired": c["retired"]}
            for c in customfields.choices_of(definition)
        ]
    return {**described, **own, **more, "column": definition["listed"], "unique": definition["no_twice"]}


def _said(row: Mapping[str, Any], name: str, language: str) -> Any:
    """A text that an administrator gave in one or two languages."""
    return (row.get(f"{name}_hu") if language == "hu" else None) or row.get(name) or row.get(f"{name}_hu")


def _action(resource: Resource, action: Action, words: Translate, language: str) -> dict[str, Any]:
    fields = action.schema().fields.items() if action.schema else ()
    return {
        "name": action.name,
        "path": action.name.replace("_", "-"),
        "label": words(action.label or humanize(action.name)),
        "style": action.style,
        "icon": action.icon,
        "when": {name: list(values) for name, values in action.when.items()},
        "confirm": words(action.confirm) if action.confirm else None,
        "bulk": action.bulk,
        "returns": f"{resource.name.partition('.')[0]}.{action.returns}" if action.returns else None,
        "fields": [_field(name, field, words, language) for name, field in fields if hasattr(field, "spec")],
        "permission": f"{resource.name}:{action.name}",
    }


def labels(service: Service) -> set[str]:
    """Every English text of a service that a person may see: what its `locale/*.po` has to translate."""
    found = {service.label, *(event.title for event in service.events)}
    for resource in service.resources:
        found |= {resource.readable_label(), resource.readable_plural()}
        found |= _field_labels([*resource.all_fields.items(), *resource.filters.items()])
        for action in resource.actions:
            found |= {action.label or humanize(action.name), *([action.confirm] if action.confirm else [])}
            found |= _field_labels(action.schema().fields.items() if action.schema else ())
    return found


def _field_labels(fields: Any) -> set[str]:
    found: set[str] = set()
    for name, field in fields:
        if not hasattr(field, "spec") or name in ("custom", "id"):
            continue
        found |= {label_of(name, field), *(text for text in (field.spec.help, field.spec.section) if text)}
        if isinstance(field, f.Choice) and not isinstance(field, f.Country | f.Currency):
            found |= {field.spec.extra["labels"].get(value) or humanize(value) for value in field.choices}
        if isinstance(field, f.Lines):
            found |= _field_labels(field.line_schema().fields.items())
    return found
