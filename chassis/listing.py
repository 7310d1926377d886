"""Lists: filters, search, sorting and keyset pages over one table, read as plain rows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import marshmallow as ma
from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    String,
    Uuid,
    and_,
    cast,
    func,
    inspect,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from chassis import cursors, customcolumns, customfields, search
from chassis import fields as f
from chassis.errors import BadRequest
from chassis.identity import Identity
from chassis.resource import Resource
from chassis.rights import visible
from chassis.tables import audit
from chassis.types import Id

MAX_LIMIT = 200
MOST_COUNTED = 10_000
"""Rows are counted as far as this and one more, which then means “more”: nobody waits for a million to be counted."""

_FILTER = re.compile(r"filter\[([a-z0-9_.]+)\](?:\[([a-z]+)\])?")
_RELATIVE = re.compile(r"today([+-]\d{1,5})?")
OPERATORS = ("eq", "ne", "gt", "gte", "lt", "lte", "in", "contains", "starts", "empty", "has")


@dataclass
class ListQuery:
    """A list request, read and checked."""

    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    words: str = ""
    names: list[str] = field(default_factory=list)
    sort: str = "-created_at"
    limit: int = 50
    cursor: list[Any] | None = None
    total: bool = False
    exact: bool = False

    @property
    def sort_name(self) -> str:
        """The field sorted by, without the sign."""
        return self.sort.lstrip("-")

    @property
    def descending(self) -> bool:
        """True when the greatest comes first."""
        return self.sort.startswith("-")


def read_query(session: Session, actor: Identity, resource: Resource, params: Mapping[str, str]) -> ListQuery:
    """Read list parameters; BadRequest names the one that does not fit."""
    hidden = actor.rule(resource.name).hidden
    query = ListQuery(sort=resource.sort, names=_names(session, resource, params.get("fields"), hidden))
    errors: dict[str, list[str]] = {}
    for key, value in params.items():
        try:
            _read_param(session, actor, resource, query, key, value, hidden)
        except (BadRequest, ma.ValidationError) as error:
            errors[key] = (
                list(error.messages) if isinstance(error, ma.ValidationError) else [error.words % error.params]
            )
    if errors:
        raise BadRequest("Some list parameters are not valid.", errors)
    if query.words:
        query.conditions.append(search.among(session, actor, resource, query.words, alone=not query.conditions))
    if query.cursor is not None and query.cursor[0] != query.sort:
        raise BadRequest("Some list parameters are not valid.", {"cursor": ["The cursor belongs to another order."]})
    return query


def _names(session: Session, resource: Resource, wanted: str | None, hidden: frozenset[str]) -> list[str]:
    listed = [n for n, fld in resource.all_fields.items() if fld.spec.listed and not fld.load_only and n not in hidden]
    listed.append("custom")
    if not wanted:
        return listed
    chosen = [name.strip() for name in wanted.split(",") if name.strip()]
    chosen = ["custom" if customfields.definition(session, resource.kind, n) and "." in n else n for n in chosen]
    unknown = [name for name in chosen if name not in listed]
    if unknown:
        raise BadRequest("Some list parameters are not valid.", {"fields": [f"No such field: {', '.join(unknown)}."]})
    return list(dict.fromkeys(["id", *chosen]))


def _read_param(
    session: Session,
    actor: Identity,
    resource: Resource,
    query: ListQuery,
    key: str,
    value: str,
    hidden: frozenset[str],
) -> None:
    if key == "q":
        query.words = value.strip()
    elif key == "sort":
        query.sort = _read_sort(session, resource, value, hidden)
    elif key == "limit":
        query.limit = _read_limit(value)
    elif key == "cursor":
        query.cursor = cursors.read(value) if value else None
    elif key == "change":
        query.conditions.append(_touched_by(resource, value))
    elif key == "total":
        query.total, query.exact = value not in ("", "0", "false"), value == "exact"
    elif match := _FILTER.fullmatch(key):
        name, operator = match[1], match[2] or "eq"
        if name in hidden or name.partition(".")[0] in hidden:
            raise BadRequest("There is no such filter.")
        query.conditions.append(condition(session, actor, resource, name, operator, value))
    elif key != "fields":
        raise BadRequest("There is no such parameter.")


def _touched_by(resource: Resource, change: str) -> ColumnElement[bool]:
    """The records that one request, bulk change or import made or changed."""
    touched = select(cast(audit.c.record_id, Id)).where(audit.c.correlation == change, audit.c.kind == resource.name)
    return resource.model.id.in_(touched.where(audit.c.part.is_(None)))


def _read_limit(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value[:6]) <= MAX_LIMIT:
        raise BadRequest("A whole number from 1 to %(most)s is needed.", most=MAX_LIMIT)
    return int(value)


def _read_sort(session: Session, resource: Resource, value: str, hidden: frozenset[str]) -> str:
    name = value.lstrip("-")
    known = _field(session, resource, name)
    if known is None or not known.spec.sort or name in hidden or name[:6] in hidden or value.count("-") > 1:
        raise BadRequest("It cannot be sorted by this.")
    return value


def condition(
    session: Session, actor: Identity, resource: Resource, name: str, operator: str, value: str
) -> ColumnElement[bool]:
    """What `filter[name][operator]=value` asks of a kind; BadRequest or ValidationError if it cannot."""
    column, fld = _target(session, resource, name)
    if hasattr(fld, "condition") and (own := fld.condition(resource, operator, value)) is not None:
        return own
    return condition_on(actor, column, fld, operator, value)


def condition_on(actor: Identity, column: Any, fld: Any, operator: str, value: str) -> ColumnElement[bool]:
    """The same about any SQL expression that holds values of a field."""
    if operator not in OPERATORS:
        raise BadRequest("There is no such operator; these are: %(known)s.", known=", ".join(OPERATORS))
    if operator == "has":
        raise BadRequest("This operator is for fields that hold several values.")
    if operator == "empty":
        return column.is_(None) if value not in ("0", "false") else column.is_not(None)
    if operator == "in":
        return column.in_([_value(actor, fld, part) for part in value.split(",")[:200]])
    if operator in ("contains", "starts"):
        if not isinstance(fld, ma.fields.String):
            raise BadRequest("This operator is for texts.")
        column = cast(column, String) if isinstance(column.type, Uuid) else column
        return (
            column.icontains(value, autoescape=True)
            if operator == "contains"
            else column.istartswith(value, autoescape=True)
        )
    if isinstance(fld, f.Flag) and operator not in ("eq", "ne"):
        raise BadRequest("Yes or no has no order.")
    return _compare(column, operator, _value(actor, fld, value), fld, value)


def _compare(column: Any, operator: str, wanted: Any, fld: Any, text: str) -> ColumnElement[bool]:
    if isinstance(fld, f.DateTime) and len(text) <= 10 and operator in ("eq", "lte", "gt"):
        end = wanted + timedelta(days=1)  # a day means the whole day
        if operator == "eq":
            return and_(column >= wanted, column < end)
        return column < end if operator == "lte" else column >= end
    match operator:
        case "eq":
            return column == wanted
        case "ne":
            return or_(column != wanted, column.is_(None))
        case "gt":
            return column > wanted
        case "gte":
            return column >= wanted
        case "lt":
            return column < wanted
    return column <= wanted


def _target(session: Session, resource: Resource, name: str) -> tuple[Any, Any]:
    if (asked := resource.filters.get(name)) is not None:
        return None, asked
    fld = _field(session, resource, name)
    if fld is None or not fld.spec.filter:
        raise BadRequest("There is no such filter.")
    return _column(session, resource, name), fld


def _field(session: Session, resource: Resource, name: str) -> Any:
    """The field of a name, an own one or a custom one; None when there is none."""
    if not name.startswith("custom."):
        return resource.all_fields.get(name)
    definition = customfields.definition(session, resource.kind, name)
    return customfields.asked_field(session, definition) if definition else None


def _column(session: Session, resource: Resource, name: str) -> Any:
    """What holds the values of a field in SQL."""
    if definition := customfields.definition(session, resource.kind, name) if name.startswith("custom.") else None:
        return customcolumns.expression(session, resource.model, definition)
    return getattr(resource.model, resource.all_fields[name].attribute or name)


def _value(actor: Identity, fld: Any, text: str) -> Any:
    if isinstance(fld, f.User) and text == "me":
        return actor.user_id
    if isinstance(fld, f.Date | f.DateTime):
        return _moment(fld, text)
    if isinstance(fld, f.Flag):
        if text not in ("true", "false"):
            raise ma.ValidationError("true or false is needed.")
        return text == "true"
    if isinstance(fld, f.Integer) and not re.fullmatch(r"-?\d{1,10}", text):
        raise ma.ValidationError("A whole number is needed.")
    if isinstance(fld, f.Integer):
        return fld.deserialize(int(text))
    if isinstance(fld, f.Number | f.Choice | f.Link):
        return fld.deserialize(text)
    if "\x00" in text:
        raise ma.ValidationError("A zero character cannot be stored.")
    return text


def _moment(fld: Any, text: str) -> Any:
    """A day or a time; `today-30` and `today+7` count from this day, and a day as a time is its first moment."""
    if match := _RELATIVE.fullmatch(text):
        text = (datetime.now(UTC).date() + timedelta(days=int(match[1] or 0))).isoformat()
    if isinstance(fld, f.DateTime) and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        day: date = f.Date().deserialize(text)
        return datetime.combine(day, time(), UTC)
    return fld.deserialize(text)


def run_list(session: Session, actor: Identity, resource: Resource, query: ListQuery) -> dict[str, Any]:
    """One page: `{"data": [...], "next": cursor or null, "total": n or null}`."""
    fetched = list(dict.fromkeys([*query.names, query.sort_name, "id"]))
    rows = _rows(session, actor, resource, query, fetched)
    more = len(rows) > query.limit
    rows = rows[: query.limit]
    data = resource.dumper.dump_rows(fetched[: len(query.names)], [row[: len(query.names)] for row in rows])
    for row in data if "custom" in query.names else ():
        row["custom"] = customfields.shown(session, resource.kind, row["custom"], actor.rule(resource.name).hidden)
    last = rows[-1]._mapping if more else None
    return {
        "data": data,
        "next": None if last is None else cursors.write(query.sort, last[query.sort_name], last["id"]),
        "total": _count(session, actor, resource, query) if query.total else None,
    }


def _rows(
    session: Session, actor: Identity, resource: Resource, query: ListQuery, names: list[str]
) -> Sequence[Row[Any]]:
    """The rows of a page and one more. Straight through the connection: rows are wanted here, not mapped objects.

    Rows without a value come after all others or before them. Behind a cursor they are asked for alone, for one
    question for both kinds would go through the index from its beginning.
    """
    execute = session.connection().execute
    found = execute(page_statement(session, actor, resource, query, names)).all()
    missing = query.limit + 1 - len(found)
    if missing > 0 and query.cursor is not None and _goes_on(session, resource, query, query.cursor[1]):
        rest = replace(query, cursor=None, limit=missing - 1)
        column = _column(session, resource, query.sort_name)
        end = column.is_not(None) if query.cursor[1] is None else column.is_(None)
        rest.conditions = [*query.conditions, end]
        found = [*found, *execute(page_statement(session, actor, resource, rest, names))]
    return found


def _goes_on(session: Session, resource: Resource, query: ListQuery, value: Any) -> bool:
    """Whether rows of the other kind follow: those without a value after those with one, or the other way round."""
    if query.sort_name.startswith("custom."):
        nullable = True
    else:
        nullable = getattr(_column(session, resource, query.sort_name).property.columns[0], "nullable", True)
    nulls_last = (session.get_bind().dialect.name == "postgresql") != query.descending
    return nullable and (value is None) != nulls_last


def _base(actor: Identity, resource: Resource, query: ListQuery, statement: Select[Any]) -> Select[Any]:
    conditions = [resource.model.deleted_at.is_(None), *query.conditions]
    if (mine := visible(actor, resource.name, resource.model)) is not None:
        conditions.append(mine)
    return statement.where(*conditions)


def _count(session: Session, actor: Identity, resource: Resource, query: ListQuery) -> int:
    rows = _base(actor, resource, query, select(resource.model.id))
    if not query.exact:
        rows = rows.limit(MOST_COUNTED + 1)
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


@lru_cache(maxsize=1000)
def _selection(model: Any, names: tuple[str, ...]) -> Select[Any]:
    """The columns of a list, worked out once. A name stands for the model's attribute of that name."""
    columns = inspect(model).columns
    return select(*((columns[name] if name in columns else getattr(model, name)).label(name) for name in names))


def page_statement(
    session: Session, actor: Identity, resource: Resource, query: ListQuery, names: list[str]
) -> Select[Any]:
    """The statement of one page and one row more, its columns labelled by the field names."""
    model: Any = resource.model
    column = _column(session, resource, query.sort_name)
    own = [name for name in names if not name.startswith("custom.")]
    selection = _selection(model, tuple(own))
    if len(own) < len(names):  # sorted by a custom field: its value is wanted for the cursor
        selection = selection.add_columns(column.label(query.sort_name))
    statement = _base(actor, resource, query, selection)
    own_id = resource.model.id
    if query.cursor is not None:
        _sort, value, last_id = query.cursor
        revived = cursors.revive(_field(session, resource, query.sort_name), value)
        statement = statement.where(_after(resource, query, column, revived, last_id))
    order = (column.desc(), own_id.desc()) if query.descending else (column.asc(), own_id.asc())
    return statement.order_by(*(order[1:] if query.sort_name == "id" else order)).limit(query.limit + 1)


def _after(resource: Resource, query: ListQuery, column: Any, value: Any, last_id: str) -> ColumnElement[bool]:
    """Rows after the cursor that have a value as it has, or have none as it has none."""
    own_id = resource.model.id
    if value is None:
        return and_(column.is_(None), own_id < last_id if query.descending else own_id > last_id)
    here = tuple_(column, own_id)
    there = tuple_(literal(value, column.type), literal(last_id, own_id.type))
    return here < there if query.descending else here > there
