"""One connection to the broker that is never trusted to be alive."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection
from kombu.exceptions import KombuError

from chassis.relay import BusAway

CONNECT_TIMEOUT = 5.0
_ERRORS = (OSError, AMQPError, KombuError, AttributeError)  # py-amqp raises AttributeError on a connection just lost


class Link:
    """A connection with one channel that knows when it is dead: heartbeats are sent and expected.

    It works on the bare connection below kombu's, for kombu's would silently connect again when asked about a lost one.
    """

    def __init__(self, url: str, heartbeat: int) -> None:
        self._raw: Any = Connection(url, heartbeat=heartbeat, connect_timeout=CONNECT_TIMEOUT).connection
        self.channel: Any = self._raw.channel()
        self.channel.auto_decode = False
        self.writing = threading.Lock()
        self._beat_at = 0.0

    def beat(self) -> None:
        """Send and check heartbeats, once a second at most."""
        now = time.monotonic()
        if now - self._beat_at >= 1:
            self._beat_at = now
            with self.writing:
                self._raw.heartbeat_tick(rate=2)

    def drain(self, timeout: float) -> bool:
        """Take in what has come; False when nothing came within `timeout`."""
        try:
            self._raw.drain_events(timeout=timeout)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Close politely."""
        with suppress(*_ERRORS):
            self._raw.close()

    def shut(self) -> None:
        """Break the socket, so that whoever reads from it notices."""
        with suppress(*_ERRORS):
            self._raw.transport.sock.shutdown(socket.SHUT_RDWR)

    def abandon(self) -> None:
        """Drop a broken connection without waiting for the other side."""
        self.shut()  # first, or collecting would try to say good-bye and hang on a half-open network
        with suppress(*_ERRORS):
            self._raw.collect()


@contextmanager
def broken_is_away() -> Iterator[None]:
    """Turn whatever a lost or refused connection raises into BusAway."""
    try:
        yield
    except _ERRORS as error:
        raise BusAway(f"{type(error).__name__}: {error}") from error
