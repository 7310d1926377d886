"""What is due of a record is told to its owner each time, though the record has been his before."""

from typing import Any

from chassis import inbox
from chassis.events import CONTENT_TYPE
from chassis.ids import new_id
from gateway.tests.world import World
from tests.support.service import envelope


def test_a_reminder_reaches_the_owner_each_time(world: World) -> None:
    seller2 = world.as_("seller2")
    owner = seller2.get("/gateway/my/profile")["id"]
    before = seller2.get("/gateway/my/notifications")["unread"]
    data = {"number": "SZ-1", "title": "Karbantartás", "owner_id": owner, "days": 30}
    subject, event_id = f"contract/{new_id()}", new_id()
    for known in (event_id, event_id, new_id()):
        body = envelope("contacts.ContractExpiring", data, subject=subject, event_id=known)
        inbox.handle(world.runtime, body, CONTENT_TYPE)
    told = seller2.get("/gateway/my/notifications")
    assert told["unread"] == before + 2
    assert (told["data"][0]["kind"], told["data"][0]["title"]) == ("contacts.contract", "Karbantartás")


def test_those_who_decide_hear_how_many_are_due_and_one_unread_is_brought_up_to_date(world: World) -> None:
    officer, seller2 = world.admin(), world.as_("seller2")

    def told(people: int) -> None:
        body = envelope("contacts.PeopleDue", {"people": people}, subject=f"due_report/{new_id()}", event_id=new_id())
        inbox.handle(world.runtime, body, CONTENT_TYPE)

    def heard(user: Any) -> list[str]:
        rows = user.get("/gateway/my/notifications")["data"]
        return [row["title"] for row in rows if row["event_type"] == "contacts.PeopleDue"]

    told(2)
    told(3)
    assert (heard(officer), heard(seller2)) == (["3"], [])
    officer.post("/gateway/my/notifications/read", {})
    told(4)
    assert heard(officer) == ["4", "3"]
