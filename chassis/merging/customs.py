"""Links among custom fields are references too: found in the definitions, moved inside the record's `custom` object."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from chassis.customcolumns import raw_value
from chassis.customfields import LABEL
from chassis.merging.references import Reference, references
from chassis.tables import custom_fields


@dataclass(frozen=True, eq=False, kw_only=True)
class CustomLink(Reference):
    """A custom field that holds ids of a kind, with the name of what it points to beside it."""

    session: Session
    name: str
    once: bool = False

    @property
    def audited(self) -> str:
        """What the history calls the field."""
        return f"custom.{self.name}"

    @property
    def place(self) -> str:
        """Table and field, as `moved_references` names them."""
        return f"{self.table.name}.custom.{self.name}"

    def names(self, record_id: str) -> ColumnElement[bool]:
        """The rows whose field names a record; the index of the field answers it."""
        return raw_value(self.session, self.table.c, self.name) == record_id

    def free(self, record_id: str) -> list[ColumnElement[bool]]:
        """A value that may be there only once is not given to a second record."""
        if not self.once:
            return []
        twin = self.table.alias()
        taken = and_(raw_value(self.session, twin.c, self.name) == record_id, twin.c.deleted_at.is_(None))
        return [or_(self.table.c.deleted_at.is_not(None), ~exists().where(taken))]

    def written(self, record_id: str, name: str | None) -> Any:
        """The object with the new id; the name beside it follows where it is known."""
        values = {self.name: record_id, **({self.name + LABEL: name} if name else {})}
        if self.session.get_bind().dialect.name == "sqlite":
            pairs = [part for key, value in values.items() for part in (f'$."{key}"', value)]
            return func.json_set(self.column, *pairs, type_=self.column.type)
        texts = [cast(literal(part), Text) for pair in values.items() for part in pair]
        return self.column.op("||")(func.jsonb_build_object(*texts))


def all_references(session: Session, kind: str) -> list[Reference]:
    """All places of a service's tables that hold ids of a kind, those an administrator defined included."""
    return [*references(session.info["service"], kind), *_defined(session, kind)]


def _defined(session: Session, kind: str) -> Iterator[CustomLink]:
    """Removed fields too: their values are kept and may come back."""
    service = session.info["service"]
    for row in session.execute(select(custom_fields).where(custom_fields.c.type == "link").order_by("id")):
        resource = service.resource_of(type("_", (), {"kind": row.noun}))
        if resource is not None and row.options.get("link") == kind:
            table = resource.model.__table__
            yield CustomLink(
                table, table.c.custom, kind, model=resource.model, session=session, name=row.name, once=row.no_twice
            )


def linked_kinds(session: Session) -> set[str]:
    """The kinds that custom fields of a service lead to."""
    found = session.scalars(select(custom_fields.c.options).where(custom_fields.c.type == "link"))
    return {str(options["link"]) for options in found if options.get("link")}
