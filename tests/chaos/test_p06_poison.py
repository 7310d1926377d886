"""P6 and P7: what always fails is parked and its neighbours are unharmed; what cannot be read is parked too."""

import random
import subprocess
import sys
import time

import pytest
from kombu import Connection
from sqlalchemy import select

from chassis import failures
from chassis.bus.amqp import queue_name
from chassis.tables import inbox_failures
from tests.support import sample_service as sample
from tests.support.processes import ROOT, System
from tests.support.servers import until, virtual_host

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
PARKED = inbox_failures.c.parked_at.is_not(None) & inbox_failures.c.resolved_at.is_(None)
QUICKLY = "0.05 0.05 0.1 0.1 0.2"


def sell_with_poison(system: System) -> None:
    amounts = [-1] * 8 + [1] * 392
    random.shuffle(amounts)
    for amount in amounts:
        sample.sell(system.shop, amount)


def test_poison_is_parked_after_its_attempts_and_harms_no_neighbour(system: System) -> None:
    system.worker("shop")
    store = system.worker("store", KAPOCS_TEST_DELAYS=QUICKLY)
    sell_with_poison(system)
    for _ in range(3):
        time.sleep(random.uniform(0.05, 0.4))
        store.kill()
        store = system.again(store)
        store.wait_for_log('"consuming"')
    until("eight parked", lambda: sample.count_of(system.store, inbox_failures, PARKED) == 8, 120)
    system.settle()
    with system.store.reading() as session:
        rows = session.execute(select(inbox_failures)).all()
    assert {row.attempts for row in rows} == {failures.ATTEMPTS}
    assert all("Poison: amount -1" in row.error or "process ended" in row.error for row in rows)
    assert sample.count_of(system.store, sample.Booking) == 392
    system.check()

    sample.cure(system.store)
    with system.store.transaction() as session:
        for row in failures.listed(session):
            failures.retry(session, row["id"])
    until("all booked", lambda: sample.count_of(system.store, sample.Booking) == 400)
    system.settle()
    system.check()


def test_control_a_delivery_limit_throws_innocents_out(system: System) -> None:
    """With the broker counting attempts, what was only prefetched beside the poison is thrown out with it."""
    with Connection(system.env["KAPOCS_AMQP_URL"]) as connection:
        channel = connection.channel()
        arguments = {"x-queue-type": "quorum", "x-delivery-limit": 3}
        channel.queue_declare("kapocs.sales", durable=True, auto_delete=False, arguments=arguments)
        for number in range(20):
            body = b"poison" if number == 0 else b"innocent"
            channel.basic_publish(channel.prepare_message(body), exchange="", routing_key="kapocs.sales")
    handled = 0
    for _ in range(12):
        handled += crash_on_poison(system.env["KAPOCS_AMQP_URL"])
    assert handled < 19, "some innocents were never handled"


def crash_on_poison(url: str) -> int:
    """Consume with a prefetch of ten, and hang up on poison. How many innocents were handled."""
    with Connection(url) as connection:
        channel = connection.channel()
        channel.basic_qos(0, 10, False)
        got: list[bytes] = []
        channel.basic_consume("kapocs.sales", callback=lambda message: got.append(bytes(message.body)))
        try:
            while not got:
                connection.drain_events(timeout=1)
        except TimeoutError:
            return 0
        connection.connection.transport.close()
    return 0 if b"poison" in got else len(got)


RUBBISH = [b"{not json", b"\xff\xfe\x00", b"[]", b'{"specversion": "1.0"}', b"[" * 50_000]


def publish(url: str, bodies: list[bytes], content_type: str = "application/cloudevents+json") -> None:
    with Connection(url) as connection:
        channel = connection.channel()
        for body in bodies:
            message = channel.prepare_message(body, content_type=content_type)
            channel.basic_publish(message, exchange="", routing_key=queue_name("store"))


def test_what_cannot_be_read_is_parked_and_not_dropped(system: System) -> None:
    url = system.env["KAPOCS_AMQP_URL"]
    worker = system.worker("store")
    system.worker("shop")
    publish(url, RUBBISH)
    publish(url, [b"\x80\x04."], content_type="application/x-python-serialize")
    publish(url, [sample.example("shop.Unheard", {}), sample.example("shop.Sold", {"amount": "lots"})])
    sample.sell(system.shop, count=3)
    until("all parked", lambda: sample.count_of(system.store, inbox_failures, PARKED) == len(RUBBISH) + 3)
    system.settle()
    assert sample.count_of(system.store, sample.Booking) == 3
    with system.store.reading() as session:
        kept = {failures.kept_body(row["body"]) for row in failures.listed(session)}
    assert set(RUBBISH) <= kept
    assert worker.alive


STOCK = """
import eventlet; eventlet.monkey_patch()
import sys
from kombu import Queue
from nameko.messaging import consume
from nameko.containers import ServiceContainer
class Stock:
    name = "stock"
    @consume(Queue("kapocs.store", durable=True, no_declare=True))
    def handle(self, body):
        print("handled", flush=True)
container = ServiceContainer(Stock, {"AMQP_URI": sys.argv[1], "serializer": "json"})
container.start()
container.wait()
"""


def test_control_stock_nameko_acknowledges_and_forgets() -> None:
    with virtual_host() as url:
        with Connection(url) as connection:
            connection.default_channel.queue_declare(queue_name("store"), durable=True, auto_delete=False)
        publish(url, [b"{not json"], content_type="application/json")
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", STOCK, url],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            until("an empty queue", lambda: messages(url) == 0)
        finally:
            process.kill()
        assert process.communicate()[0] == b"", "nobody ever saw the message"
        until("nothing given back", lambda: messages(url) == 0)


def messages(url: str) -> int:
    with Connection(url) as connection:
        return int(connection.default_channel.queue_declare(queue_name("store"), passive=True).message_count)
