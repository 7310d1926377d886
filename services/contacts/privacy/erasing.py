"""What contacts does beside the usual when a person is erased, and what it keeps of the other services' answers."""

from marshmallow import fields
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from chassis.events import Handler, Received
from chassis.fields import Link, Schema
from chassis.privacy import Subject
from chassis.records import announce, lookup
from chassis.settings import SERVICES
from services.contacts.interactions.models import Interaction
from services.contacts.privacy.models import PrivacyRequest
from services.contacts.projections import CustomerDocument, PurchaseLine
from services.contacts.timeline.models import TimelineEntry

_EMPTY = {"data": {}, "words": ""}


class EvidenceSeen(Schema):
    """What a service says it did."""

    request_id = Link("contacts.privacy_request")
    erased = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    kept = fields.List(fields.Dict(), required=True)
    records = fields.List(fields.String(), required=True)


def erase_chronicle(session: Session, subject: Subject) -> None:
    """The person's timeline and figures go; what the same events say under other records loses its texts."""
    mine = select(TimelineEntry.event_id).where(TimelineEntry.ref == subject.ref)
    session.execute(
        update(TimelineEntry)
        .where(TimelineEntry.event_id.in_(mine.scalar_subquery()), TimelineEntry.ref != subject.ref)
        .values(_EMPTY)
        .execution_options(synchronize_session=False)
    )
    gone = session.scalars(
        delete(TimelineEntry)
        .where(TimelineEntry.ref == subject.ref)
        .returning(TimelineEntry.id)
        .execution_options(synchronize_session=False)
    ).all()
    subject.count("timeline", len(gone))
    for model in (PurchaseLine, CustomerDocument):
        session.execute(
            delete(model).where(model.customer_id == subject.id).execution_options(synchronize_session=False)
        )


def note_evidence(session: Session, event: Received) -> None:
    """Keep what a service did for a request, and take its erased records out of the timeline and the names of links."""
    forget_in_timeline(session, event.data["records"])
    forget_names(session, event.data["records"])
    request = lookup(session, PrivacyRequest, event.data["request_id"], lock=True)
    if request is None:
        return
    evidence = {"at": event.time.isoformat(), "erased": event.data["erased"], "kept": event.data["kept"]}
    request.answered(event.type.partition(".")[0], evidence, set(SERVICES))
    announce(session, request, "updated")


def forget_in_timeline(session: Session, refs: list[str]) -> None:
    """Empty the entries of records whose texts have been erased."""
    for at in range(0, len(refs), 400):
        some = refs[at : at + 400]
        events = select(TimelineEntry.event_id).where(TimelineEntry.ref.in_(some))
        session.execute(
            update(TimelineEntry)
            .where(TimelineEntry.event_id.in_(events.scalar_subquery()))
            .values(_EMPTY)
            .execution_options(synchronize_session=False)
        )


def forget_names(session: Session, refs: list[str]) -> None:
    """Forget how opportunities were called whose texts have been erased: talks about them kept the name."""
    kind = "sales.opportunity:"
    ids = [ref.removeprefix(kind) for ref in refs if ref.startswith(kind)]
    for at in range(0, len(ids), 400):
        about = Interaction.opportunity_id.in_(ids[at : at + 400])
        session.execute(
            update(Interaction)
            .where(about)
            .values(opportunity_name=None, version=Interaction.version + 1)
            .execution_options(synchronize_session=False)
        )


HANDLERS = {f"{service}.PersonDataErased": Handler(note_evidence, EvidenceSeen) for service in SERVICES}
