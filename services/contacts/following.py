"""What contacts mends when references have followed a merge, or gone back: figures, and the flags of consent."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.identity import SYSTEM
from chassis.records import update
from services.contacts.consents.commands import MARKETING, standing_flags
from services.contacts.consents.models import Consent
from services.contacts.figures.counting import recount
from services.contacts.figures.models import CustomerFigures
from services.contacts.people.models import Person


def organization_followed(session: Session, organization_id: str) -> None:
    """Count the organization anew."""
    _count(session, "organization", organization_id)


def person_followed(session: Session, person_id: str) -> None:
    """Count the person anew, and let the flags follow the consents that are the person's now."""
    _count(session, "person", person_id)
    person = session.get(Person, person_id)
    if person is not None and person.deleted_at is None:
        flags = standing_flags(session, person)
        if any(getattr(person, name) != value for name, value in flags.items()):
            actor = session.info.get("actor") or SYSTEM
            update(session, actor, person, {**flags, **_proof(session, person, any(flags.values()))})


def _count(session: Session, kind: str, record_id: str) -> None:
    """Who has no figures has no row: one that a merge emptied goes."""
    recount(session, [(kind, record_id)])
    row = CustomerFigures
    session.execute(
        delete(row).where(
            row.id == record_id,
            row.quotes + row.orders + row.invoices + row.tickets == 0,
            row.last_contact_at.is_(None),
        )
    )


def _proof(session: Session, person: Person, given: bool) -> dict[str, Any]:
    """The day and the proof of the newest consent that was given."""
    newest = (
        select(Consent)
        .where(Consent.person_id == person.id, Consent.purpose == MARKETING, Consent.status == "given")
        .where(Consent.deleted_at.is_(None))
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )
    consent = session.scalars(newest).first() if given else None
    if consent is None:
        return {"consent_on": None, "consent_source": None}
    return {"consent_on": consent.at.date(), "consent_source": consent.evidence}


MERGED = {"contacts.organization": organization_followed, "contacts.person": person_followed}
