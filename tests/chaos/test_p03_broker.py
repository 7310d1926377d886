"""P3, P4, P5: the broker crashes, is away, or the network swallows what is sent."""

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from chassis.bus.amqp import AmqpPublisher
from chassis.relay import BusAway, Published
from chassis.tables import outbox
from tests.support import sample_service as sample
from tests.support.private import PrivateBroker
from tests.support.processes import System, sample_system
from tests.support.proxy import Proxy
from tests.support.servers import until, virtual_host

pytestmark = [pytest.mark.chaos, pytest.mark.slow, pytest.mark.timeout(1800)]
HEARTBEAT = 2


@pytest.fixture
def broker() -> Iterator[PrivateBroker]:
    with PrivateBroker() as broker:
        yield broker


def test_a_broker_crash_loses_no_confirmed_event(broker: PrivateBroker) -> None:
    with sample_system(amqp_url=broker.url) as system:
        system.worker("store")  # first, for its queue must be there
        system.worker("shop")
        seller = system.seller(pause=0.05)
        for _ in range(3):
            sold = sample.count_of(system.shop, sample.Sale)
            until("more sales", lambda sold=sold: sample.count_of(system.shop, sample.Sale) > sold + 100)
            broker.crash()
            broker.start()
        seller.kill()
        system.settle(240)
        system.check()
        assert sample.count_of(system.shop, outbox) >= 200


def test_control_transient_messages_do_not_survive_a_crash(broker: PrivateBroker) -> None:
    """On a plain durable queue a message that is not persistent is gone, though it was confirmed."""
    kept = {}
    for mode in (1, 2):
        broker.publish_confirmed("plain", b"{}", count=200, delivery_mode=mode)
        broker.crash()
        broker.start()
        kept[mode] = broker.count("plain")
    assert kept == {1: 0, 2: 200}


@pytest.fixture
def proxied() -> Iterator[tuple[System, Proxy]]:
    with virtual_host() as url:
        parts = urlsplit(url)
        proxy = Proxy(parts.hostname or "127.0.0.1", parts.port or 5672)
        through = url.replace(parts.netloc, parts.netloc.rpartition("@")[0] + f"@127.0.0.1:{proxy.port}")
        with sample_system(amqp_url=through, heartbeat=HEARTBEAT) as system:
            yield system, proxy
        proxy.cut()


def test_while_the_broker_is_away_work_goes_on_and_the_backlog_drains_after(proxied: tuple[System, Proxy]) -> None:
    system, proxy = proxied
    workers = [system.worker("shop"), system.worker("store")]
    sample.sell(system.shop, count=5)
    system.settle()
    proxy.cut()
    for process in workers:
        process.wait_for_log('"broker away"')
    seconds = [timed_sale(system) for _ in range(300)]
    assert sorted(seconds)[150] < 0.5, "selling became slow"
    assert sample.count_of(system.store, sample.Booking) == 5
    proxy.open()
    system.settle(120)
    system.check()
    assert sample.count_of(system.store, sample.Booking) == 305


def timed_sale(system: System) -> float:
    began = time.monotonic()
    sample.sell(system.shop)
    return time.monotonic() - began


def test_control_publishing_inside_the_request_stops_all_work(proxied: tuple[System, Proxy]) -> None:
    system, proxy = proxied
    publisher = AmqpPublisher(system.env["KAPOCS_AMQP_URL"], HEARTBEAT)

    def sell_and_publish() -> None:
        with system.shop.transaction() as session:
            session.add(sample.Sale(amount=1))
            publisher.publish([Published(1, "1", "shop.Sold", "{}", 1)])

    sell_and_publish()
    proxy.cut()
    with pytest.raises(BusAway):
        sell_and_publish()
    assert sample.count_of(system.shop, sample.Sale) == 1, "the second customer was sent away"


def test_a_network_that_swallows_everything_hangs_no_process(proxied: tuple[System, Proxy]) -> None:
    system, proxy = proxied
    system.worker("shop")
    system.worker("store")
    sample.sell(system.shop, count=5)
    system.settle()
    assert proxy.swallow() >= 4, "two connections of each worker"
    began = time.monotonic()
    sample.sell(system.shop, count=5)
    system.settle(120)
    # three heartbeats for each of the three links of the way there and back, and the time of a busy machine
    assert time.monotonic() - began < 3 * 3 * HEARTBEAT + 20
    system.check()


def test_control_without_confirm_timeout_and_heartbeats_a_relay_hangs(proxied: tuple[System, Proxy]) -> None:
    system, proxy = proxied
    system.worker("shop", KAPOCS_TEST_BREAK="no-confirm-timeout")
    store = system.worker("store")
    sample.sell(system.shop)
    system.settle()
    proxy.swallow()
    sample.sell(system.shop)
    store.wait_for_log('"broker away"')  # this one notices
    time.sleep(5 * HEARTBEAT)
    assert "unpublished" in system.left()
