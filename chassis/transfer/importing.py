"""Running an import: chunk by chunk, each one transaction, written together, so that a crash repeats no row."""

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chassis import batchjobs
from chassis.identity import Identity
from chassis.tables import import_keys, imports
from chassis.transfer import chunks
from chassis.transfer.rows import Importer
from chassis.transfer.schemas import JOB
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

_FIRST_ERRORS = 100
_FIRST_TWINS = 20


def run_import(runtime: "Runtime", args: dict[str, Any]) -> None:
    """The job."""
    batchjobs.run(runtime, JOB, imports, args["id"], _chunk)


def _chunk(session: Session, actor: Identity, job: Any) -> bool:
    """Import the next chunk; False when there is none left."""
    number = job.options.get("chunk", 0)
    rows = chunks.chunk(session, job.id, number)
    importer = Importer(session, actor, job)
    options = {**job.options, "chunk": number + 1}
    if job.options["dry_run"]:
        options["twins"] = _rehearse(session, importer, job, rows)
    else:
        importer.run(rows)
    if importer.errors:
        chunks.keep_errors(session, job.id, number, importer.errors)
    values = {name: getattr(job, name) + importer.counts[name] for name in importer.counts}
    done = job.done + len(rows)
    over = done >= job.total
    values |= {"errors": (job.errors + importer.errors)[:_FIRST_ERRORS], "done": done, "options": options}
    values |= {"status": "finished" if over else "running", "finished_at": utc_now() if over else None}
    session.execute(update(imports).where(imports.c.id == job.id).values(values))
    return not over


def _rehearse(session: Session, importer: Importer, job: Any, rows: list[Any]) -> dict[str, Any]:
    """Import the rows and take it all back; only the keys are kept, to find each one's twin later in the file."""
    rehearsal = session.begin_nested()
    importer.seen = _Seen(session, job.id)
    importer.run(rows)
    rehearsal.rollback()
    session.info.pop("facts", None)
    importer.seen.keep()
    before = job.options.get("twins") or {"count": 0, "first": []}
    first = (before["first"] + importer.seen.twins)[:_FIRST_TWINS]
    return {"count": before["count"] + len(importer.seen.twins), "first": first}


class _Seen:
    """The keys of the rows that a rehearsal has seen, in a table, for a file may be larger than memory."""

    def __init__(self, session: Session, import_id: str) -> None:
        self._session, self._import_id = session, import_id
        self._known: dict[str, int] = {}
        self._new: dict[str, int] = {}
        self.twins: list[dict[str, int]] = []

    def look_up(self, keys: list[tuple[str, Any]]) -> None:
        """Find out which of these keys came in an earlier chunk."""
        wanted = [_digest(key) for key in keys]
        query = select(import_keys.c.key, import_keys.c.line).where(import_keys.c.import_id == self._import_id)
        for row in self._session.execute(query.where(import_keys.c.key.in_(wanted))):
            self._known[row.key] = row.line

    def twin(self, key: tuple[str, Any], line: int) -> bool:
        """Whether an earlier row has this key; it is noted then. `True` only when that row came in an earlier chunk."""
        digest = _digest(key)
        earlier = self._known.get(digest) or self._new.setdefault(digest, line)
        if earlier != line:
            self.twins.append({"row": line, "of": earlier})
        return digest in self._known

    def keep(self) -> None:
        """Remember the keys of this chunk."""
        rows = [{"import_id": self._import_id, "key": key, "line": line} for key, line in self._new.items()]
        if rows:
            self._session.execute(insert(import_keys), rows)


def _digest(key: tuple[str, Any]) -> str:
    return hashlib.sha256(f"{key[0]}\x1f{key[1]}".encode()).hexdigest()[:40]
