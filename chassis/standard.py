"""The routes that every kind of record has, written once."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from chassis import audit, customfields, listing, records, tags
from chassis import fields as f
from chassis.dumping import without
from chassis.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.merging import follow
from chassis.resource import Action, Args, Reply, Resource, Route
from chassis.tables import audit as audit_table

BULK_LIMIT = 10_000


class BulkIn(f.Schema):
    """One action for many records."""

    action = f.Text(required=True, example="delete")
    ids = f.Ids(required=True, max=BULK_LIMIT)
    data = f.Object(default=dict)


class MomentIn(f.Schema):
    """A point in time."""

    at = f.DateTime(required=True)


class HistoryIn(f.Schema):
    """A page of history."""

    limit = f.Integer(min=1, max=200, default=50)
    before = f.Link("", help="Entries older than the one with this id.")


def routes(resource: Resource) -> list[Route]:
    """The standard routes of a kind, as far as it offers them."""
    acting = [_acting(resource, action) for action in resource.actions]
    return [*tags.routes(resource), *_reading(resource), *_writing(resource), *acting]


def _paths(resource: Resource) -> tuple[str, str]:
    return f"/{resource.collection}", f"/{resource.collection}/{{id}}"


def _reading(resource: Resource) -> list[Route]:
    many, one = _paths(resource)
    label, plural = resource.readable_label().lower(), resource.readable_plural().lower()
    history = f"Who changed the {label}, when, from what to what"
    return [
        Route("GET", many, _list(resource), "view", f"List {plural}", "list", response=resource, many=True),
        Route("GET", f"{one}/history", _history(resource), "view", history, HistoryIn),
        Route("GET", f"{one}/as-of", _as_of(resource), "view", f"The {label} as it was at a moment", MomentIn),
        Route("GET", one, _read(resource), "view", f"One {label}", response=resource),
    ]


def _writing(resource: Resource) -> list[Route]:
    many, one = _paths(resource)
    label, plural = resource.readable_label().lower(), resource.readable_plural().lower()
    shape: dict[str, Any] = {"body": resource.in_schema, "response": resource}
    found = []
    if resource.create is not False:
        found.append(Route("POST", many, _create(resource), "create", f"Make a {label}", status=201, **shape))
    if resource.update is not False:
        found.append(Route("PATCH", one, _update(resource), "edit", f"Change a {label}", partial=True, **shape))
    if resource.delete is not False:
        back = f"Bring a deleted {label} back"
        found.append(Route("DELETE", one, _delete(resource), "delete", f"Delete a {label}", status=204))
        found.append(Route("POST", f"{one}/restore", _restore(resource), "delete", back, response=resource))
    if found or resource.actions:
        words = f"Do one thing to many {plural}"
        found.append(Route("POST", f"{many}/bulk", _bulk(resource), "view", words, body=BulkIn))
    return found


def _acting(resource: Resource, action: Action) -> Route:
    path = f"{_paths(resource)[1]}/{action.name.replace('_', '-')}"
    summary = action.summary or f"{_words(action)} a {resource.readable_label().lower()}"
    returned = _returned(resource, action)
    return Route("POST", path, _act(resource, action), action.name, summary, body=action.schema, response=returned)


def _words(action: Action) -> str:
    return action.label or action.name.replace("_", " ").capitalize()


def _returned(resource: Resource, action: Action) -> Resource:
    return resource.service.resource(action.returns) if action.returns else resource


def reply(resource: Resource, actor: Identity, record: Any, status: int = 200) -> Reply:
    """A record as an answer, with its version as ETag."""
    if (session := object_session(record)) is not None:
        session.flush()  # the version to answer with is the one after the change
    body = shown(resource, record, actor.rule(resource.name).hidden)
    return Reply(body, status, {"ETag": f'"{record.version}"'})


def shown(resource: Resource, record: Any, hidden: Collection[str]) -> dict[str, Any]:
    """A record as it goes out, without what is hidden, its custom fields as they are defined now."""
    body, session = resource.dumper.dump(record, hidden), object_session(record)
    if session is not None and body.get("custom"):
        body["custom"] = customfields.shown(session, resource.kind, body["custom"], hidden)
    return body


def _list(resource: Resource) -> Any:
    def list_records(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        return listing.run_list(session, actor, resource, listing.read_query(session, actor, resource, args.query))

    return list_records


def _read(resource: Resource) -> Any:
    def read(session: Session, actor: Identity, args: Args) -> Reply:
        try:
            return reply(resource, actor, records.load(session, actor, resource.model, args["id"]))
        except NotFound:
            survivor = follow.survivor_of(session, resource.name, args["id"]) if is_id(args["id"]) else None
            if survivor is None:
                raise
            records.load(session, actor, resource.model, survivor)  # a merged record leads only where one may go
            return Reply({"id": survivor}, 301, {"Location": survivor})

    return read


def writable(resource: Resource, actor: Identity, data: dict[str, Any]) -> dict[str, Any]:
    """The data, unless it has fields that the actor may not write."""
    rule = actor.rule(resource.name)
    names = [*data, *(f"custom.{name}" for name in data.get("custom") or ())]
    if refused := [name for name in names if name in rule.read_only or name in rule.hidden]:
        raise Invalid({name: ["You may not change this field."] for name in refused})
    return data


def _given(args: Args) -> dict[str, Any]:
    return dict(args.body or {})


def _create(resource: Resource) -> Any:
    def create(session: Session, actor: Identity, args: Args) -> Reply:
        rule, data = actor.rule(resource.name), _given(args)
        writable(resource, actor, {name: data[name] for name in data if name in args.given})
        data = without(data, rule.read_only | rule.hidden)
        record = (
            resource.create(session, actor, data)
            if resource.create
            else records.create(session, actor, resource.model, data)
        )
        return reply(resource, actor, record, 201)

    return create


def check_version(args: Args, record: Any) -> None:
    """Refuse a change of a version that is no longer the newest (If-Match, RFC 9110 §13.1.1)."""
    wanted = args.headers.get("If-Match")
    if (
        wanted
        and wanted != "*"
        and f'"{record.version}"' not in [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
    ):
        raise Stale


def change_one(session: Session, actor: Identity, resource: Resource, record: Any, data: dict[str, Any]) -> Any:
    """Change a loaded record by the resource's own command or the standard one."""
    if resource.update:
        return resource.update(session, actor, record, data)
    return records.update(session, actor, record, data)


def _update(resource: Resource) -> Any:
    def update(session: Session, actor: Identity, args: Args) -> Reply:
        data = writable(resource, actor, _given(args))
        record = records.load(session, actor, resource.model, args["id"], "edit")
        check_version(args, record)
        return reply(resource, actor, change_one(session, actor, resource, record, data))

    return update


def remove(session: Session, actor: Identity, resource: Resource, record: Any) -> None:
    """Delete a loaded record by the resource's own command or the standard one."""
    (resource.delete or records.delete)(session, actor, record)


def _delete(resource: Resource) -> Any:
    def delete(session: Session, actor: Identity, args: Args) -> Reply:
        record = records.load(session, actor, resource.model, args["id"], "delete")
        check_version(args, record)
        remove(session, actor, resource, record)
        return Reply(None, 204)

    return delete


def _restore(resource: Resource) -> Any:
    def restore(session: Session, actor: Identity, args: Args) -> Reply:
        record = records.load(session, actor, resource.model, args["id"], "delete", deleted=True)
        records.guard(
            follow.survivor_of(session, resource.name, record.id) is None,
            "merged",
            "This was merged into another record. Undo the merge to have it back.",
        )
        return reply(resource, actor, records.restore(session, actor, record))

    return restore


def _act(resource: Resource, action: Action) -> Any:
    def act(session: Session, actor: Identity, args: Args) -> Reply:
        if "If-Match" in args.headers:
            check_version(args, records.load(session, actor, resource.model, args["id"], action.name))
        made = action.run(session, actor, args["id"], **_given(args))
        return reply(resource.service.resource(made.kind), actor, made)

    return act


def _bulk(resource: Resource) -> Any:
    def bulk(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        do = _bulk_step(resource, actor, args["action"], args["data"] or {})
        results = []
        for record_id in dict.fromkeys(args["ids"]):
            try:
                with session.begin_nested():
                    do(session, record_id)
                results.append({"id": record_id, "ok": True, "error": None})
            except DomainError as error:
                words = "; ".join(f"{name}: {m}" for name, m in error.errors.items()) or str(error)
                results.append({"id": record_id, "ok": False, "error": words})
        return {"results": results, "change": session.info.get("correlation")}

    return bulk


def _bulk_step(resource: Resource, actor: Identity, name: str, data: Any) -> Any:
    """The step to take for each id, its right and its data checked once."""
    action = next((a for a in resource.actions if a.name == name and a.bulk), None)
    known: dict[str, tuple[Any, str]] = {
        "update": (resource.update, "edit"),
        "delete": (resource.delete, "delete"),
        "restore": (resource.delete, "delete"),
    }
    if action is None and (name not in known or known[name][0] is False):
        raise Invalid({"action": ["There is no such action for many records."]})
    verb = name if action else known[name][1]
    if not actor.may(resource.name, verb):
        raise Forbidden
    if action:
        given = action.schema().load(data) if action.schema else {}
        return lambda session, record_id: action.run(session, actor, record_id, **given)
    if name == "update":
        changes = writable(resource, actor, dict(resource.in_schema.load(data, partial=True)))
        return lambda session, record_id: change_one(
            session, actor, resource, records.load(session, actor, resource.model, record_id, "edit"), changes
        )
    gone = name == "restore"
    then = records.restore if gone else lambda s, a, record: remove(s, a, resource, record)
    return lambda session, record_id: then(
        session, actor, records.load(session, actor, resource.model, record_id, "delete", deleted=gone)
    )


def _history(resource: Resource) -> Any:
    def history(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        records.load(session, actor, resource.model, args["id"])
        statement = select(audit_table).where(
            audit_table.c.kind == resource.name, audit_table.c.record_id == args["id"]
        )
        if args.get("before"):
            statement = statement.where(audit_table.c.id < args["before"])
        rows = session.execute(statement.order_by(audit_table.c.id.desc()).limit(args["limit"] + 1)).all()
        return audit_page(rows, args["limit"], {resource.name: actor.rule(resource.name).hidden})

    return history


def audit_page(rows: Any, limit: int, hidden: dict[str, frozenset[str]]) -> dict[str, Any]:
    """Audit rows as they are shown, newest first; hidden fields are left out."""
    data = [
        {
            "id": row.id,
            "at": f.show_time(row.at),
            "actor": {"id": row.actor_id, "name": row.actor_name},
            "action": row.action,
            "kind": row.kind,
            "record_id": row.record_id,
            "title": row.title,
            "part": row.part,
            "part_id": row.part_id,
            "cause": row.cause,
            "request_id": row.request_id,
            "address": row.address,
            "changes": without(row.changes, hidden.get(row.kind, frozenset())),
        }
        for row in rows[:limit]
    ]
    return {"data": data, "next": data[-1]["id"] if len(rows) > limit else None}


def _as_of(resource: Resource) -> Any:
    def as_of(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        record = records.load(session, actor, resource.model, args["id"])
        moment: datetime = args["at"]
        if record.created_at > moment:
            raise Invalid({"at": ["The record did not exist yet."]})
        values = audit.as_of(session, resource.name, record, moment)
        hidden = actor.rule(resource.name).hidden
        values["custom"] = customfields.shown(session, resource.kind, values.get("custom"), hidden)
        shown = {name: values[name] for name in resource.all_fields if name in values}
        return without(shown, hidden)

    return as_of
