"""Undoing what one request, bulk change or import did, by the audit's rows: at once, or as a job when it is much."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, distinct, func, insert, select, update
from sqlalchemy.orm import Session

from chassis import batchjobs, problems
from chassis import fields as f
from chassis.errors import DomainError, Forbidden, NotFound
from chassis.fields import show_time
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.jobs import enqueue
from chassis.reverting import Kept, Reverter
from chassis.tables import audit, undos
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.resource import Args, Reply, Route
    from chassis.runtime import Runtime

JOB = "undo"
AT_ONCE = 200
"""Records up to which an undo is done within the request that asks for it."""

BATCH = 100
_ROWS = 1_000
_SHOWN = 100
_COUNTS = ("total", "done", "undone", "kept")
UNDOABLE = ("create", "update", "delete", "restore")


class KeptRecord(f.Schema):
    """A record that was left as it is, or in part, and why."""

    kind = f.Text(required=True)
    record_id = f.Text(required=True)
    title = f.Text()
    reason = f.Text(required=True)


class UndoOut(f.Schema):
    """How far an undo is, and what it left alone."""

    id = f.Link("", required=True)
    change = f.Text(required=True, help="What is undone. The undo is a change itself, by its own id.")
    status = f.Choice(batchjobs.STATUSES, required=True)
    total = f.Integer(required=True, help="Records")
    done = f.Integer(required=True)
    undone = f.Integer(required=True)
    kept = f.Integer(required=True)
    conflicts = f.Lines(KeptRecord, required=True, help="The first hundred of those kept.")
    error = f.Text()
    created_at = f.DateTime(required=True)
    finished_at = f.DateTime()


class ChangeOut(f.Schema):
    """What one request, bulk change or import did."""

    change = f.Text(required=True)
    at = f.DateTime(required=True)
    actor_id = f.Text(required=True)
    actor_name = f.Text(required=True)
    kinds = f.Json(required=True, example={"contacts.organization": {"create": 120, "update": 3}})
    undo = f.Json(help="The last undo of it, as `GET /changes/{id}/undo` has it.")


def routes() -> "list[Route]":
    """What was done together, and taking it back."""
    from chassis.resource import Route

    one = "/changes/{id}"
    return [
        Route("GET", one, _show_change, "", "What one request, bulk change or import did", response=ChangeOut),
        Route("GET", f"{one}/undo", _show_undo, "", "How far the undoing of a change is", response=UndoOut),
        Route("POST", f"{one}/undo", _start, "", "Undo a change where nothing has changed since", response=UndoOut),
    ]


def _direct(correlation: str) -> tuple[ColumnElement[bool], ...]:
    """What was done itself, without what events made of it elsewhere."""
    return (audit.c.correlation == correlation, audit.c.cause.is_(None))


def _change(session: Session, actor: Identity, correlation: str) -> Any:
    """The first row of a change that the actor may undo: his own, or of kinds all of whose records he may edit."""
    direct = _direct(correlation)
    row = session.execute(
        select(audit.c.id, audit.c.at, audit.c.actor_id, audit.c.actor_name)
        .where(*direct)
        .order_by(audit.c.id)
        .limit(1)
    ).first()
    if row is None:
        raise NotFound("change")
    kinds = session.scalars(select(audit.c.kind).where(*direct).distinct()).all()
    if row.actor_id == actor.user_id or all(_edits_all(actor, kind) for kind in kinds):
        return row
    if any(actor.may(kind, "view") for kind in kinds):
        raise Forbidden("Only the one who did this, or who may edit all such records, can undo it.")
    raise NotFound("change")


def _edits_all(actor: Identity, kind: str) -> bool:
    rule = actor.rule(kind)
    return actor.may(kind, "edit") and actor.may(kind, "delete") and (actor.everything or rule.edit == "all")


def _show_change(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
    first = _change(session, actor, args["id"])
    counts = (
        select(audit.c.kind, audit.c.action, func.count(distinct(audit.c.record_id)))
        .where(*_direct(args["id"]), audit.c.action.in_(UNDOABLE))
        .group_by(audit.c.kind, audit.c.action)
    )
    kinds: dict[str, dict[str, int]] = {}
    for kind, action, number in session.execute(counts):
        kinds.setdefault(kind, {})[action] = number
    last = _last(session, args["id"])
    return {
        "change": args["id"],
        "at": show_time(first.at),
        "actor_id": first.actor_id,
        "actor_name": first.actor_name,
        "kinds": kinds,
        "undo": None if last is None else _shown(last),
    }


def last_of(session: Session, correlations: list[str]) -> dict[str, dict[str, Any]]:
    """The last undo of each of some changes, for lists of them."""
    rows = session.execute(select(undos).where(undos.c.correlation.in_(correlations)).order_by(undos.c.id))
    return {row.correlation: _shown(row) for row in rows}


def _last(session: Session, correlation: str) -> Any:
    query = select(undos).where(undos.c.correlation == correlation).order_by(undos.c.id.desc())
    return session.execute(query.limit(1)).first()


def _shown(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "change": row.correlation,
        "status": row.status,
        **{name: getattr(row, name) for name in _COUNTS},
        "conflicts": row.conflicts,
        "error": row.error,
        "created_at": show_time(row.created_at),
        "finished_at": show_time(row.finished_at) if row.finished_at else None,
    }


def _show_undo(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
    _change(session, actor, args["id"])
    row = _last(session, args["id"])
    if row is None:
        raise NotFound("undo")
    return _shown(row)


def _start(session: Session, actor: Identity, args: "Args") -> "Reply":
    from chassis.resource import Reply

    correlation = args["id"]
    _change(session, actor, correlation)
    last = _last(session, correlation)
    if last is not None and last.status in batchjobs.BUSY:
        raise DomainError("undo_running", "This is being undone already.")
    undo_id = new_id()
    total = session.scalar(select(func.count(distinct(audit.c.record_id))).where(*_direct(correlation))) or 0
    row = {"id": undo_id, "correlation": correlation, "status": "queued", "total": total, "conflicts": []}
    who = {"actor": actor.dump(), "created_by": actor.user_id, "created_at": utc_now()}
    session.execute(insert(undos), {**row, **who})
    if total > AT_ONCE:
        enqueue(session, JOB, {"id": undo_id})
        return Reply(_shown(_last(session, correlation)), 202)
    with _as_change(session, undo_id):
        while batchjobs.step(session, actor, undos, undo_id, _batch):
            pass
    return Reply(_shown(_last(session, correlation)))


@contextmanager
def _as_change(session: Session, undo_id: str) -> Iterator[None]:
    """What is done inside is a change of its own, which can be undone in turn."""
    before = session.info.get("correlation")
    session.info["correlation"] = undo_id
    try:
        yield
        session.flush()
    finally:
        session.info["correlation"] = before


def run_undo(runtime: "Runtime", args: dict[str, Any]) -> None:
    """The job."""
    batchjobs.run(runtime, JOB, undos, args["id"], _batch)


def _batch(session: Session, actor: Identity, job: Any) -> bool:
    """Take back the next records, the last touched first; False when none are left."""
    direct = _direct(job.correlation)
    where = direct if job.place is None else (*direct, audit.c.id < job.place)
    columns = (audit.c.id, audit.c.kind, audit.c.record_id)
    page = session.execute(select(*columns).where(*where).order_by(audit.c.id.desc()).limit(_ROWS)).all()
    seen: dict[tuple[str, str], str] = {}
    place = job.place
    for row in page:
        if (row.kind, row.record_id) not in seen and len(seen) == BATCH:
            break
        seen.setdefault((row.kind, row.record_id), row.id)
        place = row.id
    results = _undo_all(session, actor, job.correlation, seen)
    kept = [result for result in results if result]
    values = {
        "done": job.done + len(results),
        "undone": job.undone + len(results) - len(kept),
        "kept": job.kept + len(kept),
        "conflicts": (job.conflicts + kept)[:_SHOWN],
        "place": place,
        "status": "running" if page else "finished",
        "finished_at": None if page else utc_now(),
    }
    session.execute(update(undos).where(undos.c.id == job.id).values(values))
    return bool(page)


def _undo_all(
    session: Session, actor: Identity, correlation: str, seen: Mapping[tuple[str, str], str]
) -> list[dict[str, Any] | None]:
    """One entry per record whose newest row is among `seen`: None when undone, else what was kept and why."""
    if not seen:
        return []
    ids = [record_id for _kind, record_id in seen]
    query = select(audit).where(*_direct(correlation), audit.c.record_id.in_(ids)).order_by(audit.c.id)
    rows: dict[tuple[str, str], list[Any]] = {}
    for row in session.execute(query):
        rows.setdefault((row.kind, row.record_id), []).append(row)
    # a record whose newest row was on an earlier page has been taken back with it
    newest = [key for key, row_id in seen.items() if rows[key][-1].id == row_id]
    return [_undo_one(session, actor, correlation, rows[key]) for key in newest]


def _undo_one(session: Session, actor: Identity, correlation: str, rows: list[Any]) -> dict[str, Any] | None:
    kind, record_id = rows[-1].kind, rows[-1].record_id
    service = session.info["service"]
    partly: list[Kept] = []

    def take_back() -> None:
        try:
            Reverter(session, actor, service.resource(kind.partition(".")[2]), record_id).run(rows, correlation)
        except Kept as left:  # what could be put back stays put back
            partly.append(left)

    problem = batchjobs.attempt(session, actor, take_back)
    if problem is None and partly:
        problem = problems.of(partly[0], actor.language, service, "")
    return None if problem is None else _left(rows, problem)


def _left(rows: list[Any], problem: problems.Problem) -> dict[str, Any]:
    errors = "; ".join(f"{name}: {words}" for name, words in (problem.body.get("errors") or {}).items())
    reason = " ".join(part for part in (problem.body["detail"], errors) if part)[:1000]
    title = next((row.title for row in reversed(rows) if row.title), None)
    return {"kind": rows[-1].kind, "record_id": rows[-1].record_id, "title": title, "reason": reason}


JOBS = {JOB: run_undo}
GIVEN_UP = {JOB: batchjobs.give_up(undos)}
