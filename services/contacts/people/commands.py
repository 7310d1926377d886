"""Every change of a person."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import Invalid
from chassis.identity import Identity
from chassis.records import create, update
from chassis.types import utc_now
from services.contacts.consents.commands import consents_of_flags
from services.contacts.fillins import complete_person
from services.contacts.people.models import FLAGS, Person, full_name
from services.contacts.points import settle
from services.contacts.positions.commands import settle_positions
from services.contacts.sources.commands import check_source

_NAME_PARTS = ("family_name", "given_name", "title", "language")


def create_person(session: Session, actor: Identity, data: dict[str, Any]) -> Person:
    """Take up a person, named as their language says it."""
    check_source(session, actor, data)
    complete_person(session, settle_positions(session, data))
    data["name"] = full_name(data["family_name"], data.get("given_name"), data.get("title"), data["language"])
    person = create(session, actor, Person, _with_consent(settle(data), None))
    given = {name: True for name in FLAGS if getattr(person, name)}
    consents_of_flags(session, actor, person, given)
    return person


def update_person(session: Session, actor: Identity, person: Person, data: dict[str, Any]) -> Person:
    """Change a person; the name follows its parts, and consent keeps the day it was given."""
    check_source(session, actor, data)
    if any(part in data for part in _NAME_PARTS):
        data["name"] = full_name(*(data.get(part, getattr(person, part)) for part in _NAME_PARTS))
    changed = {name: data[name] for name in FLAGS if name in data and data[name] != getattr(person, name)}
    settled = settle(settle_positions(session, data, person), person)
    update(session, actor, person, _with_consent(settled, person))
    consents_of_flags(session, actor, person, changed)
    return person


def _with_consent(data: dict[str, Any], person: Person | None) -> dict[str, Any]:
    """The day and the proof of a consent go with the flags: given ones need them, without any flag there are none."""
    before = {name: bool(person and getattr(person, name)) for name in FLAGS}
    after = {name: bool(data.get(name, before[name])) for name in FLAGS}
    source = data.get("consent_source", person.consent_source if person else None)
    if newly := [name for name in FLAGS if after[name] and not before[name]]:
        if not source:
            raise Invalid({"consent_source": ["Say how the consent can be proven."]})
        if not data.get("consent_on"):
            data["consent_on"] = utc_now().date()
    if not newly and not any(after.values()) and any(before.values()):
        data["consent_on"] = data["consent_source"] = None
    if data.get("consent_on") and data["consent_on"] > utc_now().date():
        raise Invalid({"consent_on": ["This cannot be in the future."]})
    return data
