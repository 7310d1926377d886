"""The real worker for one of the sample services, as a process to be killed.

KAPOCS_TEST_BREAK takes a protection away, for the controls: a test of a promise must fail without what keeps it.
"""

import os
import sys
import time

from chassis import worker  # isort: skip  # first, for it makes the process green
from chassis import failures, inbox
from chassis import service as manifests
from tests.support import sample_service


def _no_inbox() -> None:
    inbox.remember = lambda _session, _consumer, events: {event.id for event in events}


def _acknowledge_first() -> None:
    fire = worker.Consume._fire

    def early(self: worker.Consume, batch: worker.Batch) -> None:
        self.consumer.acknowledge(batch)
        time.sleep(0.2)  # the gap in which a kill loses what was acknowledged
        batch.taken, deliveries = [], batch.deliveries
        fire(self, _Acknowledged(deliveries))

    worker.Consume._fire = early


def _acknowledge_late(seconds: float) -> None:
    """Widen the gap between commit and acknowledgement, so that a kill hits it."""
    acknowledge = worker.AmqpConsumer.acknowledge

    def late(self: worker.AmqpConsumer, batch: worker.Batch) -> None:
        time.sleep(seconds)
        acknowledge(self, batch)

    worker.AmqpConsumer.acknowledge = late


class _Acknowledged(worker.Batch):
    def __init__(self, deliveries: list[inbox.Delivery]) -> None:
        super().__init__([])
        self._deliveries = deliveries

    @property
    def deliveries(self) -> list[inbox.Delivery]:
        return self._deliveries


def _no_confirm_timeout() -> None:
    from chassis.bus import amqp, link

    link.Link.beat = lambda self: None
    amqp.AmqpPublisher._await_confirms = lambda self, link: [
        link.drain(None) for _ in iter(lambda: bool(self._outstanding), False)
    ]


def _blocking_wait() -> None:
    import psycopg.waiting

    psycopg.waiting.wait = psycopg.waiting.wait_c or psycopg.waiting.wait_poll


BREAKS = {
    "no-inbox": _no_inbox,
    "acknowledge-first": _acknowledge_first,
    "no-confirm-timeout": _no_confirm_timeout,
    "blocking-wait": _blocking_wait,
}


def main() -> None:
    """Run the worker of the service named on the command line."""
    manifests.find = sample_service.SERVICES.__getitem__
    if delays := os.environ.get("KAPOCS_TEST_DELAYS"):
        failures.DELAYS = tuple(float(seconds) for seconds in delays.split())
        failures.LEASE = 2.0
    if gap := os.environ.get("KAPOCS_TEST_ACKNOWLEDGE_LATE"):
        _acknowledge_late(float(gap))
    if broken := os.environ.get("KAPOCS_TEST_BREAK"):
        BREAKS[broken]()
    worker.main(sys.argv[1])


if __name__ == "__main__":
    main()
