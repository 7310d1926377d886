"""P9 and P13: slow handlers, orderly ends, and a database that goes away under the work."""

import time

import pytest
from sqlalchemy import text

from chassis.tables import inbox, outbox
from tests.support import sample_service as sample
from tests.support.processes import System, sample_system
from tests.support.servers import until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]
HEARTBEAT = 4  # a busy machine may stop a process for longer than two seconds twice
LONG = 3 * sample.SLOW * HEARTBEAT


def test_a_handler_slower_than_two_heartbeats_runs_once_and_kills_nothing() -> None:
    with sample_system(heartbeat=HEARTBEAT) as system:
        system.worker("shop")
        store = system.worker("store")
        sample.sell(system.shop, LONG)
        sample.sell(system.shop)
        system.settle(60)
        system.check()
        assert store.log().count('"consuming"') == 1, "the connection was lost meanwhile"
        assert '"duplicate"' not in store.log()


def test_control_a_wait_that_blocks_the_process_loses_the_connection() -> None:
    with sample_system(heartbeat=HEARTBEAT) as system:
        system.worker("shop")
        store = system.worker("store", KAPOCS_TEST_BREAK="blocking-wait")
        sample.sell(system.shop, LONG)
        until("a second connection", lambda: store.log().count('"consuming"') > 1)


def test_sigterm_finishes_the_handler_in_hand_and_loses_nothing(system: System) -> None:
    system.worker("shop")
    store = system.worker("store")
    sample.sell(system.shop, 2 * sample.SLOW)
    sample.sell(system.shop, count=200)
    until("the slow one begun", lambda: sleeping(system) == 1)
    store.terminate()
    assert '"worker stopped"' in store.log()
    assert sample.count_of(system.store, sample.Booking, sample.Booking.amount == 2 * sample.SLOW) == 1
    other = system.worker("store")
    system.settle()
    system.check()
    assert '"duplicate"' not in other.log(), "what was done had been acknowledged"


def sleeping(system: System) -> int:
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
    with system.store.database.engine.connect() as connection:
        return int(connection.execute(text(query)).scalar_one())


END_ALL = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def test_when_the_database_ends_all_connections_the_work_is_done_again(system: System) -> None:
    system.worker("shop")
    system.worker("store")
    seller = system.seller(pause=0.005)
    for _ in range(6):
        booked = sample.count_of(system.store, sample.Booking)
        until("more bookings", lambda booked=booked: sample.count_of(system.store, sample.Booking) > booked + 20, 90)
        for runtime in (system.store, system.shop):
            with runtime.database.engine.connect() as connection:
                connection.execute(text(END_ALL))
            runtime.database.dispose()
    seller.kill()
    time.sleep(0.2)
    system.settle(120)
    system.check()
    assert sample.count_of(system.shop, outbox) >= 200
    assert sample.count_of(system.store, inbox) >= 200
