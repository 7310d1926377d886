"""Sample services on PostgreSQL and RabbitMQ."""

from collections.abc import Iterator

import pytest

from tests.support.processes import System, sample_system


@pytest.fixture
def system() -> Iterator[System]:
    """The two sample services, without workers yet."""
    with sample_system() as system:
        yield system
