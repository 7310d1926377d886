"""P8, P10, P11, P12: history for those who come late, and what time and size do to it."""

import resource
import time
from collections.abc import Sequence

import pytest
from sqlalchemy import delete, text

from chassis import retention
from chassis.bus.amqp import declare, queue_name
from chassis.bus.link import Link
from chassis.relay import Published, Relay
from chassis.replay import Wish, replay
from chassis.retention import INBOX_MARGIN_DAYS, forget_events
from chassis.tables import inbox, outbox
from chassis.types import utc_now
from tests.support import sample_service as sample
from tests.support.processes import System, doubled, lost
from tests.support.servers import until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]


def make_history(system: System, events: int) -> None:
    """Publish events while nobody listens."""
    for _ in range(events // 100):
        sample.sell(system.shop, count=100)
    unpublished = outbox.c.sent_at.is_(None)
    until("all published", lambda: sample.count_of(system.shop, outbox, unpublished) == 0, 120)


def test_what_was_published_before_the_subscriber_existed_is_replayed_to_it(system: System) -> None:
    system.worker("shop")
    make_history(system, 300)
    system.worker("store")
    assert sample.count_of(system.store, sample.Booking) == 0
    assert replay([system.shop], system.store, Wish()) == 300
    system.settle()
    assert replay([system.shop], system.store, Wish()) == 300
    system.settle()
    until("the second replay", lambda: system.logged('"outcome": "duplicate"') >= 300)
    system.check()
    assert sample.count_of(system.store, sample.Booking) == 300


def test_a_forced_replay_does_it_again(system: System) -> None:
    system.worker("shop")
    system.worker("store")
    sample.sell(system.shop, count=10)
    system.settle()
    assert replay([system.shop], system.store, Wish(sequence=6, force=True)) == 5
    until("the five again", lambda: sample.count_of(system.store, sample.Booking) == 15)


@pytest.mark.slow
def test_a_new_subscriber_gets_all_history_and_then_the_live_stream(system: System) -> None:
    system.worker("shop")
    make_history(system, 10_000)
    seller = system.seller(pause=0.02)
    system.worker("store")
    replay([system.shop], system.store, Wish())
    time.sleep(2)
    seller.kill()
    system.settle(600)
    system.check()
    assert sample.count_of(system.store, sample.Booking) > 10_000
    assert system.logged('"outcome": "duplicate"') >= 1, "history and live stream did not overlap"


@pytest.mark.slow
def test_control_copying_before_binding_loses_what_happens_meanwhile(system: System) -> None:
    system.worker("shop")
    make_history(system, 1_000)
    seller = system.seller(pause=0.02)
    link = Link(system.env["KAPOCS_AMQP_URL"], 5)
    declare(link.channel, "store", [])  # a queue, but bound to nothing
    link.close()
    copy_without_binding(system)
    until("sales meanwhile", lambda: sample.count_of(system.shop, sample.Sale) > 1_050)
    system.worker("store")  # binds only now
    seller.kill()
    until("the copy handled", lambda: sample.count_of(system.store, sample.Booking) >= 1_000, 120)
    until("the live ones handled", lambda: queue_is_empty(system), 60)
    assert lost(system) > 0


def copy_without_binding(system: System) -> None:
    from chassis.bus.amqp import AmqpPublisher
    from chassis.replay import _newest, _pages

    publisher = AmqpPublisher(system.env["KAPOCS_AMQP_URL"], 5, queue=queue_name("store"))
    for events in _pages(system.shop, _newest(system.shop), Wish(event_type="shop.Sold")):
        publisher.publish(events)
    publisher.close()


def queue_is_empty(system: System) -> bool:
    link = Link(system.env["KAPOCS_AMQP_URL"], 5)
    try:
        return link.channel.queue_declare(queue_name("store"), passive=True).message_count == 0
    finally:
        link.close()


def grow_older(system: System, days: int) -> None:
    """Let everything that has happened lie `days` back."""
    for table, columns in (("outbox", ("sent_at", "created_at")), ("inbox", ("handled_at",))):
        changes = ", ".join(f"{column} = {column} - make_interval(days => :days)" for column in columns)
        for runtime in (system.shop, system.store):
            with runtime.transaction() as session:
                session.execute(text(f"UPDATE {table} SET {changes}"), {"days": days})


def test_a_replay_after_the_clean_up_doubles_nothing(system: System) -> None:
    days = 90
    system.worker("shop")
    system.worker("store")
    sample.sell(system.shop, count=20)
    system.settle()
    grow_older(system, days + INBOX_MARGIN_DAYS + 1)
    sample.sell(system.shop, count=20)
    system.settle()
    grow_older(system, days - 1)
    sample.sell(system.shop, count=20)
    system.settle()
    for runtime in (system.shop, system.store):
        forget_events(runtime, days)
    assert sample.count_of(system.shop, outbox, outbox.c.type == "shop.Sold") == 40, "the oldest are forgotten"
    assert replay([system.shop], system.store, Wish()) == 40
    until("the replay", lambda: system.logged('"outcome": "duplicate"') >= 40)
    assert doubled(system) == 0


def test_control_an_inbox_that_forgets_before_the_outbox_does_doubles(system: System) -> None:
    system.worker("shop")
    system.worker("store")
    sample.sell(system.shop, count=20)
    system.settle()
    with system.store.transaction() as session:
        session.execute(delete(inbox).where(inbox.c.handled_at < utc_now()))
    replay([system.shop], system.store, Wish())
    until("doubles", lambda: doubled(system) == 20)


def test_the_sequence_goes_on_after_everything_was_forgotten(system: System) -> None:
    relay = Relay(system.shop, _Nowhere())
    sample.sell(system.shop, count=3)
    relay.step()
    relay.step()
    grow_older(system, 10)
    retention.forget_events(system.shop, 1)
    sample.sell(system.shop)
    relay.step()
    relay.stop()
    with system.shop.reading() as session:
        assert session.execute(text("SELECT max(sequence) FROM outbox")).scalar() == 4


class _Nowhere:
    def publish(self, events: Sequence[Published]) -> None: ...


FILL = """
INSERT INTO outbox (event_id, type, subject, body, created_at, sequence, sent_at)
SELECT gen_random_uuid(), 'shop.Sold', 'sale/1', repeat('x', 600), now(), CASE WHEN :sent THEN n END,
       CASE WHEN :sent THEN now() END
FROM generate_series(1, :rows) n
"""
MILLION = 1_000_000


def fill(system: System, *, sent: bool) -> None:
    with system.shop.database.engine.begin() as connection:
        connection.execute(text(FILL), {"rows": MILLION, "sent": sent})
    with system.shop.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE outbox"))


def commit_p99(system: System, count: int = 300) -> float:
    taken = []
    for _ in range(count):
        began = time.monotonic()
        sample.sell(system.shop)
        taken.append(time.monotonic() - began)
    return sorted(taken)[int(count * 0.99)]


def relay_rate(system: System, batches: int = 10) -> float:
    relay = Relay(system.shop, _Nowhere())
    relay.step()
    began = time.monotonic()
    moved = sum(relay.step() for _ in range(batches))
    seconds = time.monotonic() - began
    relay.stop()
    return moved / seconds


@pytest.mark.slow
def test_a_backlog_of_a_million_slows_neither_commits_nor_the_relay_nor_takes_memory(system: System) -> None:
    for _ in range(60):
        sample.sell(system.shop, count=100)
    rate_before, p99_before = relay_rate(system), commit_p99(system)
    fill(system, sent=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rate, p99 = relay_rate(system), commit_p99(system)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert rate > rate_before / 3, (rate_before, rate)
    assert p99 < max(3 * p99_before, 0.2), (p99_before, p99)
    assert grown < 50_000, f"{grown} KiB more"


@pytest.mark.slow
def test_control_an_index_on_all_rows_makes_the_relay_slow(system: System) -> None:
    fill(system, sent=True)
    for _ in range(20):
        sample.sell(system.shop, count=100)
    good = relay_rate(system, 2)
    with system.shop.database.engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_outbox_pending"))
    assert relay_rate(system, 2) < good / 3
