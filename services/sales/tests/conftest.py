"""Fixtures of the sales tests: the service, a customer, products."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import text

from chassis import tables
from chassis.ids import new_id
from chassis.settings import Settings
from services.sales.base import Base
from tests.support.servers import databases
from tests.support.service import ServiceHarness

settings.register_profile("kapocs", deadline=None)
settings.load_profile("kapocs")


# What depends on the database is tried on both; the rest on SQLite only.
ON_BOTH = {"test_chain", "test_invoices", "test_merges", "test_orders", "test_reports"}
POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of some modules on PostgreSQL too."""
    if "database" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        metafunc.parametrize("database", ["sqlite", POSTGRESQL] if both else ["sqlite"], scope="function")


@pytest.fixture(scope="session")
def sales_on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceHarness]:
    """The service on one PostgreSQL database, emptied before each test."""
    with databases("sales") as template:
        folder = tmp_path_factory.mktemp("sales")
        harness = ServiceHarness("sales", Settings(data_dir=folder, database_urls={"*": template}))
        yield harness
        harness.close()


@pytest.fixture
def sales(request: pytest.FixtureRequest, database: str, tmp_path: Path) -> Iterator[ServiceHarness]:
    """The service on an empty database."""
    if database == "sqlite":
        harness = ServiceHarness("sales", Settings(data_dir=tmp_path))
        yield harness
        harness.close()
        return
    found: ServiceHarness = request.getfixturevalue("sales_on_postgresql")
    names = ", ".join(table.name for table in (*tables.metadata.sorted_tables, *Base.metadata.sorted_tables))
    with found.runtime.database.engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))
    yield found


@pytest.fixture
def customer(sales: ServiceHarness) -> str:
    """An organization that sales knows."""
    return make_customer(sales)


@pytest.fixture
def chair(sales: ServiceHarness) -> str:
    """Goods with a price."""
    return make_product(sales)


@pytest.fixture
def assembly(sales: ServiceHarness) -> str:
    """A service with a price."""
    return make_product(sales, code="SZER", name="Összeszerelés", type="service", unit="óra", price="8000.00")


def make_customer(sales: ServiceHarness, name: str = "Tisza Faipari Kft.", **more: Any) -> str:
    """Let sales know an organization; its id."""
    customer_id = new_id()
    data = {
        "name": name,
        "tax_number": "12345676-2-42",
        "language": "hu",
        "currency": "HUF",
        "payment_days": 15,
        "email": "iroda@tiszafa.example",
        "billing_country": "HU",
        "billing_postal_code": "6720",
        "billing_city": "Szeged",
        "billing_street": "Kárász utca 12.",
        **more,
    }
    sales.deliver("contacts.OrganizationCreated", data, subject=f"organization/{customer_id}")
    return customer_id


def make_person(sales: ServiceHarness, name: str = "Szabó Júlia", **more: Any) -> str:
    """Let sales know a person; the id."""
    person_id = new_id()
    data = {"name": name, "language": "hu", "email": "julia@example.com", **more}
    sales.deliver("contacts.PersonCreated", data, subject=f"person/{person_id}")
    return person_id


def make_product(sales: ServiceHarness, **more: Any) -> str:
    """Let sales know a product; its id."""
    product_id = new_id()
    data = {
        "code": "SZEK-01",
        "name": "Ergo irodai szék",
        "type": "goods",
        "unit": "db",
        "price": "64900.00",
        "currency": "HUF",
        "vat_rate": "27",
        "active": True,
        **more,
    }
    sales.deliver("inventory.ProductCreated", data, subject=f"product/{product_id}")
    return product_id


def make_order(sales: ServiceHarness, customer_id: str, product_id: str, quantity: str = "2", **more: Any) -> Any:
    """A confirmed order of one line."""
    lines = [{"product_id": product_id, "quantity": quantity}]
    order = sales.post("/orders", {"customer_id": customer_id, "lines": lines, **more}).json
    return sales.post(f"/orders/{order['id']}/confirm").json


def make_invoice(sales: ServiceHarness, customer_id: str, product_id: str, **more: Any) -> Any:
    """An issued invoice of a confirmed order."""
    order = make_order(sales, customer_id, product_id)
    return sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True, **more}).json
