"""What contacts makes of the events of sales and helpdesk."""

from itertools import permutations
from typing import Any

import pytest

from chassis.ids import new_id
from tests.support.service import ADMIN, ServiceHarness

ORGANIZATION, PERSON, LEAD = new_id(), new_id(), new_id()


def _lead(**changes: Any) -> dict[str, Any]:
    organization = {
        "id": ORGANIZATION,
        "new": True,
        "name": "Bakony Panzió Bt.",
        "tax_number": "12345676-2-19",
        "email": "info@bakony.example",
        "phone": "06 88 555 200",
        "website": "bakony.example",
        "country": "HU",
        "postal_code": "8420",
        "city": "Zirc",
        "street": "Rákóczi tér 4.",
        "language": "hu",
        "unheard_of": 1,
    }
    person = {
        "id": PERSON,
        "new": True,
        "name": "Horváth Ádám",
        "family_name": "Horváth",
        "given_name": "Ádám",
        "email": "adam@bakony.example",
        "phone": None,
        "job_title": "ügyvezető",
    }
    return {
        "name": "Bakony",
        "organization": {**organization, **changes.pop("organization", {})},
        "person": {**person, **changes.pop("person", {})},
        "owner_id": ADMIN.user_id,
        **changes,
    }


def _convert(harness: ServiceHarness, data: dict[str, Any]) -> None:
    harness.deliver("sales.LeadConverted", data, subject=f"lead/{LEAD}", version=3)


def test_a_converted_lead_becomes_organization_and_person(harness: ServiceHarness) -> None:
    harness.known_user(ADMIN.user_id, ADMIN.name, "/admin/")
    _convert(harness, _lead())
    made = harness.get(f"/organizations/{ORGANIZATION}").json
    assert (made["name"], made["tax_number"], made["phone"]) == ("Bakony Panzió Bt.", "12345676-2-19", "+3688555200")
    assert (made["email"], made["city"], made["status"]) == ("info@bakony.example", "Zirc", "prospect")
    assert (made["owner_id"], made["website"]) == (ADMIN.user_id, "https://bakony.example")
    person = harness.get(f"/people/{PERSON}").json
    assert (person["name"], person["organization_id"], person["phone"]) == ("Horváth Ádám", ORGANIZATION, None)
    assert [event.subject_id for event in harness.events("contacts.OrganizationCreated")] == [ORGANIZATION]
    assert [event.subject_id for event in harness.events("contacts.PersonCreated")] == [PERSON]


def test_it_happens_once_even_under_another_event_id(harness: ServiceHarness) -> None:
    _convert(harness, _lead())
    _convert(harness, _lead(organization={"name": "Más"}))
    assert harness.get(f"/organizations/{ORGANIZATION}").json["name"] == "Bakony Panzió Bt."
    assert len(harness.events("contacts.OrganizationCreated")) == 1


def test_nothing_odd_is_lost(harness: ServiceHarness) -> None:
    odd = {"tax_number": "1-2-3", "email": "not an address", "phone": "ask Joe", "country": "Lilliput", "website": "?"}
    _convert(harness, _lead(organization=odd, owner_id=new_id()))
    made = harness.get(f"/organizations/{ORGANIZATION}").json
    assert (made["tax_number"], made["email"], made["phone"], made["website"]) == (None, None, None, None)
    for text in ("1-2-3", "not an address", "ask Joe"):
        assert text in made["notes"]


def test_linked_ones_stay_as_they_are(harness: ServiceHarness) -> None:
    known = harness.post("/organizations", {"name": "Régi Kft."}).json
    _convert(harness, _lead(organization={"id": known["id"], "new": False}))
    assert harness.get(f"/organizations/{known['id']}").json["version"] == 1
    assert harness.get(f"/people/{PERSON}").json["organization_id"] == known["id"]


def test_a_lead_without_a_firm(harness: ServiceHarness) -> None:
    _convert(harness, _lead() | {"organization": None})
    assert harness.get(f"/people/{PERSON}").json["organization_id"] is None
    assert harness.get("/organizations").json["data"] == []


def _trade(harness: ServiceHarness, what: str, document: str, version: int, **data: Any) -> None:
    noun = "invoice" if "Invoice" in what else "order" if "Order" in what else "quote"
    customer = {"id": ORGANIZATION, "kind": "organization", "name": "X"}
    body = {"number": "1", "customer": customer, "currency": "HUF", "total": "1000.00", **data}
    harness.deliver(f"sales.{what}", body, subject=f"{noun}/{document}", version=version)


def test_a_prospect_who_buys_is_a_customer_whatever_comes_first(harness: ServiceHarness) -> None:
    _convert(harness, _lead())
    _trade(harness, "OrderConfirmed", new_id(), 2)
    assert harness.get(f"/organizations/{ORGANIZATION}").json["status"] == "active"
    assert harness.events("contacts.OrganizationUpdated")[-1].data["status"] == "active"
    other = ServiceHarness("contacts")
    _trade(other, "OrderConfirmed", new_id(), 2)
    _convert(other, _lead())
    assert other.get(f"/organizations/{ORGANIZATION}").json["status"] == "active"
    other.close()


def test_a_former_customer_who_buys_is_active_again(harness: ServiceHarness) -> None:
    _convert(harness, _lead())
    harness.patch(f"/organizations/{ORGANIZATION}", {"status": "former"})
    _trade(harness, "InvoiceIssued", new_id(), 2)
    assert harness.get(f"/organizations/{ORGANIZATION}").json["status"] == "active"


def _figures(harness: ServiceHarness) -> Any:
    return harness.get(f"/organizations/{ORGANIZATION}/figures").json


def test_figures_add_up(harness: ServiceHarness) -> None:
    _convert(harness, _lead())
    first, second, third = new_id(), new_id(), new_id()
    _trade(harness, "QuoteSent", new_id(), 2, total="500.00", currency="EUR")
    _trade(harness, "QuoteSent", new_id(), 2)
    _trade(harness, "OrderConfirmed", new_id(), 2)
    _trade(harness, "InvoiceIssued", first, 2, total="1000.00", due_on="2020-01-01")
    _trade(harness, "InvoiceIssued", second, 2, total="300.00", due_on="2020-01-01")
    _trade(harness, "InvoiceIssued", third, 2, total="50.00", due_on="2999-01-01")
    _trade(harness, "InvoiceCancelled", second, 3, total="300.00", due_on="2020-01-01")
    customer = {"id": ORGANIZATION, "kind": "organization"}
    payment = {"invoice_id": first, "customer": customer, "amount": "400.00", "currency": "HUF", "open_total": "600.00"}
    harness.deliver("sales.PaymentReceived", {**payment, "payment_id": new_id()}, subject=f"invoice/{first}", version=3)
    ticket = {"status": "open", "customer": {"organization_id": ORGANIZATION}}
    harness.deliver("helpdesk.TicketOpened", ticket, subject=f"ticket/{new_id()}")
    harness.deliver("helpdesk.TicketResolved", {**ticket, "status": "solved"}, subject=f"ticket/{new_id()}", version=4)
    harness.post("/interactions", {"channel": "phone", "subject": "X", "organization_id": ORGANIZATION})
    found = _figures(harness)
    assert found["quotes"] == {
        "number": 2,
        "amounts": [{"currency": "EUR", "total": "500.00"}, {"currency": "HUF", "total": "1000.00"}],
    }
    assert found["orders"] == {"number": 1, "amounts": [{"currency": "HUF", "total": "1000.00"}]}
    assert found["invoices"] == {"number": 2, "amounts": [{"currency": "HUF", "total": "1050.00"}]}
    assert found["paid"] == {"number": 1, "amounts": [{"currency": "HUF", "total": "400.00"}]}
    assert found["overdue"] == {"number": 1, "amounts": [{"currency": "HUF", "total": "600.00"}]}
    assert found["open_tickets"] == 1
    assert found["last_contact"] is not None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_figures_do_not_depend_on_the_order_of_events(harness: ServiceHarness, order: tuple[int, ...]) -> None:
    harness.post("/organizations", {"name": "Valaki"})
    _convert(harness, _lead())
    document = new_id()
    steps = ["OrderConfirmed", "OrderDelivered", "OrderCancelled"]
    for position in (*order, order[0]):
        _trade(harness, steps[position], document, position + 2)
    assert _figures(harness)["orders"] == {"number": 0, "amounts": []}


def test_figures_show_only_what_may_be_seen(harness: ServiceHarness) -> None:
    _convert(harness, _lead())
    _trade(harness, "InvoiceIssued", new_id(), 2, owner_id=ADMIN.user_id)
    view = {"verbs": ["view"]}
    path = f"/organizations/{ORGANIZATION}/figures"
    nobody = harness.as_(contacts__organization=view).get(path).json
    assert nobody["invoices"] is None
    assert nobody["open_tickets"] is None
    all_of_them = harness.as_(contacts__organization=view, sales__invoice=view).get(path).json
    assert all_of_them["invoices"]["number"] == 1
    own = harness.as_(contacts__organization=view, sales__invoice={"verbs": ["view"], "view": "own"}).get(path).json
    assert own["invoices"]["number"] == 0


def test_a_broken_event_is_refused_not_applied(harness: ServiceHarness) -> None:
    outcome = harness.deliver("sales.InvoiceIssued", {"currency": "HUF"}, subject=f"invoice/{new_id()}")
    assert "park" in str(outcome).lower()
