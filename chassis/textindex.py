"""On PostgreSQL, what makes “contains” and “starts with” quick: one trigram index over the texts a list filters by."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Uuid, inspect, text

from chassis import fields as f

if TYPE_CHECKING:
    from chassis.resource import Resource
    from chassis.service import Service


_SUFFIX = "_texts"


def texts_of(resource: "Resource") -> list[str]:
    """The columns of a kind's filterable texts, in the order of its fields."""
    columns = resource.model.__mapper__.columns
    found = [
        columns[field.attribute or name]
        for name, field in resource.all_fields.items()
        if isinstance(field, f.Text) and not isinstance(field, f.Choice) and field.spec.filter and not field.load_only
    ]
    return list(dict.fromkeys(column.name for column in found if not isinstance(column.type, Uuid)))


def follow(connection: Connection, service: "Service") -> None:
    """Bring the trigram indexes to what the kinds of a service filter by. Called after each migration."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    for resource in service.resources:
        if inspect(connection).has_table(resource.model.__tablename__):  # a kind may still be without its migration
            _one(connection, resource.model.__tablename__, texts_of(resource))


def is_own(name: str) -> bool:
    """Whether an index of that name is made here, and by no migration."""
    return name.endswith(_SUFFIX)


def _one(connection: Connection, table: str, columns: list[str]) -> None:
    name = f"ix_{table}{_SUFFIX}"
    wanted = ", ".join(columns)
    query = text("SELECT obj_description(to_regclass(:name), 'pg_class')")
    known: Any = connection.scalar(query, {"name": f'"{name}"'})
    if known == wanted:
        return
    connection.execute(text(f'DROP INDEX IF EXISTS "{name}"'))
    if columns:
        listed = ", ".join(f'"{column}" gin_trgm_ops' for column in columns)
        connection.execute(text(f'CREATE INDEX "{name}" ON "{table}" USING gin ({listed})'))
        connection.execute(text(f"COMMENT ON INDEX \"{name}\" IS '{wanted}'"))
