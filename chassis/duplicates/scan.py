"""Looking for duplicates among all records of a kind: those that share a key are compared, in parts of bounded size."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, MetaData, String, Table, and_, delete, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased, selectinload

from chassis.db import insert_into
from chassis.duplicates.keys import rows_of, write
from chassis.duplicates.scoring import OFFERED, compare
from chassis.duplicates.similar import facts_of
from chassis.duplicates.tables import duplicate_keys, duplicate_pairs, duplicate_scans
from chassis.identity import SYSTEM
from chassis.ids import new_id
from chassis.service import Schedule
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

JOB = "find-duplicates"
PART = 2_000
"""Records looked at in one step: what is kept in memory at once."""

CROWD = 40
"""A key that more records share than this says nothing of them: its pairs are not looked at."""

_FILL = 500

crowded = Table(
    "crowded_keys",
    MetaData(),
    Column("what", String(40), primary_key=True),
    Column("key", String(160), primary_key=True),
    prefixes=["TEMPORARY"],
)


def start(session: Session, noun: str, name: str) -> str:
    """Write down a scan that a job will do; the running one when there is one. Its id."""
    table = duplicate_scans.c
    running = session.scalar(select(table.id).where(table.noun == noun, table.status == "running").limit(1))
    if running:
        return str(running)
    row = {"id": new_id(), "noun": noun, "status": "running", "total": 0, "done": 0, "found": 0}
    session.execute(insert(duplicate_scans), {**row, "started_at": utc_now(), "created_by_name": name})
    return str(row["id"])


def run_scan(runtime: "Runtime", args: Mapping[str, Any]) -> None:
    """The job: a killed one goes on after the last part that was done."""
    scan_id = args["scan_id"]
    with runtime.reading() as session:
        scan = session.execute(select(duplicate_scans).where(duplicate_scans.c.id == scan_id)).one_or_none()
    if scan is None or scan.status != "running":
        return
    resource = runtime.service.resource(scan.noun)
    fill(runtime, resource)
    with runtime.reading() as session:
        total = session.scalar(select(func.count()).where(resource.model.deleted_at.is_(None))) or 0
        _crowd(session, scan.noun)
        _look(runtime, session, resource, scan, total)
    with runtime.transaction() as session:
        _finish(session, scan.noun, scan_id, total)


def scan_all(runtime: "Runtime") -> None:
    """Every kind of the service that seeks duplicates, one after the other: the nightly schedule."""
    for resource in runtime.service.resources:
        if resource.duplicates:
            with runtime.transaction() as session:
                scan_id = start(session, resource.kind, SYSTEM.name)
            run_scan(runtime, {"scan_id": scan_id})


SCHEDULE = Schedule("find-duplicates", every=24 * 3600, run=scan_all)


def fill(runtime: "Runtime", resource: Any) -> None:
    """Write the keys of records that have none: those from before there were keys, or loaded past the flush."""
    model, last = resource.model, ""
    while True:
        with runtime.transaction(SYSTEM) as session:
            missing = _without_keys(model, resource.kind, last).options(*_lists(resource))
            records = session.scalars(missing).unique().all()
            write(session.connection(), [], [row for record in records for row in rows_of(resource, record)])
        if len(records) < _FILL:
            return
        last = records[-1].id


def _lists(resource: Any) -> list[Any]:
    """The rows that keys are made of, loaded for all records at once."""
    relations = resource.model.__mapper__.relationships
    return [selectinload(getattr(resource.model, name)) for name in resource.duplicates.watched if name in relations]


def _without_keys(model: Any, noun: str, after: str) -> Any:
    table = duplicate_keys.c
    known = exists().where(table.noun == noun, table.record_id == model.id)
    statement = select(model).where(model.deleted_at.is_(None), ~known)
    if after:
        statement = statement.where(model.id > after)
    return statement.order_by(model.id).limit(_FILL)


def _crowd(session: Session, noun: str) -> None:
    """A temporary table of the keys that too many share."""
    connection = session.connection()
    crowded.create(connection)
    table = duplicate_keys.c
    many = select(table.what, table.key).where(table.noun == noun)
    many = many.group_by(table.what, table.key).having(func.count() > CROWD)
    session.execute(insert(crowded).from_select(["what", "key"], many))


def _look(runtime: "Runtime", session: Session, resource: Any, scan: Any, total: int) -> None:
    """Part by part in the order of ids: what each record shares with those after it."""
    model, last, done, found = resource.model, scan.last_id, scan.done, scan.found
    while True:
        ids = select(model.id).where(model.deleted_at.is_(None))
        part = list(session.scalars((ids.where(model.id > last) if last else ids).order_by(model.id).limit(PART)))
        if not part:
            return
        pairs = _pairs(session, resource, part)
        last, done, found = part[-1], done + len(part), found + len(pairs)
        with runtime.transaction() as writing:
            _keep(writing, resource.kind, scan.id, pairs)
            values = {"total": total, "done": min(done, total), "found": found, "last_id": last}
            writing.execute(update(duplicate_scans).where(duplicate_scans.c.id == scan.id).values(values))


def _pairs(session: Session, resource: Any, part: Sequence[str]) -> list[dict[str, Any]]:
    meeting = session.execute(_meeting(resource.kind, part[0], part[-1])).all()
    known = facts_of(session, resource, sorted({record_id for row in meeting for record_id in row}))
    pairs = []
    for first, second in meeting:
        likeness = compare(resource.duplicates, known[first], known[second])
        if likeness.score >= OFFERED:
            row = {"first_id": first, "second_id": second, "score": likeness.score, "reasons": list(likeness.reasons)}
            pairs.append(row)
    return pairs


def _meeting(noun: str, start_id: str, end_id: str) -> Any:
    """Pairs of ids that share a key which is no crowd's."""
    mine, theirs = aliased(duplicate_keys), aliased(duplicate_keys)
    busy = exists().where(crowded.c.what == mine.c.what, crowded.c.key == mine.c.key)
    same = and_(theirs.c.noun == mine.c.noun, theirs.c.what == mine.c.what, theirs.c.key == mine.c.key)
    return (
        select(mine.c.record_id, theirs.c.record_id)
        .join(theirs, and_(same, theirs.c.record_id > mine.c.record_id))
        .where(mine.c.noun == noun, mine.c.record_id.between(start_id, end_id), ~busy)
        .distinct()
    )


def _keep(session: Session, noun: str, scan_id: str, pairs: Sequence[Mapping[str, Any]]) -> None:
    """Write the pairs; one that a person has decided on stays decided."""
    if not pairs:
        return
    statement = insert_into(session, duplicate_pairs)
    names = ("score", "reasons", "scan_id")
    statement = statement.on_conflict_do_update(
        index_elements=["noun", "first_id", "second_id"], set_={name: statement.excluded[name] for name in names}
    )
    common = {"noun": noun, "status": "open", "scan_id": scan_id, "found_at": utc_now()}
    session.execute(statement, [{"id": new_id(), **common, **pair} for pair in pairs])


def _finish(session: Session, noun: str, scan_id: str, total: int) -> None:
    table = duplicate_pairs.c
    stale = and_(table.noun == noun, table.status == "open", table.scan_id.is_distinct_from(scan_id))
    session.execute(delete(duplicate_pairs).where(stale))
    values = {"status": "done", "finished_at": utc_now(), "done": total, "total": total}
    session.execute(update(duplicate_scans).where(duplicate_scans.c.id == scan_id).values(values))
