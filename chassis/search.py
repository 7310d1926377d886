"""Search without accents, as one types: one table per service, kept with each flush, read through a full-text index."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    cast,
    delete,
    false,
    func,
    select,
    union_all,
)
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import get_history

from chassis import customfields, typos
from chassis.db import Record, insert_rows
from chassis.identity import Identity
from chassis.rights import owned_by
from chassis.tables import search_index
from chassis.types import plain

_WORD = re.compile(r"\w+")
_DIALLED = re.compile(r"\s*(\+|0)[\d\s()/.-]*")
_LONGEST = 60
_MOST_WORDS = 8
_FEW = 5
"""With fewer hits than this, words are also read as what they were perhaps meant to be."""

_MANY = 5_000
"""From so many hits on, a list may be gone through in its order instead of sorting the hits."""

_RENEW = "ON CONFLICT (noun, record_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in ("title", "folded", "hint", "owner_id", "owner_path", "text")
)

Wanted = list[list[str]]
"""The words of a query; a record has to have one of each list, as the beginning of a word."""


def words(query: str) -> list[str]:
    """The words of a query, folded, at most eight of them; a phone number is one word, as it is kept."""
    folded = plain(query)
    digits = "".join(c for c in folded if c.isdigit())
    if len(digits) >= 7 and _DIALLED.fullmatch(folded):
        return [f"36{digits[2:]}" if digits.startswith("06") else digits.removeprefix("00")]
    return [word[:_LONGEST] for word in _WORD.findall(folded)[:_MOST_WORDS]]


def meant(session: Session, wanted: Wanted) -> Wanted:
    """The words as they stand, and what is like them: asked when too few records have the words themselves."""
    return [[word, *typos.meant(session, word)] for [word] in wanted]


def matching(session: Session, noun: str, wanted: Wanted) -> ColumnElement[bool]:
    """The condition on `search_index` for the rows of a kind that have what is wanted."""
    if not wanted:
        return false()
    if session.get_bind().dialect.name == "sqlite":
        terms = " AND ".join("(" + " OR ".join(f'"{word}"*' for word in each) + ")" for each in wanted)
        found = sql("SELECT rowid FROM search_fts WHERE search_fts MATCH :terms").bindparams(terms=terms)
        hits = found.columns(search_index.c.id).scalar_subquery()
        return and_(search_index.c.noun == noun, search_index.c.id.in_(hits))
    terms = " & ".join("(" + " | ".join(f"'{noun}.{word}':*" for word in each) + ")" for each in wanted)
    return func.search_vector(search_index.c.noun, search_index.c.text).bool_op("@@")(cast(terms, TSQUERY))


def among(session: Session, actor: Identity, resource: Any, query: str, alone: bool) -> ColumnElement[bool]:
    """The condition on a resource's records for those that match; `alone` when the list has no other condition."""
    own_id, wanted = resource.model.id, [[word] for word in words(query)]
    rows = _of_kind(session, actor, resource, wanted)
    found = session.scalars(select(search_index.c.record_id).where(*rows).limit(_MANY)).all()
    if len(found) < _FEW:
        rows = _of_kind(session, actor, resource, meant(session, wanted))
        found = session.scalars(select(search_index.c.record_id).where(*rows).limit(_MANY)).all()
    if len(found) < _MANY:  # named one by one, no database goes through a whole list in search of them
        return own_id.in_(found)
    if alone:
        # asked for each row, so that the list is read in its order until the page is full; PostgreSQL would turn a
        # question without an offset around, and sort all that is found
        here = search_index.c.noun == resource.kind, search_index.c.record_id == own_id
        return select(search_index.c.id).where(*here, *rows).offset(0).exists()
    return own_id.in_(select(search_index.c.record_id).where(*rows))


def _of_kind(session: Session, actor: Identity, resource: Any, wanted: Wanted) -> list[ColumnElement[bool]]:
    """What has the words among what the actor may see: the list asks that too, but here far fewer rows are read."""
    return [matching(session, resource.kind, wanted), *_seen_by(actor, resource.name)]


def _seen_by(actor: Identity, kind: str) -> list[ColumnElement[bool]]:
    """Whose rows: with their kind, for so begins the index. Who sees all is not asked the kind, which the words tell:
    the planner would gather a million rows of a kind to compare them with a few hits."""
    mine = owned_by(actor, actor.rule(kind).view, search_index.c.owner_id, search_index.c.owner_path)
    return [] if mine is None else [search_index.c.noun == kind.partition(".")[2], mine]


def find(session: Session, actor: Identity, query: str, limit: int = 20) -> list[dict[str, Any]]:
    """What the actor may see of all kinds that matches: kind, id, title, hint; titles that begin so come first."""
    service = session.info["service"]
    kinds = {
        resource.kind: f"{service.name}.{resource.kind}"
        for resource in service.resources
        if resource.search and actor.may(f"{service.name}.{resource.kind}", "view")
    }
    wanted = [[word] for word in words(query)]
    if not kinds or not wanted:
        return []
    found = _find(session, actor, kinds, query, wanted, limit)
    if len(found) < min(_FEW, limit):
        found = _find(session, actor, kinds, query, meant(session, wanted), limit)
    return found


def _find(
    session: Session, actor: Identity, kinds: Mapping[str, str], query: str, wanted: Wanted, limit: int
) -> list[dict[str, Any]]:
    folded = plain(query).strip()
    begins = and_(search_index.c.folded >= folded, search_index.c.folded < f"{folded}\U0010ffff")
    columns = [search_index.c[name] for name in ("id", "noun", "record_id", "title", "hint")]
    parts = []
    for noun, kind in kinds.items():
        seen = select(*columns).where(*_seen_by(actor, kind)).limit(limit)
        starting = seen.where(search_index.c.noun == noun, begins).order_by(search_index.c.folded)
        parts += [starting, seen.where(matching(session, noun, wanted))]
    # one question for all kinds, each with its own limit
    rows = session.execute(union_all(*(select(part.subquery()) for part in parts)))
    found = {
        row.id: {"kind": kinds[row.noun], "id": row.record_id, "title": row.title, "hint": row.hint} for row in rows
    }
    ranked = sorted(found.values(), key=lambda hit: (not plain(hit["title"]).startswith(folded), len(hit["title"])))
    return ranked[:limit]


def follow(session: Session) -> None:
    """Bring the search rows of the records in this flush up to date. Called by the audit's flush hook."""
    service = session.info.get("service")
    if service is None:
        return
    found = [(record, True) for record in session.new] + [(record, False) for record in session.dirty]
    gone: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for record, new in found:
        if isinstance(record, Record) and (resource := service.resource_of(type(record))) and resource.search:
            watched = (*resource.search, resource.title, "custom", "owner_id", "owner_path", "deleted_at")
            if new or any(_changed(record, name) for name in watched):
                (rows if record.deleted_at is None else gone).append(_row(session, resource, record))
    _write(session, rows, gone)


def _changed(record: Any, name: str) -> bool:
    mapper = record.__mapper__
    return name not in mapper.attrs or bool(get_history(record, name).added)


def write(session: Session, resource: Any, record: Any) -> None:
    """Bring the search row of a record up to date that was changed past the session."""
    row = _row(session, resource, record)
    _write(session, *(([row], []) if record.deleted_at is None else ([], [row])))


def _write(session: Session, rows: list[dict[str, Any]], gone: list[dict[str, Any]]) -> None:
    if not rows and not gone:
        return
    connection = session.connection()
    insert_rows(connection, search_index, rows, _RENEW)
    for row in gone:
        here = search_index.c.noun == row["noun"], search_index.c.record_id == row["record_id"]
        connection.execute(delete(search_index).where(*here))


def _row(session: Session, resource: Any, record: Any) -> dict[str, Any]:
    values = [value for name in resource.search if (value := getattr(record, name, None))]
    parts = [", ".join(value) if isinstance(value, list) else str(value) for value in values]
    parts += customfields.searched(session, resource.kind, record.custom)
    title = str(getattr(record, resource.title, None) or "")[:300]
    return {
        "noun": resource.kind,
        "record_id": record.id,
        "title": title,
        "folded": plain(title)[:100],
        "hint": next((part[:300] for part in parts if part != title), None),
        "owner_id": record.owner_id,
        "owner_path": record.owner_path,
        "text": f" {' '.join(words_of(parts))} ",
    }


def renew(runtime: Any, resource: Any, batch: int = 500) -> None:
    """Write the search rows of a kind anew, some hundred records in a transaction: a field became searchable."""
    if not resource.search:
        return
    model = resource.model
    last: str | None = ""
    while last is not None:
        with runtime.transaction() as session:
            wanted = select(model).where(model.deleted_at.is_(None)).order_by(model.id).limit(batch)
            found = session.scalars(wanted.where(model.id > last) if last else wanted).unique().all()
            _write(session, [_row(session, resource, record) for record in found], [])
            last = found[-1].id if len(found) == batch else None


def words_of(parts: list[str]) -> list[str]:
    """The folded words of some texts, each once."""
    return list(dict.fromkeys(word[:_LONGEST] for part in parts for word in _WORD.findall(plain(part))))


# The words of a row as they are, for they are folded already, each after its kind: how many of a kind have a word is
# then known to the planner, which would otherwise look for people among the organizations that have it. Dear to the
# planner, or with a limit it would rather try row after row than ask the index, and a word that is rare would take it
# through all of them.
_VECTOR = """
CREATE OR REPLACE FUNCTION search_vector(noun text, words text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000
AS $$ BEGIN
    RETURN array_to_tsvector(string_to_array(noun || '.' || replace(trim(words), ' ', ' ' || noun || '.'), ' '));
END $$
"""


def install_words(connection: Connection) -> None:
    """Make the full-text index of PostgreSQL, in place of one that is there."""
    index = "ix_search_index_words"
    connection.execute(sql(f"DROP INDEX IF EXISTS {index}"))
    connection.execute(sql("DROP FUNCTION IF EXISTS search_vector(text)"))
    connection.execute(sql(_VECTOR))
    connection.execute(sql(f"CREATE INDEX {index} ON search_index USING gin (search_vector(noun, text))"))
    connection.execute(sql(f"ALTER INDEX {index} ALTER COLUMN 1 SET STATISTICS 1000"))


def install(connection: Connection) -> None:
    """Make the full-text index of `search_index`; called by the chassis' first migration."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("CREATE EXTENSION IF NOT EXISTS pg_trgm"))  # services' own migrations lean on it
        install_words(connection)
        return
    connection.execute(
        sql(
            "CREATE VIRTUAL TABLE search_fts USING fts5(text, content='search_index', content_rowid='id', "
            "tokenize='unicode61', prefix='2 3 4')"
        )
    )
    insert = "INSERT INTO search_fts(rowid, text) VALUES (new.id, new.text);"
    remove = "INSERT INTO search_fts(search_fts, rowid, text) VALUES ('delete', old.id, old.text);"
    for name, when, body in (("ai", "INSERT", insert), ("ad", "DELETE", remove), ("au", "UPDATE", remove + insert)):
        connection.execute(sql(f"CREATE TRIGGER search_{name} AFTER {when} ON search_index BEGIN {body} END"))
