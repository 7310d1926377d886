"""The communication log."""

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
