"""A fresh helpdesk for each test."""

from collections.abc import Iterator

import pytest

from services.helpdesk.tests.steps import Helpdesk


@pytest.fixture
def helpdesk() -> Iterator[Helpdesk]:
    """Helpdesk with the words that its tests speak."""
    made = Helpdesk()
    yield made
    made.harness.close()
