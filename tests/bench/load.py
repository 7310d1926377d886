"""Closed-loop load: so many clients, each on a connection of its own, each waiting for its answer before it goes on."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import quantiles
from typing import Any

from tests.bench.product import PASSWORD, Product

IDLE = 1.0  # seconds; a server may close a connection that was idle for longer


class Refused(Exception):
    """The product did not do what it was asked."""


class Finished(Exception):
    """There is nothing left to work on."""


class Client:
    """One API client on one kept-alive connection."""

    def __init__(self, port: int, token: str = "") -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=120)
        self._used = time.monotonic()
        self._headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of the answer; Refused when it is no success."""
        return self._send(method, path, None if body is None else json.dumps(body).encode(), self._headers)

    def upload(self, path: str, name: str, content: bytes) -> Any:
        """POST one file as a form."""
        mark = "kapocs-bench-boundary"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self._send("POST", path, body, self._headers | {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        if time.monotonic() - self._used > IDLE:
            self._connection.close()
        self._connection.request(method, f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        self._used = time.monotonic()
        if answer.status >= 300:
            raise Refused(f"{method} {path}: {answer.status} {text[:500]!r}")
        return json.loads(text) if text else None


def sign_in(product: Product) -> str:
    """A bearer token of the administrator."""
    answer = Client(product.port).call("POST", "/auth/token", {"username": "admin", "password": PASSWORD})
    return str(answer["access_token"])


@dataclass
class Figures:
    """What a run came to. Times are in milliseconds, `cpu` of the product per operation."""

    operations: int
    seconds: float
    times: list[float] = field(repr=False)
    web_cpu: float = 0.0
    worker_cpu: float = 0.0

    def report(self) -> dict[str, float]:
        """The figures that are written down."""
        cuts = quantiles(self.times, n=100) if len(self.times) > 1 else self.times * 99
        return {
            "operations": self.operations,
            "per_second": round(self.operations / self.seconds, 1),
            "p50_ms": round(cuts[49], 2),
            "p99_ms": round(cuts[98], 2),
            "web_cpu_ms": round(self.web_cpu, 2),
            "worker_cpu_ms": round(self.worker_cpu, 2),
        }


Work = Callable[[Client, int], Any]


def measure(product: Product, token: str, clients: int, seconds: float, work: Work) -> Figures:
    """Let the clients work for so long. Each operation gets a number that no other one has."""
    times: list[list[float]] = [[] for _ in range(clients)]
    failures: list[BaseException] = []
    until = time.monotonic() + seconds

    def run(index: int) -> None:
        client, number = Client(product.port, token), index
        try:
            while time.monotonic() < until and not failures:
                before = time.perf_counter()
                work(client, number)
                times[index].append((time.perf_counter() - before) * 1000)
                number += clients
        except Finished:
            return
        except BaseException as error:  # any failure ends the run, in the main thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(clients)]
    web, workers, started = _cpu(product)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    web_after, workers_after, ended = _cpu(product)
    if failures:
        raise failures[0]
    flat = [value for series in times for value in series]
    seconds, per = ended - started, 1000 / len(flat)
    idle_web, idle_workers = (rate * seconds for rate in product.idle)
    used = max(0.0, web_after - web - idle_web) * per, max(0.0, workers_after - workers - idle_workers) * per
    return Figures(len(flat), seconds, flat, *used)


def measure_idle(product: Product, seconds: float = 5.0) -> tuple[float, float]:
    """CPU seconds a second that web and worker processes use when nobody asks anything."""
    web, workers, started = _cpu(product)
    time.sleep(seconds)
    web_after, workers_after, ended = _cpu(product)
    return (web_after - web) / (ended - started), (workers_after - workers) / (ended - started)


def _cpu(product: Product) -> tuple[float, float, float]:
    return product.cpu("web|kapocs"), product.cpu("worker"), time.monotonic()
