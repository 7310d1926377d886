"""The local bus: each committed event reaches each handler once, whatever fails on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from chassis import failures, inbox
from chassis.bus.local import LocalBus
from chassis.db import Database
from chassis.dberrors import DatabaseAway
from chassis.errors import DomainError
from chassis.events import CONTENT_TYPE
from chassis.ids import new_id
from chassis.replay import Wish, replay
from chassis.retries import retry_due
from chassis.runtime import Runtime
from chassis.settings import Settings
from chassis.tables import inbox as inbox_table
from chassis.tables import inbox_failures, outbox
from chassis.types import utc_now
from tests.support import sample_service as sample
from tests.support.service import envelope

Pair = tuple[Runtime, Runtime]


def make_runtime(name: str, folder: Path) -> Runtime:
    settings = Settings(data_dir=folder)
    service = sample.SERVICES[name]
    runtime = Runtime(service, settings, Database(settings.database_url(name), service=service))
    sample.create_tables(runtime)
    return runtime


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    shop, store = make_runtime("shop", tmp_path), make_runtime("store", tmp_path)
    yield shop, store
    shop.database.dispose()
    store.database.dispose()


@pytest.fixture
def bus(pair: Pair) -> Iterator[LocalBus]:
    bus = LocalBus(pair).start()
    yield bus
    bus.stop()


def test_events_reach_the_handlers_and_the_answers_come_back(pair: Pair, bus: LocalBus) -> None:
    shop, store = pair
    for _ in range(30):
        sample.sell(shop, count=5)
    bus.settle()
    assert sample.count_of(store, sample.Booking) == 150
    assert sample.count_of(shop, sample.Sale, sample.Sale.booked == 1) == 150


def test_sequence_grows_without_gap_in_commit_order(pair: Pair, bus: LocalBus) -> None:
    shop, _ = pair
    for _ in range(10):
        sample.sell(shop)
    bus.settle()
    with shop.reading() as session:
        rows = session.execute(select(outbox.c.sequence, outbox.c.sent_at).order_by(outbox.c.id)).all()
    assert [row.sequence for row in rows] == list(range(1, 11))
    assert all(row.sent_at for row in rows)


def test_an_event_delivered_again_has_no_second_effect(pair: Pair) -> None:
    shop, store = pair
    sample.sell(shop)
    bus = LocalBus(pair)
    assert bus.dispatch() > 0
    with shop.transaction() as session:
        session.execute(update(outbox).values(sent_at=None))
    bus.wake("shop")
    assert bus.dispatch() > 0
    assert sample.count_of(store, sample.Booking) == 1


def test_a_failing_event_becomes_a_row_and_its_neighbours_are_handled(pair: Pair) -> None:
    shop, store = pair
    for amount in (1, -1, 2):
        sample.sell(shop, amount)
    LocalBus(pair).dispatch()
    assert sample.count_of(store, sample.Booking) == 2
    with store.reading() as session:
        row = session.execute(select(inbox_failures)).one()
    assert row.attempts == 1
    assert "Poison: amount -1" in row.error
    assert row.next_try_at > row.first_failed_at
    assert sample.count_of(store, inbox_table) == 2


def fail_all_attempts(store: Runtime) -> None:
    """Make every attempt that the row has left, without waiting for its time."""
    while sample.count_of(store, inbox_failures, inbox_failures.c.next_try_at.is_not(None)):
        make_due(store)
        assert retry_due(store, 1) == 1


def make_due(store: Runtime) -> None:
    waits = inbox_failures.c.next_try_at.is_not(None)
    with store.transaction() as session:
        session.execute(update(inbox_failures).where(waits).values(next_try_at=utc_now()))


def test_a_failure_is_parked_after_its_attempts_and_handled_once_when_tried_again(pair: Pair) -> None:
    shop, store = pair
    sample.sell(shop, -1)
    LocalBus(pair).dispatch()
    fail_all_attempts(store)
    with store.reading() as session:
        (parked,) = failures.listed(session)
    assert parked["attempts"] == failures.ATTEMPTS == 6
    assert sample.count_of(store, sample.Booking) == 0

    sample.cure(store)
    with store.transaction() as session:
        failures.retry(session, parked["id"])
    assert retry_due(store) == 1
    assert sample.count_of(store, sample.Booking) == 1
    with store.reading() as session:
        assert failures.listed(session, parked_only=False) == []
        assert session.execute(select(inbox_failures.c.resolution)).scalar_one() == "handled"


def test_the_waits_between_attempts_grow(pair: Pair) -> None:
    shop, store = pair
    sample.sell(shop, -1)
    LocalBus(pair).dispatch()
    waits = []
    while sample.count_of(store, inbox_failures, inbox_failures.c.next_try_at.is_not(None)):
        with store.reading() as session:
            due = session.execute(select(inbox_failures.c.next_try_at)).scalar_one()
        waits.append(round((due - utc_now()).total_seconds()))
        make_due(store)
        retry_due(store, 1)
    assert waits == [1, 5, 30, 120, 600]


def test_an_attempt_that_ends_the_process_is_counted(pair: Pair) -> None:
    shop, store = pair
    sample.sell(shop, -1)
    LocalBus(pair).dispatch()
    for _ in range(failures.ATTEMPTS):
        make_due(store)
        with store.transaction() as session:  # claimed, and then the process is gone
            failures.claim_due(session)
    make_due(store)
    assert retry_due(store) == 0
    with store.reading() as session:
        (parked,) = failures.listed(session)
    assert "the process ended" in parked["error"]


def test_a_message_is_discarded_only_with_a_reason(pair: Pair) -> None:
    _, store = pair
    assert inbox.handle(store, b"{not json") is inbox.Outcome.PARKED
    with store.transaction() as session:
        (row,) = failures.listed(session)
        with pytest.raises(DomainError):
            failures.discard(session, row["id"], "  ")
        failures.discard(session, row["id"], "sent by a broken script")
    with store.reading() as session:
        assert failures.listed(session) == []
        kept = session.execute(select(inbox_failures)).one()
    assert (kept.resolution, kept.reason) == ("discarded", "sent by a broken script")


@pytest.mark.parametrize(
    ("body", "content_type", "words"),
    [
        (b"{not json", CONTENT_TYPE, "not JSON"),
        (b"\xff\xfe\x00", CONTENT_TYPE, "not JSON"),
        (b"[" * 100_000, CONTENT_TYPE, "nested too deeply"),
        (b"[]", CONTENT_TYPE, "not a JSON object"),
        (b"{}", CONTENT_TYPE, "not a CloudEvents"),
        (b"{}", "text/plain", "content type"),
        (b"{}", None, "content type"),
        (envelope("shop.Unheard", {}), CONTENT_TYPE, "knows no event type"),
        (envelope("shop.Sold", {"amount": "many"}), CONTENT_TYPE, "does not fit"),
        (envelope("shop.Sold", {}), CONTENT_TYPE, "does not fit"),
        (envelope("shop.Sold", {"amount": 1}, event_id="7"), CONTENT_TYPE, "id is no UUID"),
        (envelope("shop.Sold", {"amount": 1}, time="2026-01-01T10:00:00"), CONTENT_TYPE, "no zone"),
        (envelope("shop.\ud800", {"amount": 1}), CONTENT_TYPE, "type is no name"),
    ],
)
def test_what_is_no_event_for_us_is_parked_as_it_came(pair: Pair, body: bytes, content_type: str, words: str) -> None:
    _, store = pair
    assert inbox.handle(store, body, content_type) is inbox.Outcome.PARKED
    assert inbox.handle(store, body, content_type) is inbox.Outcome.PARKED, "the broker may deliver it again"
    with store.reading() as session:
        (row,) = failures.listed(session)
    assert words in row["error"]
    assert failures.kept_body(row["body"]) == body
    assert sample.count_of(store, sample.Booking) == 0


def test_a_batch_keeps_the_good_and_sets_the_bad_aside(pair: Pair) -> None:
    _, store = pair
    twice = envelope("shop.Sold", {"amount": 5}, subject=f"sale/{new_id()}")
    bodies = [
        twice,
        envelope("shop.Sold", {"amount": -1}, subject=f"sale/{new_id()}"),
        b"garbage",
        envelope("shop.Sold", {"amount": 6}, subject=f"sale/{new_id()}"),
        twice,
    ]
    outcomes = inbox.handle_all(store, [inbox.Delivery(body) for body in bodies])
    assert [outcome.value for outcome in outcomes] == ["handled", "failed", "parked", "handled", "duplicate"]
    with store.reading() as session:
        assert sorted(session.scalars(select(sample.Booking.amount))) == [5, 6]
    assert sample.count_of(store, inbox_table) == 2


def test_a_message_that_was_handed_out_too_often_is_left_to_the_retry_loop(pair: Pair) -> None:
    _, store = pair
    body = envelope("shop.Sold", {"amount": 5}, subject=f"sale/{new_id()}")
    (outcome,) = inbox.handle_all(store, [inbox.Delivery(body, deliveries=inbox.CRASHES_SUSPECTED)])
    assert outcome is inbox.Outcome.FAILED
    assert sample.count_of(store, sample.Booking) == 0
    make_due(store)
    assert retry_due(store) == 1
    assert sample.count_of(store, sample.Booking) == 1


def test_older_news_is_ignored_by_a_projection(pair: Pair) -> None:
    _, store = pair
    sale = new_id()
    for version, words in ((2, "newer"), (1, "older"), (3, "newest"), (2, "newer")):
        inbox.handle(store, envelope("shop.Noted", {"note": words}, subject=f"sale/{sale}", version=version))
    with store.reading() as session:
        assert session.execute(select(sample.KnownSale.note)).scalar_one() == "newest"


def test_history_is_replayed_to_a_new_subscriber_once(pair: Pair) -> None:
    shop, store = pair
    for _ in range(3):
        sample.sell(shop, count=10)
    LocalBus([shop]).dispatch()  # the store is not there yet
    LocalBus([shop]).dispatch()
    assert sample.count_of(store, sample.Booking) == 0
    assert replay([shop, store], store, Wish()) == 30
    assert replay([shop, store], store, Wish()) == 30
    assert sample.count_of(store, sample.Booking) == 30


def test_a_replay_may_be_narrowed_and_forced(pair: Pair) -> None:
    shop, store = pair
    sale = sample.sell(shop)[0]
    sample.note(shop, sale, "by phone")
    sample.sell(shop)
    LocalBus(pair).dispatch()
    assert replay([shop], store, Wish(event_type="shop.Noted")) == 1
    assert replay([shop], store, Wish(since=utc_now())) == 0
    assert replay([shop], store, Wish(sequence=3, force=True)) == 1
    assert sample.count_of(store, sample.Booking) == 3, "the last sale was booked twice, as was wished"


def test_a_database_that_is_away_is_no_failure_of_the_event(pair: Pair, tmp_path: Path) -> None:
    _, store = pair
    body = envelope("shop.Sold", {"amount": 5}, subject=f"sale/{new_id()}")
    store.database.dispose()
    file = tmp_path / "store.db"
    for name in ("store.db-wal", "store.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    moved = file.rename(tmp_path / "elsewhere.db")
    file.mkdir()  # nothing can be opened there
    with pytest.raises(DatabaseAway):
        inbox.handle(store, body)
    store.database.dispose()
    file.rmdir()
    moved.rename(file)
    assert inbox.handle(store, body) is inbox.Outcome.HANDLED
