"""The promises of the bus, each proved by breaking something, and each with a control that must fail."""

from collections.abc import Iterator

import pytest

from tests.support.processes import System, sample_system


@pytest.fixture
def system() -> Iterator[System]:
    """The two sample services on PostgreSQL and RabbitMQ, without workers yet."""
    with sample_system() as system:
        yield system
