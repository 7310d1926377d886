"""Invoices: the number, the lock, cancelling, payment, falling due."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.days import today
from services.sales.invoices.commands import issue_invoice
from services.sales.schedules import say_overdue
from services.sales.tests.conftest import make_customer, make_invoice, make_order
from tests.support.service import ADMIN, ServiceHarness


def draft(sales: ServiceHarness, customer: str, **more: Any) -> Any:
    lines = [{"description": "Tanácsadás", "unit_price": "10000"}]
    return sales.post("/invoices", {"customer_id": customer, "lines": lines, **more}).json


def test_the_number_is_taken_by_issuing(sales: ServiceHarness, customer: str) -> None:
    first, second = draft(sales, customer), draft(sales, customer)
    assert first["number"] is None
    numbers = [sales.post(f"/invoices/{invoice['id']}/issue").json["number"] for invoice in (second, first)]
    year = today().year
    assert numbers == [f"INV-{year}-00001", f"INV-{year}-00002"]


def test_a_refused_issue_takes_no_number(sales: ServiceHarness, customer: str) -> None:
    empty = sales.post("/invoices", {"customer_id": customer, "lines": []}).json
    assert sales.request("POST", f"/invoices/{empty['id']}/issue", {}).status_code == 409
    tomorrow = (today() + timedelta(days=1)).isoformat()
    invoice = draft(sales, customer)
    refused = sales.request("POST", f"/invoices/{invoice['id']}/issue", {"issued_on": tomorrow})
    assert "issued_on" in refused.json["errors"]
    assert sales.post(f"/invoices/{invoice['id']}/issue").json["number"].endswith("-00001")


def test_each_year_and_series_counts_by_itself(sales: ServiceHarness, customer: str) -> None:
    old = sales.post(f"/invoices/{draft(sales, customer)['id']}/issue", {"issued_on": "2024-03-05"}).json
    assert (old["number"], old["issued_on"], old["due_on"]) == ("INV-2024-00001", "2024-03-05", "2024-03-20")
    sales.patch("/company", {"invoice_series": "EXP"})
    other = sales.post(f"/invoices/{draft(sales, customer)['id']}/issue", {"issued_on": "2024-04-01"}).json
    assert other["number"] == "EXP-2024-00001"


def test_parallel_issuers_leave_no_gap(sales: ServiceHarness, customer: str) -> None:
    ids = [draft(sales, customer)["id"] for _ in range(64)]

    def issue(invoice_id: str) -> str | None:
        with sales.runtime.transaction(ADMIN) as session:
            return issue_invoice(session, ADMIN, invoice_id).number

    with ThreadPoolExecutor(32) as pool:
        numbers = list(pool.map(issue, ids))
    assert sorted(map(str, numbers)) == [f"INV-{today().year}-{n:05d}" for n in range(1, 65)]


def test_an_issued_invoice_is_locked(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)
    path = f"/invoices/{invoice['id']}"
    assert sales.request("PATCH", path, {"notes": "x"}).status_code == 409
    assert sales.request("DELETE", path).status_code == 409
    assert sales.request("POST", f"{path}/issue", {}).status_code == 409


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoices SET total = 1",
        "UPDATE invoices SET number = 'X'",
        "UPDATE invoices SET customer_name = 'Más'",
        "UPDATE invoices SET customer_id = NULL",
        "DELETE FROM invoices",
        "UPDATE invoice_lines SET net = 1",
        "DELETE FROM invoice_lines",
        "INSERT INTO invoice_lines SELECT 'ID', 9, product_id, product_name, code, description, quantity, unit,"
        " unit_price, discount, vat_rate, net, vat, gross, invoice_id, order_line_id FROM invoice_lines",
    ],
)
def test_the_database_locks_it_too(sales: ServiceHarness, customer: str, chair: str, statement: str) -> None:
    make_invoice(sales, customer, chair)
    statement = statement.replace("INTO invoice_lines", f"INTO invoice_lines ({LINE_COLUMNS})")
    statement = statement.replace("'ID'", "CAST('01932f6e-7c00-7000-8000-0000000000bb' AS uuid)")
    if sales.runtime.database.sqlite:
        statement = statement.replace(" AS uuid", " AS text")
    with pytest.raises(IntegrityError, match="issued invoice"), sales.session() as session:
        session.execute(text(statement))


LINE_COLUMNS = (
    "id, position, product_id, product_name, code, description, quantity, unit,"
    " unit_price, discount, vat_rate, net, vat, gross, invoice_id, order_line_id"
)


def test_the_event_has_all_that_others_need(sales: ServiceHarness, customer: str, chair: str) -> None:
    sales.patch("/company", {"name": "Minta Kft.", "email": "iroda@minta.example"})
    order = make_order(sales, customer, chair)
    invoice = sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True}).json
    [event] = sales.events("sales.InvoiceIssued")
    data = event.data
    assert data["customer"] == {
        "id": customer,
        "kind": "organization",
        "name": "Tisza Faipari Kft.",
        "email": "iroda@tiszafa.example",
        "language": "hu",
    }
    assert data["seller"]["name"] == "Minta Kft."
    assert data["lines"][0]["order_line_id"] == order["lines"][0]["id"]
    assert data["document"] == {
        "service": "sales",
        "path": f"/invoices/{invoice['id']}/pdf?language=hu",
        "name": f"{invoice['number']}.pdf",
    }
    assert {f"contacts.organization:{customer}", f"sales.order:{order['id']}"} < set(event.relates_to)


def test_cancelling_mirrors_the_invoice(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)
    storno = sales.post(f"/invoices/{invoice['id']}/cancel").json
    assert storno["number"].endswith("-00002")
    assert (storno["status"], storno["cancels_number"], storno["open_total"]) == (
        "cancelling", invoice["number"], "0.00",
    )  # fmt: skip
    for name in ("net_total", "vat_total", "total"):
        assert storno[name] == f"-{invoice[name]}"
    assert storno["lines"][0]["quantity"] == "-2"
    now = sales.get(f"/invoices/{invoice['id']}").json
    assert (now["status"], now["cancelled_by_number"], now["open_total"]) == ("cancelled", storno["number"], "0.00")
    [event] = sales.events("sales.InvoiceCancelled")
    assert (event.subject_id, event.data["cancelling_number"]) == (invoice["id"], storno["number"])
    assert event.data["lines"][0]["quantity"] == "2"
    assert sales.request("POST", f"/invoices/{invoice['id']}/cancel", {}).status_code == 409
    assert sales.request("POST", f"/invoices/{storno['id']}/cancel", {}).status_code == 409


def test_a_paid_invoice_is_cancelled_after_a_refund(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)
    path = f"/invoices/{invoice['id']}"
    sales.post(f"{path}/pay", {"amount": "1000"})
    assert sales.request("POST", f"{path}/cancel", {}).json["code"] == "invoice_has_payments"
    sales.post(f"{path}/pay", {"amount": "-1000"})
    assert sales.get(path).json["status"] == "issued"
    assert sales.post(f"{path}/cancel").json["cancels_id"] == invoice["id"]


def test_payments_in_parts(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)  # 164 846
    path = f"/invoices/{invoice['id']}"
    sales.post(f"{path}/pay", {"amount": "64846", "method": "card"})
    now = sales.get(path).json
    assert (now["status"], now["paid_total"], now["open_total"]) == ("partially_paid", "64846.00", "100000.00")
    assert sales.request("POST", f"{path}/pay", {"amount": "100000.01"}).status_code == 422
    assert sales.request("POST", f"{path}/pay", {"amount": "-64847"}).status_code == 422
    assert sales.request("POST", f"{path}/pay", {"amount": "0"}).status_code == 422
    payment = sales.post("/payments", {"invoice_id": invoice["id"], "amount": "100000"}).json
    assert payment["customer_id"] == customer
    assert sales.get(path).json["status"] == "paid"
    opens = [event.data["open_total"] for event in sales.events("sales.PaymentReceived")]
    assert opens == ["100000.00", "0.00"]


def test_a_draft_cannot_be_paid(sales: ServiceHarness, customer: str) -> None:
    invoice = draft(sales, customer)
    assert sales.request("POST", f"/invoices/{invoice['id']}/pay", {"amount": "1"}).status_code == 409


def test_payments_need_the_right_to_pay(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)
    clerk = sales.as_(sales__payment={"verbs": ["view", "create"]}, sales__invoice={"verbs": ["view"]})
    body = {"invoice_id": invoice["id"], "amount": "1"}
    assert clerk.request("POST", "/payments", body).status_code == 403


def test_overdue_is_said_once(sales: ServiceHarness, customer: str, chair: str) -> None:
    late = make_invoice(sales, customer, chair, issued_on=(today() - timedelta(days=20)).isoformat())
    make_invoice(sales, customer, chair)
    paid = make_invoice(sales, customer, chair, issued_on="2025-01-10")
    sales.post(f"/invoices/{paid['id']}/pay", {"amount": paid["total"]})
    for _ in range(2):
        say_overdue(sales.runtime)
    [event] = sales.events("sales.InvoiceOverdue")
    assert (event.subject_id, event.data["days"]) == (late["id"], 5)
    assert sales.get(f"/invoices/{late['id']}").json["overdue_on"] == today().isoformat()


def test_days_to_pay_come_from_customer_then_company(sales: ServiceHarness, chair: str) -> None:
    sales.patch("/company", {"payment_days": 10})
    plain = make_customer(sales, "Nincs Határidő Bt.", payment_days=None)
    invoice = make_invoice(sales, plain, chair, issued_on="2026-01-01")
    assert invoice["due_on"] == "2026-01-11"
    own = sales.post(f"/invoices/{draft(sales, plain, payment_days=3)['id']}/issue", {"issued_on": "2026-01-01"}).json
    assert own["due_on"] == "2026-01-04"


@pytest.mark.parametrize("language", ["hu", "en"])
@pytest.mark.parametrize("kind", ["quotes", "orders", "invoices"])
def test_documents_are_printed(sales: ServiceHarness, customer: str, chair: str, kind: str, language: str) -> None:
    lines = [{"product_id": chair}]
    record = sales.post(f"/{kind}", {"customer_id": customer, "lines": lines}).json
    answer = sales.get(f"/{kind}/{record['id']}/pdf?language={language}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert sales.request("GET", f"/{kind}/{record['id']}/pdf?language=xx").status_code == 400
