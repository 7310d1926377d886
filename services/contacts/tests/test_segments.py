"""Segments: rules followed in SQL, membership that follows events, and why a record is in."""

from datetime import timedelta
from typing import Any

from chassis.days import today
from chassis.identity import SYSTEM
from chassis.ids import new_id
from chassis.types import utc_now
from services.contacts.segments import following
from services.contacts.segments.models import Segment
from tests.support.service import ADMIN, ServiceHarness

ACTIVE = {"match": "all", "rules": [{"field": "status", "op": "eq", "value": "active"}]}


def make(harness: ServiceHarness, rules: Any = None, kind: str = "organization", **more: Any) -> str:
    """A segment by its rules (or made by hand), worked out; its id."""
    body = {"name": "Próba", "record_kind": kind, "mode": "dynamic" if rules else "static", "rules": rules, **more}
    made: str = harness.post("/segments", body).json["id"]
    harness.run_jobs()
    return made


def firm(harness: ServiceHarness, name: str = "Tisza Kft.", **more: Any) -> str:
    """An organization; its id."""
    made: str = harness.post("/organizations", {"name": name, **more}).json["id"]
    return made


def person(harness: ServiceHarness, name: str = "Szabó", **more: Any) -> str:
    """A person; their id."""
    made: str = harness.post("/people", {"family_name": name, **more}).json["id"]
    return made


def changed(harness: ServiceHarness, noun: str, record_id: str) -> None:
    """Tell the service of a change as the bus does, and let it do its jobs."""
    kind = noun.capitalize()
    ref = (f"contacts.{noun}:{record_id}",)
    harness.deliver(f"contacts.{kind}Updated", {"name": "x"}, subject=f"{noun}/{record_id}", relates_to=ref)
    harness.run_jobs()


def names(harness: ServiceHarness, segment: str, kind: str = "organizations") -> list[str]:
    """Who is in, by the list's filter."""
    return [row["name"] for row in harness.get(f"/{kind}?filter[segment]={segment}&sort=name").json["data"]]


def test_a_new_segment_is_worked_out_at_once(harness: ServiceHarness) -> None:
    firm(harness, "Alma Kft.", status="active")
    firm(harness, "Barack Kft.")
    segment = make(harness, ACTIVE)
    assert names(harness, segment) == ["Alma Kft."]
    found = harness.get(f"/segments/{segment}").json
    assert (found["members"], found["problem"]) == (1, None)
    assert [event.data["record_name"] for event in harness.events("contacts.SegmentEntered")] == ["Alma Kft."]


def test_membership_follows_changes_and_tells_each_passage_once(harness: ServiceHarness) -> None:
    segment = make(harness, ACTIVE)
    one = firm(harness, "Alma Kft.")
    changed(harness, "organization", one)
    assert names(harness, segment) == []
    harness.patch(f"/organizations/{one}", {"status": "active"})
    for _ in range(3):
        changed(harness, "organization", one)
    following.refresh_all(harness.runtime)
    assert names(harness, segment) == ["Alma Kft."]
    harness.delete(f"/organizations/{one}")
    for _ in range(2):
        changed(harness, "organization", one)
    events = [event for event in harness.events() if event.type.startswith("contacts.Segment")]
    assert [event.type for event in events] == ["contacts.SegmentEntered", "contacts.SegmentLeft"]
    assert f"contacts.organization:{one}" in events[0].relates_to
    assert harness.get(f"/segments/{segment}").json["members"] == 0


def test_people_follow_their_organization(harness: ServiceHarness) -> None:
    employer = firm(harness, status="prospect")
    person(harness, "Kovács", organization_id=employer)
    person(harness, "Magányos")
    rules = {"match": "all", "rules": [{"field": "organization.status", "op": "eq", "value": "active"}]}
    segment = make(harness, rules, "person")
    assert names(harness, segment, "people") == []
    harness.patch(f"/organizations/{employer}", {"status": "active"})
    changed(harness, "organization", employer)
    assert names(harness, segment, "people") == ["Kovács"]


def test_changed_rules_are_followed(harness: ServiceHarness) -> None:
    firm(harness, "Alma Kft.", status="active")
    firm(harness, "Barack Kft.")
    segment = make(harness, ACTIVE)
    harness.patch(f"/segments/{segment}", {"rules": {"match": "none", "rules": ACTIVE["rules"]}})
    harness.run_jobs()
    assert names(harness, segment) == ["Barack Kft."]
    types = [event.type for event in harness.events() if event.type.startswith("contacts.Segment")]
    assert sorted(types) == ["contacts.SegmentEntered", "contacts.SegmentEntered", "contacts.SegmentLeft"]


def test_wrong_rules_are_named_by_their_place(harness: ServiceHarness) -> None:
    rules = {
        "match": "all",
        "rules": [
            {"field": "status", "op": "eq", "value": "active"},
            {
                "match": "any",
                "rules": [
                    {"field": "nothing", "op": "eq", "value": "1"},
                    {"field": "created_at", "op": "gt", "value": "x"},
                ],
            },
            {"match": "none", "rules": []},
            {"field": "name", "op": "like", "value": "x"},
            {"field": "name", "op": "eq"},
        ],
    }  # fmt: skip
    answer = harness.request("POST", "/segments/count", {"record_kind": "organization", "rules": rules})
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"rules.1.0", "rules.1.1", "rules.2", "rules.3", "rules.4"}


def test_counting_shows_only_what_one_may_see(harness: ServiceHarness) -> None:
    firm(harness, "Idegen Kft.", status="active")
    mine = harness.as_(
        contacts__organization={"verbs": ["view", "create"], "view": "own"}, contacts__segment={"verbs": ["view"]}
    )
    harness.known_user(mine.identity.user_id, "Nagy Béla")
    firm(mine, "Saját Kft.", status="active")
    body = {"record_kind": "organization", "rules": ACTIVE}
    assert harness.post("/segments/count", body).json["count"] == 2
    found = mine.post("/segments/count", body).json
    assert (found["count"], [row["name"] for row in found["sample"]]) == (1, ["Saját Kft."])


def test_why_tells_each_condition_with_its_value(harness: ServiceHarness) -> None:
    one = firm(harness, "Alma Kft.", industry="Faipar")
    rules = {
        "match": "all",
        "rules": [
            {"field": "industry", "op": "eq", "value": "Faipar"},
            {"match": "none", "rules": [{"field": "status", "op": "eq", "value": "prospect"}]},
        ],
    }
    segment = make(harness, rules)
    found = harness.get(f"/segments/{segment}/why?record={one}").json
    assert (found["member"], found["fits"], found["since"]) == (False, False, None)
    industry, group = found["tree"]["rules"]
    assert (industry["holds"], industry["actual"], industry["label"]) == (True, "Faipar", "Industry")
    assert (group["holds"], group["rules"][0]["holds"], group["rules"][0]["actual"]) == (False, True, "prospect")
    harness.patch(f"/organizations/{one}", {"status": "active"})
    changed(harness, "organization", one)
    found = harness.get(f"/segments/{segment}/why?record={one}").json
    assert (found["member"], found["fits"]) == (True, True)
    assert [passage["entered"] for passage in found["passages"]] == [True]


def test_segments_made_by_hand(harness: ServiceHarness) -> None:
    segment, ids = make(harness, kind="person"), [person(harness, name) for name in ("Kiss", "Nagy")]
    assert harness.post(f"/segments/{segment}/members", {"ids": ids}).json == {"changed": 2, "members": 2}
    assert harness.post(f"/segments/{segment}/members", {"ids": ids}).json == {"changed": 0, "members": 2}
    changed(harness, "person", ids[0])
    following.refresh_all(harness.runtime)
    assert names(harness, segment, "people") == ["Kiss", "Nagy"]
    rows = harness.get(f"/segments/{segment}/members?fields=email&sort=name").json["data"]
    assert [set(row) for row in rows] == [{"id", "email"}] * 2
    assert harness.post(f"/segments/{segment}/members/remove", {"ids": ids[:1]}).json == {"changed": 1, "members": 1}
    told = [event.type.rpartition(".")[2] for event in harness.events() if "Segment" in event.type]
    assert told == ["SegmentEntered", "SegmentEntered", "SegmentLeft"]
    history = harness.get(f"/segments/{segment}/history").json["data"]
    assert [row["changes"].get("members") for row in history[:2]] == [["Kiss", None], [None, "Kiss, Nagy"]]
    containing = harness.get(f"/segments/containing?record_kind=person&record={ids[1]}").json["data"]
    assert [row["name"] for row in containing] == ["Próba"]


def test_what_is_refused(harness: ServiceHarness) -> None:
    dynamic, one = make(harness, ACTIVE), firm(harness)
    assert harness.request("POST", f"/segments/{dynamic}/members", {"ids": [one]}).status_code == 409
    static = make(harness)
    missing = harness.request("POST", f"/segments/{static}/members", {"ids": [dynamic]})
    assert (missing.status_code, set(missing.json["errors"])) == (422, {"ids"})
    assert harness.request("PATCH", f"/segments/{dynamic}", {"record_kind": "person"}).status_code == 422
    assert harness.request("POST", "/segments", {"name": "x", "record_kind": "person"}).status_code == 422


def test_a_field_that_is_gone_is_noted_and_keeps_no_other_segment_back(harness: ServiceHarness) -> None:
    broken, good = make(harness, ACTIVE), make(harness, ACTIVE)
    with harness.session() as session:
        session.get(Segment, broken).rules = {
            "match": "all",
            "rules": [{"field": "custom.gone", "op": "eq", "value": "1"}],
        }
    changed(harness, "organization", firm(harness, status="active"))
    assert names(harness, good) == ["Tisza Kft."]
    assert "rules.0" in harness.get(f"/segments/{broken}").json["problem"]


def test_hidden_fields_cannot_be_asked_about(harness: ServiceHarness) -> None:
    rules = {
        "contacts__organization": {"verbs": ["view"], "hidden": ["tax_number"]},
        "contacts__segment": {"verbs": ["view"]},
    }
    body = {"record_kind": "organization", "rules": {"match": "all", "rules": [{"field": "tax_number", "op": "empty"}]}}
    assert harness.post("/segments/count", body).status_code == 200
    assert harness.as_(**rules).request("POST", "/segments/count", body).status_code == 422


def test_me_is_who_made_the_segment(harness: ServiceHarness) -> None:
    harness.known_user(ADMIN.user_id, ADMIN.name, "/admin/")
    segment = make(harness, {"match": "all", "rules": [{"field": "owner_id", "op": "eq", "value": "me"}]})
    assert harness.get(f"/segments/{segment}").json["rules"]["rules"][0]["value"] == ADMIN.user_id
    assert SYSTEM.user_id != ADMIN.user_id


def test_a_purchase_makes_the_customer_enter(harness: ServiceHarness) -> None:
    big = {"field": "figures.revenue_12m", "op": "gte", "value": "1000"}
    quiet = {"match": "none", "rules": [{"field": "figures.last_contact_at", "op": "gte", "value": "today-90"}]}
    segment = make(harness, {"match": "all", "rules": [big, quiet]})
    without = make(harness, {"match": "all", "rules": [{"field": "figures.orders", "op": "lt", "value": "1"}]})
    one, other = firm(harness, "Alma Kft."), firm(harness, "Barack Kft.")
    changed(harness, "organization", other)
    bought(harness, one)
    assert names(harness, segment) == ["Alma Kft."]
    assert names(harness, without) == ["Alma Kft.", "Barack Kft."]
    found = harness.get(f"/segments/{segment}/why?record={one}").json["tree"]["rules"]
    assert (found[0]["actual"], found[0]["label"]) == ("12000.00", "Revenue in the last 12 months")
    assert (found[1]["holds"], found[1]["rules"][0]["actual"]) == (True, None)


def bought(harness: ServiceHarness, customer: str, total: str = "12000.00", days_ago: int = 0) -> None:
    """An invoice to a customer, as the bus tells it."""
    day = (utc_now() - timedelta(days=days_ago)).date().isoformat()
    party = {"id": customer, "kind": "organization", "name": "x"}
    data = {"customer": party, "currency": "HUF", "issued_on": day, "total": total, "net_total": total}
    ref = (f"contacts.organization:{customer}",)
    harness.deliver("sales.InvoiceIssued", data, subject=f"invoice/{new_id()}", relates_to=ref)
    harness.run_jobs()


def hear(harness: ServiceHarness, name: str, survivor: str) -> None:
    """Tell the service of its own newest merge as the bus does."""
    data = harness.events(name)[-1].data
    refs = tuple(f"contacts.organization:{one}" for one in (survivor, *data["merged"]))
    harness.deliver(name, data, subject=f"organization/{survivor}", relates_to=refs)
    harness.run_jobs()


def test_lists_kept_by_hand_follow_a_merge_and_its_undoing(harness: ServiceHarness) -> None:
    survivor, other = firm(harness, "Maradó Kft."), firm(harness, "Beolvadó Kft.")
    only_other, both = make(harness), make(harness, name="Mindkettő")
    dynamic = make(harness, {"match": "all", "rules": [{"field": "name", "op": "contains", "value": "Beolvadó"}]})
    harness.post(f"/segments/{only_other}/members", {"ids": [other]})
    harness.post(f"/segments/{both}/members", {"ids": [survivor, other]})

    def shown() -> list[tuple[list[str], int]]:
        lists = (only_other, both, dynamic)
        return [(names(harness, one), harness.get(f"/segments/{one}").json["members"]) for one in lists]

    def passages(start: int = 0) -> list[tuple[str, str, str]]:
        told = [event for event in harness.events() if event.type.startswith("contacts.Segment")]
        lists = {only_other: "other's", both: "both", dynamic: "rules"}
        who = {survivor: "survivor", other: "other"}
        rows = [(event.type[16:], lists[event.data["segment_id"]], who[event.data["record_id"]]) for event in told]
        return sorted(rows[start:])

    before, so_far = shown(), len(passages())
    harness.request("POST", f"/organizations/{survivor}/merge", {"others": [other]})
    hear(harness, "contacts.OrganizationMerged", survivor)
    assert shown() == [(["Maradó Kft."], 1), (["Maradó Kft."], 1), ([], 0)]
    merged = [
        ("Entered", "other's", "survivor"), ("Left", "both", "other"), ("Left", "other's", "other"),
        ("Left", "rules", "other"),
    ]  # fmt: skip
    assert passages(so_far) == merged
    newest = harness.get(f"/organizations/{survivor}/merges").json["data"][0]["id"]
    harness.post(f"/organizations/{survivor}/merges/{newest}/undo")
    hear(harness, "contacts.OrganizationMergeUndone", survivor)
    assert shown() == before
    back = [
        ("Entered", "both", "other"), ("Entered", "other's", "other"), ("Entered", "rules", "other"),
        ("Left", "other's", "survivor"),
    ]  # fmt: skip
    assert passages(so_far + len(merged)) == back


def test_who_is_deleted_leaves_a_list_kept_by_hand_and_is_in_again_when_restored(harness: ServiceHarness) -> None:
    segment, one = make(harness), firm(harness)
    harness.post(f"/segments/{segment}/members", {"ids": [one]})
    harness.delete(f"/organizations/{one}")
    for _ in range(2):
        changed(harness, "organization", one)
    assert harness.get(f"/segments/{segment}").json["members"] == 0
    harness.post(f"/organizations/{one}/restore")
    changed(harness, "organization", one)
    assert harness.get(f"/segments/{segment}").json["members"] == 1
    told = [event.type[16:] for event in harness.events() if event.type.startswith("contacts.Segment")]
    assert told == ["Entered", "Left", "Entered"]


FILE = """Cég;Adószám;E-mail
Alma Kft.;;
;10773381-2-44;
Nincs ilyen Kft.;;
;;IRODA@barack.example
Ikrek Kft.;;
Alma Kft.;;nincs@sehol.example
"""


def test_a_list_is_filled_from_a_file(harness: ServiceHarness) -> None:
    for name, more in (
        ("Alma Kft.", {}), ("Körte Zrt.", {"tax_number": "10773381-2-44"}),
        ("Barack Bt.", {"emails": [{"email": "iroda@barack.example"}]}), ("Ikrek Kft.", {}), ("Ikrek Kft.", {}),
    ):  # fmt: skip
        firm(harness, name, **more)
    segment = make(harness)
    done = harness.upload(f"/segments/{segment}/members/file", "lista.csv", FILE.encode("cp1250")).json
    assert {name: done[name] for name in ("changed", "members", "already", "failed")} == {
        "changed": 3, "members": 3, "already": 0, "failed": 3,
    }  # fmt: skip
    assert [(error["row"], error["value"]) for error in done["errors"]] == [
        (4, "Nincs ilyen Kft."), (6, "Ikrek Kft."), (7, "Alma Kft., nincs@sehol.example"),
    ]  # fmt: skip
    assert "Several" in done["errors"][1]["message"]
    assert names(harness, segment) == ["Alma Kft.", "Barack Bt.", "Körte Zrt."]
    assert len(harness.events("contacts.SegmentEntered")) == 3
    again = harness.upload(f"/segments/{segment}/members/file", "lista.csv", "Körte Zrt.".encode()).json
    assert (again["changed"], again["already"], again["members"]) == (0, 1, 3)


def test_lines_without_a_header_name_people_by_their_form(harness: ServiceHarness) -> None:
    one = person(harness, "Kiss", given_name="Anna")
    person(harness, "Nagy", emails=[{"email": "nagy@pelda.example"}])
    person(harness, "Kód", code="K-7")
    segment = make(harness, kind="person")
    lines = "\n".join((one, "NAGY@pelda.example", "K-7", "Kiss Anna", "Senki"))
    done = harness.upload(f"/segments/{segment}/members/file", "sorok.txt", lines.encode()).json
    assert (done["changed"], [error["row"] for error in done["errors"]]) == (3, [5])
    headed = "Vezetéknév,Keresztnév\nKiss,Anna"
    done = harness.upload(f"/segments/{segment}/members/file", "x.csv", headed.encode()).json
    assert (done["already"], done["failed"]) == (1, 0)


def test_a_list_takes_in_only_whom_one_may_see_and_only_lists_are_filled(harness: ServiceHarness) -> None:
    firm(harness, "Idegen Kft.")
    segment, dynamic = make(harness), make(harness, ACTIVE)
    seller = harness.as_(
        contacts__organization={"verbs": ["view"], "view": "own"},
        contacts__segment={"verbs": ["view", "edit"], "view": "all", "edit": "all"},
    )
    done = seller.upload(f"/segments/{segment}/members/file", "x.csv", b"Idegen Kft.").json
    assert (done["changed"], done["failed"]) == (0, 1)
    for where, status in ((segment, 422), (dynamic, 409)):
        assert harness.request("POST", f"/segments/{where}/members/file").status_code == status


def born_in(harness: ServiceHarness, days: int, name: str) -> str:
    """Somebody whose birthday is in so many days, and whose name day is never asked about."""
    day = today() + timedelta(days=days)
    return person(harness, name, birth_date=day.replace(year=1984).isoformat())


def test_birthdays_to_come_make_a_segment_that_time_changes(harness: ServiceHarness) -> None:
    for days, name in ((0, "Mai"), (7, "Heti"), (9, "Későbbi"), (200, "Távoli")):
        born_in(harness, days, name)
    person(harness, "Ismeretlen")
    soon = {"match": "all", "rules": [{"field": "birth_date.days", "op": "lte", "value": "7"}]}
    segment = make(harness, soon, "person")
    assert names(harness, segment, "people") == ["Heti", "Mai"]
    with harness.session() as session:
        assert session.get(Segment, segment).timed
    listed = harness.get("/people?filter[birth_date.days]=9").json["data"]
    assert [row["name"] for row in listed] == ["Későbbi"]
    far = harness.get("/people?filter[birth_date.days][lte]=366&sort=name").json["data"]
    assert [row["name"] for row in far] == ["Heti", "Későbbi", "Mai", "Távoli"]
    why = harness.get(f"/segments/{segment}/why?record={listed[0]['id']}").json["tree"]["rules"][0]
    assert (why["holds"], why["actual"], why["label"]) == (False, 9, "Days until the birthday")


def test_months_of_birthdays_and_name_days(harness: ServiceHarness) -> None:
    one = person(harness, "Márciusi", birth_date="1980-03-15")
    person(harness, "Júliusi", given_name="Anna", birth_date="1980-05-02")
    person(harness, "Nincs")
    asked = {"match": "any", "rules": [{"field": "birth_date.month", "op": "in", "value": ["3", "4"]}]}
    segment = make(harness, asked, "person")
    assert names(harness, segment, "people") == ["Márciusi"]
    why = harness.with_language("hu").get(f"/segments/{segment}/why?record={one}").json["tree"]["rules"][0]
    assert (why["actual"], why["choices"][2]["label"]) == ("3", "március")
    found = harness.get("/people?filter[name_day.month]=7").json["data"]
    assert [row["name"] for row in found] == ["Júliusi Anna"]
    others = harness.get("/people?filter[birth_date.month][ne]=3&sort=name").json["data"]
    assert [row["name"] for row in others] == ["Júliusi Anna", "Nincs"]


def test_a_birthday_is_asked_about_sensibly_and_by_those_who_may_know_it(harness: ServiceHarness) -> None:
    for query in ("[birth_date.days]=x", "[birth_date.days]=400", "[birth_date.days][gt]=3", "[birth_date.month]=13"):
        assert harness.request("GET", f"/people?filter{query}").status_code == 400, query
    hidden = harness.as_(
        contacts__person={"verbs": ["view"], "view": "all", "hidden": ["birth_date"]},
        contacts__segment={"verbs": ["view"]},
    )
    assert hidden.request("GET", "/people?filter[birth_date.month]=3").status_code == 400
    subjects = hidden.get("/segments/subjects?record_kind=person").json["data"]
    assert not [field["name"] for field in subjects if field["name"].startswith("birth_date")]
    body = {"record_kind": "person", "rules": {"rules": [{"field": "birth_date.days", "op": "lte", "value": "7"}]}}
    assert hidden.request("POST", "/segments/count", body).status_code == 422
    assert harness.post("/segments/count", body).json["count"] == 0
