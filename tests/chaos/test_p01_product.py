"""P1 with the whole product under load: kill -9 of anything, then books that balance to the last invoice."""

import os
import random
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from chassis.settings import SERVICES
from tests.bench.product import PASSWORD, Product, distributed, running
from tests.support.private import PrivateBroker, PrivatePostgres
from tests.support.processes import run_kapocs
from tests.support.servers import databases, until
from tests.support.trade import Books, Trade, check

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(1800)]


def kill(product: Product, name: str) -> None:
    """SIGKILL the process with all its children, and start it again, as a supervisor would."""
    process = product.processes[name]
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    product.spawn(name, product.commands()[name])


def settled_books(product: Product, trade: Trade, timeout: float) -> None:
    books = Books(product)
    try:
        until("everything published, handled and run", lambda: not books.left(), timeout)
        check(books, trade.invoices)
    except AssertionError as error:
        raise AssertionError(
            f"{error}\nleft: {dict(books.left())}\nparked: {books.parked()}\n{product.logs()}"
        ) from error
    finally:
        books.close()


def embedded(kills: int, invoices: int) -> None:
    with running("embedded") as product:
        product.start()
        trade = Trade(product, clients=4)
        trade.open_shop()
        for _ in range(kills):
            done = len(trade.invoices)
            until("more invoices", lambda done=done: len(trade.invoices) > done + invoices // kills, 240)
            time.sleep(random.uniform(0, 0.3))
            kill(product, "kapocs")
        product.wait_ready()
        trade.close_shop()
        settled_books(product, trade, 240)
        assert len(trade.invoices) >= invoices


def test_embedded_the_one_process_is_killed_during_the_chain() -> None:
    embedded(kills=2, invoices=20)


@pytest.mark.slow
def test_embedded_the_one_process_is_killed_many_times() -> None:
    embedded(kills=12, invoices=240)


@contextmanager
def private_product() -> Iterator[tuple[Product, PrivateBroker, PrivatePostgres]]:
    """The distributed profile on a broker and a database cluster of its own."""
    with (
        PrivatePostgres() as postgres,
        PrivateBroker() as broker,
        databases(*SERVICES, admin_url=postgres.admin_url) as template,
        tempfile.TemporaryDirectory(prefix="kapocs-chaos-") as folder,
    ):
        common = {
            "KAPOCS_ADMIN_PASSWORD": PASSWORD,
            "KAPOCS_DEMO": "0",
            "KAPOCS_SMTP_URL": "",
            "KAPOCS_DATA_DIR": folder,
        }
        settings = {**common, **distributed(template, broker.url), "KAPOCS_AMQP_HEARTBEAT": "5"}
        product = Product("distributed", Path(folder), settings)
        product.environment["KAPOCS_GATEWAY_PORT"] = str(product.port)
        run_kapocs("db", "migrate", env=product.environment)
        try:
            yield product, broker, postgres
        finally:
            product.stop()


@pytest.mark.slow
def test_distributed_every_process_the_broker_and_the_database_are_killed() -> None:
    with private_product() as (product, broker, postgres):
        product.start()
        trade = Trade(product, clients=4)
        trade.open_shop()
        killed: Counter[str] = Counter()
        victims = [*product.commands(), "broker", "database"]
        random.shuffle(victims)
        for victim in victims:
            done = len(trade.invoices)
            until("more invoices", lambda done=done: len(trade.invoices) > done + 3, 300)
            time.sleep(random.uniform(0, 0.5))
            if victim in ("broker", "database"):
                server = broker if victim == "broker" else postgres
                server.crash()
                server.start()
            else:
                kill(product, victim)
            killed[victim] += 1
        until("more invoices", lambda: len(trade.invoices) > 60, 300)
        trade.close_shop()
        settled_books(product, trade, 400)
        assert set(killed) == set(victims)
