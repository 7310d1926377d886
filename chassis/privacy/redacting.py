"""Taking a person out of texts and JSON."""

from collections.abc import Collection
from typing import Any

import marshmallow as ma

from chassis.fields import Date, Email, LongText, Phone, Text, Url
from chassis.fields.texts import Choice
from chassis.privacy.declaring import ERASED

PLAIN = {
    "id", "kind", "number", "code", "source", "stage", "old_stage", "from_stage", "to_stage", "new_stage", "type",
    "status", "currency", "language", "unit", "channel", "purpose", "lawful_basis", "service", "path", "owner_name",
    "organization_name", "previous_status", "changed",
}  # fmt: skip
"""Names under which no text is personal, whatever its field is."""


def holds(text: str, terms: Collection[str]) -> bool:
    """Tell whether any of the terms is in a text."""
    folded = text.casefold()
    return any(term.casefold() in folded for term in terms)


def without_terms(value: Any, terms: Collection[str]) -> Any:
    """JSON with every text that has one of the terms replaced."""
    if isinstance(value, str):
        return ERASED if holds(value, terms) else value
    if isinstance(value, list):
        return [without_terms(item, terms) for item in value]
    if isinstance(value, dict):
        return {name: without_terms(item, terms) for name, item in value.items()}
    return value


def blanked(value: Any) -> Any:
    """JSON of the same shape with every text replaced: numbers, flags and nothing stay."""
    if isinstance(value, str):
        return ERASED
    if isinstance(value, list):
        return [blanked(item) for item in value]
    if isinstance(value, dict):
        return {name: blanked(item) for name, item in value.items()}
    return value


def by_schema(schema: ma.Schema, data: dict[str, Any]) -> dict[str, Any]:
    """An event's data without its personal texts, still good for its schema: ids, choices, figures and times stay."""
    kept = {}
    for name, value in data.items():
        field = schema.fields.get(name)
        kept[name] = value if field is None and name in PLAIN else _by_field(field, name, value)
    return kept


def _by_field(field: Any, name: str, value: Any) -> Any:
    inner = getattr(field, "inner", None)
    if value is None or name in PLAIN or name.endswith("_id"):
        return value
    if isinstance(field, ma.fields.Nested) and isinstance(value, dict):
        return by_schema(field.schema, value)
    if inner is not None and isinstance(value, list):
        return [_by_field(inner, name, item) for item in value]
    if isinstance(field, Date) and not field.required:
        return None
    if field is not None and not _is_text(field):
        return value if not isinstance(field, ma.fields.Raw) else blanked(value)
    return ERASED if field is not None and field.required else None


def _is_text(field: Any) -> bool:
    if isinstance(field, Choice):
        return False
    return isinstance(field, (Email, Phone, Url, LongText, Text)) or type(field) is ma.fields.String
