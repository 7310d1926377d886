"""Every column of a service that holds the id of a kind of record: found in its declarations, never listed by hand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Table, Text, and_, cast, exists
from sqlalchemy.orm import Mapper
from sqlalchemy.sql.schema import UniqueConstraint

from chassis import fields as f
from chassis.db import Child, Record
from chassis.tables import attachments

Form = Literal["id", "ref", "refs"]
"""How a column names a record: by its id, as `service.noun:id`, or as a JSON list of those."""


@dataclass(frozen=True, eq=False)
class Reference:
    """A column that holds ids of a kind. `only`: further conditions; `single`: what there may be once for a record;
    `spare`: the rows that a record needs no more, as it has their like."""

    table: Table
    column: Column[Any]
    kind: str
    form: Form = "id"
    model: Any = None
    only: tuple[ColumnElement[bool], ...] = ()
    single: tuple[tuple[str, ...], ...] = ()
    spare: Callable[[str], ColumnElement[bool]] | None = None

    @property
    def place(self) -> str:
        """Table and column, as `moved_references` names them."""
        return f"{self.table.name}.{self.column.name}"

    @property
    def audited(self) -> str:
        """What the history calls the column."""
        return str(self.column.name)

    @property
    def key(self) -> Column[Any]:
        """What tells the rows apart that name one record: their id, else the rest of a primary key of two."""
        if "id" in self.table.c:
            return self.table.c.id
        return next(part for part in self.table.primary_key.columns if part is not self.column)

    def value(self, record_id: str) -> str:
        """How this column names a record."""
        return record_id if self.form == "id" else f"{self.kind}:{record_id}"

    def names(self, record_id: str) -> ColumnElement[bool]:
        """The rows that name a record here."""
        if self.form == "refs":
            return and_(cast(self.column, Text).contains(f'"{self.value(record_id)}"'), *self.only)
        return and_(self.column == self.value(record_id), *self.only)

    def written(self, record_id: str, name: str | None) -> Any:
        """What stands in the column when it names this record, which is called `name`."""
        return self.value(record_id)

    def free(self, record_id: str) -> list[ColumnElement[bool]]:
        """The conditions under which a row may name this record without breaking a unique key."""
        twin = self.table.alias()
        conditions: list[ColumnElement[bool]] = []
        for columns in self.single:
            same = [twin.c[name] == self.table.c[name] for name in columns if name != self.column.name]
            conditions.append(~exists().where(twin.c[self.column.name] == self.value(record_id), *same))
        if self.form == "refs":
            conditions.append(~self.names(record_id))
        if self.spare is not None:
            conditions.append(~self.spare(record_id))
        return conditions


def references(service: Any, kind: str) -> list[Reference]:
    """All columns of a service's tables that hold ids of a kind; worked out once."""
    known: dict[str, list[Reference]] = service.__dict__.setdefault("_references", {})
    if kind not in known:
        found = {reference.place: reference for reference in _find(service, kind)}
        known[kind] = list(found.values())
    return known[kind]


def kinds_referred(service: Any) -> set[str]:
    """The kinds whose merges a service follows: those it links to, and its own that may be merged."""
    linked = {link for _model, _name, link in _links(service)}
    declared = {kind for table in _tables(service) for kinds in _refers(table).values() for kind in kinds.split()}
    own = {resource.name for resource in service.resources if resource.merged}
    return {kind for kind in linked | declared | own if "." in kind and not kind.startswith("gateway.")}


def _find(service: Any, kind: str) -> Iterator[Reference]:
    for model, name, link in _links(service):
        if link == kind and (column := _column(model, name)) is not None:
            yield _reference(model.__table__, column, kind, model=model)
    for mapper in _mappers(service):
        for column in _foreign(service, mapper, kind):
            yield _reference(mapper.local_table, column, kind, model=mapper.class_)
    for table in _tables(service):
        for name, kinds in _refers(table).items():
            if kind in kinds.split() or kinds == "*":
                yield _declared(table, table.c[name], kind, _models(service).get(table.name))
    noun = kind.removeprefix(f"{service.name}.")
    if noun in {resource.kind for resource in service.resources}:
        yield Reference(
            attachments, attachments.c.record_id, kind, only=(attachments.c.noun == noun,),
            spare=partial(_attached, noun),
        )  # fmt: skip


def _attached(noun: str, record_id: str) -> ColumnElement[bool]:
    """Files of one version that the record has already."""
    mine, other = attachments.c, attachments.alias().c
    several = exists().where(other.file_id == mine.file_id, other.id != mine.id)
    there = (other.noun == noun, other.record_id == record_id, other.deleted_at.is_(None), other.replaced_at.is_(None))
    return and_(~several, exists().where(*there, other.sha256 == mine.sha256))


def _links(service: Any) -> Iterator[tuple[Any, str, str]]:
    """Every link field: the model it stands on, its attribute, the kind it leads to."""
    for resource in service.resources:
        yield from _links_of(resource.model, resource.all_fields.items())
        for name, field in resource.all_fields.items():
            relation = resource.model.__mapper__.relationships.get(field.attribute or name)
            if isinstance(field, f.Lines) and relation is not None:
                yield from _links_of(relation.mapper.class_, field.line_schema().fields.items())


def _links_of(model: Any, fields: Iterable[tuple[str, Any]]) -> Iterator[tuple[Any, str, str]]:
    for name, field in fields:
        if isinstance(field, f.Link) and not isinstance(field, f.User) and (link := field.spec.extra["link"]):
            yield model, field.attribute or name, link


def _column(model: Any, name: str) -> Column[Any] | None:
    attribute = model.__mapper__.column_attrs.get(name)
    column = attribute.columns[0] if attribute is not None else None
    return column if isinstance(column, Column) else None


def _mappers(service: Any) -> list[Mapper[Any]]:
    registries = {resource.model.registry for resource in service.resources}
    return [mapper for registry in registries for mapper in registry.mappers]


def _models(service: Any) -> dict[str, Any]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in _mappers(service)}


def _tables(service: Any) -> list[Table]:
    return list(service.metadata.tables.values())


def _refers(table: Table) -> dict[str, str]:
    """What a table says of its own columns: `__table_args__ = {"info": {"refers": {"customer_id": "x.kind"}}}`."""
    return dict(table.info.get("refers", {}))


def _declared(table: Table, column: Column[Any], kind: str, model: Any) -> Reference:
    form: Form = "id"
    if column.name in ("ref", "subject"):
        form = "ref"
    elif column.name == "refs":
        form = "refs"
    name = table.info.get("kind_column")
    only = (table.c[name] == kind,) if name else ()
    if narrowed := table.info.get("refers_where"):
        only += (narrowed(table),)
    return _reference(table, column, kind, form=form, model=model, only=only)


def _foreign(service: Any, mapper: Mapper[Any], kind: str) -> Iterator[Column[Any]]:
    """Foreign keys to the kind's own table, but for those by which its rows belong to it."""
    owner = {resource.name: resource for resource in service.resources}.get(kind)
    if owner is None:
        return
    model = mapper.class_
    root = model.root if issubclass(model, Child) else ("", "")
    for column in mapper.columns:
        if not isinstance(column, Column) or (root[0] == owner.kind and root[1] == column.name):
            continue
        if any(key.column.table is owner.model.__table__ for key in column.foreign_keys):
            yield column


def _reference(table: Any, column: Column[Any], kind: str, **more: Any) -> Reference:
    unique = [
        tuple(part.name for part in constraint.columns)
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    unique += [tuple(part.name for part in index.columns) for index in table.indexes if index.unique]
    unique += [(column.name,)] if column.unique else []
    unique += [tuple(part.name for part in table.primary_key.columns)] if column.primary_key else []
    return Reference(table, column, kind, single=tuple(names for names in unique if column.name in names), **more)


def is_record(model: Any) -> bool:
    """Whether a model is a kind of record, with a version and a history of its own."""
    return model is not None and issubclass(model, Record)
