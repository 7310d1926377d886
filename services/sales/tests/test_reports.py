"""Reports: right sums, per currency, of what the actor may see, in few queries; and the firm's own data."""

from datetime import date
from typing import Any

from sqlalchemy import event

from chassis.days import today
from services.sales.reports import first_month
from services.sales.tests.conftest import make_customer, make_invoice, make_order
from tests.support.service import ServiceHarness


class Counter:
    """How many statements a service's database is sent."""

    def __init__(self, sales: ServiceHarness) -> None:
        self.statements: list[str] = []
        event.listen(sales.runtime.database.engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self.statements.append(statement)


def test_the_first_month_is_eleven_before_this() -> None:
    assert first_month(date(2026, 11, 21)) == date(2025, 12, 1)
    assert first_month(date(2026, 12, 31)) == date(2026, 1, 1)


def test_an_empty_dashboard(sales: ServiceHarness) -> None:
    board = sales.get("/dashboard").json
    assert (board["income"], board["months"], board["pipeline"]) == ([], [], [])


def test_figures_add_up(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)
    sales.post(f"/invoices/{invoice['id']}/pay", {"amount": "64846"})
    late = make_invoice(sales, customer, chair, issued_on=first_month(today()).isoformat())
    storno = make_invoice(sales, make_customer(sales, "Visszalép Kft."), chair)
    sales.post(f"/invoices/{storno['id']}/cancel")
    make_invoice(sales, customer, chair, issued_on="2020-05-05")
    body = {"name": "x", "customer_id": customer, "amount": "1000", "stage": "proposal"}
    for amount in ("1000", "333"):
        sales.post("/opportunities", body | {"amount": amount})
    sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]})
    board = sales.get("/dashboard").json
    assert board["income"] == [{"currency": "HUF", "count": 1, "amount": "64846.00"}]
    assert board["invoiced"] == [{"currency": "HUF", "count": 4, "amount": "259600.00"}]
    assert board["overdue"] == [{"currency": "HUF", "count": 2, "amount": "329692.00"}]
    assert board["unpaid"][0]["amount"] == "429692.00"
    assert board["open_quotes"] == [{"currency": "HUF", "count": 1, "amount": "64900.00"}]
    [stage] = board["pipeline"]
    assert (stage["stage"], stage["count"], stage["amount"], stage["weighted"]) == ("proposal", 2, "1333.00", "666.50")
    assert len(board["months"]) == 12
    assert board["months"][0]["month"] == late["issued_on"][:7]
    assert board["months"][-1]["income"] == "64846.00"
    best = board["top_customers"][0]
    assert (best["name"], best["amount"]) == ("Tisza Faipari Kft.", "259600.00")


def test_a_seller_sees_figures_of_his_own_only(sales: ServiceHarness, customer: str, chair: str) -> None:
    make_invoice(sales, customer, chair)
    rules = {"sales__report": {"verbs": ["view"]}, "sales__invoice": {"verbs": ["view"], "view": "own"}}
    board = sales.as_(**rules).get("/dashboard").json
    assert (board["invoiced"], board["orders"], board["top_customers"]) == ([], [], [])
    assert sales.as_(sales__invoice={"verbs": ["view"]}).request("GET", "/dashboard").status_code == 403


def test_the_dashboard_is_few_queries(sales: ServiceHarness, customer: str, chair: str) -> None:
    make_invoice(sales, customer, chair)
    counter = Counter(sales)
    sales.get("/dashboard")
    assert len([s for s in counter.statements if s.startswith("SELECT")]) <= 9


def test_the_chain_is_few_statements(sales: ServiceHarness, customer: str, chair: str) -> None:
    """The same number of statements for three lines and for thirty: children go in by executemany."""

    def counted(path: str, body: dict[str, Any], found: list[int]) -> str:
        counter = Counter(sales)
        record_id = sales.post(path, body).json["id"]
        found.append(len([s for s in counter.statements if s.split()[0] in ("SELECT", "INSERT", "UPDATE")]))
        return str(record_id)

    def statements(count: int) -> list[int]:
        found: list[int] = []
        lines = [{"product_id": chair, "quantity": "1"}] * count
        quote = counted("/quotes", {"customer_id": customer, "lines": lines}, found)
        order = counted(f"/quotes/{quote}/make-order", {"confirm": True}, found)
        counted(f"/orders/{order}/make-invoice", {"issue": True}, found)
        return found

    statements(1)  # the first of a series inserts its row
    few, many = statements(3), statements(30)
    assert few == many
    assert all(count <= 20 for count in few), few


def test_the_company_is_one_record(sales: ServiceHarness) -> None:
    assert sales.get("/company").json["currency"] == "HUF"
    changed = sales.patch("/company", {"name": "Minta Kft.", "vat_rate": "20", "currency": None}).json
    assert (changed["name"], changed["vat_rate"], changed["currency"]) == ("Minta Kft.", "20", "HUF")
    sales.patch("/company", {"city": "Pécs"})
    assert sales.get("/company").json["name"] == "Minta Kft."
    reader = sales.as_(sales__company={"verbs": ["view"]})
    assert reader.request("PATCH", "/company", {"name": "x"}).status_code == 403


def test_new_lines_take_the_companys_vat(sales: ServiceHarness, customer: str) -> None:
    sales.patch("/company", {"vat_rate": "20"})
    lines = [{"description": "x", "unit_price": "100"}]
    assert sales.post("/quotes", {"customer_id": customer, "lines": lines}).json["total"] == "120.00"


def test_orders_count_by_their_day(sales: ServiceHarness, customer: str, chair: str) -> None:
    make_order(sales, customer, chair)
    make_order(sales, customer, chair, ordered_on="2020-01-01")
    board = sales.get("/dashboard").json
    assert board["orders"] == [{"currency": "HUF", "count": 1, "amount": "129800.00"}]
    assert board["open_orders"] == [{"currency": "HUF", "count": 2, "amount": "259600.00"}]


def test_an_invoice_series_is_letters(sales: ServiceHarness) -> None:
    assert sales.request("PATCH", "/company", {"invoice_series": "{n}"}).status_code == 422
    assert sales.patch("/company", {"invoice_series": "SZ-A"}).json["invoice_series"] == "SZ-A"
