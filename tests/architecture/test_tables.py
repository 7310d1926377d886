"""What lists offer to filter and sort by, the database can answer by an index; and it has what the models say."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, MetaData, String, Table, UniqueConstraint
from sqlalchemy.orm import ColumnProperty

from chassis.resource import Resource
from chassis.service import find
from chassis.tables import metadata as mechanism
from tests.architecture.words import SERVICES
from tests.support.service import ServiceHarness

RESOURCES = [resource for name in SERVICES for resource in find(name).resources]


def indexed(table: Table) -> set[str]:
    """The columns that an index, a key or a unique constraint begins with."""
    firsts = [index.expressions[0] for index in table.indexes if index.expressions]
    firsts += [next(iter(c.columns)) for c in table.constraints if isinstance(c, UniqueConstraint) and len(c.columns)]
    firsts += list(table.primary_key.columns)[:1]
    firsts += [column for column in table.columns if column.unique]
    return {first.name for first in firsts if isinstance(first, Column)}


def unindexed(resource: Resource) -> list[str]:
    """The fields that may be filtered or sorted by without an index."""
    covered = indexed(resource.model.__table__)
    offered = [
        (name, field)
        for name, field in resource.all_fields.items()
        if (field.spec.filter or field.spec.sort)
        and not field.load_only
        and field.spec.type not in ("lines", "json")
        and not hasattr(field, "condition")  # found by an index of its own
    ]
    return [name for name, field in offered if _column(resource.model, field.attribute or name) not in covered]


def _column(model: Any, attribute: str) -> str:
    found = getattr(getattr(model, attribute, None), "property", None)
    if isinstance(found, ColumnProperty) and isinstance(found.columns[0], Column):
        return found.columns[0].name
    return f"({attribute} is no column)"


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_every_filter_and_sort_has_an_index(resource: Resource) -> None:
    assert unindexed(resource) == []


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_columns_and_search_fields_are_there(resource: Resource) -> None:
    listed = {name for name, field in resource.all_fields.items() if field.spec.listed and not field.load_only}
    assert [name for name in resource.columns if name not in listed] == []
    assert [name for name in (*resource.search, resource.title) if not hasattr(resource.model, name)] == []
    sort = resource.all_fields[resource.sort.removeprefix("-")]
    assert sort.spec.sort


def test_a_column_without_an_index_would_be_found() -> None:
    table = Table(
        "t", MetaData(), Column("a", String, index=True), Column("b", String), Column("c", String, unique=True)
    )
    assert indexed(table) == {"a", "c"}


def unmigrated(connection: Connection, metadata: MetaData) -> list[Any]:
    """What the models have and a migrated database has not, or the other way round."""

    def ours(_object: Any, name: str | None, kind: str, reflected: bool, _other: Any) -> bool:
        return kind != "table" or not reflected or name in metadata.tables

    context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "include_object": ours})
    return list(compare_metadata(context, metadata))


@pytest.mark.parametrize("name", SERVICES)
def test_migrations_make_what_the_models_say(name: str) -> None:
    harness = ServiceHarness(name)
    try:
        with harness.runtime.database.engine.connect() as connection:
            assert unmigrated(connection, harness.runtime.service.metadata) == []
            assert unmigrated(connection, mechanism) == []
    finally:
        harness.close()
