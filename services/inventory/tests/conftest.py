"""A fresh inventory for each test, on SQLite; on PostgreSQL too where a test asks for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.settings import Settings
from services.inventory.tests.steps import Inventory
from tests.support.servers import databases


@pytest.fixture
def inventory() -> Iterator[Inventory]:
    """Inventory with the words that its tests speak."""
    made = Inventory()
    yield made
    made.harness.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def inventory_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inventory]:
    """Inventory on each of the two databases."""
    if request.param == "sqlite":
        made = Inventory()
        yield made
        made.harness.close()
        return
    with databases("inventory") as template:
        made = Inventory(Settings(data_dir=tmp_path, database_urls={"*": template}))
        yield made
        made.harness.close()
