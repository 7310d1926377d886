"""The archive service on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from chassis import tables
from chassis.settings import Settings
from tests.support import archive
from tests.support.servers import databases
from tests.support.service import ServiceHarness


@pytest.fixture(scope="session")
def archive_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceHarness]:
    """The archive on one PostgreSQL database, emptied before each test."""
    with databases("archive") as template:
        yield from _started(Settings(data_dir=tmp_path_factory.mktemp("archive"), database_urls={"*": template}))


BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(params=BOTH)
def harness(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ServiceHarness]:
    """The archive on an empty database of each sort."""
    yield from _emptied(request, tmp_path)


@pytest.fixture(params=BOTH, scope="module")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceHarness]:
    """The same for tests that only read: one database for the module, with twenty-five papers, some fields empty."""
    for harness in _emptied(request, tmp_path_factory.mktemp("shelf")):
        for i in range(25):
            value = None if i % 5 == 0 else f"{i}.10"
            day = None if i % 3 == 0 else f"2026-01-{i + 1:02}"
            name = f"{'Ő' if i % 2 else 'A'}rs {i:02}"
            harness.post("/papers", {"name": name, "value": value, "written_on": day, "secret": i % 2 == 0})
        yield harness


def _emptied(request: pytest.FixtureRequest, folder: Path) -> Iterator[ServiceHarness]:
    if request.param == "sqlite":
        yield from _started(Settings(data_dir=folder))
        return
    found: ServiceHarness = request.getfixturevalue("archive_on_postgresql")
    names = ", ".join(table.name for table in (*tables.metadata.sorted_tables, *archive.Base.metadata.sorted_tables))
    with found.runtime.database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))
        made = connection.scalars(text("SELECT indexname FROM pg_indexes WHERE indexname ~ '^c[fu]_'")).all()
        for index in made:  # of custom fields that an earlier test defined
            connection.execute(text(f'DROP INDEX "{index}"'))
    yield found


def _started(settings: Settings) -> Iterator[ServiceHarness]:
    harness = ServiceHarness(archive.service, settings)
    archive.Base.metadata.create_all(harness.runtime.database.engine)
    yield harness
    harness.close()
