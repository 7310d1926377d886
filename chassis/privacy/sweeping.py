"""What is left of a person in a service's other tables: rows under the person's id, and texts with the name."""

from typing import Any

from sqlalchemy import JSON, Table, delete, or_, select, update
from sqlalchemy.orm import Session

from chassis.db import Child, Record
from chassis.privacy.declaring import Subject
from chassis.privacy.log import having
from chassis.privacy.records import is_string, projections
from chassis.privacy.redacting import without_terms

IDS = ("person_id", "record_id", "subject_id", "left_id", "right_id", "source_id", "target_id")


def sweep(session: Session, service: Any, subject: Subject) -> None:
    """Delete rows kept under the person's id and take id and name out of the rest, in tables that are no records."""
    copies = {model.__table__ for model in projections(service)}  # of others, and they are theirs
    for table in other_tables(service):
        _rows(session, table, subject)
        if table not in copies:
            _texts(session, table, subject)


def learn(session: Session, service: Any, subject: Subject) -> None:
    """Gather how the person is called from rows kept under the person's id, such as bookmarks."""
    for table in other_tables(service):
        if "record_id" in table.c and "title" in table.c:
            subject.learn(*session.scalars(select(table.c.title).where(table.c.record_id == subject.id)))


def other_tables(service: Any) -> list[Table]:
    """The tables of a service that are neither records nor rows of them."""
    records = {
        mapper.local_table
        for resource in service.resources[:1]
        for mapper in resource.model.registry.mappers
        if issubclass(mapper.class_, (Record, Child))
    }
    return [table for table in service.metadata.sorted_tables if table not in records]


def _rows(session: Session, table: Table, subject: Subject) -> None:
    mine = []
    for column in (table.c[name] for name in IDS if name in table.c):
        if column.nullable:  # the row is about something else and only names the person
            session.execute(update(table).where(column == subject.id).values({column: None}))
        else:
            mine.append(column == subject.id)
    if mine:
        key = next(iter(table.primary_key.columns), next(iter(table.c)))
        gone = session.execute(delete(table).where(or_(*mine)).returning(key)).all()
        subject.count(table.name, len(gone))


def _texts(session: Session, table: Table, subject: Subject) -> None:
    columns = [c for c in table.c if not c.primary_key and not c.unique and _textual(c) and not c.foreign_keys]
    keys = list(table.primary_key.columns)
    if not columns or not subject.terms or not keys:
        return
    rows = session.execute(
        select(*keys, *columns).where(or_(*(having(column, subject.terms) for column in columns)))
    ).all()
    for row in rows:
        values = {c.name: without_terms(row._mapping[c], subject.terms) for c in columns}
        same = [key == row._mapping[key] for key in keys]
        session.execute(update(table).where(*same).values(values))
    subject.count(table.name, len(rows))


def _textual(column: Any) -> bool:
    return isinstance(column.type, JSON) or is_string(column.type)
