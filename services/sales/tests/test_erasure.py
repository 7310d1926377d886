"""A person erased: what sales forgets, what the law has it keep, and what comes too late."""

from typing import Any

from chassis.ids import new_id
from chassis.privacy.declaring import hashed
from chassis.tables import erasures
from services.sales.projections import Customer
from tests.support.service import ServiceHarness

LINE = {"description": "tétel", "quantity": "1", "unit_price": "1000", "vat_rate": "27"}
DATA = {"name": "Kelemen Aladár", "email": "aladar@kelemen.example", "language": "hu"}


def known(sales: ServiceHarness, version: int = 1, person_id: str | None = None) -> str:
    """Let sales know a person."""
    person_id = person_id or new_id()
    sales.deliver("contacts.PersonCreated", DATA, subject=f"person/{person_id}", version=version)
    return person_id


def erase(sales: ServiceHarness, person_id: str) -> Any:
    """Have the person erased; the evidence."""
    data = {"request_id": new_id(), "salt": "s", "email_hashes": [hashed("s", DATA["email"])]}
    sales.deliver("contacts.PersonErased", data, subject=f"person/{person_id}", version=9)
    return sales.events("sales.PersonDataErased")[-1].data


def test_documents_are_erased_but_an_issued_invoice_is_kept_for_eight_years(sales: ServiceHarness) -> None:
    who = known(sales)
    quote = sales.post("/quotes", {"person_id": who, "lines": [LINE]}).json
    invoice = sales.post("/invoices", {"person_id": who, "lines": [LINE]}).json
    sales.post(f"/invoices/{invoice['id']}/issue")
    evidence = erase(sales, who)
    found = sales.get(f"/quotes/{quote['id']}").json
    assert (found["customer_name"], found["person_id"], found["person_name"]) == ("***", None, None)
    assert found["number"] == quote["number"]
    kept = sales.get(f"/invoices/{invoice['id']}").json
    assert kept["customer_name"] == DATA["name"]
    [held] = evidence["kept"]
    assert (held["id"], held["until"]) == (invoice["id"], f"{int(kept['issued_on'][:4]) + 8}-12-31")
    assert [e.data["customer"]["name"] for e in sales.events("sales.InvoiceIssued")] == ["***"]


def test_a_lead_is_found_by_the_hash_of_its_address(sales: ServiceHarness) -> None:
    mine = sales.post("/leads", {"family_name": "Kelemen", "email": DATA["email"]}).json
    other = sales.post("/leads", {"family_name": "Nagy", "email": "nagy@kelemen.example"}).json
    erase(sales, known(sales))
    assert sales.request("GET", f"/leads/{mine['id']}").status_code == 404
    assert sales.get(f"/leads/{other['id']}").json["family_name"] == "Nagy"
    history = sales.get(f"/audit?record={mine['id']}").json["data"]
    assert {"Kelemen", DATA["email"]}.isdisjoint(str(history).split("'")), "the fact stays, the content goes"
    assert history[-1]["changes"]["email"] == [None, "erased"]


def test_a_colleague_and_a_firm_named_alike_stay(sales: ServiceHarness) -> None:
    shared = {"owner_name": "Kovács Márta", "organization_name": "Tisza Faipari Kft.", "city": "Szeged"}
    who, other, firm = new_id(), new_id(), new_id()
    for person_id, name in ((who, DATA["name"]), (other, "Nagy Piroska")):
        data = {**DATA, **shared, "name": name, "email": f"{person_id[-4:]}@tisza.example"}
        sales.deliver("contacts.PersonCreated", data, subject=f"person/{person_id}")
    organization = {"name": shared["organization_name"], "email": DATA["email"], "owner_name": "Kovács Márta"}
    sales.deliver("contacts.OrganizationCreated", organization, subject=f"organization/{firm}")
    sales.post("/leads", {"company_name": shared["organization_name"], "email": DATA["email"]})
    with sales.session() as session:
        before = {key: dict(session.get(Customer, key).__dict__) for key in (other, firm)}
    erase(sales, who)
    with sales.session() as session:
        for key, values in before.items():
            kept = session.get(Customer, key).__dict__
            assert {n: v for n, v in kept.items() if n[0] != "_"} == {n: v for n, v in values.items() if n[0] != "_"}


def test_an_older_event_that_comes_late_brings_nothing_back(sales: ServiceHarness) -> None:
    who = known(sales)
    erase(sales, who)
    known(sales, version=10, person_id=who)
    with sales.session() as session:
        assert session.get(Customer, who) is None


def test_without_the_memory_of_the_erasure_it_would_come_back(sales: ServiceHarness) -> None:
    who = known(sales)
    erase(sales, who)
    with sales.session() as session:
        session.execute(erasures.delete())
    known(sales, version=10, person_id=who)
    with sales.session() as session:
        assert session.get(Customer, who) is not None


def test_erasing_twice_is_as_good_as_once(sales: ServiceHarness) -> None:
    who = known(sales)
    erase(sales, who)
    assert erase(sales, who)["kept"] == []
