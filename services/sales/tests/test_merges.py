"""Sales follows the merges of contacts, in whatever order it hears of them, and goes back when they are undone."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.inbox import Outcome
from chassis.merging.tables import moved_references
from services.sales.tests.conftest import make_customer, make_invoice, make_person
from tests.support.service import ServiceHarness

ORDERS = [(0, 1, 2), (2, 0, 1), (1, 2, 0)]
MERGE = "0197a1b2-0000-7000-8000-00000000000{}"


def merged(sales: ServiceHarness, new: str, *olds: str, what: str = "OrganizationMerged", number: int = 1) -> None:
    data = {"merge_id": MERGE.format(number), "name": "Tisza", "merged": list(olds)}
    subject = f"{'person' if what.startswith('Person') else 'organization'}/{new}"
    assert sales.deliver(f"contacts.{what}", data, subject=subject, version=9) is Outcome.HANDLED


def undone(sales: ServiceHarness, new: str, *olds: str, number: int = 1) -> None:
    merged(sales, new, *olds, what="OrganizationMergeUndone", number=number)


def deal(sales: ServiceHarness, customer: str) -> str:
    made = sales.post("/opportunities", {"name": "Bútor", "customer_id": customer, "currency": "HUF"}).json
    return str(made["id"])


def test_documents_follow_and_keep_the_words_that_were_printed(
    sales: ServiceHarness, customer: str, chair: str
) -> None:
    survivor = make_customer(sales, "Tisza Faipari Zrt.")
    invoice = f"/invoices/{make_invoice(sales, customer, chair)['id']}"
    before = sales.get(invoice).json
    merged(sales, survivor, customer)
    after = sales.get(invoice).json
    assert after["customer_id"] == survivor
    assert {k for k in before if before[k] != after[k]} <= {"customer_id", "version", "updated_at"}
    assert [row["id"] for row in sales.get(f"/invoices?filter[customer_id]={survivor}").json["data"]] == [before["id"]]
    assert sales.get(f"{invoice}/history").json["data"][0]["changes"] == {"customer_id": [customer, survivor]}
    undone(sales, survivor, customer)
    assert {**sales.get(invoice).json, "version": 0, "updated_at": 0} == {**before, "version": 0, "updated_at": 0}


def test_the_lock_lets_only_a_merge_move_the_buyer(sales: ServiceHarness, customer: str, chair: str) -> None:
    survivor, stranger = make_customer(sales, "Tisza Faipari Zrt."), make_customer(sales, "Idegen Kft.")
    make_invoice(sales, customer, chair)
    merged(sales, survivor, customer)
    with pytest.raises(IntegrityError, match="issued invoice"), sales.session() as session:
        session.execute(text(f"UPDATE invoices SET customer_id = '{stranger}'"))  # our own id


def test_open_deals_show_the_survivors_name(sales: ServiceHarness, customer: str) -> None:
    survivor = make_customer(sales, "Tisza Faipari Zrt.")
    opportunity = f"/opportunities/{deal(sales, customer)}"
    merged(sales, survivor, customer)
    assert sales.get(opportunity).json["customer_name"] == "Tisza Faipari Zrt."
    undone(sales, survivor, customer)
    shown = sales.get(opportunity).json
    assert (shown["customer_id"], shown["customer_name"]) == (customer, "Tisza Faipari Kft.")


def test_what_was_moved_elsewhere_since_stays_there(sales: ServiceHarness, customer: str) -> None:
    survivor, other = make_customer(sales, "Tisza Zrt."), make_customer(sales, "Duna Kft.")
    opportunity = f"/opportunities/{deal(sales, customer)}"
    merged(sales, survivor, customer)
    sales.patch(opportunity, {"customer_id": other})
    undone(sales, survivor, customer)
    assert sales.get(opportunity).json["customer_id"] == other


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_merge_undoing_and_late_news_end_the_same_in_every_order(
    sales: ServiceHarness, customer: str, order: tuple[int, ...]
) -> None:
    survivor, person = make_customer(sales, "Tisza Zrt."), make_person(sales)
    news = {"name": "Szabó Júlia", "language": "hu", "organization_id": customer}
    steps: list[Callable[[], Any]] = [
        lambda: merged(sales, survivor, customer),
        lambda: undone(sales, survivor, customer),
        lambda: sales.deliver("contacts.PersonUpdated", news, subject=f"person/{person}", version=2),
    ]
    for step in order:
        steps[step]()
    assert employer(sales, person) == customer
    with sales.session() as session:
        assert session.execute(moved_references.select()).all() == []


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_merges_on_top_of_each_other_end_the_same_in_every_order(
    sales: ServiceHarness, customer: str, order: tuple[int, ...]
) -> None:
    second, third, person = make_customer(sales, "Tisza Zrt."), make_customer(sales, "Duna Kft."), make_person(sales)
    news = {"name": "Szabó Júlia", "language": "hu", "organization_id": customer}
    steps: list[Callable[[], Any]] = [
        lambda: merged(sales, second, customer, number=1),
        lambda: merged(sales, third, second, number=2),
        lambda: sales.deliver("contacts.PersonUpdated", news, subject=f"person/{person}", version=2),
    ]
    for step in order:
        steps[step]()
    assert employer(sales, person) == third
    undone(sales, second, customer, number=1)  # heard of before the undoing that came first
    assert employer(sales, person) == third
    undone(sales, third, second, number=2)
    assert employer(sales, person) == customer


def employer(sales: ServiceHarness, person: str) -> str:
    from services.sales.projections import Customer

    with sales.session() as session:
        known = session.get(Customer, person)
        assert known is not None
        return str(known.organization_id)
