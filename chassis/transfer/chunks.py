"""The rows of an uploaded file, kept in chunks: written as they are read, and read one chunk at a time."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from chassis.tables import import_chunks, import_keys
from chassis.transfer.reading import Row

if TYPE_CHECKING:
    from chassis.identity import Identity
    from chassis.runtime import Runtime

SIZE = 500
"""Rows of a chunk, which is also what one transaction of an import takes."""

_AT_ONCE = 8


@dataclass
class Stored:
    """What is known of a file once all of it has been read."""

    total: int = 0
    mended: int = 0
    sample: Sequence[Any] = ()


def store(runtime: "Runtime", actor: "Identity", import_id: str, rows: Iterable[Row]) -> Stored:
    """Write the rows, a few chunks in each transaction, so that neither memory nor other writers suffer."""
    found, number, source = Stored(), 0, iter(rows)
    while pieces := [piece for _ in range(_AT_ONCE) if (piece := list(islice(source, SIZE)))]:
        if not found.total:
            found.sample = [row.cells for row in pieces[0][:5]]
        found.total += sum(map(len, pieces))
        found.mended += sum(row.mended for piece in pieces for row in piece)
        values = [
            {"import_id": import_id, "number": number + place, "count": len(piece), "content": packed(piece)}
            for place, piece in enumerate(pieces)
        ]
        with runtime.transaction(actor) as session:
            session.execute(insert(import_chunks), values)
        number += len(pieces)
    return found


def packed(rows: Sequence[Row]) -> bytes:
    """Rows as a chunk keeps them."""
    return zlib.compress(orjson.dumps([[row.line, row.cells, row.uneven] for row in rows]), 1)


def unpacked(content: bytes) -> list[Row]:
    """The rows that a chunk keeps."""
    return [Row(line, cells, uneven=uneven) for line, cells, uneven in orjson.loads(zlib.decompress(content))]


def chunk(session: Session, import_id: str, number: int) -> list[Row]:
    """The rows of one chunk; none when there is no such."""
    here = import_chunks.c.import_id == import_id, import_chunks.c.number == number
    content = session.scalar(select(import_chunks.c.content).where(*here))
    return [] if content is None else unpacked(content)


def keep_errors(session: Session, import_id: str, number: int, errors: list[dict[str, Any]]) -> None:
    """Write what is wrong with the rows of a chunk beside them."""
    here = import_chunks.c.import_id == import_id, import_chunks.c.number == number
    session.execute(update(import_chunks).where(*here).values(errors=errors or None))


def forget_run(session: Session, import_id: str) -> None:
    """Forget the errors and keys of an earlier run."""
    mine = import_chunks.c.import_id == import_id, import_chunks.c.errors.is_not(None)
    session.execute(update(import_chunks).where(*mine).values(errors=None))
    session.execute(delete(import_keys).where(import_keys.c.import_id == import_id))


def forget(session: Session, import_ids: Sequence[str]) -> None:
    """Delete all that is kept of some files."""
    for table in (import_chunks, import_keys):
        session.execute(delete(table).where(table.c.import_id.in_(import_ids)))


def refused(runtime: "Runtime", actor: "Identity", import_id: str) -> Iterator[tuple[Row, list[dict[str, Any]]]]:
    """The rows that failed, each with its errors, one chunk after the other."""
    columns = (import_chunks.c.number, import_chunks.c.content, import_chunks.c.errors)
    number = -1
    while True:
        with runtime.reading(actor) as session:
            later = (import_chunks.c.import_id == import_id, import_chunks.c.number > number)
            query = select(*columns).where(*later, import_chunks.c.errors.is_not(None))
            found = session.execute(query.order_by(import_chunks.c.number).limit(1)).first()
        if found is None:
            return
        number = found.number
        by_line: dict[int, list[dict[str, Any]]] = {}
        for error in found.errors or ():
            by_line.setdefault(error["row"], []).append(error)
        yield from ((row, by_line[row.line]) for row in unpacked(found.content) if row.line in by_line)
