"""What the card of a customer asks for: figures of a firm, of its group, of a person; what was bought."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from chassis.days import today
from chassis.ids import new_id
from tests.support.service import ADMIN, ServiceHarness

PRODUCT = new_id()


def firm(harness: ServiceHarness, name: str = "Tisza Kft.", **more: Any) -> str:
    return str(harness.post("/organizations", {"name": name, **more}).json["id"])


def sell(harness: ServiceHarness, customer: str, what: str = "InvoiceIssued", **data: Any) -> str:
    document, noun = new_id(), "order" if "Order" in what else "invoice"
    day = str(data.pop("day", today() - timedelta(days=10)))
    who = {"id": customer, "kind": data.pop("kind", "organization"), "name": "X"}
    body = {"number": "SZ-1", "customer": who, "currency": "HUF", "total": "1270.00", "net_total": "1000.00"}
    dated = {"issued_on": day, "ordered_on": day}
    harness.deliver(f"sales.{what}", {**body, **dated, **data}, subject=f"{noun}/{document}", version=2)
    return document


def figures(harness: ServiceHarness, customer: str, query: str = "", kind: str = "organizations") -> Any:
    return harness.get(f"/{kind}/{customer}/figures{query}").json


def test_revenue_of_two_years_month_by_month(harness: ServiceHarness) -> None:
    customer = firm(harness)
    sell(harness, customer)
    sell(harness, customer, day=today() - timedelta(days=400), net_total="300.00")
    sell(harness, customer, currency="EUR", net_total="9.00")
    found = figures(harness, customer)
    assert found["currency"] == "HUF"
    assert found["revenue"] == [
        {"currency": "HUF", "last_year": "1000.00", "year_before": "300.00"},
        {"currency": "EUR", "last_year": "9.00", "year_before": "0.00"},
    ]
    assert len(found["months"]) == 24
    assert found["months"][-1]["month"] == f"{today():%Y-%m}"
    assert sum(float(month["net"]) for month in found["months"]) == 1300
    assert found["last_purchase"]["kind"] == "sales.invoice"


def test_a_group_is_the_firm_with_all_below_it(harness: ServiceHarness) -> None:
    top = firm(harness, "Anya")
    middle = firm(harness, "Leány", parent_id=top)
    bottom = firm(harness, "Unoka", parent_id=middle)
    for customer in (top, middle, bottom):
        sell(harness, customer)
    assert figures(harness, top)["invoices"]["number"] == 1
    group = figures(harness, top, "?scope=group")
    assert (group["invoices"]["number"], group["subsidiaries"]) == (3, 2)
    assert harness.request("GET", f"/organizations/{top}/figures?scope=all").status_code == 400


def test_a_person_has_what_they_bought_and_asked_themselves(harness: ServiceHarness) -> None:
    employer = firm(harness)
    person = harness.post("/people", {"family_name": "Kis", "organization_id": employer}).json["id"]
    other = harness.post("/people", {"family_name": "Nagy", "organization_id": employer}).json["id"]
    sell(harness, person, kind="person")
    sell(harness, employer)
    asks = {"organization_id": employer, "person_id": person}
    harness.deliver("helpdesk.TicketOpened", {"status": "open", "customer": asks}, subject=f"ticket/{new_id()}")
    body = {"channel": "meeting", "subject": "X", "organization_id": employer, "person_id": other}
    harness.post("/interactions", {**body, "participants": [{"person_id": person}]})
    found = figures(harness, person, kind="people")
    assert (found["invoices"]["number"], found["open_tickets"]) == (1, 1)
    assert found["last_talk"]["channel"] == "meeting"
    assert figures(harness, employer)["open_tickets"] == 1


def test_the_next_step_is_the_most_pressing_that_is_not_done(harness: ServiceHarness) -> None:
    customer = firm(harness)
    for step, day, done in (
        ("régi", "2026-01-01", True),
        ("későbbi", "2026-03-01", False),
        ("ez", "2026-02-01", False),
    ):
        body = {"channel": "phone", "subject": "X", "organization_id": customer, "next_step": step}
        harness.post("/interactions", {**body, "next_step_on": day, "next_step_done": done})
    assert figures(harness, customer)["next_step"]["next_step"] == "ez"


def test_the_valid_contract_is_there(harness: ServiceHarness) -> None:
    customer = firm(harness)
    assert figures(harness, customer)["contract"] is None
    made = harness.post("/contracts", {"organization_id": customer, "title": "Keret", "valid_from": "2026-01-01"}).json
    harness.post(f"/contracts/{made['id']}/activate")
    assert figures(harness, customer)["contract"]["title"] == "Keret"


def test_no_part_is_shown_to_whom_it_is_hidden(harness: ServiceHarness) -> None:
    customer = firm(harness)
    sell(harness, customer, owner_id=ADMIN.user_id)
    harness.post("/interactions", {"channel": "phone", "subject": "X", "organization_id": customer})
    found = figures(harness.as_(contacts__organization={"verbs": ["view"]}), customer)
    shown = {name for name, value in found.items() if value is not None}
    assert shown == {"subsidiaries"}


def test_the_card_asks_a_fixed_number_of_questions(harness: ServiceHarness) -> None:
    customer, asked = firm(harness), []
    event.listen(harness.runtime.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def questions() -> int:
        asked.clear()
        figures(harness, customer)
        return len(asked)

    few = questions()
    for _ in range(5):
        sell(harness, customer)
        sell(harness, customer, "OrderConfirmed")
    assert questions() <= few + 1
    assert few < 25


def _line(product: str | None = PRODUCT, name: str = "Szék", quantity: str = "2", net: str = "500.00") -> Any:
    return {"line_id": new_id(), "product_id": product, "description": name, "quantity": quantity, "net": net}


def test_purchases_by_line_and_by_product(harness: ServiceHarness) -> None:
    customer = firm(harness)
    for ago in (30, 20, 10):
        sell(
            harness, customer, "OrderConfirmed", day=today() - timedelta(days=ago), lines=[_line(), _line(None, "Díj")]
        )
    path = f"/organizations/{customer}/purchases"
    page = harness.get(path).json
    assert [row["name"] for row in page["data"]].count("Szék") == 3
    assert page["data"][0]["day"] == str(today() - timedelta(days=10))
    sums = {row["name"]: (row["quantity"], row["net"], row["lines"]) for row in page["sums"]}
    assert sums == {"Szék": ("6", "1500.00", 3), "Díj": ("6", "1500.00", 3)}
    chosen = harness.get(f"{path}?product_id={PRODUCT}&since={today() - timedelta(days=25)}").json
    assert len(chosen["data"]) == 2
    cursor, seen = "", []
    while cursor is not None:
        found = harness.get(f"{path}?limit=4" + (f"&cursor={cursor}" if cursor else "")).json
        seen += [row["id"] for row in found["data"]]
        cursor = found["next"]
    assert len(seen) == len(set(seen)) == 6
    assert harness.request("GET", f"{path}?cursor=nonsense").status_code == 400


def test_purchases_are_seen_by_those_who_see_the_documents(harness: ServiceHarness) -> None:
    customer = firm(harness)
    sell(harness, customer, "OrderConfirmed", owner_id=ADMIN.user_id, lines=[_line()])
    path, view = f"/organizations/{customer}/purchases", {"verbs": ["view", "export"]}
    base = {"contacts__organization": view}
    assert harness.as_(**base).get(path).json["data"] == []
    assert len(harness.as_(**base, sales__order=view).get(path).json["data"]) == 1
    own = harness.as_(**base, sales__order={"verbs": ["view"], "view": "own"})
    assert own.get(path).json["data"] == own.get(path).json["sums"] == []
    assert "Szék" not in own.get(f"{path}/export").get_data(as_text=True)


def test_the_table_of_purchases_holds_no_formulas(harness: ServiceHarness) -> None:
    customer = firm(harness)
    sell(harness, customer, "OrderConfirmed", lines=[_line(name="=1+1"), _line(name="Ülés")])
    text = harness.get(f"/organizations/{customer}/purchases/export").get_data(as_text=True)
    assert "'=1+1" in text
    assert "Ülés" in text
