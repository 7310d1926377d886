"""Erasing a person from a service, when an event says so, and the evidence that it is done."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from marshmallow import fields
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.events import EventType, Handler, Received, emit
from chassis.fields import Date, Link, Schema, Text
from chassis.jobs import enqueue
from chassis.privacy import log, records, sweeping
from chassis.privacy.declaring import Subject
from chassis.tables import erasures
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

JOB = "erase-again"
AGAIN_AFTER = 120
"""Seconds after which an erasure is repeated, for what was being written while it ran."""


class ErasedData(Schema):
    """Who was erased: the id, and the e-mail addresses as salted SHA-256, by which they can be found but not read.

    `merged` are the records that had been merged into this one, `also` references of records of other kinds that stand
    for the same person: all of them go with it.
    """

    request_id = Link("contacts.privacy_request")
    salt = Text(required=True)
    email_hashes = fields.List(fields.String(), required=True)
    merged = fields.List(fields.String(), load_default=[])
    also = fields.List(fields.String(), load_default=[])


class KeptData(Schema):
    """A record that a law wants kept, and until when."""

    kind = Text(required=True)
    id = Link("", required=True)
    reason = Text(500, required=True)
    until = Date(required=True)


class EvidenceData(Schema):
    """What a service did to forget somebody."""

    request_id = Link("contacts.privacy_request")
    erased = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    kept = fields.List(fields.Nested(KeptData), required=True)
    records = fields.List(fields.String(), required=True)


EXAMPLE: dict[str, Any] = {
    "request_id": "0197a1b2-0000-7000-8000-0000000000f1",
    "salt": "5a1c",
    "email_hashes": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    "merged": ["0197a1b2-0000-7000-8000-0000000000b2"],
    "also": ["contacts.organization:0197a1b2-0000-7000-8000-0000000000a1"],
}
EVIDENCE = {
    "request_id": "0197a1b2-0000-7000-8000-0000000000f1",
    "erased": {"audit": 12, "event": 4},
    "kept": [
        {
            "kind": "sales.invoice",
            "id": "0197a1b2-0000-7000-8000-0000000000f2",
            "reason": "Accounting documents are kept for 8 years (Act C of 2000, section 169).",
            "until": "2034-12-31",
        }
    ],
    "records": ["sales.lead:0197a1b2-0000-7000-8000-0000000000f3"],
}


def evidence(service: str) -> EventType:
    """The event by which a service says that it has forgotten somebody; every service publishes one."""
    return EventType(
        f"{service}.PersonDataErased",
        EvidenceData,
        "Personal data erased",
        "The service has erased what it held of a person; `kept` is what a law wants kept.",
        EVIDENCE,
    )


def erase_person(session: Session, event: Received) -> None:
    """Erase somebody, with all that was merged into the record, remember that it was done, and say so."""
    kind = f"{event.type.partition('.')[0]}.{event.subject_kind}"
    salt, hashes = event.data["salt"], frozenset(event.data["email_hashes"])
    refs = [f"{kind}:{one}" for one in (event.subject_id, *event.data["merged"])]
    parts = (ref.partition(":") for ref in (*refs, *event.data["also"]))
    subjects = [Subject(of_kind, one, salt, hashes) for of_kind, _colon, one in parts]
    erase(session, subjects)
    for subject in subjects:
        _remember(session, event, subject)
    service = session.info["service"]
    erased = sum((Counter(subject.erased) for subject in subjects), Counter())
    kept = {(row["kind"], row["id"]): row for subject in subjects for row in subject.kept}
    affected = {one for subject in subjects for one in subject.affected}
    done = {
        "request_id": event.data["request_id"],
        "erased": dict(erased),
        "kept": list(kept.values()),
        "records": sorted(f"{service.name}.{noun}:{record_id}" for noun, record_id in affected),
    }
    emit(session, service.evidence, _Told(event), done, [f"contacts.privacy_request:{event.data['request_id']}"])


def _remember(session: Session, event: Received, subject: Subject) -> None:
    row = {
        "ref": subject.ref, "erased_at": utc_now(), "event_id": event.id, "salt": subject.salt,
        "hashes": sorted(subject.hashes),
    }  # fmt: skip
    session.execute(insert_into(session, erasures).values(row).on_conflict_do_nothing())
    enqueue(session, JOB, {"ref": subject.ref}, after=AGAIN_AFTER)


class _Told:
    """What the evidence is about, in the shape that `emit` wants: the erased person, whose record is elsewhere."""

    def __init__(self, event: Received) -> None:
        self.kind, self.id, self.version = "erasure", event.subject_id, 1


def erase(session: Session, subjects: Sequence[Subject]) -> None:
    """Take a person, whom several records may stand for, out of everything this service holds."""
    service = session.info["service"]
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete=ON")  # what is deleted is overwritten in the file
    for subject in subjects:  # all before any is erased, for one record may have the name of another
        records.learn(session, service, subject)
        sweeping.learn(session, service, subject)
    terms = {term for subject in subjects for term in subject.terms}
    for subject in subjects:
        subject.terms |= terms
        records.erase(session, service, subject)
        if service.erase is not None:
            service.erase(session, subject)
        sweeping.sweep(session, service, subject)
        log.erase(session, service, subject)


def erase_again(runtime: "Runtime", args: dict[str, Any]) -> None:
    """Repeat an erasure: an older change may have been on its way while it ran."""
    with runtime.transaction() as session:
        row = session.execute(select(erasures).where(erasures.c.ref == args["ref"])).first()
        if row is not None:
            kind, _, record_id = row.ref.partition(":")
            erase(session, [Subject(kind, record_id, row.salt, frozenset(row.hashes))])


HANDLERS = {"contacts.PersonErased": Handler(erase_person, ErasedData)}
