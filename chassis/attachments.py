"""Files on records: kept in the service's own database, each content once, served safely."""

import hashlib
import mimetypes
import re
import unicodedata
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chassis import audit, records
from chassis import fields as f
from chassis.db import insert_into
from chassis.errors import DomainError, Invalid, NotFound
from chassis.identity import Identity
from chassis.ids import is_id, new_id
from chassis.tables import attachments, file_contents
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.resource import Args, File, Reply, Resource, Route

MAX_SIZE = 25 * 1024 * 1024
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
_SHOWN = ("image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf")
_SAFE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
    "Cache-Control": "private, max-age=3600",
}


class AttachmentOut(f.Schema):
    """A file of a record."""

    id = f.Link("", required=True)
    name = f.Text(required=True, max=255, example="szerzodes.pdf")
    content_type = f.Text(required=True, example="application/pdf")
    size = f.Integer(required=True, example=48_213)
    sha256 = f.Text(required=True, max=64)
    created_at = f.DateTime(required=True)
    created_by_name = f.Text(required=True)


class AttachmentList(f.Schema):
    """The files of a record, newest first."""

    data = f.Lines(AttachmentOut, required=True)


_out = AttachmentOut()


def routes(resource: "Resource") -> "tuple[Route, ...]":
    """The routes of a kind's files; who may view the record may view them, who may edit it may add and remove."""
    from chassis.resource import Route

    all_files = f"/{resource.collection}/{{id}}/attachments"
    one = f"{all_files}/{{attachment}}"
    label = resource.readable_label().lower()
    return (
        Route("GET", all_files, _list(resource), "view", f"Files of a {label}", response=AttachmentList),
        Route(
            "POST",
            all_files,
            _add(resource),
            "edit",
            f"Add a file to a {label}",
            upload=True,
            response=AttachmentOut,
            status=201,
        ),
        Route("GET", one, _open(resource), "view", f"Open a file of a {label}", file="application/octet-stream"),
        Route("DELETE", one, _remove(resource), "edit", f"Remove a file of a {label}", status=204),
    )


def _list(resource: "Resource") -> Any:
    def list_files(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
        records.load(session, actor, resource.model, args["id"])
        rows = session.execute(_standing(resource, args["id"]).order_by(attachments.c.id.desc()))
        return {"data": [_out.dump(row._mapping) for row in rows]}

    return list_files


def _add(resource: "Resource") -> Any:
    def add_file(session: Session, actor: Identity, args: "Args") -> "Reply":
        from chassis.resource import Reply

        record = records.load(session, actor, resource.model, args["id"], "edit")
        name, content = received(args, MAX_SIZE)
        row = store(session, actor, resource.kind, record.id, name, content)
        audit.note(session, record, "attachments", row["id"], "create", {"name": [None, row["name"]]})
        return Reply(_out.dump(row), 201)

    return add_file


def _open(resource: "Resource") -> Any:
    def open_file(session: Session, actor: Identity, args: "Args") -> "File":
        from chassis.resource import File

        records.load(session, actor, resource.model, args["id"])
        row = _find(session, resource, args)
        content = session.scalar(select(file_contents.c.content).where(file_contents.c.sha256 == row.sha256))
        return File(content, row.content_type, row.name, row.content_type in _SHOWN, _SAFE_HEADERS)

    return open_file


def _remove(resource: "Resource") -> Any:
    def remove_file(session: Session, actor: Identity, args: "Args") -> "Reply":
        from chassis.resource import Reply

        record = records.load(session, actor, resource.model, args["id"], "edit")
        row = _find(session, resource, args)
        session.execute(update(attachments).where(attachments.c.id == row.id).values(deleted_at=utc_now()))
        audit.note(session, record, "attachments", row.id, "delete", {"name": [row.name, None]})
        return Reply(None, 204)

    return remove_file


def _standing(resource: "Resource", record_id: str) -> Any:
    own = (attachments.c.noun == resource.kind, attachments.c.record_id == record_id)
    return select(attachments).where(*own, attachments.c.deleted_at.is_(None))


def _find(session: Session, resource: "Resource", args: "Args") -> Any:
    file_id = args["attachment"]
    query = _standing(resource, args["id"]).where(attachments.c.id == file_id)
    row = session.execute(query).first() if is_id(file_id) else None
    if row is None:
        raise NotFound("file")
    return row


def received(args: "Args", most: int) -> tuple[str, bytes]:
    """The name and content of the uploaded `file`; refused when missing, empty or larger than `most` bytes."""
    upload = args.files.get("file")
    if upload is None or not upload.filename:
        raise Invalid({"file": ["Choose a file."]})
    content: bytes = upload.read(most + 1)
    if not content:
        raise Invalid({"file": ["The file is empty."]})
    if len(content) > most:
        raise DomainError("too_large", "The file is larger than %(most)s MB.", status=413, most=most // (1024 * 1024))
    return clean_name(upload.filename), content


def clean_name(name: str) -> str:
    """A file name without folders and control characters, at most 200 characters, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .") or "file"
    stem, dot, ending = last.rpartition(".")
    return last if len(last) <= 200 else f"{stem[: 199 - len(ending)]}{dot}{ending}"[:200]


def content_type_of(name: str, content: bytes) -> str:
    """What the bytes say they are; what they do not say is guessed by the name, but never as something shown inline."""
    for magic, found in _MAGIC:
        if content.startswith(magic):
            return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    guessed = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return "application/octet-stream" if guessed in _SHOWN or guessed.startswith("text/html") else guessed


def store(session: Session, actor: Identity, noun: str, record_id: str, name: str, content: bytes) -> dict[str, Any]:
    """Keep a file on a record; equal contents are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    session.execute(insert_into(session, file_contents).values(sha256=digest, content=content).on_conflict_do_nothing())
    row = {
        "id": new_id(),
        "noun": noun,
        "record_id": record_id,
        "name": name,
        "content_type": content_type_of(name, content),
        "size": len(content),
        "sha256": digest,
        "created_at": utc_now(),
        "created_by": actor.user_id,
        "created_by_name": actor.name,
    }
    session.execute(insert(attachments), row)
    return row
