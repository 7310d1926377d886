"""The timeline: every event under every record it concerns, to those who may see."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from chassis.ids import new_id
from chassis.tables import inbox
from tests.support.service import ADMIN, ServiceHarness

ORDER = new_id()


def _organization(harness: ServiceHarness) -> str:
    return str(harness.post("/organizations", {"name": "Tisza Kft."}).json["id"])


def _order_event(harness: ServiceHarness, customer: str, number: int = 1, **more: Any) -> Any:
    refs = (f"sales.order:{ORDER}", f"contacts.organization:{customer}")
    data = {"number": f"SO-{number}", "lines": [1, 2], "text": "x" * 1000, "owner_id": ADMIN.user_id}
    time = f"2026-03-01T10:{number:02}:00Z"
    return harness.deliver(
        "sales.OrderShipped", data, subject=f"order/{ORDER}", version=number, relates_to=refs, time=time, **more
    )


def _timeline(harness: ServiceHarness, ref: str, **more: Any) -> Any:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return harness.request("GET", f"/timeline?ref={ref}{query}")


def test_any_event_is_filed_under_all_it_concerns(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    _order_event(harness, customer)
    for ref in (f"contacts.organization:{customer}", f"sales.order:{ORDER}"):
        [entry] = _timeline(harness, ref).json["data"]
        assert entry["type"] == "sales.OrderShipped"
        assert entry["time"] == "2026-03-01T10:01:00Z"
        assert entry["subject"] == f"sales.order:{ORDER}"
        assert entry["actor_name"] == "Kiss Anna"
        assert entry["data"]["number"] == "SO-1"
        assert "lines" not in entry["data"]
        assert len(entry["data"]["text"]) == 300


def test_an_event_twice_is_one_entry(harness: ServiceHarness) -> None:
    customer, event_id = _organization(harness), new_id()
    _order_event(harness, customer, event_id=event_id)
    _order_event(harness, customer, event_id=event_id)
    assert len(_timeline(harness, f"contacts.organization:{customer}").json["data"]) == 1


def test_newest_first_in_pages(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    for number in (3, 1, 5, 2, 4):
        _order_event(harness, customer, number)
    ref, numbers, cursor = f"contacts.organization:{customer}", [], ""
    while cursor is not None:
        page = _timeline(harness, ref, limit=2, **({"cursor": cursor} if cursor else {})).json
        assert len(page["data"]) <= 2
        numbers += [entry["data"]["number"] for entry in page["data"]]
        cursor = page["next"]
    assert numbers == ["SO-5", "SO-4", "SO-3", "SO-2", "SO-1"]
    assert _timeline(harness, ref, cursor="bm9wZQ==").status_code == 400


def test_what_one_may_not_see_is_not_there(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    _order_event(harness, customer)
    ref, order_ref = f"contacts.organization:{customer}", f"sales.order:{ORDER}"
    view = {"verbs": ["view"]}
    base = {"contacts__timeline": view, "contacts__organization": view}
    assert _timeline(harness.as_(**base), ref).json["data"] == []
    assert _timeline(harness.as_(**base), order_ref).status_code == 404
    assert len(_timeline(harness.as_(**base, sales__order=view), ref).json["data"]) == 1
    own = harness.as_(**base, sales__order={"verbs": ["view"], "view": "own"})
    assert _timeline(own, ref).json["data"] == []
    assert _timeline(own, order_ref).status_code == 404
    blind = {**base, "contacts__organization": {"verbs": ["view"], "view": "own"}}
    assert _timeline(harness.as_(**blind), ref).status_code == 404
    assert _timeline(harness.as_(contacts__organization=view), ref).status_code == 403


def test_a_manager_sees_what_his_sellers_own(harness: ServiceHarness) -> None:
    seller = new_id()
    harness.known_user(seller, "Nagy Béla")
    customer = _organization(harness)
    refs = (f"contacts.organization:{customer}",)
    harness.deliver("sales.OrderShipped", {"owner_id": seller}, subject=f"order/{ORDER}", relates_to=refs)
    rules = {"contacts__timeline": {"verbs": ["view"]}, "contacts__organization": {"verbs": ["view"]}}
    manager = harness.as_(**rules, sales__order={"verbs": ["view"], "view": "subtree"})
    for role_path, seen in (("/admin/manager/", 1), ("/admin/warehouse/", 0), ("/admin/manager/seller/", 0)):
        reader = manager.as_(replace(manager.identity, role_path=role_path))
        assert len(_timeline(reader, refs[0]).json["data"]) == seen


def test_bad_refs_are_not_found(harness: ServiceHarness) -> None:
    for ref in ("nonsense", "contacts.organization:1", "contacts.nothing:" + new_id()):
        assert _timeline(harness, ref).status_code == 404
    assert harness.request("GET", "/timeline").status_code == 400


def test_it_can_be_narrowed_by_topic_period_and_words(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    _order_event(harness, customer, 1)
    _order_event(harness, customer, 7)
    ref = f"contacts.organization:{customer}"
    refs = (ref,)
    data = {"number": "T-1", "subject": "Nem indul a gép", "customer": {"name": "dr. Szabó Júlia"}}
    harness.deliver("helpdesk.TicketOpened", {**data, "status": "new", "customer": {**data["customer"]}},
                    subject=f"ticket/{new_id()}", relates_to=refs, time="2026-04-02T08:00:00Z")  # fmt: skip
    harness.deliver("contacts.InteractionLogged", {"subject": "Árak"}, subject=f"interaction/{new_id()}",
                    relates_to=refs, time="2026-05-02T08:00:00Z")  # fmt: skip

    def types(**more: Any) -> list[str]:
        return [row["type"].partition(".")[2] for row in _timeline(harness, ref, **more).json["data"]]

    assert types(topic="sales") == ["OrderShipped", "OrderShipped"]
    assert types(topic="talks") == ["InteractionLogged"]
    assert types(topic="changes") == []
    assert types(since="2026-04-01", until="2026-04-02") == ["TicketOpened"]
    assert types(q="szabo") == types(q="INDUL gep") == ["TicketOpened"]
    assert types(q="so-7") == ["OrderShipped"]
    assert _timeline(harness, ref, topic="nonsense").status_code == 400
    assert _timeline(harness, ref, since="never").status_code == 400


def test_a_firms_timeline_has_what_happened_to_its_people_once(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    person = harness.post("/people", {"family_name": "Kis", "organization_id": customer}).json["id"]
    firm_ref, person_ref = f"contacts.organization:{customer}", f"contacts.person:{person}"
    for number, refs in enumerate(((person_ref,), (firm_ref, person_ref), (firm_ref,)), start=1):
        harness.deliver("sales.OrderShipped", {"number": f"SO-{number}"}, subject=f"order/{ORDER}", version=number,
                        relates_to=refs, time="2026-03-01T10:00:00Z")  # fmt: skip
    numbers, cursor = [], ""
    while cursor is not None:
        page = _timeline(harness, firm_ref, limit=1, **({"cursor": cursor} if cursor else {})).json
        numbers += [row["data"]["number"] for row in page["data"]]
        cursor = page["next"]
    assert sorted(numbers) == ["SO-1", "SO-2", "SO-3"]
    assert len(_timeline(harness, person_ref).json["data"]) == 2


def test_a_talk_shows_its_files(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    talk = harness.post("/interactions", {"channel": "phone", "subject": "X", "organization_id": customer}).json["id"]
    harness.upload(f"/interactions/{talk}/attachments", "jegyzet.txt", b"hello")
    refs = (f"contacts.organization:{customer}",)
    harness.deliver("contacts.InteractionLogged", {"subject": "X"}, subject=f"interaction/{talk}", relates_to=refs)
    [entry] = _timeline(harness, refs[0], topic="talks").json["data"]
    assert [file["name"] for file in entry["files"]] == ["jegyzet.txt"]


def test_a_replay_files_an_event_again_without_a_second_entry(harness: ServiceHarness) -> None:
    customer, event_id = _organization(harness), new_id()
    _order_event(harness, customer, event_id=event_id)
    with harness.session() as session:
        session.execute(delete(inbox))
    _order_event(harness, customer, event_id=event_id)
    assert len(_timeline(harness, f"contacts.organization:{customer}").json["data"]) == 1


def test_a_talk_stands_where_it_was_had_not_where_it_was_written_down(harness: ServiceHarness) -> None:
    customer = _organization(harness)
    refs = (f"contacts.organization:{customer}",)
    data = {"subject": "X", "happened_at": "2026-01-05T09:00:00Z"}
    harness.deliver("contacts.InteractionLogged", data, subject=f"interaction/{new_id()}", relates_to=refs)
    [entry] = _timeline(harness, refs[0]).json["data"]
    assert entry["time"] == "2026-01-05T09:00:00Z"
