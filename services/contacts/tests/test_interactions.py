"""The communication log."""

from chassis.ids import new_id
from tests.support.histories import examples
from tests.support.service import ServiceHarness


def test_a_talk_with_a_person_is_filed_under_the_employer_too(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json
    person = harness.post("/people", {"family_name": "Kis", "organization_id": employer["id"]}).json
    body = {"channel": "phone", "subject": "Új árak", "agreed": "Pénteken hívjuk", "person_id": person["id"]}
    made = harness.post("/interactions", body).json
    assert (made["organization_name"], made["person_name"]) == ("Tisza Kft.", "Kis")
    assert made["happened_at"].endswith("Z")
    [event] = harness.events("contacts.InteractionLogged")
    assert event.data["subject"] == "Új árak"
    assert {f"contacts.organization:{employer['id']}", f"contacts.person:{person['id']}"} <= set(event.relates_to)


def test_a_talk_needs_somebody(harness: ServiceHarness) -> None:
    answer = harness.request("POST", "/interactions", {"channel": "phone", "subject": "X"})
    assert answer.status_code == 422
    assert "organization_id" in answer.json["errors"]


def test_a_talk_with_somebody_unseen_is_refused(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json
    rules = {
        "contacts__interaction": {"verbs": ["view", "create"]},
        "contacts__organization": {"verbs": ["view"], "view": "own"},
    }
    body = {"channel": "phone", "subject": "X", "organization_id": employer["id"]}
    assert harness.as_(**rules).request("POST", "/interactions", body).status_code == 404


def test_a_note_can_be_corrected_but_not_orphaned(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json
    body = {"channel": "note", "subject": "X", "organization_id": employer["id"]}
    made = harness.post("/interactions", body).json
    assert harness.patch(f"/interactions/{made['id']}", {"subject": "Y"}).json["subject"] == "Y"
    assert harness.request("PATCH", f"/interactions/{made['id']}", {"organization_id": None}).status_code == 422


def test_a_talk_stands_on_what_it_was_about(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    ticket, deal = new_id(), new_id()
    body = {"channel": "phone", "subject": "X", "organization_id": employer, "ticket_id": ticket, "ticket_name": "T-1"}
    made = harness.post("/interactions", {**body, "opportunity_id": deal, "opportunity_name": "Székek"}).json
    assert (made["ticket_name"], made["opportunity_name"]) == ("T-1", "Székek")
    [event] = harness.events("contacts.InteractionLogged")
    assert {f"helpdesk.ticket:{ticket}", f"sales.opportunity:{deal}"} <= set(event.relates_to)
    assert "Székek" not in str(event.data)
    found = harness.get(f"/interactions?filter[opportunity_id]={deal}").json["data"]
    assert [row["id"] for row in found] == [made["id"]]


def test_the_name_goes_with_its_record(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    deal = new_id()
    body = {"channel": "note", "subject": "X", "organization_id": employer, "opportunity_name": "Semmié"}
    made = harness.post("/interactions", body).json
    assert made["opportunity_name"] is None
    path = f"/interactions/{made['id']}"
    given = {"opportunity_id": deal, "opportunity_name": "Székek"}
    assert harness.patch(path, given).json["opportunity_name"] == "Székek"
    assert harness.patch(path, {"opportunity_id": deal}).json["opportunity_name"] == "Székek"
    assert harness.patch(path, {"opportunity_id": new_id()}).json["opportunity_name"] is None
    assert harness.patch(path, given).json["opportunity_name"] == "Székek"
    assert harness.patch(path, {"opportunity_id": None}).json["opportunity_name"] is None


def test_a_ticket_goes_by_its_number(harness: ServiceHarness) -> None:
    employer = harness.post("/organizations", {"name": "Tisza Kft."}).json["id"]
    ticket = new_id()
    seen = {**examples()["helpdesk.TicketOpened"], "number": "T-2026-00007"}
    harness.deliver("helpdesk.TicketOpened", seen, subject=f"ticket/{ticket}")
    body = {"channel": "note", "subject": "X", "organization_id": employer, "ticket_id": ticket}
    assert harness.post("/interactions", body).json["ticket_name"] == "T-2026-00007"
