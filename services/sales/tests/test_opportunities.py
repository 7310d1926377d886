"""Opportunities: stages, reasons, quotes."""

from typing import Any

from tests.support.service import ServiceHarness


def make(sales: ServiceHarness, customer: str, **more: Any) -> Any:
    return sales.post("/opportunities", {"name": "Irodabútor", "customer_id": customer, **more}).json


def test_a_stage_brings_its_probability(sales: ServiceHarness, customer: str) -> None:
    deal = make(sales, customer, stage="qualified")
    assert (deal["probability"], deal["currency"]) == (30, "HUF")
    moved = sales.post(f"/opportunities/{deal['id']}/move", {"stage": "negotiation"}).json
    assert (moved["stage"], moved["probability"]) == ("negotiation", 75)
    event = sales.events("sales.OpportunityStageChanged")[0]
    assert (event.data["from_stage"], event.data["stage"], event.version) == ("qualified", "negotiation", 2)


def test_dragging_on_the_board_is_a_move(sales: ServiceHarness, customer: str) -> None:
    deal = make(sales, customer)
    sales.patch(f"/opportunities/{deal['id']}", {"stage": "proposal", "amount": "100"})
    [event] = sales.events("sales.OpportunityStageChanged")
    assert (event.data["stage"], event.data["amount"], event.version) == ("proposal", "100.00", 2)
    lost = sales.request("PATCH", f"/opportunities/{deal['id']}", {"stage": "lost"})
    assert lost.json["errors"] == {"reason": ["Say why it was lost."]}


def test_winning_and_losing(sales: ServiceHarness, customer: str) -> None:
    won, lost = make(sales, customer), make(sales, customer)
    record = sales.post(f"/opportunities/{won['id']}/win", {"reason": "Gyors szállítás"}).json
    assert (record["stage"], record["probability"], record["close_reason"]) == ("won", 100, "Gyors szállítás")
    assert record["closed_on"]
    assert sales.request("POST", f"/opportunities/{lost['id']}/lose", {}).status_code == 422
    sales.post(f"/opportunities/{lost['id']}/lose", {"reason": "Túl drága"})
    assert [event.data["reason"] for event in sales.events("sales.OpportunityLost")] == ["Túl drága"]
    assert sales.request("POST", f"/opportunities/{lost['id']}/make-quote", {}).status_code == 409
    reopened = sales.post(f"/opportunities/{lost['id']}/move", {"stage": "new"}).json
    assert (reopened["closed_on"], reopened["close_reason"]) == (None, None)


def test_a_new_deal_starts_open(sales: ServiceHarness, customer: str) -> None:
    body = {"name": "x", "customer_id": customer, "stage": "won"}
    assert sales.request("POST", "/opportunities", body).status_code == 422


def test_a_quote_has_the_products_or_the_amount(sales: ServiceHarness, customer: str, chair: str) -> None:
    interests = [{"product_id": chair, "quantity": "2"}, {"description": "Szállítás"}]
    quote = sales.post(f"/opportunities/{make(sales, customer, interests=interests)['id']}/make-quote").json
    assert [(line["description"], line["net"]) for line in quote["lines"]] == [
        ("Ergo irodai szék", "129800.00"),
        ("Szállítás", "0.00"),
    ]
    deal = make(sales, customer, amount="250000")
    quote = sales.post(f"/opportunities/{deal['id']}/make-quote").json
    assert (quote["net_total"], quote["opportunity_id"]) == ("250000.00", deal["id"])


def test_a_price_of_another_currency_starts_at_zero(sales: ServiceHarness, customer: str, chair: str) -> None:
    deal = make(sales, customer, currency="EUR", interests=[{"product_id": chair}])
    assert sales.post(f"/opportunities/{deal['id']}/make-quote").json["total"] == "0.00"


def test_the_stage_history_is_the_audit(sales: ServiceHarness, customer: str) -> None:
    deal = make(sales, customer)
    sales.post(f"/opportunities/{deal['id']}/move", {"stage": "proposal"})
    entries = sales.get(f"/opportunities/{deal['id']}/history").json["data"]
    assert [entry["changes"]["stage"] for entry in entries if "stage" in entry["changes"]] == [
        ["new", "proposal"],
        [None, "new"],
    ]


def test_a_seller_sees_only_his_own(sales: ServiceHarness, customer: str) -> None:
    deal = make(sales, customer)
    rule = {"verbs": ["view", "create", "move"], "view": "own", "edit": "own"}
    seller = sales.as_(sales__opportunity=rule)
    assert seller.get("/opportunities").json["data"] == []
    assert seller.request("POST", f"/opportunities/{deal['id']}/move", {"stage": "proposal"}).status_code == 404


def test_deals_follow_the_customers_name_and_documents_do_not(sales: ServiceHarness, customer: str, chair: str) -> None:
    deal = make(sales, customer, amount="100")
    quote = sales.post(f"/opportunities/{deal['id']}/make-quote").json
    renamed = {"name": "Tisza Faipari Zrt."}
    sales.deliver("contacts.OrganizationUpdated", renamed, subject=f"organization/{customer}", version=2)
    assert sales.get(f"/opportunities/{deal['id']}").json["customer_name"] == "Tisza Faipari Zrt."
    assert sales.get(f"/quotes/{quote['id']}").json["customer_name"] == "Tisza Faipari Kft."
    assert len(sales.get("/opportunities?q=zrt").json["data"]) == 1
