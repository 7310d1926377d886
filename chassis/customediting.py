"""Defining custom fields: the routes, what a change may be, its line in the audit, and the index that follows it."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marshmallow import validate
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chassis import audit, customcolumns, customfields
from chassis import fields as f
from chassis.customchecks import PARTS, checked
from chassis.errors import Invalid, NotFound
from chassis.identity import Identity
from chassis.ids import is_id, new_id
from chassis.jobs import enqueue
from chassis.resource import Args, Reply, Resource, Route
from chassis.tables import custom_fields
from chassis.types import plain

if TYPE_CHECKING:
    from chassis.runtime import Runtime

JOB = "custom-index"
NOUN = "custom_field"
MOST = 100
_RENAMED = {"unique": "no_twice"}


class CustomFieldIn(f.Schema):
    """A field added by an administrator."""

    noun = f.Text(max=60, required=True, example="paper")
    name = f.Text(
        max=50,
        validate=validate.Regexp(rf"^{customfields.NAME.pattern}$", error="Small letters, digits and _ only."),
        help="Left out, it is made from the label.",
        example="colour",
    )
    label = f.Text(max=120, help="In English; one of the two labels is needed.", example="Colour")
    label_hu = f.Text(max=120, example="Szín")
    type = f.Choice(customfields.TYPES, required=True, example="text")
    choices = f.Json(help="Texts, or objects with value, label, label_hu, colour and retired.", example=["red", "blue"])
    required = f.Flag(default=False)
    unique = f.Flag(default=False, help="No two records may have the same value.")
    searchable = f.Flag(default=False, help="The search finds the record by the words of this field.")
    listed = f.Flag(default=False, help="A column of the list from the beginning.")
    help = f.Text(max=300)
    help_hu = f.Text(max=300)
    section = f.Text(max=120, help="The heading under which the field stands.")
    section_hu = f.Text(max=120)
    default = f.Json(help="What a new record gets when nothing is given.", example=None)
    min = f.Text(max=30)
    max = f.Text(max=30)
    max_length = f.Integer(min=1, max=20_000)
    currency = f.Currency(help="The currency of the amounts.")
    link = f.Text(max=60, help="The kind that is linked to, as service.noun.", example="contacts.organization")
    position = f.Integer()
    active = f.Flag(default=True)


class OrderIn(f.Schema):
    """The fields of a kind in their new order."""

    ids = f.Ids(required=True, max=MOST)


def routes(service: str) -> list[Route]:
    """The routes by which custom fields are defined."""
    change, see = f"{service}.{NOUN}:edit", f"{service}.{NOUN}:view"
    one = "/custom-fields/{id}"
    patch: dict[str, Any] = {"body": CustomFieldIn, "partial": True}
    return [
        Route("GET", "/custom-fields", _list, see, "The custom fields defined here, removed ones too"),
        Route("POST", "/custom-fields", _define, change, "Define a custom field", body=CustomFieldIn, status=201),
        Route("POST", "/custom-fields/order", _order, change, "Put custom fields in order", body=OrderIn),
        Route("PATCH", one, _redefine, change, "Change a custom field", **patch),
        Route("DELETE", one, _undefine, change, "Remove a custom field; its values are kept", status=204),
        Route("POST", f"{one}/restore", _restore, change, "Bring a removed custom field and its values back"),
    ]


def shown(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A definition as the API has it."""
    values = {str(name): value for name, value in row.items()}
    options = values.pop("options") or {}
    values["unique"] = values.pop("no_twice")
    choices = customfields.choices_of({"options": options}) if options.get("choices") else None
    return {**values, **{name: options.get(name) for name in PARTS}, "choices": choices}


def _list(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    ordered = select(custom_fields).order_by(custom_fields.c.noun, custom_fields.c.position, custom_fields.c.id)
    return {"data": [shown(row._mapping) for row in session.execute(ordered)]}


def _one(session: Session, field_id: str) -> dict[str, Any]:
    wanted = select(custom_fields).where(custom_fields.c.id == field_id).with_for_update()
    row = session.execute(wanted).first() if is_id(field_id) else None
    if row is None:
        raise NotFound("field")
    return dict(row._mapping)


def _resource(session: Session, noun: str) -> Resource:
    found: Resource | None = session.info["service"].resource_of(type("_", (), {"kind": noun}))
    if found is None:
        raise Invalid({"noun": ["There is no such kind of record."]})
    return found


def _columns(data: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """What is given as the columns of the table."""
    values = {_RENAMED.get(name, name): value for name, value in data.items() if name not in PARTS}
    options = {**(before.get("options") or {}), **{name: data[name] for name in PARTS if name in data}}
    return {**values, "options": {name: value for name, value in options.items() if value is not None}}


def _define(session: Session, actor: Identity, args: Args) -> Reply:
    data = {name: value for name, value in args.body.items() if value is not None}
    resource = _resource(session, data["noun"])
    data["label"] = data.get("label") or data.get("label_hu")
    if not data["label"]:
        raise Invalid({"label": ["This is needed."]})
    known = {row.name: row.active for row in session.execute(_of_noun(resource.kind))}
    if len(known) >= MOST:
        raise Invalid({"noun": ["A kind may have at most 100 custom fields, removed ones included."]})
    data["name"] = data.get("name") or _free_name(data["label"], known)
    if data["name"] in known:
        words = "This is already used." if known[data["name"]] else "A removed field has this name; bring it back."
        raise Invalid({"name": [words]})
    values = {"id": new_id(), "position": len(known), **_columns(data, {})}
    values = checked(session, actor, resource, values)
    session.execute(insert(custom_fields).values(values))
    return Reply(_done(session, resource, values["id"], "create", {}), 201)


def _of_noun(noun: str) -> Any:
    return select(custom_fields.c.name, custom_fields.c.active).where(custom_fields.c.noun == noun)


def _free_name(label: str, known: Mapping[str, Any]) -> str:
    stem = re.sub(r"[^a-z0-9]+", "_", plain(label)).strip("_")[:44] or "field"
    stem = stem if stem[0].isalpha() else f"f_{stem}"
    return next(name for n in range(1, MOST + 2) if (name := stem if n == 1 else f"{stem}_{n}") not in known)


def _redefine(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    before = _one(session, args.path["id"])
    resource = _resource(session, before["noun"])
    data = dict(args.body)
    for name in ("noun", "name"):
        if data.get(name, before[name]) != before[name]:
            raise Invalid({name: ["This cannot be changed; make a new field."]})
    if "label" in data or "label_hu" in data:
        data["label"] = data.get("label") or data.get("label_hu") or before["label"]
    if data.get("position", 0) is None:
        del data["position"]
    values = checked(session, actor, resource, {**before, **_columns(data, before)}, before)
    session.execute(update(custom_fields).where(custom_fields.c.id == before["id"]).values(values))
    action = "restore" if values["active"] and not before["active"] else "update"
    return _done(session, resource, before["id"], action, before)


def _undefine(session: Session, actor: Identity, args: Args) -> Reply:
    before = _one(session, args.path["id"])
    _switch(session, before, "delete")
    return Reply(None, 204)


def _restore(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    before = _one(session, args.path["id"])
    return _switch(session, before, "restore")


def _switch(session: Session, before: dict[str, Any], action: str) -> dict[str, Any]:
    resource = _resource(session, before["noun"])
    values = {"active": action == "restore"}
    session.execute(update(custom_fields).where(custom_fields.c.id == before["id"]).values(values))
    return _done(session, resource, before["id"], action, before)


def _order(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    found = [_one(session, field_id) for field_id in args["ids"]]
    if len({row["noun"] for row in found}) > 1:
        raise Invalid({"ids": ["These are fields of several kinds."]})
    for position, row in enumerate(found):
        if row["position"] != position:
            where = custom_fields.c.id == row["id"]
            session.execute(update(custom_fields).where(where).values(position=position))
            _note(session, row, {**row, "position": position}, "update")
    customfields.forget(session)
    return {"ids": [row["id"] for row in found]}


def _done(session: Session, resource: Resource, field_id: str, action: str, before: Mapping[str, Any]) -> Any:
    """What follows every change: the audit, the index of a unique field at once, the other index by a job."""
    after = _one(session, field_id)
    _note(session, before, after, action)
    _keep_unique(session, resource, before, after)
    if before and before["type"] != after["type"]:  # at once: the old index may not take the new values
        for name in customcolumns.indexes(before, resource.model.__tablename__, session.get_bind().dialect.name):
            session.connection().exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    if any(before.get(name) != after[name] for name in ("type", "active", "searchable")):
        enqueue(session, JOB, {"id": after["id"], "search": before.get("searchable", False) != after["searchable"]})
    customfields.forget(session)
    return shown(after)


def _note(session: Session, before: Mapping[str, Any], after: Mapping[str, Any], action: str) -> None:
    old, new = (shown(row) if row else {} for row in (before, after))
    names = [name for name in new if name not in ("id", "position") or action == "update"]
    changes = {n: [old.get(n), new[n]] for n in names if old.get(n) != new[n] and not (not old and not new[n])}
    kind = f"{session.info['service'].name}.{NOUN}"
    if changes:
        audit.enter(session, kind, after["id"], f"{after['noun']}: {after['label']}", action, changes)


def _keep_unique(session: Session, resource: Resource, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    had = bool(before.get("no_twice") and before.get("active"))
    wants = bool(after["no_twice"] and after["active"])
    if wants and not had:
        value = customcolumns.repeated(session, resource.model, after["name"])
        if value is not None:
            raise Invalid({"unique": ["Some values are there more than once; make them differ first."]})
        table, dialect = resource.model.__tablename__, session.get_bind().dialect.name
        session.connection().exec_driver_sql(customcolumns.unique_index(after, table, dialect))
    elif had and not wants:
        session.connection().exec_driver_sql(f"DROP INDEX IF EXISTS {customcolumns.unique_name(before)}")


def make_indexes(runtime: "Runtime", args: dict[str, Any]) -> None:
    """The job that follows a definition: make the indexes it needs, drop those it does not, renew the search.

    A service with a link to a kind hears of the merges of that kind from then on.
    """
    with runtime.reading() as session:
        row = session.execute(select(custom_fields).where(custom_fields.c.id == args["id"])).first()
    if row is None:
        return
    definition = dict(row._mapping)
    resource = runtime.service.resource(definition["noun"])
    wanted = customcolumns.indexes(definition, resource.model.__tablename__, runtime.database.engine.dialect.name)
    (_on_sqlite if runtime.database.sqlite else _on_postgresql)(runtime, definition, wanted)
    if definition["type"] == "link" and not runtime.settings.embedded:
        from chassis.bus.amqp import declare_queues

        declare_queues(runtime.settings.amqp_url, {runtime.name: runtime.patterns})
    if args.get("search"):
        from chassis import search

        search.renew(runtime, resource)


def _on_sqlite(runtime: "Runtime", definition: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    there = "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE ?"
    with runtime.transaction() as session:
        connection = session.connection()
        found = connection.exec_driver_sql(there, (f"{customcolumns.index_name(definition)}%",)).scalars().all()
        for name in set(found) - set(wanted):
            connection.exec_driver_sql(f"DROP INDEX {name}")
        for name, rest in wanted.items():
            connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS {name} {rest}")


def _on_postgresql(runtime: "Runtime", definition: Mapping[str, Any], wanted: Mapping[str, str]) -> None:
    """Concurrently, outside a transaction: nobody waits. What a broken run left invalid is made anew."""
    there = "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    with runtime.database.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        like = f"{customcolumns.index_name(definition)}%"
        found = alone.exec_driver_sql(f"{there} WHERE c.relname LIKE %s", (like,)).all()
        for name, valid in found:
            if not valid or name not in wanted:
                alone.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        for name, rest in wanted.items():
            alone.exec_driver_sql(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} {rest}")


JOBS = {JOB: make_indexes}
"""What every service does by itself beside its own jobs."""
