"""Everything a service holds about a person, for the person (GDPR articles 15 and 20)."""

from typing import Any

from sqlalchemy import JSON, Integer, Table, inspect, or_, select
from sqlalchemy.orm import Session

from chassis import fields as f
from chassis.audit import readable
from chassis.errors import NotFound
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.privacy import records
from chassis.privacy.declaring import Subject, hashed
from chassis.privacy.sweeping import IDS, other_tables
from chassis.resource import File, Route
from chassis.tables import attachments, audit, erasures, file_contents

_SALT = "export"
_OTHERS = {"user_id", "actor_name", "owner_path", "source_version"}
"""Columns that are about colleagues, not about the person."""
_MOST_CHANGES = 5_000


class PersonIn(f.Schema):
    """Whose data is wanted: the record, and addresses by which records without a link are found."""

    kind = f.Text(max=60, default="contacts.person")
    person = f.Link("", required=True)
    emails = f.Text(max=4000, help="E-mail addresses, with commas between them.")


def routes(service: str) -> list[Route]:
    """The routes of a service by which the gateway gathers what is held about a person."""
    permission = f"{service}.privacy:export"
    words, file_words = (
        "Everything held about a person, for the person",
        "The content of a file found by /privacy/export",
    )
    return [
        Route("GET", "/privacy/export", _export, permission, words, query=PersonIn),
        Route("GET", "/privacy/files/{id}", _file, permission, file_words, file="application/octet-stream"),
    ]


def _export(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    emails = [address for address in (args.get("emails") or "").split(",") if address.strip()]
    subject = Subject(args["kind"], args["person"], _SALT, frozenset(hashed(_SALT, address) for address in emails))
    service = session.info["service"]
    if session.scalar(select(erasures.c.ref).where(erasures.c.ref == subject.ref)):
        raise NotFound("person")
    found: dict[str, list[dict[str, Any]]] = {}
    files: list[dict[str, Any]] = []
    for resource in service.resources:
        for record in records.found(session, resource, subject):
            found.setdefault(resource.name, []).append(_record(session, resource, record))
            files += _files(session, resource.kind, record.id)
    seen = {(resource.name, row["id"]) for resource in service.resources for row in found.get(resource.name, ())}
    return {
        "service": service.name,
        "label": service.label,
        "records": found,
        "other": {str(table.name): rows for table in other_tables(service) if (rows := _rows(session, table, subject))},
        "changes": [change for kind, record_id in sorted(seen) for change in _changes(session, kind, record_id)],
        "files": files,
    }


def _record(session: Session, resource: Any, record: Any) -> dict[str, Any]:
    shown = dict(resource.dumper.dump(record, frozenset()))
    for child in records.children(resource):
        own = select(child).where(getattr(child, child.root[1]) == record.id)
        if rows := [_columns(row) for row in session.scalars(own)]:
            shown[child.__tablename__] = rows
    return shown


def _columns(row: Any) -> dict[str, Any]:
    values = {attribute.key: getattr(row, attribute.key) for attribute in inspect(type(row)).column_attrs}
    return {name: readable(value) for name, value in values.items() if not isinstance(value, bytes)}


def _rows(session: Session, table: Table, subject: Subject) -> list[dict[str, Any]]:
    ids = (table.c[name] for name in ("id", *IDS) if name in table.c)
    mine = [column == subject.id for column in ids if not isinstance(column.type, Integer)]
    if "ref" in table.c:
        mine.append(table.c.ref == subject.ref)
    if not mine:
        return []
    columns = [column for column in table.c if column.name not in _OTHERS and _shown(column)]
    return [
        {str(name): readable(value) for name, value in row._mapping.items()}
        for row in session.execute(select(*columns).where(or_(*mine)).limit(_MOST_CHANGES))
    ]


def _shown(column: Any) -> bool:
    return isinstance(column.type, JSON) or column.type.python_type is not bytes


def _changes(session: Session, kind: str, record_id: str) -> list[dict[str, Any]]:
    """What was changed and when; who did it is another person's data."""
    a = audit.c
    rows = session.execute(
        select(a.at, a.kind, a.record_id, a.part, a.action, a.changes)
        .where(a.kind == kind, a.record_id == record_id)
        .order_by(a.id)
        .limit(_MOST_CHANGES)
    )
    return [{str(name): readable(value) for name, value in row._mapping.items()} for row in rows]


def _files(session: Session, noun: str, record_id: str) -> list[dict[str, Any]]:
    a = attachments.c
    rows = session.execute(
        select(a.id, a.name, a.size, a.content_type).where(
            a.noun == noun, a.record_id == record_id, a.deleted_at.is_(None)
        )
    )
    return [{"id": row.id, "name": row.name, "size": row.size, "record": f"{noun}/{record_id}"} for row in rows]


def _file(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    row = (
        session.execute(select(attachments).where(attachments.c.id == args["id"])).first()
        if is_id(args["id"])
        else None
    )
    if row is None:
        raise NotFound("file")
    content = session.scalar(select(file_contents.c.content).where(file_contents.c.sha256 == row.sha256))
    return File(content, row.content_type, row.name)
