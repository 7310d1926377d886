"""The first start: whoever comes up later than the others has missed nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.bus.amqp import LOG_QUEUE, declare_queues, queue_name
from chassis.bus.link import Link
from chassis.cli import main
from tests.support import sample_service as sample
from tests.support.processes import System
from tests.support.servers import databases, until, virtual_host

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq]


def test_an_event_published_before_its_consumers_first_start_is_handled(system: System) -> None:
    declare_queues(system.env["KAPOCS_AMQP_URL"], {"shop": system.shop.patterns, "store": system.store.patterns})
    sample.sell(system.shop, count=5)
    system.worker("shop")
    until("everything published", lambda: "unpublished" not in system.left())
    system.worker("store")
    system.settle()
    assert sample.count_of(system.store, sample.Booking) == 5


@pytest.fixture
def distributed(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The settings of the distributed profile, with a database for contacts."""
    with databases("contacts") as template:
        monkeypatch.setenv("KAPOCS_PROFILE", "distributed")
        monkeypatch.setenv("KAPOCS_DATABASE_URL", template)
        yield monkeypatch


def test_migrating_makes_the_queue(distributed: pytest.MonkeyPatch) -> None:
    with virtual_host() as broker:
        distributed.setenv("KAPOCS_AMQP_URL", broker)
        assert main(["db", "migrate", "contacts"]) == 0
        link = Link(broker, heartbeat=0)
        assert link.channel.queue_declare(queue_name("contacts"), passive=True).message_count == 0
        link.close()


def test_without_a_broker_the_migration_says_so(
    distributed: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    distributed.setenv("KAPOCS_AMQP_URL", "amqp://guest:guest@127.0.0.1:1//")
    assert main(["db", "migrate", "contacts"]) == 1
    assert "RabbitMQ does not answer" in capsys.readouterr().err


def test_partners_read_the_log_from_its_beginning(system: System) -> None:
    url = system.env["KAPOCS_AMQP_URL"]
    declare_queues(url, {"shop": system.shop.patterns})
    mine = {f"sale/{sale}" for sale in sample.sell(system.shop, count=7)}
    system.worker("shop")
    until("everything published", lambda: "unpublished" not in system.left())
    link, read = Link(url, heartbeat=0), []

    def take(message: Any) -> None:
        event = json.loads(message.body)
        if event["subject"] in mine:  # the log keeps what the tests before have left, too
            read.append(event["sequence"])
        link.channel.basic_ack(message.delivery_info["delivery_tag"])

    link.channel.basic_qos(0, 20, False)
    link.channel.basic_consume(LOG_QUEUE, callback=take, arguments={"x-stream-offset": "first"})

    def all_read() -> bool:
        link.drain(timeout=0.2)
        return len(read) == 7

    until("the log read", all_read)
    assert read == sorted(set(read))
    link.close()
