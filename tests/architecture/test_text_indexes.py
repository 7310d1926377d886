"""What a trigram index of PostgreSQL is made over is text in every service."""

import pytest
from sqlalchemy.dialects import postgresql

from chassis.service import find
from chassis.textindex import texts_of
from tests.architecture.words import SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_only_texts_are_indexed_by_their_parts(name: str) -> None:
    for resource in find(name).resources:
        columns = {column.name: column.type for column in resource.model.__table__.columns}
        kinds = {text: columns[text].compile(postgresql.dialect()) for text in texts_of(resource)}
        assert all(kind.startswith(("VARCHAR", "TEXT")) for kind in kinds.values()), kinds
