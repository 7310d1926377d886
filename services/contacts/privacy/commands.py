"""Every change of a privacy request."""

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import DomainError, Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.merging.follow import merged_into
from chassis.numbering import next_number
from chassis.privacy.declaring import hashed
from chassis.records import announce, build, guard, load, update
from chassis.types import utc_now
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.privacy.events import PersonErased
from services.contacts.privacy.models import OPEN, PrivacyRequest


def receive_request(session: Session, actor: Identity, data: dict[str, Any]) -> PrivacyRequest:
    """Take up what somebody asks for; it is due within a month."""
    load(session, actor, Person, data["person_id"])
    if data["type"] == "erasure":
        _none_open(session, data["person_id"])
    received_on = data.get("received_on") or today()
    if received_on > today():
        raise Invalid({"received_on": ["This cannot be in the future."]})
    number = next_number(session, "privacy", "AK-{year}-{n:05d}", received_on.year)
    values = {**data, "number": number, "received_on": received_on, "due_on": a_month_after(received_on)}
    request = build(session, actor, PrivacyRequest, {**values, "services": {}})
    announce(session, request, "created")
    return request


def _none_open(session: Session, person_id: str) -> None:
    found = select(PrivacyRequest.number).where(
        PrivacyRequest.person_id == person_id, PrivacyRequest.type == "erasure", PrivacyRequest.status.in_(OPEN)
    )
    if session.scalar(found.limit(1)):
        raise DomainError("erasure_asked", "The erasure of this person has been asked for already.")


def a_month_after(day: date) -> date:
    """The same day of the next month, or its last day (Regulation (EEC) 1182/71, article 3)."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (following + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return following.replace(day=min(day.day, last.day))


def change_request(session: Session, actor: Identity, request: PrivacyRequest, data: dict[str, Any]) -> PrivacyRequest:
    """Correct what was noted, as long as nothing has been decided."""
    guard(request.status == "received", "decided", "This request has been decided and cannot be changed any more.")
    if data.get("received_on"):
        data = {**data, "due_on": a_month_after(data["received_on"])}
    return update(session, actor, request, data)


def approve_request(session: Session, actor: Identity, request_id: str, reason: str | None = None) -> PrivacyRequest:
    """Grant what is asked for."""
    request = load(session, actor, PrivacyRequest, request_id, "approve")
    settings = session.info["settings"]
    if settings.erasure_four_eyes and request.type == "erasure" and request.created_by == actor.user_id:
        raise DomainError("four_eyes", "Somebody else than who took up an erasure has to approve it.", status=403)
    return _decide(session, actor, request, "approved", reason)


def refuse_request(session: Session, actor: Identity, request_id: str, reason: str) -> PrivacyRequest:
    """Refuse what is asked for, with the reason that the person is told."""
    return _decide(session, actor, load(session, actor, PrivacyRequest, request_id, "refuse"), "refused", reason)


def _decide(
    session: Session, actor: Identity, request: PrivacyRequest, status: str, reason: str | None
) -> PrivacyRequest:
    request.move_to(status)
    request.reason, request.decided_by, request.decided_by_id = reason, actor.name, actor.user_id
    request.decided_at = utc_now()
    announce(session, request, "updated")
    return request


def finish_request(session: Session, actor: Identity, request_id: str) -> PrivacyRequest:
    """Note that what was asked for has been given; an erasure ends by itself when every service has answered."""
    request = load(session, actor, PrivacyRequest, request_id, "finish")
    guard(request.type != "erasure", "erasure_ends_itself", "An erasure is done when every service has answered.")
    request.move_to("done")
    announce(session, request, "updated")
    return request


def execute_request(session: Session, actor: Identity, request_id: str) -> PrivacyRequest:
    """Have the person erased in every service."""
    request = load(session, actor, PrivacyRequest, request_id, "execute")
    guard(request.type == "erasure", "no_erasure", "This request does not ask for an erasure.")
    guard(request.status == "approved", "not_approved", "An erasure has to be approved first.")
    person = session.get(Person, request.person_id)
    if person is None:
        raise DomainError("no_person", "There is nobody to erase.")
    request.move_to("running")
    request.salt = secrets.token_hex(16)
    merged = merged_into(session, "contacts.person", person.id)
    people = [person, *session.scalars(select(Person).where(Person.id.in_(merged)))]
    firms = sole_traders(session, [person.id, *merged])
    hashes = _hashes(request.salt, [*people, *firms])
    also = [f"contacts.organization:{firm.id}" for firm in firms]
    data = {"request_id": request.id, "salt": request.salt, "email_hashes": hashes, "merged": merged, "also": also}
    announce(session, request, "updated")
    emit(session, PersonErased, person, data, [f"contacts.privacy_request:{request.id}"])
    return request


def sole_traders(session: Session, people: Sequence[str]) -> list[Organization]:
    """The organizations that are these people themselves, with those that had been merged into them."""
    firms = list(session.scalars(select(Organization).where(Organization.sole_trader_id.in_(people))))
    merged = [one for firm in firms for one in merged_into(session, "contacts.organization", firm.id)]
    others = session.scalars(select(Organization).where(Organization.id.in_(merged)))
    return list({firm.id: firm for firm in (*firms, *others)}.values())


def _hashes(salt: str, people: Sequence[Person | Organization]) -> list[str]:
    addresses = {row.email for person in people for row in person.emails}
    addresses |= {person.email for person in people if person.email}
    return sorted(hashed(salt, address) for address in addresses)
