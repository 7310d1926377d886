"""The distributed bus on real servers: from commit over RabbitMQ to the other service's commit, and back."""

import subprocess
import sys

import pytest
from sqlalchemy import select

from chassis import inbox
from chassis.bus.amqp import AmqpPublisher, queue_name
from chassis.relay import Published, Relay
from chassis.tables import inbox_failures, outbox
from tests.support import sample_service as sample
from tests.support.processes import ROOT, System
from tests.support.servers import until

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq]


def test_events_travel_to_the_handlers_and_answers_back(system: System) -> None:
    system.worker("shop")
    system.worker("store")
    for _ in range(40):
        sample.sell(system.shop, count=5)
    system.settle()
    assert sample.count_of(system.store, sample.Booking) == 200
    assert sample.count_of(system.shop, sample.Sale, sample.Sale.booked == 1) == 200
    system.check()


def test_workers_share_a_queue_and_one_relay_leads(system: System) -> None:
    shops = [system.worker("shop") for _ in range(2)]
    stores = [system.worker("store") for _ in range(2)]
    for _ in range(60):
        sample.sell(system.shop, count=5)
    system.settle()
    system.check()
    assert sum('"relay leads"' in process.log() for process in shops) == 1
    assert all('"outcome": "handled"' in process.log() for process in stores), "both took part"


def test_the_relay_numbers_events_once_even_if_it_dies_before_marking(system: System) -> None:
    class Dying:
        def publish(self, events: list[Published]) -> None:
            seen.append([event.sequence for event in events])
            raise KeyboardInterrupt

    seen: list[list[int]] = []
    sample.sell(system.shop, count=3)
    first = Relay(system.shop, Dying())
    with pytest.raises(KeyboardInterrupt):
        first.step()
    first.resign()
    sample.sell(system.shop, count=2)
    with pytest.raises(KeyboardInterrupt):
        Relay(system.shop, Dying()).step()
    assert seen == [[1, 2, 3], [1, 2, 3, 4, 5]]


def test_only_one_relay_publishes_and_another_follows_it(system: System) -> None:
    class Quiet:
        def publish(self, events: list[Published]) -> None: ...

    sample.sell(system.shop)
    first, second = Relay(system.shop, Quiet()), Relay(system.shop, Quiet())
    assert first.step() == 1
    assert second.step() == 0
    assert not second.leads
    sample.sell(system.shop)
    first.stop()
    until("the other relay's lead", lambda: second.step() == 1)
    second.stop()
    with system.shop.reading() as session:
        assert session.scalar(select(outbox.c.id).where(outbox.c.sent_at.is_(None))) is None


def test_rubbish_on_the_queue_is_parked_and_the_worker_goes_on(system: System) -> None:
    worker = system.worker("store")
    system.worker("shop")
    rubbish = [b"{not json", b"", b"\xff\xfe\x00", b"[]", b'{"specversion": "1.0"}']
    publish_raw(system, rubbish)
    sample.sell(system.shop)
    parked = inbox_failures.c.parked_at.is_not(None)
    until("all rubbish parked", lambda: sample.count_of(system.store, inbox_failures, parked) == len(rubbish))
    system.settle()
    assert sample.count_of(system.store, sample.Booking) == 1
    assert worker.alive


SLEEPERS = """
from chassis import worker
import time, eventlet
from sqlalchemy import create_engine, text
engine = create_engine({url!r}, pool_size=10)
def sleep():
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_sleep(0.3)"))
sleep()
began = time.monotonic()
threads = [eventlet.spawn(sleep) for _ in range(10)]
[thread.wait() for thread in threads]
print(time.monotonic() - began)
"""


def test_queries_of_a_worker_do_not_wait_for_each_other(system: System) -> None:
    url = system.store.database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-W", "ignore", "-c", SLEEPERS.format(url=url)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 2.0, "ten waits of 0.3 s one after the other take 3 s"


def test_a_published_batch_is_confirmed_as_a_whole(system: System) -> None:
    url = system.env["KAPOCS_AMQP_URL"]
    system.worker("store").terminate()  # its queue is there now
    publisher = AmqpPublisher(url, queue=queue_name("store"))
    events = [Published(n, f"0193-{n}", "shop.Sold", "{}", n) for n in range(2000)]
    publisher.publish(events)
    publisher.close()
    assert depth(url) == 2000


def publish_raw(system: System, bodies: list[bytes]) -> None:
    from kombu import Connection

    with Connection(system.env["KAPOCS_AMQP_URL"]) as connection:
        channel = connection.channel()
        for body in bodies:
            message = channel.prepare_message(body, content_type="application/cloudevents+json")
            channel.basic_publish(message, exchange="", routing_key=queue_name("store"))


def depth(url: str) -> int:
    from kombu import Connection

    with Connection(url) as connection:
        return int(connection.channel().queue_declare(queue_name("store"), passive=True).message_count)


def test_a_message_with_a_foreign_content_type_is_parked(system: System) -> None:
    assert inbox.handle(system.store, b"<xml/>", "text/xml") is inbox.Outcome.PARKED
