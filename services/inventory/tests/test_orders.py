"""What orders hold and invoices take."""

from sqlalchemy import delete

from chassis.ids import new_id
from chassis.inbox import Outcome
from chassis.tables import inbox
from services.inventory.tests.steps import Fact, Inventory, Order


def test_a_confirmed_order_holds_its_goods(inventory: Inventory) -> None:
    chair, desk = inventory.product(stock=5), inventory.product(stock=2)
    service = inventory.product(type="service")
    order = Order((chair, 3), (service, 1), (desk, 2))
    inventory.tell(order.confirmed())
    assert inventory.stock(chair) == (5, 3)
    assert inventory.stock(desk) == (2, 2)
    [told] = inventory.told("StockReserved")
    assert told["order_id"] == order.id
    assert [(line["order_line_id"], line["quantity"]) for line in told["lines"]] == [
        (order.rows[0]["line_id"], "3"),
        (order.rows[2]["line_id"], "2"),
    ]
    assert inventory.told("ReservationFailed") == []


def test_an_order_of_services_needs_nothing_and_is_reserved_at_once(inventory: Inventory) -> None:
    order = Order((inventory.product(type="service"), 1))
    inventory.tell(order.confirmed())
    assert [told["order_id"] for told in inventory.told("StockReserved")] == [order.id]


def test_what_is_missing_waits_and_is_reserved_when_goods_arrive_oldest_first(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    old = Order((product, 3), number="R-1", time="2026-11-20T08:00:00+00:00")
    new = Order((product, 2), number="R-2", time="2026-11-20T09:00:00+00:00")
    inventory.tell(new.confirmed(), old.confirmed())
    missing = {told["order_id"]: told["lines"][0]["missing"] for told in inventory.told("ReservationFailed")}
    assert missing == {new.id: "1", old.id: "3"}
    inventory.receive(product, 3)
    assert [told["order_id"] for told in inventory.told("StockReserved")] == [old.id]
    inventory.receive(product, 1)
    assert [told["order_id"] for told in inventory.told("StockReserved")] == [old.id, new.id]
    assert inventory.stock(product) == (5, 5)


def test_a_cancelled_order_frees_its_goods_for_the_next_one(inventory: Inventory) -> None:
    product = inventory.product(stock=2)
    first, second = Order((product, 2)), Order((product, 2))
    inventory.tell(first.confirmed(), second.confirmed(), first.cancelled())
    assert [told["order_id"] for told in inventory.told("StockReleased")] == [first.id]
    assert [told["order_id"] for told in inventory.told("StockReserved")] == [first.id, second.id]
    assert inventory.reservation(first)["status"] == "released"
    assert inventory.stock(product) == (2, 2)


def test_an_order_whose_cancelling_came_first_holds_nothing(inventory: Inventory) -> None:
    product = inventory.product(stock=2)
    order = Order((product, 2))
    inventory.tell(order.cancelled(), order.confirmed())
    assert inventory.stock(product) == (2, 0)
    assert inventory.harness.events("inventory.StockReserved") == []


def test_an_invoice_takes_what_its_order_holds(inventory: Inventory) -> None:
    product = inventory.product(stock=5)
    order, other = Order((product, 3)), Order((product, 2))
    inventory.tell(order.confirmed(), other.confirmed(), order.invoiced())
    assert inventory.stock(product) == (2, 2)
    assert inventory.reservation(order)["status"] == "taken"
    assert inventory.reservation(other)["status"] == "reserved"
    [line] = inventory.harness.get("/movements?filter[type]=issue").json["data"]
    assert (line["quantity"], line["balance"], line["reference"]) == ("-3", "2", "SZ-R-1")
    assert line["invoice_id"] == order.invoice_id


def test_an_invoice_without_an_order_takes_directly(inventory: Inventory) -> None:
    product = inventory.product(stock=5)
    lines = [{"line_id": new_id(), "product_id": product, "quantity": "2"}]
    inventory.tell(Fact("sales.InvoiceIssued", f"invoice/{new_id()}", 2, {"number": "SZ-1", "lines": lines}))
    assert inventory.stock(product) == (3, 0)


def test_an_invoice_leaves_what_others_hold(inventory: Inventory) -> None:
    product = inventory.product(stock=5)
    inventory.tell(Order((product, 4)).confirmed())
    late = Order((product, 3))
    inventory.tell(late.invoiced())
    assert inventory.stock(product) == (4, 4)
    assert inventory.delivery(late)["lines"][0]["missing"] == "2"


def test_a_backorder_is_delivered_by_itself_before_orders_are_served(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    waiting, invoiced = Order((product, 1)), Order((product, 4))
    inventory.tell(invoiced.confirmed(), invoiced.invoiced(), waiting.confirmed())
    assert inventory.stock(product) == (0, 0)
    assert inventory.delivery(invoiced)["status"] == "waiting"
    inventory.receive(product, 3)
    assert inventory.delivery(invoiced)["status"] == "delivered"
    assert inventory.told("StockReserved")[-1]["order_id"] == invoiced.id
    assert inventory.stock(product) == (0, 0)
    inventory.receive(product, 1)
    assert inventory.stock(product) == (1, 1)


def test_a_cancelled_invoice_gives_back_and_its_order_holds_again(inventory: Inventory) -> None:
    product = inventory.product(stock=5)
    order = Order((product, 3))
    inventory.tell(order.confirmed(), order.invoiced(), order.uninvoiced())
    assert inventory.stock(product) == (5, 3)
    assert inventory.reservation(order)["status"] == "reserved"
    assert inventory.delivery(order)["status"] == "cancelled"
    assert inventory.delivery(order)["order_number"] == order.number
    [line] = inventory.harness.get("/movements?filter[type]=return").json["data"]
    assert (line["quantity"], line["balance"]) == ("3", "5")


def test_a_second_invoice_takes_the_rest_of_the_order(inventory: Inventory) -> None:
    chair, desk = inventory.product(stock=5), inventory.product(stock=5)
    order, second = Order((chair, 2), (desk, 3)), new_id()
    inventory.tell(order.confirmed(), order.invoiced(only=[0]))
    assert (inventory.stock(chair), inventory.stock(desk)) == ((3, 0), (5, 3))
    assert inventory.reservation(order)["status"] == "reserved"
    inventory.tell(order.invoiced(only=[1], invoice_id=second))
    assert (inventory.stock(chair), inventory.stock(desk)) == ((3, 0), (2, 0))
    assert inventory.reservation(order)["status"] == "taken"


def test_a_cancelling_invoice_with_negative_lines_moves_nothing(inventory: Inventory) -> None:
    product = inventory.product(stock=5)
    lines = [{"line_id": new_id(), "product_id": product, "quantity": "-2"}]
    inventory.tell(Fact("sales.InvoiceIssued", f"invoice/{new_id()}", 2, {"number": "SZ-2", "lines": lines}))
    assert inventory.stock(product) == (5, 0)


def test_redelivery_changes_nothing_even_without_the_inbox(inventory: Inventory) -> None:
    product = inventory.product(stock=5)
    order = Order((product, 3))
    facts = [order.confirmed(), order.invoiced()]
    inventory.tell(*facts)
    assert set(inventory.tell(*facts)) == {Outcome.DUPLICATE}
    with inventory.harness.session() as session:
        session.execute(delete(inbox))
    told = len(inventory.harness.events())
    assert set(inventory.tell(*facts)) == {Outcome.HANDLED}
    assert inventory.stock(product) == (2, 0)
    assert len(inventory.harness.events()) == told


def test_lines_of_unknown_or_no_product_are_left_alone(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    order = Order((product, 1), (new_id(), 1))
    order.rows.append({"line_id": new_id(), "product_id": None, "quantity": "1"})
    inventory.tell(order.confirmed(), order.invoiced())
    assert inventory.stock(product) == (0, 0)
    assert len(inventory.delivery(order)["lines"]) == 1


def test_the_history_tells_what_people_understand(inventory: Inventory) -> None:
    product = inventory.product(stock=1)
    order = Order((product, 3))
    inventory.tell(order.confirmed())
    entries = inventory.harness.get(f"/reservations/{inventory.reservation(order)['id']}/history").json["data"]
    fields = {name for entry in entries for name in entry["changes"]}
    assert fields == {"order_id", "number", "status", "product_name", "quantity", "reserved"}
