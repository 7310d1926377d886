"""The routes every service has beside its records: meta, users, audit, search, events, operations, custom fields."""

import json
from typing import Any

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from chassis import customediting, failures, handover, meta, search, undo
from chassis import fields as f
from chassis.errors import NotFound
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.jobs import retry as retry_job
from chassis.privacy import exporting
from chassis.resource import Args, Route
from chassis.rights import owned_by
from chassis.service import Service
from chassis.standard import audit_page
from chassis.tables import audit, jobs, outbox, schedules, users
from chassis.types import plain, utc_now


class LanguageIn(f.Schema):
    """The language of the words."""

    lang = f.Choice(("en", "hu"))


class AuditIn(f.Schema):
    """Who changed what, when: each given part narrows the answer."""

    actor = f.Text(help="The id of a user, or a part of a name.")
    kind = f.Text(max=60)
    record = f.Text(max=36)
    field = f.Text(max=60)
    part = f.Text(max=60, help="The rows of a record that changed, such as `phones`.")
    value = f.Text(help="What it was changed from or to.")
    action = f.Text(max=20)
    since = f.DateTime()
    until = f.DateTime()
    before = f.Text(max=36, help="Entries older than the one with this id.")
    limit = f.Integer(min=1, max=200, default=50)


class SearchIn(f.Schema):
    """Words to look for."""

    q = f.Text(required=True)
    limit = f.Integer(min=1, max=50, default=10)


class FeedIn(f.Schema):
    """Events after a sequence number."""

    after = f.Integer(min=0, max=2**31 - 1, default=0)
    limit = f.Integer(min=1, max=1000, default=200)
    type = f.Text(max=100)


class ReasonIn(f.Schema):
    """Why a message is discarded."""

    reason = f.Text(500, required=True)


def routes(service: Service) -> list[Route]:
    """The common routes of a service."""
    name = service.name
    operate, look = f"{name}.operations:manage", f"{name}.operations:view"
    users_here = [Route("GET", "/users", _users, "", "The users known here", SearchIn)]
    if any(resource.collection == "users" for resource in service.resources):
        users_here = []  # the service that keeps the users themselves has a list of them
    return [
        *users_here,
        *undo.routes(),
        *handover.routes(),
        *exporting.routes(name),
        Route("GET", "/meta", _meta, "", "What pages need to know of this service", LanguageIn),
        Route("GET", "/audit", _audit, f"{name}.audit:view", "Who changed what, when, from what to what", AuditIn),
        Route("GET", "/search", _search, "", "Search all kinds of records as one types", SearchIn),
        Route("GET", "/events", _feed, f"{name}.events:view", "The events of this service in their order", FeedIn),
        Route("GET", "/operations", _operations, look, "Backlog, failed and parked messages, jobs and schedules"),
        Route("POST", "/operations/parked/{id}/retry", _retry, operate, "Try a parked message again"),
        Route("POST", "/operations/parked/{id}/discard", _discard, operate, "Give a parked message up", body=ReasonIn),
        Route("POST", "/operations/jobs/{id}/retry", _retry_job, operate, "Try a parked job again"),
        *customediting.routes(name),
    ]


def _meta(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    return meta.describe(session, session.info["service"], args.get("lang") or actor.language)


def _users(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    statement = select(users.c.id, users.c.name).where(
        users.c.active, users.c.name.icontains(args["q"], autoescape=True)
    )
    rows = session.execute(statement.order_by(users.c.name).limit(args["limit"]))
    return {"data": [{"id": row.id, "name": row.name} for row in rows]}


def _search(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    return {"data": search.find(session, actor, args["q"], args["limit"])}


def _audit(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    conditions = [_seen(session, actor), *_audit_conditions(session, args)]
    rows = session.execute(select(audit).where(*conditions).order_by(audit.c.id.desc()).limit(args["limit"] + 1)).all()
    return audit_page(rows, args["limit"], {kind: rule.hidden for kind, rule in actor.rules.items()})


def _audit_conditions(session: Session, args: Args) -> list[Any]:
    tests = {
        "kind": lambda value: audit.c.kind == value,
        "record": lambda value: audit.c.record_id == value,
        "action": lambda value: audit.c.action == value,
        "actor": lambda value: audit.c.actor_id == value if is_id(value) else _has(session, audit.c.actor_name, value),
        "field": lambda value: audit.c.fields.contains(value, autoescape=True),
        "part": lambda value: audit.c.part.endswith(value, autoescape=True),
        "value": lambda value: _has(session, cast(audit.c.changes, String), value),
        "since": lambda value: audit.c.at >= value,
        "until": lambda value: audit.c.at <= value,
        "before": lambda value: audit.c.id < value,
    }
    return [test(args[name]) for name, test in tests.items() if args.get(name) is not None]


def _has(session: Session, column: Any, text: str) -> Any:
    """Containment without regard to case, and on SQLite to accents either."""
    if session.get_bind().dialect.name == "sqlite":
        return func.plain(column).contains(plain(text), autoescape=True)
    return column.icontains(text, autoescape=True)


def _seen(session: Session, actor: Identity) -> Any:
    """The audit rows of kinds and records the actor may view."""
    if actor.everything:
        return audit.c.id.is_not(None)
    parts = []
    for resource in session.info["service"].resources:
        if actor.may(resource.name, "view"):
            of_kind = audit.c.kind == resource.name
            mine = owned_by(actor, actor.rule(resource.name).view, audit.c.owner_id, audit.c.owner_path)
            parts.append(of_kind if mine is None else of_kind & mine)
    return or_(*parts) if parts else audit.c.id.is_(None)


def _feed(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    statement = select(outbox.c.body, outbox.c.sequence).where(outbox.c.sequence > args["after"])
    if args.get("type"):
        statement = statement.where(outbox.c.type == args["type"])
    rows = session.execute(statement.order_by(outbox.c.sequence).limit(args["limit"])).all()
    data = [{**json.loads(row.body), "sequence": row.sequence} for row in rows]
    return {"data": data, "next": rows[-1].sequence if rows else args["after"]}


def _operations(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    waiting = outbox.c.sent_at.is_(None)
    pending, oldest = session.execute(select(func.count(), func.min(outbox.c.created_at)).where(waiting)).one()
    age = 0.0 if oldest is None else round((utc_now() - oldest).total_seconds(), 3)
    messages = [_plain(row) for row in failures.listed(session, parked_only=False)]
    unfinished = session.execute(
        select(jobs).where(jobs.c.finished_at.is_(None)).order_by(jobs.c.created_at.desc()).limit(100)
    )
    return {
        "service": session.info["service"].name,
        "outbox": {"pending": pending, "oldest_seconds": age},
        "parked": [row for row in messages if row["parked_at"]],
        "retrying": [row for row in messages if not row["parked_at"]],
        "jobs": [_plain(row._mapping) for row in unfinished],
        "schedules": [_plain(row._mapping) for row in session.execute(select(schedules).order_by(schedules.c.name))],
    }


def _plain(row: Any) -> dict[str, Any]:
    # a row's keys are a kind of str that the JSON writer refuses
    return {str(name): f.show_time(v) if hasattr(v, "isoformat") else v for name, v in dict(row).items()}


def _retry(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    failures.retry(session, args["id"])
    return {"id": args["id"], "status": "retrying"}


def _discard(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    failures.discard(session, args["id"], f"{actor.name}: {args['reason']}")
    return {"id": args["id"], "status": "discarded"}


def _retry_job(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    if not retry_job(session, args["id"]):
        raise NotFound("job")
    return {"id": args["id"], "status": "retrying"}
