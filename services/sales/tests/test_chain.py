"""Lead to cash: each document follows from the one before with one click, and nothing is lost on the way."""

from typing import Any

from services.sales.tests.conftest import make_customer, make_invoice, make_order, make_person
from tests.support.service import ServiceHarness


def test_lead_to_paid_invoice(sales: ServiceHarness, chair: str) -> None:
    lead = sales.post(
        "/leads",
        {
            "company_name": "Bakony Panzió Bt.",
            "family_name": "Horváth",
            "given_name": "Ádám",
            "email": "info@bakonypanzio.example",
            "interests": [{"product_id": chair, "quantity": "4"}],
        },
    ).json
    opportunity = sales.post(f"/leads/{lead['id']}/convert").json
    quote = sales.post(f"/opportunities/{opportunity['id']}/make-quote").json
    assert quote["total"] == "329692.00"  # 4 × 64 900 + 27 %
    assert quote["customer_name"] == "Bakony Panzió Bt."
    sales.post(f"/quotes/{quote['id']}/send")
    sales.post(f"/quotes/{quote['id']}/accept")
    order = sales.post(f"/quotes/{quote['id']}/make-order", {"confirm": True}).json
    assert order["status"] == "confirmed"
    invoice = sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True}).json
    assert invoice["total"] == quote["total"]
    payment = sales.post(f"/invoices/{invoice['id']}/pay", {"amount": invoice["total"]}).json
    assert payment["invoice_number"] == invoice["number"]
    assert sales.get(f"/invoices/{invoice['id']}").json["status"] == "paid"
    assert [event.type.partition(".")[2] for event in sales.events()] == [
        "LeadCreated",
        "LeadConverted",
        "QuoteSent",
        "QuoteAccepted",
        "OrderConfirmed",
        "InvoiceIssued",
        "PaymentReceived",
    ]


def test_what_is_left_out_comes_from_customer_and_product(sales: ServiceHarness, customer: str, chair: str) -> None:
    quote = sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    line = quote["lines"][0]
    expected = {"description": "Ergo irodai szék", "unit": "db", "unit_price": "64900.00", "vat_rate": "27"}
    assert {name: line[name] for name in expected} == expected
    assert (quote["currency"], quote["language"]) == ("HUF", "hu")
    assert quote["customer_address"] == "6720 Szeged\nKárász utca 12."
    assert quote["vat_summary"] == [{"rate": "27", "net": "64900.00", "vat": "17523.00", "gross": "82423.00"}]


def test_a_price_of_another_currency_is_not_taken(sales: ServiceHarness, chair: str) -> None:
    abroad = make_customer(sales, "Alpenholz GmbH", currency="EUR", billing_country="AT")
    answer = sales.request("POST", "/quotes", {"customer_id": abroad, "lines": [{"product_id": chair}]})
    assert answer.status_code == 422
    assert answer.json["errors"]["lines"]["0"] == {"unit_price": ["This is needed."]}
    lines = [{"product_id": chair, "unit_price": "165.50", "vat_rate": "0"}]
    quote = sales.post("/quotes", {"customer_id": abroad, "lines": lines}).json
    assert (quote["currency"], quote["total"]) == ("EUR", "165.50")


def test_a_private_person_buys_without_an_organization(sales: ServiceHarness, chair: str) -> None:
    person = make_person(sales)
    order = make_order(sales, person, chair)
    assert (order["customer_id"], order["person_id"], order["customer_name"]) == (None, person, "Szabó Júlia")
    event = sales.events("sales.OrderConfirmed")[0]
    assert event.data["customer"]["kind"] == "person"
    assert f"contacts.person:{person}" in event.relates_to


def test_unknown_customers_and_products_are_named(sales: ServiceHarness, customer: str) -> None:
    nobody = "01932f6e-7c00-7000-8000-000000000000"
    refused = sales.request("POST", "/orders", {"customer_id": nobody, "lines": []})
    assert "customer_id" in refused.json["errors"]
    refused = sales.request("POST", "/orders", {"customer_id": customer, "lines": [{"product_id": nobody}]})
    assert refused.json["errors"]["lines"]["0"] == {"product_id": ["There is no such product."]}
    refused = sales.request("POST", "/orders", {"lines": []})
    assert refused.json["errors"] == {"customer_id": ["A customer is needed."]}


def test_a_changed_line_keeps_what_is_not_mentioned(sales: ServiceHarness, customer: str, chair: str) -> None:
    lines = [{"product_id": chair, "unit_price": "60000"}, {"description": "Kiszállítás", "unit_price": "5000"}]
    quote = sales.post("/quotes", {"customer_id": customer, "lines": lines}).json
    first, second = quote["lines"]
    changed = sales.patch(
        f"/quotes/{quote['id']}",
        {"lines": [{"id": second["id"]}, {"id": first["id"], "product_id": chair, "quantity": "3", "discount": "10"}]},
    ).json
    assert [line["description"] for line in changed["lines"]] == ["Kiszállítás", "Ergo irodai szék"]
    assert changed["lines"][1]["net"] == "162000.00"
    assert changed["net_total"] == "167000.00"


def test_sent_quotes_are_locked_until_revised(sales: ServiceHarness, customer: str, chair: str) -> None:
    quote = sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    path = f"/quotes/{quote['id']}"
    sales.post(f"{path}/send")
    assert sales.request("PATCH", path, {"notes": "x"}).status_code == 409
    sales.post(f"{path}/revise")
    assert sales.patch(path, {"notes": "x"}).json["notes"] == "x"


def test_a_quote_becomes_one_order_only(sales: ServiceHarness, customer: str, chair: str) -> None:
    quote = sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    order = sales.post(f"/quotes/{quote['id']}/make-order").json
    assert order["status"] == "draft"
    assert sales.request("POST", f"/quotes/{quote['id']}/make-order", {}).status_code == 409
    sales.post(f"/orders/{order['id']}/cancel")
    assert sales.get(f"/quotes/{quote['id']}").json["status"] == "accepted"
    assert sales.post(f"/quotes/{quote['id']}/make-order").json["id"] != order["id"]


def test_an_order_is_invoiced_once(sales: ServiceHarness, customer: str, chair: str) -> None:
    order = make_order(sales, customer, chair)
    path = f"/orders/{order['id']}"
    draft = sales.post(f"{path}/make-invoice").json
    assert sales.request("POST", f"{path}/make-invoice", {}).status_code == 409
    sales.delete(f"/invoices/{draft['id']}")
    issued = sales.post(f"{path}/make-invoice", {"issue": True}).json
    assert sales.get(path).json["invoice_number"] == issued["number"]
    sales.post(f"/invoices/{draft['id']}/restore")
    assert sales.request("POST", f"/invoices/{draft['id']}/issue", {}).status_code == 409


def test_one_click_needs_the_right_of_each_step(sales: ServiceHarness, customer: str, chair: str) -> None:
    quote = sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    seller = sales.as_(sales__quote={"verbs": ["view", "make_order"]}, sales__order={"verbs": ["view"]})
    assert seller.request("POST", f"/quotes/{quote['id']}/make-order", {"confirm": True}).status_code == 403
    order = seller.post(f"/quotes/{quote['id']}/make-order").json
    assert order["status"] == "draft"
    sales.post(f"/orders/{order['id']}/confirm")
    biller = sales.as_(sales__order={"verbs": ["view", "make_invoice"]}, sales__invoice={"verbs": ["view"]})
    path = f"/orders/{order['id']}/make-invoice"
    assert biller.request("POST", path, {"issue": True}).status_code == 403
    assert biller.post(path).json["status"] == "draft"


def test_the_chain_keeps_the_owner(sales: ServiceHarness, customer: str, chair: str) -> None:
    owner = "01932f6e-7c00-7000-8000-0000000000cc"
    sales.known_user(owner, "Nagy Eszter")
    lines = [{"product_id": chair}]
    quote = sales.post("/quotes", {"customer_id": customer, "owner_id": owner, "lines": lines}).json
    order = sales.post(f"/quotes/{quote['id']}/make-order", {"confirm": True}).json
    invoice = sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True}).json
    payment: dict[str, Any] = sales.post(f"/invoices/{invoice['id']}/pay", {"amount": "10"}).json
    assert [record["owner_name"] for record in (quote, order, invoice, payment)] == ["Nagy Eszter"] * 4


def test_amounts_too_large_are_refused(sales: ServiceHarness, customer: str) -> None:
    lines = [{"description": "x", "quantity": "9999999999", "unit_price": "9999999999"}]
    answer = sales.request("POST", "/quotes", {"customer_id": customer, "lines": lines})
    assert answer.status_code == 422


def test_a_cancelled_invoice_frees_its_order(sales: ServiceHarness, customer: str, chair: str) -> None:
    invoice = make_invoice(sales, customer, chair)
    sales.post(f"/invoices/{invoice['id']}/cancel")
    order = sales.get(f"/orders/{invoice['order_id']}").json
    assert (order["status"], order["invoice_id"]) == ("confirmed", None)
    again = sales.post(f"/orders/{order['id']}/make-invoice", {"issue": True}).json
    assert again["number"].endswith("-00003")


def test_a_line_may_be_given_once(sales: ServiceHarness, customer: str, chair: str) -> None:
    quote = sales.post("/quotes", {"customer_id": customer, "lines": [{"product_id": chair}]}).json
    line = {"id": quote["lines"][0]["id"]}
    answer = sales.request("PATCH", f"/quotes/{quote['id']}", {"lines": [line, line]})
    assert answer.json["errors"] == {"lines": ["A line is there twice."]}


def test_the_longest_texts_fit(sales: ServiceHarness, chair: str) -> None:
    lead = {"family_name": "x" * 100, "given_name": "y" * 100, "website": f"https://{'w' * 480}.example"}
    assert len(sales.post("/leads", lead).json["name"]) == 200
    person = make_person(sales, "n" * 300, street="s" * 200, city="c" * 100)
    order = make_order(sales, person, chair)
    assert order["customer_name"] == order["person_name"] == "n" * 300
