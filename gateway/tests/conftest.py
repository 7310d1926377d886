"""The gateway alone, and the gateway in front of all services."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.tests.world import Door, World

os.environ["KAPOCS_CHEAP_PASSWORDS"] = "1"


@pytest.fixture(scope="session")
def first_start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a gateway that was started once, to be copied: migrating takes longer than most tests."""
    folder = tmp_path_factory.mktemp("gateway")
    Door(folder).close()
    return folder


@pytest.fixture
def door(tmp_path: Path, first_start: Path) -> Iterator[Door]:
    """The gateway with nothing behind it but itself, on a database of its own."""
    shutil.copytree(first_start, tmp_path, dirs_exist_ok=True)
    made = Door(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """All services behind the gateway in this process, with the bus at work; shared by the tests of a module."""
    made = World(tmp_path_factory.mktemp("world"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """All services with the pages; shared by the tests that look at pages, as starting takes longer than they do."""
    made = World(tmp_path_factory.mktemp("pages"), pages=True)
    yield made
    made.close()
