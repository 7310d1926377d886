"""People through the API."""

from chassis.types import utc_now
from services.contacts.people.models import full_name
from tests.support.service import ServiceHarness


def test_the_family_name_comes_first_in_hungarian() -> None:
    assert full_name("Szabó", "Júlia", "dr.", "hu") == "dr. Szabó Júlia"
    assert full_name("Smith", "John", "Dr.", "en") == "Dr. John Smith"
    assert full_name("Madonna", None, None, "en") == "Madonna"


def test_create_and_rename(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json
    body = {
        "family_name": "Szabó",
        "given_name": "Júlia",
        "title": "dr.",
        "organization_id": employer["id"],
        "birth_date": "1985-03-01",
        "emails": [{"email": "julia@tisza.example"}],
        "addresses": [{"kind": "mailing", "city": "Szeged", "postal_code": "6720"}],
    }
    made = harness.post("/people", body).json
    assert (made["name"], made["organization_name"]) == ("dr. Szabó Júlia", "Tisza Kft.")
    [event] = harness.events("contacts.PersonCreated")
    assert f"contacts.organization:{employer['id']}" in event.relates_to
    wanted = {"name": "dr. Szabó Júlia", "email": "julia@tisza.example", "city": "Szeged", "postal_code": "6720"}
    assert {name: event.data[name] for name in wanted} == wanted
    assert event.data["organization_name"] == "Tisza Kft."
    renamed = harness.patch(f"/people/{made['id']}", {"family_name": "Kovács"}).json
    assert renamed["name"] == "dr. Kovács Júlia"
    assert harness.patch(f"/people/{made['id']}", {"language": "en"}).json["name"] == "dr. Júlia Kovács"
    assert harness.events("contacts.PersonUpdated")[-1].data["name"] == "dr. Júlia Kovács"


def test_lists_show_the_employer_of_today(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Régi Kft."}).json
    harness.post("/people", {"family_name": "Kis", "organization_id": employer["id"]})
    harness.patch(f"/organizations/{employer['id']}", {"name": "Új Kft."})
    assert [row["organization_name"] for row in harness.get("/people").json["data"]] == ["Új Kft."]


def test_consent_remembers_its_day_and_forgets_it_when_withdrawn(harness: ServiceHarness) -> None:
    made = harness.post("/people", {"family_name": "Kis", "may_email": True, "consent_source": "űrlap"}).json
    assert made["consent_on"] == utc_now().date().isoformat()
    changed = harness.patch(f"/people/{made['id']}", {"may_email": False}).json
    assert (changed["consent_on"], changed["consent_source"]) == (None, None)


def test_an_unknown_employer_is_refused(harness: ServiceHarness) -> None:
    body = {"family_name": "Kis", "organization_id": "01932f6e-7c00-7000-8000-000000000000"}
    answer = harness.request("POST", "/people", body)
    assert answer.status_code == 422
    assert "organization_id" in answer.json["errors"]
