"""The kept row of figures of each customer: counted from events, the same after a replay, and grown older by time."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select, update

from chassis.days import today
from chassis.ids import new_id
from chassis.replay import Wish, replay
from chassis.tables import outbox
from chassis.types import utc_now
from services.contacts.figures.models import CustomerFigures
from services.contacts.projections import CustomerDocument, PurchaseLine
from services.contacts.schedules import age_figures
from tests.support.histories import HISTORIES, examples, told
from tests.support.service import ServiceHarness

CUSTOMER, PERSON = new_id(), new_id()
PRODUCT = new_id()


def trade(harness: ServiceHarness, what: str, document: str, version: int = 2, **data: Any) -> None:
    noun = "invoice" if "Invoice" in what else "order" if "Order" in what else "quote"
    customer = {"id": CUSTOMER, "kind": "organization", "name": "X"}
    body = {"number": "1", "customer": customer, "currency": "HUF", "total": "1270.00", "net_total": "1000.00", **data}
    harness.deliver(f"sales.{what}", body, subject=f"{noun}/{document}", version=version)


def invoice(harness: ServiceHarness, days_ago: int, **data: Any) -> str:
    document, day = new_id(), today() - timedelta(days=days_ago)
    trade(harness, "InvoiceIssued", document, issued_on=str(day), **{"due_on": str(day + timedelta(days=8)), **data})
    return document


def kept(harness: ServiceHarness, customer: str = CUSTOMER) -> Any:
    with harness.session() as session:
        row = session.get(CustomerFigures, customer)
        return None if row is None else dict(vars(row))


def test_revenue_is_net_and_by_the_day_of_issue(harness: ServiceHarness) -> None:
    invoice(harness, 10)
    invoice(harness, 400, net_total="300.00")
    invoice(harness, 800, net_total="50.00")
    invoice(harness, 20, currency="EUR", net_total="9.00")
    found = kept(harness)
    assert (found["currency"], found["invoices"]) == ("HUF", 4)
    assert (found["revenue"], found["revenue_12m"], found["revenue_prev_12m"]) == (1350, 1000, 300)
    assert found["last_purchase_on"] == today() - timedelta(days=10)


def test_what_is_owed_is_what_payments_leave_open(harness: ServiceHarness) -> None:
    late = invoice(harness, 30)
    invoice(harness, 0)
    paid = {"invoice_id": late, "customer": {"id": CUSTOMER, "kind": "organization"}, "currency": "HUF"}
    payment = {**paid, "payment_id": new_id(), "amount": "270.00"}
    harness.deliver("sales.PaymentReceived", payment, subject=f"invoice/{late}", version=3)
    found = kept(harness)
    assert (found["unpaid"], found["overdue"]) == (2270, 1000)


def test_tickets_count_for_the_firm_and_for_the_one_who_asks(harness: ServiceHarness) -> None:
    asks = {"organization_id": CUSTOMER, "person_id": PERSON}
    for kind, status in (("complaint", "open"), ("question", "solved")):
        ticket = {"type": kind, "status": status, "customer": asks}
        harness.deliver("helpdesk.TicketOpened", ticket, subject=f"ticket/{new_id()}")
    for customer in (CUSTOMER, PERSON):
        found = kept(harness, customer)
        assert (found["tickets"], found["open_tickets"], found["complaints"]) == (2, 1, 1)
    assert (kept(harness, CUSTOMER)["kind"], kept(harness, PERSON)["kind"]) == ("organization", "person")


def test_a_ticket_that_changes_hands_leaves_the_first(harness: ServiceHarness) -> None:
    ticket, other = new_id(), new_id()
    for version, customer in enumerate((CUSTOMER, other), start=1):
        data = {"status": "open", "customer": {"organization_id": customer}}
        harness.deliver("helpdesk.TicketUpdated", data, subject=f"ticket/{ticket}", version=version)
    assert (kept(harness)["open_tickets"], kept(harness, other)["open_tickets"]) == (0, 1)


def test_the_last_contact_is_the_last_that_was_one(harness: ServiceHarness) -> None:
    firm = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    for day, channel in ((1, "phone"), (5, "email"), (9, "note")):
        body = {"channel": channel, "subject": "X", "organization_id": firm, "happened_at": f"2026-01-0{day}T09:00:00Z"}
        harness.post("/interactions", body)
    rerun(harness)
    found = kept(harness, firm)
    assert (found["last_contact_channel"], found["last_contact_by"]) == ("email", "Kiss Anna")
    last = next(row for row in harness.get("/interactions").json["data"] if row["channel"] == "email")
    harness.delete(f"/interactions/{last['id']}")
    rerun(harness)
    assert kept(harness, firm)["last_contact_channel"] == "phone"


def rerun(harness: ServiceHarness) -> None:
    """Hand the service its own events, as the bus would."""
    with harness.session() as session:
        for position, row in enumerate(session.scalars(select(outbox.c.id).order_by(outbox.c.id)).all(), start=1):
            session.execute(update(outbox).where(outbox.c.id == row).values(sequence=position))
    replay([harness.runtime], harness.runtime, Wish())


def test_time_alone_takes_an_invoice_out_of_the_year_and_makes_it_overdue(
    harness: ServiceHarness, monkeypatch: Any
) -> None:
    invoice(harness, 0)
    before = kept(harness)
    assert (before["overdue"], before["ages_on"]) == (0, today() + timedelta(days=9))
    for later, overdue, revenue in ((9, 1270, 1000), (370, 1270, 0)):
        with monkeypatch.context() as patch:
            day = today() + timedelta(days=later)
            patch.setattr("services.contacts.schedules.today", lambda day=day: day)
            age_figures(harness.runtime)
        found = kept(harness)
        assert (found["overdue"], found["revenue_12m"]) == (overdue, revenue)
    assert (found["revenue_prev_12m"], found["revenue"]) == (1000, 1000)


PROJECTED = (CustomerFigures, CustomerDocument, PurchaseLine)


def state(harness: ServiceHarness) -> list[Any]:
    with harness.session() as session:
        found = [
            (model.__tablename__, *sorted((c.name, str(row[c.name])) for c in model.__table__.columns))
            for model in PROJECTED
            for row in session.execute(select(model.__table__)).mappings()
        ]
    return sorted(found)


def test_a_replay_of_all_events_rebuilds_the_figures_identically(harness: ServiceHarness) -> None:
    standing = {kind: [s for s in steps if not s.type.endswith("Cancelled")] for kind, steps in HISTORIES.items()}
    messages = [m for subject, steps in standing.items() for m in told(subject, steps, examples())]
    firm = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    harness.post("/interactions", {"channel": "phone", "subject": "X", "organization_id": firm})
    with harness.session() as session:
        for message in messages:
            body = json.loads(message)
            row = {"event_id": body["id"], "type": body["type"], "subject": body["subject"], "body": message.decode()}
            session.execute(outbox.insert().values(**row, created_at=utc_now()))
    rerun(harness)
    before = state(harness)
    assert {row[0] for row in before} == {model.__tablename__ for model in PROJECTED}
    with harness.session() as session:
        for model in PROJECTED:
            session.execute(delete(model))
    assert state(harness) == []
    replay([harness.runtime], harness.runtime, Wish(force=True))
    assert state(harness) == before


def test_purchases_are_the_lines_of_orders_and_of_invoices_without_one(harness: ServiceHarness) -> None:
    order, direct = new_id(), new_id()
    line = {"line_id": new_id(), "product_id": PRODUCT, "description": "Szék", "quantity": "4", "net": "1000.00"}
    trade(harness, "OrderConfirmed", order, ordered_on="2026-01-10", lines=[line])
    billed = {**line, "line_id": new_id(), "order_line_id": line["line_id"]}
    invoice(harness, 5, lines=[billed])
    invoice(harness, 3, lines=[{**line, "line_id": direct, "quantity": "1", "net": "250.00"}])

    def bought() -> list[Decimal]:
        with harness.session() as session:
            return list(session.scalars(select(PurchaseLine.quantity).order_by(PurchaseLine.day)))

    assert bought() == [4, 1]
    trade(harness, "OrderCancelled", order, 3, ordered_on="2026-01-10", lines=[line])
    assert bought() == [1]
    trade(harness, "OrderConfirmed", order, 2, ordered_on="2026-01-10", lines=[line])
    assert bought() == [1]
