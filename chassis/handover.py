"""Handing all records of an owner to one or several others: counted first, done by a job, undone like any change."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from chassis import batchjobs, records, users
from chassis import fields as f
from chassis.errors import DomainError, Invalid, NotFound
from chassis.fields import show_time
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.jobs import enqueue
from chassis.rights import editable, visible
from chassis.tables import handovers
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.resource import Args, Reply, Resource, Route
    from chassis.runtime import Runtime

JOB = "hand-over"
BATCH = 100
MOST_HEIRS = 50
_SHOWN = 100


class FromIn(f.Schema):
    """Whose records."""

    owner = f.User(required=True)


class HandOverIn(f.Schema):
    """Whose records go to whom.

    With several heirs, records that hang on the same record of one of the kinds in `together` go to the same heir, in
    every service alike; all others are dealt out evenly.
    """

    id = f.Link("", help="Chosen by the caller where several services do one hand-over; it names the change to undo.")
    owner = f.User(required=True)
    heirs = f.Ids(required=True, max=MOST_HEIRS)
    kinds = f.Json(required=True, example=["contacts.organization"])
    together = f.Json(example=["contacts.organization"])


class KindCount(f.Schema):
    """How many records of a kind there are to hand over, and how many more the asker may see but not change."""

    kind = f.Text(required=True)
    count = f.Integer(required=True)
    kept = f.Integer(required=True)


class Preview(f.Schema):
    """What an owner has here."""

    data = f.Lines(KindCount, required=True)


class HandOverOut(f.Schema):
    """How far a hand-over is."""

    id = f.Link("", required=True, help="`POST /changes/{id}/undo` takes it back.")
    status = f.Choice(batchjobs.STATUSES, required=True)
    total = f.Integer(required=True)
    done = f.Integer(required=True)
    kept = f.Integer(required=True, help="Records that could not be handed over.")
    conflicts = f.Json(required=True, example=[{"kind": "sales.order", "record_id": "…", "reason": "…"}])
    error = f.Text()
    created_at = f.DateTime(required=True)
    finished_at = f.DateTime()


def routes() -> "list[Route]":
    """What an owner has, handing it over, and how far that is."""
    from chassis.resource import Route

    path = "/hand-overs"
    words = "What there is to hand over of an owner's records"
    return [
        Route("GET", f"{path}/preview", _preview, "", words, FromIn, response=Preview),
        Route(
            "POST", path, _start, "", "Hand an owner's records over", body=HandOverIn, response=HandOverOut, status=202
        ),
        Route("GET", f"{path}/{{id}}", _show, "", "How far a hand-over is", response=HandOverOut),
    ]


def _resources(session: Session, actor: Identity) -> "list[Resource]":
    found = [r for r in session.info["service"].resources if r.owned and actor.may(r.name, "view")]
    return [resource for resource in found if actor.may(resource.name, "edit")]


def _preview(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
    rows = []
    for resource in _resources(session, actor):
        query = select(func.count()).select_from(resource.model).where(*_owned(resource, args["owner"]))
        shown, open_ = visible(actor, resource.name, resource.model), editable(actor, resource.name, resource.model)
        seen = session.scalar(query if shown is None else query.where(shown)) or 0
        count = session.scalar(query if open_ is None else query.where(open_)) or 0
        if seen:
            rows.append({"kind": resource.name, "count": count, "kept": seen - count})
    return {"data": rows}


def _owned(resource: "Resource", owner: str) -> Sequence[Any]:
    return resource.model.owner_id == owner, resource.model.deleted_at.is_(None)


def _start(session: Session, actor: Identity, args: "Args") -> "Reply":
    from chassis.resource import Reply

    known = {resource.name: resource for resource in _resources(session, actor)}
    kinds, together = args["kinds"], args.get("together") or []
    if not isinstance(kinds, list) or not kinds or any(kind not in known for kind in kinds):
        raise Invalid({"kinds": ["A list of kinds that you may edit here is needed."]})
    if not isinstance(together, list) or not all(isinstance(kind, str) for kind in together):
        raise Invalid({"together": ["A list of kinds is needed."]})
    heirs = sorted(set(args["heirs"]))
    if args["owner"] in heirs or not all(users.is_active(session, heir) for heir in heirs):
        raise Invalid({"heirs": ["Choose active users other than the present owner."]})
    options = {"owner": args["owner"], "heirs": heirs, "kinds": kinds, "together": together}
    total = sum(row["count"] for row in _preview(session, actor, args)["data"] if row["kind"] in kinds)
    row = {"id": args.get("id") or new_id(), "options": options, "status": "queued", "total": total, "conflicts": []}
    if session.scalar(select(handovers.c.id).where(handovers.c.id == row["id"])):
        raise DomainError("handed_over", "There is such a hand-over already.")
    who = {"actor": actor.dump(), "created_by": actor.user_id, "created_at": utc_now()}
    session.execute(insert(handovers), {**row, **who})
    enqueue(session, JOB, {"id": row["id"]})
    return Reply(_shown(_find(session, actor, str(row["id"]))), 202)


def _show(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
    return _shown(_find(session, actor, args["id"]))


def _find(session: Session, actor: Identity, handover_id: str) -> Any:
    query = select(handovers).where(handovers.c.id == handover_id)
    if not actor.everything:
        query = query.where(handovers.c.created_by == actor.user_id)
    row = session.execute(query).first()
    if row is None:
        raise NotFound("hand-over")
    return row


def _shown(row: Any) -> dict[str, Any]:
    names = ("id", "status", "total", "done", "kept", "conflicts", "error")
    times = {name: show_time(at) if (at := getattr(row, name)) else None for name in ("created_at", "finished_at")}
    return {**{name: getattr(row, name) for name in names}, **times}


def run_hand_over(runtime: "Runtime", args: dict[str, Any]) -> None:
    """The job."""
    batchjobs.run(runtime, JOB, handovers, args["id"], _batch)


def _batch(session: Session, actor: Identity, job: Any) -> bool:
    """Hand the next records over; False when none are left."""
    kind, _, place = (job.place or f"{job.options['kinds'][0]}:").partition(":")
    resource = session.info["service"].resource(kind.partition(".")[2])
    query = select(resource.model.id).where(*_owned(resource, job.options["owner"]))
    if (open_ := editable(actor, resource.name, resource.model)) is not None:
        query = query.where(open_)
    if place:
        query = query.where(resource.model.id > place)
    ids = session.scalars(query.order_by(resource.model.id).limit(BATCH)).all()
    kept = [refused for record_id in ids if (refused := _hand_over(session, actor, resource, record_id, job.options))]
    following = f"{kind}:{ids[-1]}" if len(ids) == BATCH else _next_kind(job.options["kinds"], kind)
    values = {
        "done": job.done + len(ids) - len(kept),
        "kept": job.kept + len(kept),
        "conflicts": (job.conflicts + kept)[:_SHOWN],
        "place": following,
        "status": "running" if following else "finished",
        "finished_at": None if following else utc_now(),
    }
    session.execute(update(handovers).where(handovers.c.id == job.id).values(values))
    return following is not None


def _next_kind(kinds: list[str], kind: str) -> str | None:
    rest = kinds[kinds.index(kind) + 1 :]
    return f"{rest[0]}:" if rest else None


def _hand_over(
    session: Session, actor: Identity, resource: "Resource", record_id: str, options: dict[str, Any]
) -> dict[str, Any] | None:
    """None when the record has its heir, else why it stays."""

    def hand_over() -> None:
        record = records.load(session, actor, resource.model, record_id, "edit")
        # whatever state it is in: who it belongs to is not a matter of its contents
        records.update(session, actor, record, {"owner_id": _heir(resource, record, options)})

    problem = batchjobs.attempt(session, actor, hand_over)
    if problem is None:
        return None
    return {"kind": resource.name, "record_id": record_id, "reason": problem.body["detail"]}


def _heir(resource: "Resource", record: Any, options: dict[str, Any]) -> str:
    """The same heir for all that hangs on the same record, told from its id alone, so that services need not agree."""
    refs = [*resource.relates(record), f"{resource.name}:{record.id}"]
    wanted = (ref for kind in options["together"] for ref in refs if ref.startswith(f"{kind}:"))
    ref = next(wanted, refs[-1])
    heirs = options["heirs"]
    return str(heirs[int.from_bytes(hashlib.sha256(ref.encode()).digest()[:8]) % len(heirs)])


JOBS = {JOB: run_hand_over}
GIVEN_UP = {JOB: batchjobs.give_up(handovers)}
