"""Fixtures of contacts."""

from collections.abc import Iterator

import pytest

from tests.support.service import ServiceHarness


@pytest.fixture
def harness() -> Iterator[ServiceHarness]:
    """Contacts on an empty database."""
    service = ServiceHarness("contacts")
    yield service
    service.close()
