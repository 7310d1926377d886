"""A firm at work over the API of the running product, and what must be true of its books afterwards."""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from sqlalchemy import select, text

from chassis.ids import new_id
from chassis.runtime import Runtime, compose
from chassis.settings import SERVICES, Settings
from chassis.tables import inbox, inbox_failures, jobs, outbox
from tests.bench.product import PASSWORD, Product

OPENING = 1_000_000
QUANTITY = 2
_AGAIN = {401, 409, 412, 425, 429, 500, 502, 503, 504}
_PATIENCE = 240.0


class Client:
    """Calls the API and does not give up: a step that got no answer is asked again under the same key."""

    def __init__(self, port: int) -> None:
        self._base = f"http://127.0.0.1:{port}/api/v1"
        self._token = ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of the answer; each POST happens once however often it has to be asked."""
        key, deadline = new_id(), time.monotonic() + _PATIENCE
        while True:
            try:
                return self._send(method, path, body, key)
            except HTTPError as error:
                words = error.read().decode(errors="replace")[:500]
                if error.code not in _AGAIN or time.monotonic() > deadline:
                    raise AssertionError(f"{method} {path}: {error.code} {words}") from error
                self._token = "" if error.code == 401 else self._token
            except (URLError, OSError, HTTPException, ValueError) as error:
                if time.monotonic() > deadline:
                    raise AssertionError(f"{method} {path}: {error}") from error
            time.sleep(0.1)

    def _send(self, method: str, path: str, body: Any, key: str) -> Any:
        if not self._token and path != "/auth/token":
            self._token = self._send("POST", "/auth/token", {"username": "admin", "password": PASSWORD}, new_id())[
                "access_token"
            ]
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(self._base + path, data, headers, method=method), timeout=30) as answer:
            content = answer.read()
        return json.loads(content) if content else None


class Trade:
    """Clients that take quotes to orders to invoices, over and over."""

    def __init__(self, product: Product, clients: int) -> None:
        self.product = product
        self.invoices: list[str] = []
        self.errors: list[BaseException] = []
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(clients)]

    def open_shop(self) -> None:
        """Make a customer and three products in stock, and wait until sales knows them."""
        client = Client(self.product.port)
        customer = {"name": "Tisza Faipari Kft.", "emails": [{"email": "iroda@tiszafa.example"}]}
        self.customer = client.call("POST", "/contacts/organizations", customer)["id"]
        self.products = [
            client.call("POST", "/inventory/products", goods(number))["id"] for number in range(3)
        ]  # fmt: skip
        deadline = time.monotonic() + 120
        while True:
            try:
                self._chain(client)
                break
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.5)
        for thread in self._threads:
            thread.start()

    def close_shop(self) -> None:
        """Let each client finish its invoice."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        assert not self.errors, self.errors[0]

    def _work(self) -> None:
        client = Client(self.product.port)
        try:
            while not self._stopping.is_set():
                self._chain(client)
        except BaseException as error:  # shown when the shop is closed
            self.errors.append(error)

    def _chain(self, client: Client) -> None:
        lines = [{"product_id": product, "quantity": str(QUANTITY)} for product in self.products]
        quote = client.call("POST", "/sales/quotes", {"customer_id": self.customer, "lines": lines})
        order = client.call("POST", f"/sales/quotes/{quote['id']}/make-order", {"confirm": True})
        invoice = client.call("POST", f"/sales/orders/{order['id']}/make-invoice", {"issue": True})
        self.invoices.append(invoice["id"])


def goods(number: int) -> dict[str, str]:
    """A product with plenty in stock."""
    return {"code": f"P-{number}", "name": f"Termék {number}", "price": "1000", "opening_stock": str(OPENING)}


class Books:
    """The databases of a product, read from outside."""

    def __init__(self, product: Product) -> None:
        template = product.environment.get("KAPOCS_DATABASE_URL")
        settings = Settings(
            data_dir=Path(product.folder), database_urls={"*": template} if template else {}, identity_public_key="x"
        )
        self.runtimes: dict[str, Runtime] = {name: compose(name, settings) for name in SERVICES}

    def close(self) -> None:
        """Close the databases."""
        for runtime in self.runtimes.values():
            runtime.database.dispose()

    def rows(self, service: str, sql: str) -> list[Any]:
        """What a query finds."""
        with self.runtimes[service].reading() as session:
            return list(session.execute(text(sql)))

    def left(self) -> Counter[str]:
        """What is still on its way: unpublished, unhandled, waiting for a retry, jobs to run."""
        counts: Counter[str] = Counter()
        for name, runtime in self.runtimes.items():
            with runtime.reading() as session:
                for what, condition in (
                    (f"{name} unpublished", outbox.c.sent_at.is_(None)),
                    (f"{name} retrying", inbox_failures.c.next_try_at.is_not(None)),
                    (f"{name} jobs", jobs.c.run_at.is_not(None) & ~jobs.c.name.startswith("schedule:")),
                ):
                    counts[what] = len(session.execute(select(1).where(condition)).all())
        for source, target, missing in self.unhandled():
            counts[f"{source} to {target}"] = len(missing)
        return +counts

    def unhandled(self) -> Iterator[tuple[str, str, set[str]]]:
        """For each pair of services: the events of one that the other should have handled and has not."""
        for source in self.runtimes.values():
            with source.reading() as session:
                published = session.execute(select(outbox.c.event_id, outbox.c.type)).all()
            for target in self.runtimes.values():
                wanted = {row.event_id for row in published if target.handlers(row.type)}
                with target.reading() as session:
                    seen = set(session.scalars(select(inbox.c.event_id)))
                yield source.name, target.name, wanted - seen

    def parked(self) -> list[Any]:
        """What was given up, anywhere."""
        found: list[Any] = []
        for name, runtime in self.runtimes.items():
            with runtime.reading() as session:
                found += [(name, *row) for row in session.execute(_PARKED)]
        return found


_PARKED = select(inbox_failures.c.type, inbox_failures.c.error).where(inbox_failures.c.parked_at.is_not(None))


def check(books: Books, invoices: list[str]) -> None:
    """Every promise kept: numbers without gap or double, stock = ledger = invoices, one mail for each invoice."""
    issued = books.rows("sales", "SELECT id, number FROM invoices WHERE status <> 'draft'")
    assert sorted(str(row.id) for row in issued) == sorted(invoices), "invoices are those that were answered, no other"
    numbers = sorted(int(row.number.rpartition("/")[2].rpartition("-")[2]) for row in issued)
    assert numbers == list(range(1, len(invoices) + 1)), "a gap or a double in the numbers"
    assert books.parked() == []
    check_stock(books, len(invoices))
    mails = books.rows("mailer", "SELECT event_id, status FROM messages WHERE event_type = 'sales.InvoiceIssued'")
    assert len({row.event_id for row in mails}) == len(mails) == len(invoices), "one mail for each invoice"
    assert {row.status for row in mails} == {"kept"}
    entries = "SELECT count(*) FROM timeline WHERE type = 'sales.InvoiceIssued' AND ref LIKE 'sales.invoice:%'"
    assert books.rows("contacts", entries)[0][0] == len(invoices), "one timeline entry for each invoice"


def check_stock(books: Books, invoices: int) -> None:
    """Stock is what the ledger says, and the ledger what the invoices say."""
    unit = 1 if books.runtimes["inventory"].database.url.get_backend_name() == "postgresql" else 10_000
    levels = books.rows("inventory", "SELECT product_id, on_hand, reserved FROM stock")
    ledger = dict(map(tuple, books.rows("inventory", "SELECT product_id, sum(quantity) FROM movements GROUP BY 1")))
    assert len(levels) == 3
    for level in levels:
        assert level.on_hand == ledger[level.product_id], "stock is not what the ledger says"
        assert Decimal(level.on_hand) / unit == OPENING - invoices * QUANTITY, "the ledger is not what was invoiced"
        assert level.reserved == 0, "everything ordered was invoiced, so nothing is kept"
    taken = books.rows("inventory", "SELECT invoice_id, product_id FROM movements WHERE invoice_id IS NOT NULL")
    assert len(taken) == len(set(map(tuple, taken))) == 3 * invoices, "each line of each invoice left once"
