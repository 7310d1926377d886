"""RabbitMQ: publishing with a window of confirms, and consuming on a connection that is never trusted to be alive.

The names below are public: partners bind queues of their own to the exchange.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kombu import Exchange

from chassis.bus.link import Link, broken_is_away
from chassis.events import CONTENT_TYPE
from chassis.inbox import Delivery
from chassis.logs import log
from chassis.relay import BusAway, Published

EXCHANGE = Exchange("kapocs.events", type="topic", durable=True)
LOG_QUEUE = "kapocs.log"
PREFETCH = 50

_NEVER = 1_000_000_000  # attempts are counted in our own database; the broker must not drop anything
_PERSISTENT = 2


def queue_name(service: str) -> str:
    """The name of a service's queue."""
    return f"kapocs.{service}"


def declare(channel: Any, service: str, patterns: Sequence[str]) -> None:
    """Make sure that the exchange, the service's queue and its bindings are there.

    The queue is replicated where the broker is a cluster, and on disk in any case.
    """
    EXCHANGE.bind(channel).declare()
    arguments = {"x-queue-type": "quorum", "x-delivery-limit": _NEVER}
    channel.queue_declare(queue_name(service), durable=True, auto_delete=False, arguments=arguments)
    for pattern in patterns:
        channel.queue_bind(queue_name(service), EXCHANGE.name, routing_key=pattern)


def declare_queues(url: str, patterns: Mapping[str, Sequence[str]]) -> None:
    """Make the partners' log and the queues of many services, so that no event is published before all can get it."""
    with broken_is_away():
        link = Link(url, heartbeat=0)
        for service, keys in patterns.items():
            declare(link.channel, service, keys)
        _declare_log(link.channel)
        link.close()


def _declare_log(channel: Any, max_age: str = "90D") -> None:
    """Make the stream queue that keeps everything for partners who replay by offset."""
    arguments = {"x-queue-type": "stream", "x-max-age": max_age}
    channel.queue_declare(LOG_QUEUE, durable=True, auto_delete=False, arguments=arguments)
    channel.queue_bind(LOG_QUEUE, EXCHANGE.name, routing_key="#")


class AmqpPublisher:
    """Publishes to the exchange (or straight to one queue), many at a time, and returns when all are confirmed."""

    def __init__(self, url: str, heartbeat: int = 10, *, queue: str | None = None, confirm_timeout: float = 0) -> None:
        self._url, self._heartbeat = url, heartbeat
        self._exchange = "" if queue else EXCHANGE.name
        self._queue = queue
        self._timeout = confirm_timeout or max(2.0 * heartbeat, 5.0)
        self._link: Link | None = None
        self._channel: Any = None
        self._outstanding: set[int] = set()
        self._refused = 0

    def publish(self, events: Sequence[Published]) -> None:
        """Return when the broker has confirmed every event; BusAway when it is not known."""
        try:
            with broken_is_away():
                link = self._connected()
                for event in events:
                    self._send(event)
                self._await_confirms(link)
        except BusAway:
            self.abandon()
            raise

    def idle(self) -> None:
        """Keep the connection alive between batches; a dead one is noticed here."""
        if self._link is None:
            return
        try:
            with broken_is_away():
                while self._link.drain(timeout=0.001):
                    pass
                self._link.beat()
        except BusAway:
            self.abandon()

    def _connected(self) -> Link:
        if self._link is None:
            link = self._link = Link(self._url, self._heartbeat)
            channel = self._channel = link.channel
            EXCHANGE.bind(channel).declare()
            channel.confirm_select()
            channel.events["basic_ack"].add(self._acked)
            channel.events["basic_nack"].add(self._nacked)
            self._tag = 0
            self._outstanding.clear()
        return self._link

    def _send(self, event: Published) -> None:
        message = self._channel.prepare_message(
            event.message,
            content_type=CONTENT_TYPE,
            content_encoding="utf-8",
            properties={"delivery_mode": _PERSISTENT, "message_id": str(event.event_id), "type": event.type},
        )
        self._tag += 1
        self._outstanding.add(self._tag)
        self._channel.basic_publish(message, exchange=self._exchange, routing_key=self._queue or event.type)

    def _await_confirms(self, link: Link) -> None:
        deadline = time.monotonic() + self._timeout
        while self._outstanding:
            if self._refused:
                self._refused = 0
                raise BusAway("the broker refused an event")
            if time.monotonic() > deadline:
                raise BusAway(f"no confirm within {self._timeout} s")
            link.drain(timeout=0.5)
            link.beat()

    def _acked(self, tag: int, multiple: bool) -> None:
        # a set and not a counter: confirms of several queues come in any order, singly and in ranges
        if multiple:
            self._outstanding = {waiting for waiting in self._outstanding if waiting > tag}
        else:
            self._outstanding.discard(tag)

    def _nacked(self, _tag: int, _multiple: bool) -> None:
        self._refused += 1

    def abandon(self) -> None:
        """Drop the connection; the next batch makes a new one."""
        link, self._link = self._link, None
        self._channel = None
        self._refused = 0
        self._outstanding.clear()
        if link:
            link.abandon()

    def close(self) -> None:
        """Close politely."""
        link, self._link = self._link, None
        if link:
            link.close()


class AmqpConsumer:
    """Takes messages from a service's queue. One thread runs it, others take deliveries and acknowledge them."""

    def __init__(self, url: str, service: str, patterns: Sequence[str], heartbeat: int = 10) -> None:
        self._url, self._service, self._patterns, self._heartbeat = url, service, patterns, heartbeat
        self._waiting: deque[tuple[Any, Delivery]] = deque()
        self._arrived = threading.Condition()
        self._link: Link | None = None
        self.stopping = False
        """True once `stop` was called."""
        self._in_hand = False
        self.alive_at = 0.0
        """When the broker was last known to be there (monotonic seconds)."""

    def run(self, sleep: Callable[[float], object] = time.sleep) -> None:
        """Consume until `stop`, connecting again whenever the connection is lost."""
        pause = 0.2
        while not self.stopping:
            began = time.monotonic()
            try:
                with broken_is_away():
                    self._session()
            except BusAway as error:
                pause = 0.2 if self.alive_at > began else min(pause * 2, 5.0)
                log.warning("broker away", service=self._service, error=str(error)[:200], retry_in=pause)
            except Exception:  # a defect must not end the worker: it connects again
                log.exception("consumer failed", service=self._service)
                pause = 5.0
            if not self.stopping:
                self._drop()
                sleep(pause)

    def _session(self) -> None:
        self._link = link = Link(self._url, self._heartbeat)
        declare(link.channel, self._service, self._patterns)
        link.channel.basic_qos(0, PREFETCH, False)
        tag = link.channel.basic_consume(queue_name(self._service), callback=self._received)
        log.info("consuming", service=self._service, queue=queue_name(self._service))
        while not self.stopping:
            link.drain(timeout=0.5)
            link.beat()
            self.alive_at = time.monotonic()
        with link.writing:
            link.channel.basic_cancel(tag, nowait=True)
        while self._in_hand:  # nothing new is begun, what is in hand may still be acknowledged
            link.drain(timeout=0.05)
            link.beat()
        link.close()

    def _received(self, message: Any) -> None:
        handed_out = (message.properties.get("application_headers") or {}).get("x-delivery-count")
        count = handed_out if isinstance(handed_out, int) else 0
        body = message.body.encode() if isinstance(message.body, str) else bytes(message.body)  # "" when it is empty
        delivery = Delivery(body, message.properties.get("content_type"), count)
        with self._arrived:
            self._waiting.append((message, delivery))
            self._arrived.notify()

    def take(self, limit: int, timeout: float) -> "Batch":
        """Up to `limit` deliveries in order; empty when none came within `timeout`."""
        with self._arrived:
            if not self._waiting and not self.stopping:
                self._arrived.wait(timeout)
            count = 0 if self.stopping else min(limit, len(self._waiting))
            taken = [self._waiting.popleft() for _ in range(count)]
            self._in_hand = bool(taken)
        return Batch(taken)

    def acknowledge(self, batch: "Batch") -> None:
        """Tell the broker that these are done. If that is lost it hands them out again, and the inbox knows them.

        One acknowledgement for all: deliveries are taken in order, and of many single ones a quorum queue keeps some
        back, which are lost when the connection is closed right after.
        """
        link = self._link
        last, _ = batch.taken[-1]
        try:
            with broken_is_away():
                if link is not None and last.channel is link.channel:
                    with link.writing:
                        link.channel.basic_ack(last.delivery_info["delivery_tag"], multiple=True)
        except BusAway as error:
            log.warning("acknowledgement lost", service=self._service, error=str(error)[:200])
            if link is not None:
                link.shut()  # so that the consuming thread notices
        self.release()

    def release(self) -> None:
        """Note that nothing is in hand any more."""
        self._in_hand = False

    def give_back(self) -> None:
        """Have the broker hand out again what is not acknowledged: it does so for a lost connection."""
        link = self._link
        if link is not None and not self.stopping:
            link.shut()
        self.release()

    def _drop(self) -> None:
        link, self._link = self._link, None
        with self._arrived:
            self._waiting.clear()  # the broker hands them out again
        if link:
            link.abandon()

    def stop(self) -> None:
        """Take no more; `run` returns when what is in hand has been acknowledged."""
        self.stopping = True
        with self._arrived:
            self._waiting.clear()
            self._arrived.notify_all()


class Batch:
    """Deliveries taken together."""

    def __init__(self, taken: list[tuple[Any, Delivery]]) -> None:
        self.taken = taken

    @property
    def deliveries(self) -> list[Delivery]:
        """The messages, in the order they came."""
        return [delivery for _, delivery in self.taken]
