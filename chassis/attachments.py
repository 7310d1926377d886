"""Files on records, with their versions: kept in the service's own database, each content once, served safely.

Each row is a version with an id of its own; `file_id` is the id of the file's first one, `replaced_at` is empty on the
newest. What names a version goes on showing it as it was, whatever comes after.
"""

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from chassis import audit, previews, records
from chassis import fields as f
from chassis.db import insert_into
from chassis.errors import DomainError, NotFound
from chassis.identity import Identity
from chassis.ids import is_id, new_id
from chassis.tables import attachments, file_contents, file_previews
from chassis.types import utc_now
from chassis.uploads import SHOWN, content_type_of, received

if TYPE_CHECKING:
    from chassis.resource import Args, File, Reply, Resource, Route

MAX_SIZE = 25 * 1024 * 1024
SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
    "Cache-Control": "private, max-age=3600",
}


class AttachmentOut(f.Schema):
    """A file of a record, or one of its versions."""

    id = f.Link("", required=True, help="The id of this version.")
    file_id = f.Link("", required=True, help="The same for all versions of a file.")
    number = f.Integer(required=True, example=2, help="Which version this is, counted from 1.")
    newest = f.Flag(required=True)
    name = f.Text(required=True, max=255, example="szerzodes.pdf")
    content_type = f.Text(required=True, example="application/pdf")
    size = f.Integer(required=True, example=48_213)
    sha256 = f.Text(required=True, max=64)
    preview = f.Flag(required=True, help="Whether `/preview` can show it.")
    created_at = f.DateTime(required=True)
    created_by_name = f.Text(required=True)


class AttachmentList(f.Schema):
    """Files of a record, or versions of a file, newest first."""

    data = f.Lines(AttachmentOut, required=True)


_out = AttachmentOut()


def routes(resource: "Resource") -> "tuple[Route, ...]":
    """The routes of a kind's files; who may view the record may view them, who may edit it may add and remove."""
    from chassis.resource import Route

    many = f"/{resource.collection}/{{id}}/attachments"
    one = f"{many}/{{attachment}}"
    label = resource.readable_label().lower()
    made: dict[str, Any] = {"response": AttachmentOut, "status": 201}
    add, change = f"Add a file to a {label}", f"Add a newer version of a file of a {label}"
    back = f"Make an older version of a file of a {label} the newest again"
    seen, any_type = f"Versions of a file of a {label}", "application/octet-stream"
    return (
        Route("GET", many, _list(resource), "view", f"Files of a {label}", response=AttachmentList),
        Route("POST", many, _add(resource), "edit", add, upload=True, **made),
        Route("GET", f"{one}/versions", _versions(resource), "view", seen, response=AttachmentList),
        Route("POST", f"{one}/versions", _replace(resource), "edit", change, upload=True, **made),
        Route("POST", f"{one}/restore", _restore(resource), "edit", back, **made),
        previews.route(f"{one}/preview", _find(resource), label),
        Route("GET", one, _open(resource), "view", f"Open a file of a {label}", file=any_type),
        Route("DELETE", one, _remove(resource), "edit", f"Remove a file of a {label} with its versions", status=204),
    )


def _list(resource: "Resource") -> Any:
    def list_files(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
        records.load(session, actor, resource.model, args["id"])
        newest = _standing(resource, args["id"]).where(attachments.c.replaced_at.is_(None))
        return {"data": [_shown(row) for row in session.execute(newest.order_by(attachments.c.id.desc()))]}

    return list_files


def _versions(resource: "Resource") -> Any:
    def list_versions(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
        row = _find(resource)(session, actor, args)
        a = attachments.c
        found = session.execute(select(attachments).where(a.file_id == row.file_id).order_by(a.number.desc()))
        return {"data": [_shown(version) for version in found]}

    return list_versions


def _add(resource: "Resource") -> Any:
    def add_file(session: Session, actor: Identity, args: "Args") -> "Reply":
        record = records.load(session, actor, resource.model, args["id"], "edit")
        name, content = received(args, MAX_SIZE)
        row = store(session, actor, resource.kind, record.id, name, content)
        audit.note(session, record, "attachments", row["id"], "create", {"name": [None, row["name"]]})
        return _made(row)

    return add_file


def _replace(resource: "Resource") -> Any:
    def replace_file(session: Session, actor: Identity, args: "Args") -> "Reply":
        record = records.load(session, actor, resource.model, args["id"], "edit")
        newest = _newest(session, _find(resource)(session, actor, args))
        name, content = received(args, MAX_SIZE)
        row = _describe(actor, resource.kind, record.id, name, content)
        if row["sha256"] == newest.sha256:
            raise DomainError("same_content", "This file is the same as the newest version.")
        _keep_content(session, row["sha256"], content)
        return _made(_succeed(session, record, newest, row, {}))

    return replace_file


def _restore(resource: "Resource") -> Any:
    def restore_version(session: Session, actor: Identity, args: "Args") -> "Reply":
        record = records.load(session, actor, resource.model, args["id"], "edit")
        old = _find(resource)(session, actor, args)
        if old.replaced_at is None:
            raise DomainError("newest_version", "This is the newest version already.")
        copied = ("noun", "record_id", "name", "content_type", "size", "sha256")
        row = {name: old._mapping[name] for name in copied} | _stamp(actor)
        changes = {"restored_version": [None, old.number]}
        return _made(_succeed(session, record, _newest(session, old), row, changes))

    return restore_version


def _open(resource: "Resource") -> Any:
    def open_file(session: Session, actor: Identity, args: "Args") -> "File":
        from chassis.resource import File

        row = _find(resource)(session, actor, args)
        content = session.scalar(select(file_contents.c.content).where(file_contents.c.sha256 == row.sha256))
        return File(content, row.content_type, row.name, row.content_type in SHOWN, SAFE_HEADERS)

    return open_file


def _remove(resource: "Resource") -> Any:
    def remove_file(session: Session, actor: Identity, args: "Args") -> "Reply":
        from chassis.resource import Reply

        record = records.load(session, actor, resource.model, args["id"], "edit")
        newest = _newest(session, _find(resource)(session, actor, args))
        all_versions = attachments.c.file_id == newest.file_id
        session.execute(update(attachments).where(all_versions).values(deleted_at=utc_now()))
        audit.note(session, record, "attachments", newest.file_id, "delete", {"name": [newest.name, None]})
        return Reply(None, 204)

    return remove_file


def _standing(resource: "Resource", record_id: str) -> Any:
    own = (attachments.c.noun == resource.kind, attachments.c.record_id == record_id)
    return select(attachments).where(*own, attachments.c.deleted_at.is_(None))


def _find(resource: "Resource") -> Any:
    def find(session: Session, actor: Identity, args: "Args") -> Any:
        """The version that is asked for, of a record that the actor may view."""
        records.load(session, actor, resource.model, args["id"])
        file_id = args["attachment"]
        query = _standing(resource, args["id"]).where(attachments.c.id == file_id)
        row = session.execute(query).first() if is_id(file_id) else None
        if row is None:
            raise NotFound("file")
        return row

    return find


def _newest(session: Session, version: Any) -> Any:
    a = attachments.c
    return session.execute(select(attachments).where(a.file_id == version.file_id, a.replaced_at.is_(None))).one()


def _shown(row: Any) -> dict[str, Any]:
    values = dict(row._mapping)
    return dict(_out.dump({**values, "newest": row.replaced_at is None, "preview": row.content_type in SHOWN}))


def _made(row: dict[str, Any]) -> "Reply":
    from chassis.resource import Reply

    return Reply(_out.dump({**row, "newest": True, "preview": row["content_type"] in SHOWN}), 201)


def store(session: Session, actor: Identity, noun: str, record_id: str, name: str, content: bytes) -> dict[str, Any]:
    """Keep a file on a record; equal contents are kept once."""
    row = _describe(actor, noun, record_id, name, content)
    _keep_content(session, row["sha256"], content)
    row |= {"file_id": row["id"], "number": 1}
    session.execute(insert(attachments), row)
    return row


def _succeed(
    session: Session, record: Any, newest: Any, row: dict[str, Any], changes: dict[str, Any]
) -> dict[str, Any]:
    """Put a version after the newest one; the record is locked, so there is one at a time."""
    row |= {"file_id": newest.file_id, "number": newest.number + 1}
    session.execute(update(attachments).where(attachments.c.id == newest.id).values(replaced_at=row["created_at"]))
    session.execute(insert(attachments), row)
    names = {} if row["name"] == newest.name else {"name": [newest.name, row["name"]]}
    told = {**names, "version": [newest.number, row["number"]], **changes}
    audit.note(session, record, "attachments", newest.file_id, "update", told)
    return row


def _describe(actor: Identity, noun: str, record_id: str, name: str, content: bytes) -> dict[str, Any]:
    return {
        "noun": noun,
        "record_id": record_id,
        "name": name,
        "content_type": content_type_of(name, content),
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        **_stamp(actor),
    }


def _stamp(actor: Identity) -> dict[str, Any]:
    return {"id": new_id(), "created_at": utc_now(), "created_by": actor.user_id, "created_by_name": actor.name}


def _keep_content(session: Session, digest: str, content: bytes) -> None:
    session.execute(insert_into(session, file_contents).values(sha256=digest, content=content).on_conflict_do_nothing())


def remove_all(session: Session, noun: str, record_id: str) -> None:
    """Delete the files of a record for good, and their contents where no other record has the same."""
    mine = (attachments.c.noun == noun, attachments.c.record_id == record_id)
    digests = set(session.scalars(select(attachments.c.sha256).where(*mine)))
    session.execute(delete(attachments).where(*mine))
    gone = digests - set(session.scalars(select(attachments.c.sha256).where(attachments.c.sha256.in_(digests))))
    session.execute(delete(file_contents).where(file_contents.c.sha256.in_(gone)))
    session.execute(delete(file_previews).where(file_previews.c.sha256.in_(gone)))
