"""Random rules: what the database answers is what reading each record by hand answers."""

import random
from datetime import date, timedelta
from typing import Any

from chassis.types import utc_now
from services.contacts.tests.test_segments import firm, person
from tests.support.service import ServiceHarness

_STATUSES = ("prospect", "active", "former")
_WORDS = ("Alma", "Almafa", "Barack", "körte", None)
Rule = dict[str, Any]


def fill(harness: ServiceHarness, chance: random.Random) -> list[dict[str, Any]]:
    """Forty people of twelve firms, some values missing; each person with their firm's values, as plain dicts."""
    firms: list[dict[str, Any]] = []
    for number in range(12):
        values = {
            "status": chance.choice(_STATUSES),
            "industry": chance.choice(_WORDS),
            "size": chance.choice((None, "1-9", "250+")),
        }
        firms.append({**values, "id": firm(harness, f"Cég {number}", **values)})
    people = []
    for number in range(40):
        employer = chance.choice([*firms, None, None])
        born = chance.choice((None, date(1970, 1, 1) + timedelta(days=chance.randrange(15_000))))
        values = {"job_title": chance.choice(_WORDS), "birth_date": born.isoformat() if born else None}
        made = person(harness, f"Név {number:02}", organization_id=employer["id"] if employer else None, **values)
        people.append({**values, "id": made, "family_name": f"Név {number:02}", "employer": employer})
    return people


def tree(chance: random.Random, depth: int = 0) -> Rule:
    """A random group."""
    inner = [
        tree(chance, depth + 1) if depth < 3 and chance.random() < 0.3 else condition(chance)
        for _ in range(chance.randint(1, 3))
    ]
    return {"match": chance.choice(("all", "any", "none")), "rules": inner}


def condition(chance: random.Random) -> Rule:
    """A random condition on a text, a day, a choice or the organization."""
    field = chance.choice(("job_title", "birth_date", "organization.status", "organization.industry", "family_name"))
    if chance.random() < 0.2:
        return {"field": field, "op": "empty", "value": chance.choice(("true", "false"))}
    if field == "birth_date":
        day = chance.choice(("1985-06-15", "1999-01-01", "today", f"today-{chance.randrange(9_000, 20_000)}"))
        return {"field": field, "op": chance.choice(("eq", "ne", "gt", "gte", "lt", "lte")), "value": day}
    if field == "organization.status":
        return {"field": field, "op": chance.choice(("eq", "ne", "in")), "value": chance.choice(_STATUSES)}
    word = chance.choice(("Alma", "Barack", "Név 1", "Név 07"))
    return {"field": field, "op": chance.choice(("eq", "ne", "contains", "starts", "in")), "value": word}


def fits(record: dict[str, Any], rule: Rule) -> bool:
    """The naive answer."""
    if "rules" in rule:
        held = [fits(record, inner) for inner in rule["rules"]]
        return {"all": all(held), "any": any(held), "none": not any(held)}[rule["match"]]
    field, operator, wanted = rule["field"], rule["op"], rule["value"]
    if field.startswith("organization."):
        if record["employer"] is None:
            return False
        record, field = record["employer"], field.removeprefix("organization.")
    return holds(record.get(field), operator, moment(wanted) if field == "birth_date" else wanted)


def moment(text: str) -> str:
    """A day counted from today as a day."""
    if not text.startswith("today"):
        return text
    return (utc_now().date() + timedelta(days=int(text.removeprefix("today") or 0))).isoformat()


def holds(value: str | None, operator: str, wanted: str) -> bool:
    """One condition on one value; what is not there fits only “is empty” and “is not”."""
    if operator == "empty":
        return (value is None) == (wanted in ("true", utc_now().date().isoformat()))
    if value is None:
        return operator == "ne"
    answers = {
        "eq": value == wanted, "ne": value != wanted, "in": value == wanted, "gt": value > wanted,
        "gte": value >= wanted, "lt": value < wanted, "lte": value <= wanted,
        "contains": wanted.lower() in value.lower(),
        "starts": value.lower().startswith(wanted.lower()),
    }  # fmt: skip
    return answers[operator]


def test_the_database_answers_as_reading_by_hand_does(harness: ServiceHarness) -> None:
    chance = random.Random(2026)  # repeatable, not secret
    people = fill(harness, chance)
    sizes = set()
    for _ in range(100):
        rules = tree(chance)
        found = harness.post("/segments/count", {"record_kind": "person", "rules": rules}).json["count"]
        wanted = sum(fits(record, rules) for record in people)
        assert found == wanted, rules
        sizes.add(wanted)
    assert len(sizes) > 10, "the rules tell people apart"


def test_who_counts_is_who_comes_in(harness: ServiceHarness) -> None:
    chance = random.Random(7)  # repeatable, not secret
    people = fill(harness, chance)
    rules = {"match": "any", "rules": [condition(chance) for _ in range(3)]}
    body = {"name": "Próba", "record_kind": "person", "rules": rules}
    segment = harness.post("/segments", body).json["id"]
    harness.run_jobs()
    page = harness.get(f"/segments/{segment}/members?limit=100").json["data"]
    assert {row["id"] for row in page} == {record["id"] for record in people if fits(record, rules)}
