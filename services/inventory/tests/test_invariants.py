"""Whatever happens in whatever order, the books agree: the ledger with the shelf, the reserved with the orders."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.inventory.tests.steps import Inventory, Order

STEPS = ("receive", "confirm", "cancel", "invoice", "uninvoice", "correct")
step = st.tuples(st.sampled_from(STEPS), st.integers(0, 2), st.integers(1, 6))


@pytest.fixture(scope="module")
def shared() -> Iterator[Inventory]:
    """One inventory for all examples; each has products and orders of its own."""
    made = Inventory()
    yield made
    made.harness.close()


@given(steps=st.lists(step, min_size=3, max_size=14), opening=st.integers(0, 8))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_sequence_keeps_the_books_in_agreement(shared: Inventory, steps: list[Any], opening: int) -> None:
    product, other = shared.product(stock=opening), shared.product(stock=3)
    orders = [Order((product, 3), (other, 1)), Order((product, 5)), Order((product, 2), (product, 2), (other, 4))]
    facts = [
        {"confirm": o.confirmed(), "cancel": o.cancelled(), "invoice": o.invoiced(), "uninvoice": o.uninvoiced()}
        for o in orders
    ]
    for name, which, amount in steps:
        if name == "receive":
            shared.receive(product, amount)
        elif name == "correct":
            body = {"counted": str(amount), "reason": "leltár"}
            shared.harness.request("POST", f"/products/{product}/correct", body)
        else:
            shared.tell(facts[which][name])  # delivered again, it is the redelivery
        assert shared.broken() == []
    _check_whole(shared, product)


def _check_whole(shared: Inventory, product: str) -> None:
    """Nothing came from nowhere: what arrived is on the shelf or with the customers of standing invoices."""
    rows = shared.harness.get(f"/movements?filter[product_id]={product}&limit=200&sort=id").json["data"]
    balance = Decimal(0)
    for row in rows:
        balance += Decimal(row["quantity"])
        assert Decimal(row["balance"]) == balance
        assert balance >= 0
    assert shared.stock(product)[0] == balance
    delivered = shared.rows("SELECT coalesce(sum(delivered), 0) FROM delivery_lines WHERE product_id = :id", id=product)
    issued = sum((Decimal(row["quantity"]) for row in rows if row["type"] in ("issue", "return")), Decimal(0))
    assert Decimal(delivered[0][0]) == -issued * 10_000  # SQLite keeps four decimals as a whole number
