"""A fresh mailer for each test, and real mail servers for it to talk to."""

from collections.abc import Iterator

import pytest

from services.mailer.tests.steps import Mailer, Postbox


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server on a free port that keeps what it gets."""
    made = Postbox()
    yield made
    made.close()


@pytest.fixture
def mailer() -> Iterator[Mailer]:
    """A mailer without a mail server."""
    made = Mailer()
    yield made
    made.close()


@pytest.fixture
def sending_mailer(postbox: Postbox) -> Iterator[Mailer]:
    """A mailer that sends to the postbox."""
    made = Mailer(smtp_url=postbox.url)
    yield made
    made.close()
