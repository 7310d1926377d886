"""Tickets: opening, talking, moving, handing over, and what others hear of it."""

from datetime import datetime

import pytest

from chassis.ids import new_id
from services.helpdesk.tests.steps import AGENT, OTHER, Helpdesk
from services.helpdesk.tickets.models import Ticket


def test_an_opened_ticket_has_a_number_and_the_first_message(helpdesk: Helpdesk) -> None:
    first, second = helpdesk.open(), helpdesk.open()
    year = datetime.fromisoformat(first["created_at"]).year
    assert [first["number"], second["number"]] == [f"T-{year}-00001", f"T-{year}-00002"]
    assert first["status"] == "new"
    assert first["awaiting_since"]
    assert "message" not in first
    [message] = helpdesk.talk(first)
    assert (message["direction"], message["internal"], message["body"]) == ("in", False, "Reggel óta nem indul.")


def test_opening_tells_the_others_who_asked_and_what(helpdesk: Helpdesk) -> None:
    organization = helpdesk.know_organization("Tisza Kft.", email="iroda@tisza.example", language="en")
    person = helpdesk.know_person("Szabó Júlia", email="julia@tisza.example", organization_id=organization)
    product = helpdesk.know_product("CNC maró")
    helpdesk.open(person_id=person, product_id=product, contact_email=None, type="fault", channel="phone")
    [event] = helpdesk.harness.events("helpdesk.TicketOpened")
    assert event.data["text"] == "Reggel óta nem indul."
    assert event.data["product_name"] == "CNC maró"
    assert event.data["customer"] == {
        "name": "Szabó Júlia",
        "organization_name": "Tisza Kft.",
        "email": "julia@tisza.example",
        "language": "en",
        "organization_id": organization,
        "person_id": person,
    }
    assert {f"contacts.organization:{organization}", f"contacts.person:{person}"} <= set(event.relates_to)


def test_the_customer_is_found_by_the_address(helpdesk: Helpdesk) -> None:
    person = helpdesk.know_person("Szabó Júlia", email="julia@tisza.example", language="hu")
    assert helpdesk.open(contact_email="julia@tisza.example")["person_id"] == person
    helpdesk.know_person("Szabó Géza", email="julia@tisza.example")
    assert helpdesk.open(contact_email="julia@tisza.example")["person_id"] is None, "two people share the address"


def test_a_stranger_is_called_by_the_name_given(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open(contact_name="James Porter")
    assert helpdesk.talk(ticket)[0]["author_name"] == "James Porter"
    [event] = helpdesk.harness.events("helpdesk.TicketOpened")
    assert event.data["customer"]["name"] == "James Porter"


def test_a_name_that_comes_later_reaches_the_ticket(helpdesk: Helpdesk) -> None:
    organization = new_id()
    ticket = helpdesk.open(organization_id=organization)
    assert ticket["organization_name"] is None
    helpdesk.know_organization("Bakony Bt.", version=3, known_id=organization)
    helpdesk.know_organization("Old name", version=2, known_id=organization)
    assert helpdesk.harness.get(f"/tickets/{ticket['id']}").json["organization_name"] == "Bakony Bt."


def test_an_answer_goes_to_the_customer_and_the_ticket_waits(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    answered = helpdesk.act(ticket, "answer", body="Kérem, indítsa újra.")
    assert answered["status"] == "waiting"
    assert answered["awaiting_since"] is None
    assert answered["first_answered_at"]
    assert answered["version"] > ticket["version"]
    [update] = helpdesk.updates()
    assert update["answer"] == "Kérem, indítsa újra."
    assert (update["previous_status"], update["status"], update["changed"]) == ("new", "waiting", ["status", "answer"])
    assert update["customer"]["email"] == "vevo@example.com"
    again = helpdesk.act(ticket, "answer", body="Sikerült?")
    assert again["first_answered_at"] == answered["first_answered_at"], "only the first answer counts as the first"
    assert again["version"] > answered["version"]


def test_an_answer_may_solve(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    solved = helpdesk.act(ticket, "answer", body="Kicseréltük.", status="solved")
    assert (solved["status"], bool(solved["solved_at"])) == ("solved", True)
    [event] = helpdesk.harness.events("helpdesk.TicketResolved")
    assert event.data["solved_at"] == solved["solved_at"]
    assert len(helpdesk.updates()) == 1, "one change, one event: the customer gets one mail"


def test_an_internal_note_never_leaves(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    helpdesk.act(ticket, "note", body="A titkos garancia lejárt.")
    helpdesk.act(ticket, "answer", body="Megnézzük.")
    assert [message["internal"] for message in helpdesk.talk(ticket)] == [False, True, False]
    assert all("titkos" not in str(event.raw) for event in helpdesk.harness.events())
    assert len(helpdesk.updates()) == 1


def test_a_customers_words_open_the_ticket_again(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    helpdesk.act(ticket, "answer", body="Kész.", status="solved")
    opened = helpdesk.act(ticket, "receive", body="Megint elromlott.")
    assert (opened["status"], opened["solved_at"]) == ("open", None)
    assert opened["awaiting_since"]
    assert helpdesk.updates()[-1]["changed"] == ["status", "message"]
    assert helpdesk.updates()[-1]["answer"] is None


def test_who_has_waited_longest_keeps_waiting_from_the_first_word(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    later = helpdesk.act(ticket, "receive", body="Halló?")
    assert later["awaiting_since"] == ticket["awaiting_since"]
    assert later["last_message_at"] > ticket["last_message_at"]


@pytest.mark.parametrize(
    ("path", "action", "data", "code"),
    [
        ([], "close", {}, "bad_transition"),
        (["solve", "close"], "answer", {"body": "Még valami"}, "ticket_closed"),
        (["solve", "close"], "set-status", {"status": "solved"}, "bad_transition"),
    ],
)
def test_what_cannot_follow_is_refused(
    helpdesk: Helpdesk, path: list[str], action: str, data: dict[str, str], code: str
) -> None:
    ticket = helpdesk.open()
    for step in path:
        helpdesk.act(ticket, step)
    before = helpdesk.harness.get(f"/tickets/{ticket['id']}").json
    assert helpdesk.refused(ticket, action, **data)["code"] == code
    assert helpdesk.harness.get(f"/tickets/{ticket['id']}").json == before


def test_a_ticket_walks_through_its_life(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    assert helpdesk.act(ticket, "set-status", status="open")["status"] == "open"
    assert helpdesk.act(ticket, "solve")["solved_at"]
    assert helpdesk.act(ticket, "close")["status"] == "closed"
    assert helpdesk.act(ticket, "reopen")["status"] == "open"
    statuses = [(update["previous_status"], update["status"]) for update in helpdesk.updates()]
    assert statuses == [("new", "open"), ("open", "solved"), ("solved", "closed"), ("closed", "open")]


def test_only_hand_offs_from_one_owner_to_another_count(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open(owner_id=AGENT)
    assert helpdesk.act(ticket, "assign", owner_id=AGENT)["hand_offs"] == 0
    handed = helpdesk.act(ticket, "assign", owner_id=OTHER)
    assert (handed["owner_name"], handed["hand_offs"]) == ("Varga Péter", 1)
    answer = helpdesk.harness.request("POST", f"/tickets/{ticket['id']}/assign", {"owner_id": new_id()})
    assert (answer.status_code, "owner_id" in answer.json["errors"]) == (422, True)


def test_another_customer_brings_another_address(helpdesk: Helpdesk) -> None:
    first = helpdesk.know_organization("Első Kft.", email="elso@example.com", language="hu")
    second = helpdesk.know_organization("Second Ltd.", email="second@example.com", language="en")
    ticket = helpdesk.open(organization_id=first, contact_email=None)
    changed = helpdesk.harness.patch(f"/tickets/{ticket['id']}", {"organization_id": second}).json
    assert (changed["organization_name"], changed["contact_email"]) == ("Second Ltd.", "second@example.com")
    assert changed["language"] == "en"
    kept = helpdesk.harness.patch(f"/tickets/{ticket['id']}", {"priority": "high"}).json
    assert (kept["priority"], kept["contact_email"]) == ("high", "second@example.com")


def test_the_first_message_cannot_be_rewritten(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    answer = helpdesk.harness.request("PATCH", f"/tickets/{ticket['id']}", {"message": "Mást mondtam."})
    assert (answer.status_code, list(answer.json["errors"])) == (422, ["message"])


def test_files_of_the_ticket_go_with_a_message(helpdesk: Helpdesk) -> None:
    ticket, other = helpdesk.open(), helpdesk.open()
    path = "/tickets/{}/attachments"
    mine = helpdesk.harness.upload(path.format(ticket["id"]), "hiba.txt", b"E42").json
    strange = helpdesk.harness.upload(path.format(other["id"]), "mas.txt", b"x").json
    helpdesk.act(ticket, "receive", body="Íme a fájl.", attachment_ids=[mine["id"]])
    assert [file["name"] for file in helpdesk.talk(ticket)[-1]["attachments"]] == ["hiba.txt"]
    problem = helpdesk.refused(ticket, "receive", body="És még egy.", attachment_ids=[strange["id"]])
    assert list(problem["errors"]) == ["attachment_ids"]


def test_who_may_only_see_his_own_sees_no_other_conversation(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    seller = helpdesk.harness.as_(helpdesk__ticket={"verbs": ["view", "answer"], "view": "own", "edit": "own"})
    assert seller.request("GET", f"/tickets/{ticket['id']}/conversation").status_code == 404
    assert seller.request("POST", f"/tickets/{ticket['id']}/answer", {"body": "Szia"}).status_code == 404
    reader = helpdesk.harness.as_(helpdesk__ticket={"verbs": ["view"]})
    assert reader.get(f"/tickets/{ticket['id']}/conversation").json["data"]
    assert reader.request("POST", f"/tickets/{ticket['id']}/answer", {"body": "Szia"}).status_code == 403


def test_answering_takes_a_ticket_that_nobody_has(helpdesk: Helpdesk) -> None:
    ticket = helpdesk.open()
    with helpdesk.harness.session() as session:
        row = session.get_one(Ticket, ticket["id"])
        row.owner_id = row.owner_name = row.owner_path = None
    agent = helpdesk.harness.as_(helpdesk__ticket={"verbs": ["view", "answer"]})
    answered = agent.post(f"/tickets/{ticket['id']}/answer", {"body": "Jövök."}).json
    assert answered["owner_id"] == agent.identity.user_id
