"""Custom fields in a merge: links follow and come back, values are chosen, unique ones go with their owner."""

from typing import Any

import pytest
from sqlalchemy import text

from chassis.merging.customs import all_references
from services.contacts.tests.test_duplicates import make
from services.contacts.tests.test_merging import get, merge, undo
from tests.support.service import ServiceHarness


def define(harness: ServiceHarness, name: str, kind: str = "link", noun: str = "organization", **more: Any) -> str:
    more = {"link": "contacts.organization", **more} if kind == "link" else more
    field = {"noun": noun, "name": name, "label": name, "type": kind, **more}
    made: dict[str, Any] = harness.post("/custom-fields", field).json
    harness.run_jobs()
    return str(made["id"])


def custom(harness: ServiceHarness, record: str, collection: str = "organizations") -> dict[str, Any]:
    return dict(get(harness, record, collection)["custom"])


def test_links_to_the_kind_follow_and_come_back(harness: ServiceHarness) -> None:
    define(harness, "agent")
    define(harness, "agent", noun="person")
    define(harness, "friend", link="contacts.person")
    first, second = make(harness, name="Tisza Kft."), make(harness, name="TISZA")
    julia = {"family_name": "Szabó", "given_name": "Júlia"}
    person = harness.post("/people", {**julia, "custom": {"agent": second}}).json["id"]
    firm = make(harness, name="Duna Kft.", custom={"agent": second, "friend": person})
    untouched = make(harness, name="Ipoly Kft.", custom={"agent": firm})
    before = get(harness, firm)
    told = harness.get(f"/organizations/{first}/merge?others={second}").json
    assert told["follows"] == {"organization": 1, "person": 1}
    merge(harness, first, second)
    assert custom(harness, firm) == {**before["custom"], "agent": first, "agent.label": "Tisza Kft."}
    assert custom(harness, person, "people") == {"agent": first, "agent.label": "Tisza Kft."}
    assert custom(harness, untouched)["agent"] == firm
    assert get(harness, firm)["version"] == before["version"] + 1
    assert harness.get(f"/organizations/{firm}/history").json["data"][0]["changes"]["custom.agent"] == [second, first]
    undo(harness, first)
    assert custom(harness, firm) == before["custom"]
    assert custom(harness, person, "people") == {"agent": second, "agent.label": "TISZA"}


def test_what_was_changed_since_stays_and_a_removed_field_follows_too(harness: ServiceHarness) -> None:
    define(harness, "agent")
    gone = define(harness, "former")
    first, second = make(harness, name="Tisza Kft."), make(harness, name="TISZA")
    other = make(harness, name="Duna Kft.")
    firm = make(harness, name="Ipoly Kft.", custom={"agent": second, "former": second})
    harness.delete(f"/custom-fields/{gone}")
    merge(harness, first, second)
    harness.patch(f"/organizations/{firm}", {"custom": {"agent": other}})
    harness.post(f"/custom-fields/{gone}/restore")
    assert custom(harness, firm)["former"] == first
    undo(harness, first)
    assert (custom(harness, firm)["agent"], custom(harness, firm)["former"]) == (other, second)


def test_the_survivor_does_not_come_to_name_itself(harness: ServiceHarness) -> None:
    define(harness, "agent")
    first = make(harness, name="Tisza Kft.")
    second = make(harness, name="TISZA", custom={"agent": first})
    assert merge(harness, first, second).json["custom"] == {}
    undo(harness, first)
    assert custom(harness, second)["agent"] == first
    harness.patch(f"/organizations/{first}", {"custom": {"agent": second}})
    assert merge(harness, first, second).json["custom"] == {}
    undo(harness, first)
    assert custom(harness, first)["agent"] == second


def test_a_link_that_may_be_there_once_is_not_doubled(harness: ServiceHarness) -> None:
    define(harness, "pair", unique=True)
    first, second = make(harness, name="Tisza Kft."), make(harness, name="TISZA")
    mine, theirs = (make(harness, name=f"Cég {one[-4:]}", custom={"pair": one}) for one in (first, second))
    assert merge(harness, first, second).status_code == 200
    assert (custom(harness, mine)["pair"], custom(harness, theirs)["pair"]) == (first, second)


@pytest.mark.parametrize("named", [True, False], ids=["chosen", "left alone"])
def test_values_are_chosen_as_those_of_other_fields(harness: ServiceHarness, named: bool) -> None:
    define(harness, "level", "choice", choices=["gold", "silver"])
    define(harness, "budget", "money", currency="HUF")
    define(harness, "topics", "multi_choice", choices=["a", "b", "c"])
    first = make(harness, name="Tisza Kft.", custom={"level": "gold", "topics": ["a"]})
    second = make(harness, name="TISZA", custom={"level": "silver", "budget": "12.5", "topics": ["b", "a"]})
    told = harness.get(f"/organizations/{first}/merge?others={second}").json
    assert (told["chosen"]["custom.level"], told["chosen"]["custom.budget"]) == (first, second)
    assert {"custom.level", "custom.budget"} <= set(told["differing"])
    assert "custom.topics" not in told["differing"]
    assert told["lists"]["custom.topics"] == 2
    merged = merge(harness, first, second, fields={"custom.level": second} if named else {}).json
    wanted = {"level": "silver" if named else "gold", "budget": "12.50", "topics": ["a", "b"]}
    assert {name: sorted(v) if isinstance(v, list) else v for name, v in merged["custom"].items()} == wanted
    undo(harness, first)
    assert custom(harness, first) == {"level": "gold", "topics": ["a"]}
    assert custom(harness, second) == {"level": "silver", "budget": "12.50", "topics": ["a", "b"]}


def test_what_may_not_be_chosen_is_refused(harness: ServiceHarness) -> None:
    define(harness, "level", "text")
    first = make(harness, name="Tisza Kft.", custom={"level": "gold"})
    second = make(harness, name="TISZA", custom={"level": "silver"})
    assert "fields.custom.nothing" in merge(harness, first, second, fields={"custom.nothing": first}).json["errors"]
    assert "fields.custom.level" in merge(harness, first, second, fields={"custom.level": "x"}).json["errors"]
    rule = {"verbs": ["*"], "view": "all", "edit": "all", "hidden": ["custom.level"]}
    blind = harness.as_(contacts__organization=rule)
    assert merge(blind, first, second, fields={"custom.level": second}).status_code == 422
    told = blind.get(f"/organizations/{first}/merge?others={second}").json
    assert "gold" not in str(told)
    assert merge(blind, first, second).status_code == 200
    assert custom(harness, first) == {"level": "gold"}


def test_a_value_that_may_be_there_once_goes_with_its_owner(harness: ServiceHarness) -> None:
    define(harness, "card", "text", unique=True)
    first, second = make(harness, name="Tisza Kft."), make(harness, name="TISZA", custom={"card": "K-1"})
    assert merge(harness, first, second).json["custom"] == {"card": "K-1"}
    undo(harness, first)
    assert (custom(harness, first), custom(harness, second)) == ({}, {"card": "K-1"})
    merge(harness, first, second)
    harness.patch(f"/organizations/{first}", {"custom": {"card": None}})
    make(harness, name="Duna Kft.", custom={"card": "K-1"})
    told = undo(harness, first)["conflicts"]
    assert {row["field"] for row in told} == {"custom.card"}
    assert custom(harness, second) == {}


def test_the_index_of_the_field_finds_what_follows(harness: ServiceHarness) -> None:
    define(harness, "agent")
    first = make(harness, name="Tisza Kft.")
    with harness.session() as session:
        reference = next(r for r in all_references(session, "contacts.organization") if r.audited == "custom.agent")
        words = str(reference.names(first).compile(session.get_bind(), compile_kwargs={"literal_binds": True}))
        plan = str(
            session.execute(text(f"EXPLAIN QUERY PLAN SELECT id FROM organizations WHERE {words}")).all()
        )  # our own words
        assert "USING INDEX cf_" in plan


def test_merges_of_a_kind_are_heard_where_a_custom_field_leads_to_it() -> None:
    inventory = ServiceHarness("inventory")
    assert "contacts.OrganizationMerged" not in inventory.runtime.patterns
    define(inventory, "maker", noun="product")
    assert {"contacts.OrganizationMerged", "contacts.OrganizationMergeUndone"} <= set(inventory.runtime.patterns)
    inventory.close()
