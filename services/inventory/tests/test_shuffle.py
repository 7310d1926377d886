"""The end does not depend on the order or the repetition of events (promise P2), and a guard that is needed for it."""

import itertools
import random
from collections.abc import Iterator
from typing import Any

import pytest

from services.inventory.stock import orders
from services.inventory.tests.steps import Fact, Inventory, Order

Steps = list[Fact]


@pytest.fixture(scope="module")
def inventory() -> Iterator[Inventory]:
    """One inventory for all arrivals; each has a product and an order of its own."""
    made = Inventory()
    yield made
    made.harness.close()


def _end(inventory: Inventory, product: str, order: Order) -> dict[str, Any]:
    """Everything that must come out the same."""
    held = inventory.rows(
        "SELECT l.order_line_id, l.quantity, l.needed, l.reserved, h.number, h.status FROM reservation_lines l "
        "JOIN reservations h ON h.id = l.reservation_id WHERE h.order_id = :id",
        id=order.id,
    )
    delivered = inventory.rows(
        "SELECT l.order_line_id, l.quantity, l.due, l.delivered, h.number, h.status FROM delivery_lines l "
        "JOIN deliveries h ON h.id = l.delivery_id WHERE h.order_id = :id",
        id=order.id,
    )
    numbers = {row["line_id"]: n for n, row in enumerate(order.rows)}
    return {
        "stock": inventory.stock(product),
        "held": sorted((numbers[line_id], *rest) for line_id, *rest in held),
        "delivered": sorted((numbers[line_id], *rest) for line_id, *rest in delivered),
    }


def _run(inventory: Inventory, order: Order, facts: Steps, product: str) -> dict[str, Any]:
    inventory.tell(*facts)
    assert inventory.broken() == []
    return _end(inventory, product, order)


def _story(product: str, story: str) -> tuple[Order, Steps]:
    order = Order((product, 4), (product, 4))
    facts = {
        "c": order.confirmed,
        "x": order.cancelled,
        "i": order.invoiced,
        "p": lambda: order.invoiced(only=[1]),
        "u": order.uninvoiced,
    }
    return order, [facts[letter]() for letter in story]


@pytest.mark.parametrize("stock", [0, 5])
@pytest.mark.parametrize("story", ["ci", "cp", "cx", "ciu", "cpu", "cpx"])
def test_every_order_of_arrival_ends_the_same(inventory: Inventory, story: str, stock: int) -> None:
    ends = []
    for arrival in itertools.permutations(range(len(story))):
        product = inventory.product(stock=stock)
        order, facts = _story(product, story)
        ends.append(_run(inventory, order, [facts[n] for n in arrival], product))
    assert all(end == ends[0] for end in ends), ends


def test_random_arrivals_with_repetitions_end_the_same(inventory: Inventory) -> None:
    chance = random.Random(20261121)
    ends = []
    for _ in range(15):
        product = inventory.product(stock=6)
        order, facts = _story(product, "cpux")
        arrival = facts + chance.choices(facts, k=3)
        chance.shuffle(arrival)
        ends.append(_run(inventory, order, arrival, product))
    assert all(end == ends[0] for end in ends), ends


def test_a_receipt_may_come_at_any_moment(inventory: Inventory) -> None:
    ends = []
    for moment in range(4):
        product = inventory.product(stock=2)
        order, facts = _story(product, "cpx")
        inventory.tell(*facts[:moment])
        inventory.receive(product, 3)
        ends.append(_run(inventory, order, facts[moment:], product))
    assert all(end == ends[0] for end in ends), ends


def test_control_a_handler_that_ignores_versions_ends_differently(
    inventory: Inventory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the versions a late confirmation revives a cancelled order: this is what the tests above must see."""
    claim = orders._claim

    def forgetful(session: Any, model: Any, **key: str) -> Any:
        found = claim(session, model, **key)
        setattr(found, f"{next(iter(key)).removesuffix('_id')}_version", 0)
        return found

    monkeypatch.setattr(orders, "_claim", forgetful)
    ends = []
    for arrival in ((0, 1), (1, 0)):
        product = inventory.product(stock=20)
        order, facts = _story(product, "cx")
        ends.append(_run(inventory, order, [facts[n] for n in arrival], product))
    assert ends[0] != ends[1]
