"""Whom to greet in the coming days."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.identity import Identity
from chassis.rights import visible
from services.contacts.greetings.days import birth_keys, name_keys, names_on
from services.contacts.people.models import Person

_KIND = "contacts.person"
_MOST = 300
_SHOWN = ("name", "given_name", "language", "email", "phone", "job_title", "organization_id", "organization_name")


def greetings(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Birthdays and name days of the people one may see, by day; each occasion is one question to its index."""
    start: date = args.get("on") or today()
    window = [start + timedelta(days=n) for n in range(args["days"] + 1)]
    found = [
        *_of(session, actor, args, "birthday", {key: day for day in reversed(window) for key in birth_keys(day)}),
        *_of(session, actor, args, "name_day", {key: day for day in reversed(window) for key in name_keys(day)}),
    ]
    complete = len(found) <= _MOST
    found.sort(key=lambda row: row["day"])
    names = [{"day": day, "names": names_on(day)} for day in window]
    return {"data": found[:_MOST], "name_days": names, "complete": complete}


def _of(
    session: Session, actor: Identity, args: dict[str, Any], occasion: str, days: dict[int, date]
) -> list[dict[str, Any]]:
    column = Person.birth_key if occasion == "birthday" else Person.name_key
    soonest = case({number: (day - min(days.values())).days for number, day in days.items()}, value=column)
    shown = [getattr(Person, name) for name in _SHOWN]
    statement = select(Person.id, Person.birth_date, column.label("key"), *shown).where(
        column.in_(days), Person.deleted_at.is_(None)
    )
    if (mine := visible(actor, _KIND, Person)) is not None:
        statement = statement.where(mine)
    if args.get("mine"):
        statement = statement.where(Person.owner_id == actor.user_id)
    rows = session.execute(statement.order_by(soonest, Person.name, Person.id).limit(_MOST + 1)).mappings()
    return [_greeting(dict(row), occasion, days[row["key"]]) for row in rows]


def _greeting(row: dict[str, Any], occasion: str, day: date) -> dict[str, Any]:
    age = day.year - row["birth_date"].year if occasion == "birthday" else None
    told = {name: row[name] for name in _SHOWN}
    return {"person_id": row["id"], "day": day, "occasion": occasion, "age": age, **told}
