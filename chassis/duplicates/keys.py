"""The keys of each record, written with the flush that writes the record: those who share one are looked at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, delete, or_
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import PASSIVE_NO_INITIALIZE, get_history

from chassis.db import Child, Record, insert_rows
from chassis.duplicates import folding
from chassis.duplicates.declaration import Duplicates
from chassis.duplicates.tables import duplicate_keys

NAME, EMAIL, PHONE = "name", "email", "phone"
_PIECE = 7
_LONGEST = 160

Key = tuple[str, str]


def keys_of(rule: Duplicates, values: Mapping[str, Any]) -> list[Key]:
    """The keys of values: (what, key), each once. `values` has the record's fields, `emails` and `phones` as lists."""
    words = rule.words(str(values.get(rule.name) or ""))
    found = [*_names(rule, words), *_near(rule, words, values), *_exact(rule, values)]
    if rule.firm and values.get(rule.firm):
        found.append((rule.firm, " ".join(folding.firm_words(str(values[rule.firm])))))
    found += [(EMAIL, folding.email(text)) for text in values.get("emails") or () if text]
    found += [(PHONE, folding.phone(text)) for text in values.get("phones") or () if text]
    return list(dict.fromkeys((what, key[:_LONGEST]) for what, key in found if key))


def _exact(rule: Duplicates, values: Mapping[str, Any]) -> Iterator[Key]:
    for field, fold in rule.exact.items():
        if values.get(field):
            yield field, fold(str(values[field]))


def _names(rule: Duplicates, words: Sequence[str]) -> Iterator[Key]:
    whole = "".join(words)
    if len(whole) < 2:
        return
    yield NAME, " ".join(words)[: folding.LONGEST]
    if rule.people:
        yield from _initials(words)
        return
    if len(whole) > _PIECE:
        yield "starts", whole[:_PIECE]
        yield "ends", whole[-_PIECE:]
    for word in sorted(words, key=len, reverse=True)[:2]:
        if len(word) >= 4:
            yield "word", word


def _initials(words: Sequence[str]) -> Iterator[Key]:
    """“Szabó Júlia” meets “Szabó J.” and “Szabo Julia” meets “Szabó Júlja”: each word with others' initials."""
    for at, word in enumerate(words[:4]):
        if len(word) > 1:
            others = "".join(sorted(other[0] for place, other in enumerate(words) if place != at))
            yield "initials", f"{word} {others}"


def _near(rule: Duplicates, words: Sequence[str], values: Mapping[str, Any]) -> Iterator[Key]:
    name = " ".join(words)[: folding.LONGEST]
    for field in rule.near:
        if name and values.get(field):
            yield f"near.{field}", f"{name}|{folding.number(str(values[field]))}"


def values_of(rule: Duplicates, record: Any) -> dict[str, Any]:
    """What a record's keys are made of."""
    values = {name: getattr(record, name, None) for name in (rule.name, *rule.told)}
    return {**values, "emails": list(_listed(record, rule.emails)), "phones": list(_listed(record, rule.phones))}


def _listed(record: Any, path: str | None) -> Iterable[Any]:
    if not path:
        return ()
    name, _dot, inner = path.partition(".")
    value = getattr(record, name, None)
    return [getattr(row, inner) for row in value or ()] if inner else [value]


def follow(session: Session) -> None:
    """Bring the keys of the records in this flush up to date, in one statement for all. Called by the flush hook."""
    service = session.info.get("service")
    if service is None or not service.seeks_duplicates:
        return
    stale, rows = [], []
    for record, resource, new in _touched(session, service):
        if not new:
            stale.append((resource.kind, record.id))
        if record.deleted_at is None:
            rows += rows_of(resource, record)
    write(session.connection(), stale, rows)


def _touched(session: Session, service: Any) -> Iterator[tuple[Any, Any, bool]]:
    grown = _grown(session)
    for record in session.new:
        if isinstance(record, Record) and (found := service.resource_of(type(record))) and found.duplicates:
            yield record, found, True
    for record in session.dirty:
        if isinstance(record, Record) and (found := service.resource_of(type(record))) and found.duplicates:
            watched = {*found.duplicates.watched, "deleted_at"}
            if (found.kind, record.id) in grown or any(_changed(record, name) for name in watched):
                yield record, found, False


def _grown(session: Session) -> set[tuple[str, str]]:
    """The records of which rows came, went or changed."""
    rows = [obj for obj in (*session.new, *session.dirty, *session.deleted) if isinstance(obj, Child)]
    return {(row.root[0], getattr(row, row.root[1])) for row in rows}


def _changed(record: Any, name: str) -> bool:
    return name in record.__mapper__.attrs and get_history(record, name, PASSIVE_NO_INITIALIZE).has_changes()


def rows_of(resource: Any, record: Any) -> list[dict[str, str]]:
    """The table's rows for one record."""
    rule = resource.duplicates
    return [
        {"noun": resource.kind, "what": what, "key": key, "record_id": record.id}
        for what, key in keys_of(rule, values_of(rule, record))
    ]


def write(connection: Connection, stale: Sequence[tuple[str, str]], rows: Sequence[Mapping[str, str]]) -> None:
    """Take away the keys of records and put new ones in."""
    by_noun: dict[str, list[str]] = {}
    for noun, record_id in stale:
        by_noun.setdefault(noun, []).append(record_id)
    if by_noun:
        table = duplicate_keys.c
        gone = [and_(table.noun == noun, table.record_id.in_(ids)) for noun, ids in by_noun.items()]
        connection.execute(delete(duplicate_keys).where(or_(*gone)))
    insert_rows(connection, duplicate_keys, rows, "ON CONFLICT DO NOTHING")
