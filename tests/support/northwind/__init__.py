"""A trading firm's files through the whole product: import, quote, order, invoice, and do the books agree?

    python -m tests.support.northwind FOLDER

FOLDER has customers.csv, suppliers.csv, products.csv, orders.csv and order-details.csv, in the form of the public
Northwind sample. Everything goes over the HTTP API of a fresh embedded installation.
"""

import time
from pathlib import Path

from tests.support.northwind.api import Api, embedded
from tests.support.northwind.checks import check_bus, check_customers, check_invoices, check_stock
from tests.support.northwind.files import read_orders
from tests.support.northwind.outcome import Outcome
from tests.support.northwind.trade import Trade, load_masters

__all__ = ["embedded", "prove"]


def prove(api: Api, folder: Path) -> Outcome:
    """Import everything, trade, and compare."""
    outcome = Outcome()
    started = time.monotonic()
    load_masters(api, folder, outcome)
    api.settle()
    imported = time.monotonic()
    trade, orders = Trade(api), read_orders(folder)
    for order in orders:
        trade.place(order)
    placed = time.monotonic()
    api.settle()
    settled = time.monotonic()
    check_invoices(trade, orders, outcome)
    check_stock(trade, outcome)
    check_customers(trade, orders, outcome)
    check_bus(api, outcome)
    outcome.figures |= {
        "orders": len(orders),
        "API calls": api.calls,
        "seconds to import": round(imported - started, 1),
        "seconds to quote, order and invoice": round(placed - imported, 1),
        "seconds until all events had their effect": round(settled - placed, 1),
    }
    return outcome
