"""Writing consents down, and the flags on the person that follow from them."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import build, load, lookup, update
from chassis.types import utc_now
from services.contacts.consents.events import ConsentGiven, ConsentWithdrawn
from services.contacts.consents.models import Consent
from services.contacts.interactions.models import Interaction
from services.contacts.people.models import FLAGS, Person

MARKETING = "marketing"


def record_consent(session: Session, actor: Identity, data: dict[str, Any]) -> Consent:
    """Add a row to a person's consents, and let the flags of the person follow."""
    person = load(session, actor, Person, data["person_id"])
    session.refresh(person, with_for_update={"of": Person})
    _check(session, data)
    consent = _write(session, actor, person, data)
    flags = standing_flags(session, person)
    if any(getattr(person, name) != value for name, value in flags.items()):
        update(session, actor, person, {**flags, **_latest(consent, flags)})
    return consent


def consents_of_flags(session: Session, actor: Identity, person: Person, changed: Mapping[str, bool]) -> None:
    """Keep what was ticked in a form or came in an import as rows of consent; `changed` are flags by name."""
    for name, given in changed.items():
        data = {
            "person_id": person.id,
            "channel": FLAGS[name],
            "purpose": MARKETING,
            "status": "given" if given else "withdrawn",
            "source": "other",
            "evidence": person.consent_source if given else None,
            "lawful_basis": "consent",
            "at": _day(session, person, FLAGS[name]) if given else None,
        }
        _write(session, actor, person, data)


def _day(session: Session, person: Person, channel: str) -> datetime | None:
    """The beginning of the day the consent was given on, unless something newer is known of the channel: then now."""
    if person.consent_on is None or person.consent_on == utc_now().date():
        return None
    at = datetime.combine(person.consent_on, time(), UTC)
    newer = select(Consent.id).where(Consent.person_id == person.id, Consent.channel == channel, Consent.at >= at)
    return None if session.scalar(newer.limit(1)) else at


def standing_flags(session: Session, person: Person) -> dict[str, bool]:
    """What the newest consents to marketing say, by the name of the flag."""
    rows = session.scalars(
        select(Consent)
        .where(Consent.person_id == person.id, Consent.purpose == MARKETING, Consent.deleted_at.is_(None))
        .order_by(Consent.at, Consent.id)
    )
    newest = {row.channel: row.status == "given" for row in rows}
    return {name: newest.get(channel, False) for name, channel in FLAGS.items()}


def _write(session: Session, actor: Identity, person: Person, data: Mapping[str, Any]) -> Consent:
    at = data.get("at") or utc_now()
    consent = build(session, actor, Consent, {**data, "at": at, "owner_id": person.owner_id})
    consent.recorded_by = actor.name
    emit(session, ConsentGiven if consent.status == "given" else ConsentWithdrawn, consent, relates_to=_refs(consent))
    return consent


def _refs(consent: Consent) -> list[str]:
    talk = [f"contacts.interaction:{consent.interaction_id}"] if consent.interaction_id else []
    return [f"contacts.person:{consent.person_id}", *talk]


def _latest(consent: Consent, flags: Mapping[str, bool]) -> dict[str, Any]:
    if not any(flags.values()):
        return {"consent_on": None, "consent_source": None}
    return {"consent_on": consent.at.date(), "consent_source": consent.evidence} if consent.status == "given" else {}


def _check(session: Session, data: Mapping[str, Any]) -> None:
    if data.get("at") and data["at"] > utc_now():
        raise Invalid({"at": ["This cannot be in the future."]})
    talk = data.get("interaction_id")
    if talk and lookup(session, Interaction, talk) is None:
        raise Invalid({"interaction_id": ["There is no such record."]})
    proven = data.get("text") or data.get("evidence") or talk
    if data["status"] == "given" and data["lawful_basis"] == "consent" and not proven:
        raise Invalid({"text": ["Write down the text shown, or say how the consent can be proven."]})
