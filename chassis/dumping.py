"""Records to plain JSON values. The way is worked out once per schema, because lists do this fifty times a request."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

from chassis import fields as f

Convert = Callable[[Any], Any]


def _converter(field: Any) -> Convert | None:
    if isinstance(field, f.Number):
        places = field.places
        return lambda value: None if value is None else f.show_decimal(value, places)
    if isinstance(field, f.DateTime):
        return lambda value: None if value is None else f.show_time(value)
    if isinstance(field, f.Date):
        return lambda value: value.isoformat() if isinstance(value, date) else value
    if isinstance(field, f.Lines):
        inner = Dumper(field.line_schema(), extra=("id",))
        return lambda rows: [inner.dump(row) for row in rows or ()]
    return None


class Dumper:
    """Dumps objects and rows by one schema."""

    def __init__(self, schema: f.Schema, extra: Sequence[str] = ()) -> None:
        names = {name: field for name, field in schema.fields.items() if not field.load_only}
        self.steps: list[tuple[str, str, Convert | None]] = [(name, name, None) for name in extra if name not in names]
        self.steps += [(name, field.attribute or name, _converter(field)) for name, field in names.items()]
        self.converters = {name: convert for name, _attribute, convert in self.steps}

    def dump(self, record: Any, hidden: Collection[str] = ()) -> dict[str, Any]:
        """One object as a plain dict, without the hidden fields."""
        result = {}
        for name, attribute, convert in self.steps:
            if name not in hidden:
                value = getattr(record, attribute)
                result[name] = value if convert is None else convert(value)
        return result

    def dump_rows(self, names: Sequence[str], rows: Sequence[Any]) -> list[dict[str, Any]]:
        """Result rows, whose columns are the named fields in order, as plain dicts."""
        converters = [self.converters[name] for name in names]
        if not any(converters):
            return [dict(zip(names, row, strict=False)) for row in rows]
        pairs = list(zip(names, converters, strict=True))
        return [
            {
                name: value if convert is None else convert(value)
                for (name, convert), value in zip(pairs, row, strict=False)
            }
            for row in rows
        ]


def without(data: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """A dict without the hidden keys."""
    return {name: value for name, value in data.items() if name not in hidden}
