"""Custom fields in SQL: what a value is to the database, the condition on it, and the index that answers it.

The index is on exactly the expression that conditions and orders use, so both are written here side by side.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Numeric,
    String,
    cast,
    collate,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import Session

from chassis.errors import BadRequest
from chassis.types import HUNGARIAN_COLLATION, SQLITE_COLLATION, FixedPoint, IsoText

# How a type is compared: as words in Hungarian order, as plain text, as a number, as yes or no, as a set.
KEYS = {
    "text": "words", "email": "text", "phone": "text", "url": "text", "choice": "text", "link": "text", "user": "text",
    "date": "text", "datetime": "text", "integer": "whole", "number": "exact", "money": "exact", "percent": "exact",
    "flag": "flag", "multi_choice": "set",
}  # fmt: skip
SORTABLE = frozenset(KEYS) - {"choice", "link", "user", "flag", "multi_choice"}
UNIQUE = frozenset(KEYS) - {"flag", "multi_choice", "percent"}
_FIXED = FixedPoint(18, 4)
_POSTGRESQL = {
    "words": "((custom ->> '{name}') COLLATE \"" + HUNGARIAN_COLLATION + '")',
    "text": "(custom ->> '{name}')",
    "whole": "CAST((custom ->> '{name}') AS BIGINT)",
    "exact": "CAST((custom ->> '{name}') AS NUMERIC)",
    "flag": "CAST((custom ->> '{name}') AS BOOLEAN)",
}
_SQLITE = {
    "words": "json_extract(custom, '$.{name}') COLLATE " + SQLITE_COLLATION,
    "text": "json_extract(custom, '$.{name}')",
    "whole": "json_extract(custom, '$.{name}')",
    "exact": "scaled(json_extract(custom, '$.{name}'))",
    "flag": "json_extract(custom, '$.{name}')",
}


def _sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def expression(session: Session, model: Any, definition: Mapping[str, Any]) -> ColumnElement[Any]:
    """A field's value as the database compares and sorts it, with the type it has in Python."""
    key = KEYS[definition["type"]]
    raw = raw_value(session, model, definition["name"])
    if key == "exact":
        return type_coerce(func.scaled(raw) if _sqlite(session) else cast(raw, Numeric()), _FIXED)
    if key == "whole":
        return type_coerce(raw, BigInteger()) if _sqlite(session) else cast(raw, BigInteger())
    if key == "flag":
        return type_coerce(raw, Boolean()) if _sqlite(session) else cast(raw, Boolean())
    if key == "words":
        return collate(raw, SQLITE_COLLATION if _sqlite(session) else HUNGARIAN_COLLATION)
    return type_coerce(raw, IsoText()) if definition["type"] in ("date", "datetime") else raw


def raw_value(session: Session, model: Any, name: str) -> ColumnElement[Any]:
    """A value as text, of a model or of the columns of a table."""
    # the name is written out, not bound: an index is only found for the very same expression
    if _sqlite(session):
        return type_coerce(func.json_extract(model.custom, literal_column(f"'$.{name}'")), String())
    return model.custom.op("->>", return_type=String())(literal_column(f"'{name}'"))


class AskedSet:
    """A multi-choice as lists ask about it: which records have any of some values, or none at all."""

    def __init__(self, session: Session, definition: Mapping[str, Any], field: Any) -> None:
        self.spec = field.spec
        self._session, self._name, self._choices = session, definition["name"], field.choices

    def condition(self, resource: Any, operator: str, value: str) -> ColumnElement[bool]:
        """The condition; BadRequest when the operator or a value does not fit."""
        raw = raw_value(self._session, resource.model, self._name)
        if operator == "empty":
            return raw.is_(None) if value not in ("0", "false") else raw.is_not(None)
        if operator not in ("has", "eq", "in"):
            raise BadRequest("Fields of several values are filtered by “has” and “empty”.")
        values = value.split(",")[:200]
        if unknown := [word for word in values if word not in self._choices]:
            raise BadRequest("There is no such value: %(value)s.", value=unknown[0])
        return self._has(resource.model, values)

    def _has(self, model: Any, values: Sequence[str]) -> ColumnElement[bool]:
        if _sqlite(self._session):
            each = func.json_each(model.custom, literal_column(f"'$.{self._name}'")).table_valued("value")
            inside = each.alias(f"set_{self._name}")
            return select(literal_column("1")).select_from(inside).where(inside.c.value.in_(values)).exists()
        held = model.custom.op("->", return_type=JSONB())(literal_column(f"'{self._name}'"))
        return held.has_any(array([*values], type_=String()))


def taken(
    session: Session, model: Any, changed: Sequence[Mapping[str, Any]], values: Mapping[str, Any], record: Any
) -> dict[str, list[str]]:
    """Which of the changed fields have a value that another record has, though it may be there only once."""
    errors = {}
    for definition in changed:
        value = values.get(definition["name"])
        if definition["no_twice"] and value is not None:
            same = cast(raw_value(session, model, definition["name"]), String()) == str(value)
            statement = select(model.id).where(same, model.deleted_at.is_(None))
            if record is not None:
                statement = statement.where(model.id != record.id)
            if session.execute(statement.limit(1)).first() is not None:
                errors[f"custom.{definition['name']}"] = ["This is already used."]
    return errors


def repeated(session: Session, model: Any, name: str) -> Any:
    """A value that more than one record has, None when each is there only once."""
    raw = cast(raw_value(session, model, name), String())
    statement = select(raw).where(raw.is_not(None), model.deleted_at.is_(None)).group_by(raw)
    return session.execute(statement.having(func.count() > 1).limit(1)).scalar()


def index_name(definition: Mapping[str, Any]) -> str:
    """The beginning of the names of a field's indexes."""
    return f"cf_{str(definition['id']).replace('-', '')}"


def unique_name(definition: Mapping[str, Any]) -> str:
    """The name of the index that keeps a value from being there twice; the field's name can be read from it."""
    return f"cu_{str(definition['id'])[-6:]}_{definition['name']}"


def indexes(definition: Mapping[str, Any], table: str, dialect: str) -> dict[str, str]:
    """Name → what follows `CREATE INDEX … name` for the index that answers the field's filter and order."""
    key = KEYS.get(definition["type"])
    if key is None or not definition["active"] or (key == "set" and dialect == "sqlite"):
        return {}
    name = f"{index_name(definition)}_{key}"
    if key == "set":
        return {name: f"ON {table} USING gin ((custom -> '{definition['name']}'))"}
    shape = (_SQLITE if dialect == "sqlite" else _POSTGRESQL)[key].format(name=definition["name"])
    # of deleted records too: PostgreSQL makes no use of what it knows of the values of a partial index
    return {name: f"ON {table} ({shape}, id)"}


def unique_index(definition: Mapping[str, Any], table: str, dialect: str) -> str:
    """What makes the database refuse a value that is there already."""
    raw = (_SQLITE if dialect == "sqlite" else _POSTGRESQL)["text"].format(name=definition["name"])
    shape = f"CAST({raw} AS VARCHAR)"
    return f"CREATE UNIQUE INDEX {unique_name(definition)} ON {table} (({shape})) WHERE deleted_at IS NULL"
