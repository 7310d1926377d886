"""Fixtures of contacts."""

from collections.abc import Iterator

import pytest

import services.contacts.service  # noqa: F401  # models name one another: a test that needs one needs all
from tests.support.service import ServiceHarness


@pytest.fixture
def harness() -> Iterator[ServiceHarness]:
    """Contacts on an empty database."""
    service = ServiceHarness("contacts")
    yield service
    service.close()
