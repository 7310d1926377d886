"""Fetching the documents a mail names: the one case in which a service asks another one for something."""

import hashlib
from typing import NamedTuple

from sqlalchemy import select

from chassis.client import Unreachable
from chassis.identity import Identity, Rule
from chassis.runtime import Runtime
from services.mailer.messages.models import Document
from services.mailer.messages.smtp import Refused, TryLater

MAX_SIZE = 20 * 1024 * 1024
_READER = Identity(
    "mailer",
    "Mailer",
    "mailer",
    rules={f"sales.{noun}": Rule(frozenset({"view"})) for noun in ("quote", "order", "invoice")},
)
_PASSING = {401, 403, 408, 425, 429}


class Wanted(NamedTuple):
    """A document that has to be fetched yet."""

    id: str
    service: str
    path: str


def fetch_missing(runtime: Runtime, message_id: str) -> None:
    """Fetch and store the documents of a mail that are not here yet. TryLater or Refused says why it does not work."""
    with runtime.reading() as session:
        missing = select(Document.id, Document.service, Document.path).where(
            Document.message_id == message_id, Document.sha256.is_(None)
        )
        wanted = [Wanted(*row) for row in session.execute(missing)]
    for document in wanted:
        content, content_type = _fetch(runtime, document)
        with runtime.transaction() as session:
            row = session.get_one(Document, document.id)
            row.content, row.content_type, row.size = content, content_type, len(content)
            row.sha256 = hashlib.sha256(content).hexdigest()


def _fetch(runtime: Runtime, document: Wanted) -> tuple[bytes, str]:
    try:
        answer = runtime.client(document.service).request("GET", document.path, _READER)
        content = answer.content
    except (Unreachable, OSError) as error:
        raise TryLater("The service “%(service)s” that has the document is away.", service=document.service) from error
    if answer.status >= 500 or answer.status in _PASSING:
        words = "The service “%(service)s” did not hand over the document: %(answer)s."
        raise TryLater(words, service=document.service, answer=answer.status)
    if answer.status != 200:
        raise Refused("The document %(path)s is not there: %(answer)s.", path=document.path, answer=answer.status)
    if len(content) > MAX_SIZE:
        raise Refused("The document %(path)s is larger than %(most)s MB.", path=document.path, most=MAX_SIZE >> 20)
    kind = {name.lower(): value for name, value in answer.headers.items()}.get("content-type", "application/pdf")
    return content, kind.partition(";")[0].strip()[:100]
