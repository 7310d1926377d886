"""Erasing a person from what a service remembers of the past: audit, events, failed messages, jobs, uploads."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import String, cast, delete, or_, select, tuple_, update
from sqlalchemy.orm import Session

from chassis.duplicates.tables import duplicate_keys, duplicate_pairs
from chassis.merging.tables import merged_records, merges
from chassis.privacy.declaring import ERASED, Subject
from chassis.privacy.redacting import by_schema, holds, without_terms
from chassis.tables import (
    audit,
    idempotency,
    import_chunks,
    imports,
    inbox_failures,
    jobs,
    outbox,
    search_index,
    search_typos,
    search_words,
)

_CHUNK = 400


def erase(session: Session, service: Any, subject: Subject) -> None:
    """Erase the person from the tables that every service has."""
    subject.count("audit", _audit(session, service, subject))
    subject.count("event", _events(session, service, subject))
    subject.count("message", _failures(session, subject))
    subject.count("job", _jobs(session, subject))
    subject.count("upload", _uploads(session, subject))
    _answers(session, subject)
    _alikes(session, subject)
    _index(session, subject)


def having(column: Any, needles: Iterable[str]) -> Any:
    """The condition that a text or JSON column has one of some strings."""
    text = cast(column, String)
    return or_(*(text.contains(needle, autoescape=True) for needle in needles))


def chunks(values: Collection[Any]) -> Iterable[list[Any]]:
    """Values in portions that fit into a statement."""
    listed = sorted(values)
    return (listed[at : at + _CHUNK] for at in range(0, len(listed), _CHUNK))


def _audit(session: Session, service: Any, subject: Subject) -> int:
    """The fact stays – who, when, which fields – the values go."""
    a, number = audit.c, 0
    wanted = [(f"{service.name}.{noun}", record_id) for noun, record_id in subject.affected | subject.held]
    for some in chunks(wanted):
        for entry_id, old in session.execute(
            select(a.id, a.changes).where(tuple_(a.kind, a.record_id).in_(some))
        ).all():
            changes = {name: [_mark(value) for value in pair] for name, pair in old.items()}
            session.execute(update(audit).where(a.id == entry_id).values(changes=changes, title=ERASED))
            number += 1
    if subject.terms:
        for row in session.execute(
            select(a.id, a.changes, a.title).where(having(a.changes, subject.terms) | having(a.title, subject.terms))
        ).all():
            values = {"changes": without_terms(row.changes, subject.terms)}
            values["title"] = without_terms(row.title, subject.terms)
            session.execute(update(audit).where(a.id == row.id).values(values))
            number += 1
    return number


def _mark(value: Any) -> Any:
    return value if value is None or isinstance(value, bool) else "erased"


def _events(session: Session, service: Any, subject: Subject) -> int:
    """The events stay, so that they can be replayed; their bodies lose the person."""
    schemas = {event.type: event.dumper for event in service.events}
    about = {f"{noun}/{record_id}" for noun, record_id in subject.affected | subject.held}
    own = {f"{subject.kind.partition('.')[2]}/{subject.id}"} if subject.kind.startswith(f"{service.name}.") else set()
    number = 0
    conditions = [outbox.c.subject.in_(some) for some in chunks(about | own)]
    conditions.append(having(outbox.c.body, {subject.id, *subject.terms}))
    rows = session.execute(select(outbox.c.id, outbox.c.type, outbox.c.subject, outbox.c.body).where(or_(*conditions)))
    for row in rows.all():
        body = json.loads(row.body)
        if row.subject in about | own and row.type in schemas:
            body["data"] = by_schema(schemas[row.type], body["data"])
        body["data"] = without_terms(body["data"], subject.terms)
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        if text != row.body:
            session.execute(update(outbox).where(outbox.c.id == row.id).values(body=text))
            number += 1
    return number


def _failures(session: Session, subject: Subject) -> int:
    """A failed message of the person is given up; one of others that names the person loses the name."""
    number, f = 0, inbox_failures.c
    needles = {subject.id, *subject.terms}
    for row in session.execute(select(f.id, f.body, f.error).where(having(f.body, needles))).all():
        number += 1
        body = _loaded(row.body)
        if body is None or str(body.get("subject", "")).endswith(f"/{subject.id}"):
            session.execute(delete(inbox_failures).where(f.id == row.id))
            continue
        body["data"] = without_terms(body.get("data"), subject.terms)
        values = {"body": json.dumps(body, ensure_ascii=False), "error": without_terms(row.error, subject.terms)}
        session.execute(update(inbox_failures).where(f.id == row.id).values(values))
    return number


def _loaded(body: str) -> Any:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _jobs(session: Session, subject: Subject) -> int:
    if not subject.terms:
        return 0
    number, j = 0, jobs.c
    for row in session.execute(
        select(j.id, j.args, j.error).where(having(j.args, subject.terms) | having(j.error, subject.terms))
    ).all():
        values = {"args": without_terms(row.args, subject.terms), "error": without_terms(row.error, subject.terms)}
        session.execute(update(jobs).where(j.id == row.id).values(values))
        number += 1
    return number


def _answers(session: Session, subject: Subject) -> None:
    """Answers kept for repeated requests live for a day; those about the person end now."""
    needles = {subject.id, *subject.terms, *(record_id for _noun, record_id in subject.affected)}
    for some in chunks(needles):
        session.execute(delete(idempotency).where(having(idempotency.c.body, some)))


def _uploads(session: Session, subject: Subject) -> int:
    """The rows of uploaded files that have the person in them are emptied, and what the imports noted of them."""
    if not subject.terms:
        return 0
    from chassis.transfer import chunks as chunks_of_files

    c, number = import_chunks.c, 0
    for import_id, place, content in session.execute(select(c.import_id, c.number, c.content)).all():
        rows = chunks_of_files.unpacked(content)
        clean = [replace(row, cells=[None for _ in row.cells]) if _row_holds(row, subject) else row for row in rows]
        if clean != rows:
            here = c.import_id == import_id, c.number == place
            emptied = {"content": chunks_of_files.packed(clean), "errors": None}
            session.execute(update(import_chunks).where(*here).values(emptied))
            number += 1
    i = imports.c
    for import_id, errors, options in session.execute(select(i.id, i.errors, i.options)).all():
        sample = options.get("sample") or []
        kept = [row for row in sample if without_terms(row, subject.terms) == row]
        values = {"errors": without_terms(errors, subject.terms), "options": {**options, "sample": kept}}
        if kept != sample or values["errors"] != errors:
            session.execute(update(imports).where(i.id == import_id).values(values))
    return number


def _row_holds(row: Any, subject: Subject) -> bool:
    return any(isinstance(cell, str) and holds(cell, subject.terms) for cell in row.cells)


def _alikes(session: Session, subject: Subject) -> None:
    """By what records were found alike goes, and what a merge kept of them to be undone."""
    for noun, record_id in subject.affected:
        keys, pairs, done = duplicate_keys.c, duplicate_pairs.c, merges.c
        session.execute(delete(duplicate_keys).where(keys.noun == noun, keys.record_id == record_id))
        either = or_(pairs.first_id == record_id, pairs.second_id == record_id)
        session.execute(delete(duplicate_pairs).where(pairs.noun == noun, either))
        merged = or_(done.survivor_id == record_id, having(done.others, [record_id]))
        for row in session.execute(select(merges).where(done.noun == noun, merged)).all():
            others = [{**other, "title": ERASED} for other in row.others]
            session.execute(update(merges).where(done.id == row.id).values(detail={}, others=others))
            _lent(session, noun, row.survivor_id, row.detail.get("after", {}))
    own = session.info["service"].name
    m, kinds = merged_records.c, [(f"{own}.{noun}", record_id) for noun, record_id in subject.affected]
    for kind, record_id in {(subject.kind, subject.id), *kinds}:
        named = (m.kind == kind, or_(m.old_id == record_id, m.new_id == record_id))
        session.execute(update(merged_records).where(*named).values(old_name=None, new_name=None))


def _lent(session: Session, noun: str, record_id: str, values: dict[str, Any]) -> None:
    """Take out of the history of a record what a merge had put there, even if it was undone since."""
    service = session.info["service"].name
    a = audit.c
    mine = (a.kind == f"{service}.{noun}", a.record_id == record_id)
    for entry_id, old in session.execute(select(a.id, a.changes).where(*mine)).all():
        new = {
            name: [_mark(value) if value == values.get(name) else value for value in pair] for name, pair in old.items()
        }
        if new != old:
            session.execute(update(audit).where(a.id == entry_id).values(changes=new))


def _index(session: Session, subject: Subject) -> None:
    """Let the full-text index forget the words too; deleted entries stay in SQLite's until it is merged."""
    unused = [word for word in subject.words if session.scalar(select(search_index.c.id).where(_written(word))) is None]
    for some in chunks(unused):
        session.execute(delete(search_words).where(search_words.c.word.in_(some)))
        session.execute(delete(search_typos).where(search_typos.c.word.in_(some)))
    if session.get_bind().dialect.name == "sqlite" and subject.affected:
        session.connection().exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES('optimize')")


def _written(word: str) -> Any:
    return search_index.c.text.contains(f" {word} ", autoescape=True)
