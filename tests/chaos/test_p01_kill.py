"""P1: kill -9 of any process at any time loses no event and applies none twice."""

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from chassis.tables import outbox
from tests.support import sample_service as sample
from tests.support.processes import System, doubled, lost
from tests.support.servers import until

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]


def kill_at_random(system: System, kills: int, enough: Callable[[], bool], broken: str = "") -> Counter[str]:
    """Kill a random process 0.02–0.4 s after the last was seen to work again, so often and until it was enough."""
    store_env = {
        "KAPOCS_TEST_DELAYS": "0.1 0.2 0.3 0.4 0.5",
        "KAPOCS_TEST_ACKNOWLEDGE_LATE": "0.1",
        "KAPOCS_TEST_BREAK": broken,
    }
    living = {
        "handling worker": system.worker("store", **store_env),  # first, for its queue must be there
        "publishing worker": system.worker("shop"),
        "web": system.seller(pause=0.002),
    }
    killed: Counter[str] = Counter()
    began = time.monotonic()
    while killed.total() < kills or not (len(killed) == len(living) and enough()):
        assert time.monotonic() - began < 300 + 15 * kills, f"not enough happened: {killed}, {system.left()}"
        wait_for_progress(system)
        time.sleep(random.uniform(0.02, 0.4))
        kind = random.choice(list(living))
        living[kind].kill()
        killed[kind] += 1
        living[kind] = system.again(living[kind])
    living["web"].kill()
    return killed


def wait_for_progress(system: System) -> None:
    booked = sample.count_of(system.store, sample.Booking)
    until("more bookings", lambda: sample.count_of(system.store, sample.Booking) > booked, 120)


def duplicates(system: System) -> int:
    return system.logged('"outcome": "duplicate"')


def prove(system: System, kills: int) -> None:
    killed = kill_at_random(system, kills, lambda: duplicates(system) > 0)
    system.settle(240)
    system.check()
    assert sample.count_of(system.shop, outbox) >= 200, "too few events to prove anything"
    assert min(killed.values()) >= 1, killed
    assert duplicates(system) >= 1, "no redelivery was recognised, so nothing was proved"


def test_nothing_is_lost_or_doubled_by_kill_9(system: System) -> None:
    prove(system, kills=10)


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_by_kill_9_for_long(system: System) -> None:
    prove(system, kills=120)


def test_control_without_the_inbox_effects_are_doubled(system: System) -> None:
    kill_at_random(system, 5, lambda: doubled(system) > 0, broken="no-inbox")
    assert doubled(system) > 0


@pytest.mark.slow  # the kill has to hit the gap: now and then a short run misses it
def test_control_acknowledged_before_commit_events_are_lost(system: System) -> None:
    kill_at_random(system, 12, lambda: True, broken="acknowledge-first")
    unpublished = outbox.c.sent_at.is_(None)
    until("all published", lambda: sample.count_of(system.shop, outbox, unpublished) == 0, 120)
    seen = -1

    def quiet() -> bool:
        nonlocal seen
        before, seen = seen, sample.count_of(system.store, sample.Booking)
        time.sleep(1.5)
        return before == seen

    until("no booking is added any more", quiet, 120)
    assert lost(system) > 0
