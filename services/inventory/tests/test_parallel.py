"""Many at once: the last piece goes to one order only, and crossing orders do not block each other."""

import threading
from collections.abc import Callable

import pytest

from services.inventory.tests.steps import Inventory, Order


@pytest.fixture
def inventory(inventory_anywhere: Inventory) -> Inventory:
    """Inventory on each of the two databases."""
    return inventory_anywhere


def _at_once(calls: list[Callable[[], object]]) -> None:
    """Run all calls at the same moment, each in a thread; the first error is raised here."""
    barrier, errors = threading.Barrier(len(calls)), []

    def run(call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            call()
        except BaseException as error:  # handed on below
            errors.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def test_the_last_piece_is_reserved_for_one_order_only(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    orders = [Order((product, 1), number=f"R-{n}") for n in range(6)]
    _at_once([lambda o=order: inventory.tell(o.confirmed()) for order in orders])  # type: ignore[misc]
    assert inventory.stock(product) == (1, 1)
    assert len(inventory.told("StockReserved")) == 1
    assert len(inventory.told("ReservationFailed")) == 5
    assert inventory.broken() == []


def test_orders_that_want_the_same_goods_in_opposite_order_all_get_through(inventory: Inventory) -> None:
    one, two = inventory.product(stock=50), inventory.product(stock=50)
    orders = [Order((one, 1), (two, 1)) if n % 2 else Order((two, 1), (one, 1)) for n in range(8)]
    _at_once([lambda o=order: inventory.tell(o.confirmed(), o.invoiced()) for order in orders])  # type: ignore[misc]
    assert inventory.stock(one) == inventory.stock(two) == (42, 0)
    assert inventory.failures() == []
    assert inventory.broken() == []


def test_goods_of_two_products_arriving_at_once_complete_the_order(inventory: Inventory) -> None:
    one, two = inventory.product(), inventory.product()
    orders = [Order((one, 1), (two, 1), number=f"R-{n}") for n in range(4)]
    inventory.tell(*(order.confirmed() for order in orders))
    _at_once([lambda p=product: inventory.receive(p, 4) for product in (one, two)])  # type: ignore[misc]
    assert {told["order_id"] for told in inventory.told("StockReserved")} == {order.id for order in orders}
    assert {inventory.reservation(order)["status"] for order in orders} == {"reserved"}
