"""Every service on a database of its own, made once for all contracts."""

from collections.abc import Callable, Iterator

import pytest

from tests.support.service import ServiceHarness


@pytest.fixture(scope="session")
def harness() -> Iterator[Callable[[str], ServiceHarness]]:
    """A function from a service's name to its harness."""
    made: dict[str, ServiceHarness] = {}

    def get(name: str) -> ServiceHarness:
        if name not in made:
            made[name] = ServiceHarness(name)
        return made[name]

    yield get
    for one in made.values():
        one.close()
