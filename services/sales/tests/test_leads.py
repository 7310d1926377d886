"""Leads: what is needed, how they are scored, what converting makes."""

from services.sales.tests.conftest import make_customer, make_person
from tests.support.service import ServiceHarness


def test_a_lead_needs_some_name(sales: ServiceHarness) -> None:
    answer = sales.request("POST", "/leads", {"source": "web"})
    assert answer.status_code == 422
    assert "company_name" in answer.json["errors"]


def test_the_name_and_the_score_follow_the_fields(sales: ServiceHarness) -> None:
    lead = sales.post("/leads", {"family_name": "Kis", "given_name": "Éva", "phone": "06 30 123 4567"}).json
    assert (lead["name"], lead["phone"], lead["score"]) == ("Kis Éva", "+36301234567", 20)
    lead = sales.patch(f"/leads/{lead['id']}", {"company_name": "Éva Bolt", "estimated_value": "90000"}).json
    assert (lead["name"], lead["score"]) == ("Éva Bolt", 55)
    english = sales.post("/leads", {"family_name": "Doe", "given_name": "Jane", "language": "en"}).json
    assert english["name"] == "Jane Doe"


def test_converting_tells_contacts_what_to_make(sales: ServiceHarness) -> None:
    lead = sales.post(
        "/leads", {"company_name": "Új Kft.", "family_name": "Kis", "given_name": "Éva", "email": "eva@uj.example"}
    ).json
    opportunity = sales.post(f"/leads/{lead['id']}/convert", {"amount": "500000"}).json
    data = sales.events("sales.LeadConverted")[0].data
    assert (data["organization"]["new"], data["organization"]["name"]) == (True, "Új Kft.")
    assert (data["person"]["new"], data["person"]["family_name"]) == (True, "Kis")
    assert data["opportunity_id"] == opportunity["id"]
    assert (opportunity["customer_id"], opportunity["person_id"]) == (data["organization"]["id"], data["person"]["id"])
    assert opportunity["amount"] == "500000.00"
    assert sales.request("POST", f"/leads/{lead['id']}/convert", {}).status_code == 409
    assert sales.request("PATCH", f"/leads/{lead['id']}", {"city": "Pécs"}).status_code == 409


def test_converting_into_an_existing_customer_makes_none(sales: ServiceHarness, customer: str) -> None:
    person = make_person(sales)
    lead = sales.post("/leads", {"company_name": "Tisza", "family_name": "Szabó"}).json
    sales.post(f"/leads/{lead['id']}/convert", {"organization_id": customer, "person_id": person})
    data = sales.events("sales.LeadConverted")[0].data
    assert (data["organization"]["new"], data["organization"]["id"]) == (False, customer)
    assert (data["person"]["new"], data["person"]["id"]) == (False, person)


def test_converting_refuses_a_customer_of_the_other_kind(sales: ServiceHarness, customer: str) -> None:
    lead = sales.post("/leads", {"company_name": "Tisza"}).json
    answer = sales.request("POST", f"/leads/{lead['id']}/convert", {"person_id": customer})
    assert answer.status_code == 422
    assert "person_id" in answer.json["errors"]


def test_a_lead_without_a_company_becomes_a_person(sales: ServiceHarness) -> None:
    lead = sales.post("/leads", {"email": "valaki@example.com"}).json
    sales.post(f"/leads/{lead['id']}/convert")
    data = sales.events("sales.LeadConverted")[0].data
    assert data["organization"] is None
    assert data["person"]["name"] == "valaki@example.com"


def test_news_of_contacts_completes_what_converting_made(sales: ServiceHarness) -> None:
    lead = sales.post("/leads", {"company_name": "Új Kft."}).json
    opportunity = sales.post(f"/leads/{lead['id']}/convert").json
    seen = {"name": "Új Kereskedelmi Kft.", "payment_days": 30}
    sales.deliver("contacts.OrganizationCreated", seen, subject=f"organization/{opportunity['customer_id']}")
    [known] = sales.get("/customers?q=kereskedelmi").json["data"]
    assert (known["id"], known["payment_days"]) == (opportunity["customer_id"], 30)


def test_status_moves_by_hand_but_not_to_converted(sales: ServiceHarness) -> None:
    lead = sales.post("/leads", {"company_name": "Új Kft."}).json
    path = f"/leads/{lead['id']}"
    assert sales.patch(path, {"status": "contacted"}).json["status"] == "contacted"
    assert sales.request("PATCH", path, {"status": "converted"}).status_code == 409
    assert sales.request("POST", "/leads", {"company_name": "X", "status": "converted"}).status_code == 422
    lead = sales.post(f"{path}/disqualify", {"reason": "Nincs kerete"}).json
    assert (lead["status"], lead["disqualify_reason"]) == ("unqualified", "Nincs kerete")


def test_many_leads_are_moved_at_once(sales: ServiceHarness) -> None:
    ids = [sales.post("/leads", {"company_name": f"Cég {n}"}).json["id"] for n in range(3)]
    body = {"action": "update", "ids": ids, "data": {"status": "qualified"}}
    assert all(result["ok"] for result in sales.post("/leads/bulk", body).json["results"])
    assert len(sales.get("/leads?filter[status]=qualified").json["data"]) == 3


def test_customers_are_found_without_accents(sales: ServiceHarness) -> None:
    wanted = make_customer(sales, "Árvíztűrő Fúrógép Zrt.")
    make_person(sales, "Kovács Árpád", organization_id=wanted, organization_name="Árvíztűrő Fúrógép Zrt.")
    names = [row["name"] for row in sales.get("/customers?q=furo arviz").json["data"]]
    assert names == ["Árvíztűrő Fúrógép Zrt.", "Kovács Árpád"]
    only = sales.get("/customers?q=furo&kind=organization").json["data"]
    assert [row["id"] for row in only] == [wanted]
    assert sales.get("/customers?q=100%25").json["data"] == []
    assert sales.as_(sales__lead={"verbs": ["view"]}).request("GET", "/customers").status_code == 403


def test_a_deleted_customer_is_offered_no_more(sales: ServiceHarness, customer: str) -> None:
    sales.deliver("contacts.OrganizationDeleted", {"name": "x"}, subject=f"organization/{customer}", version=2)
    assert sales.get("/customers").json["data"] == []
    assert sales.request("POST", "/quotes", {"customer_id": customer, "lines": []}).status_code == 422


def test_older_news_of_a_customer_is_ignored(sales: ServiceHarness, customer: str) -> None:
    subject = f"organization/{customer}"
    sales.deliver("contacts.OrganizationUpdated", {"name": "Újabb"}, subject=subject, version=3)
    sales.deliver("contacts.OrganizationUpdated", {"name": "Régebbi"}, subject=subject, version=2)
    assert [row["name"] for row in sales.get("/customers").json["data"]] == ["Újabb"]
