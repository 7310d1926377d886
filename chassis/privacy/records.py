"""Erasing a person from the records of a service: those about the person, and those that only name one."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, Text, cast, delete, inspect, or_, select, update
from sqlalchemy.orm import Session

from chassis import attachments, search
from chassis import fields as f
from chassis.db import Child, Projection, plain
from chassis.privacy.declaring import ERASED, Erasure, Subject
from chassis.privacy.redacting import holds, without_terms
from chassis.resource import Resource
from chassis.tables import record_tags, search_index
from chassis.types import utc_now

_COMMON = {
    "id", "version", "created_at", "created_by", "updated_at", "updated_by", "owner_id", "owner_name", "owner_path",
    "deleted_at",
}  # fmt: skip
_ROW_PLAIN = {"direction", "unit", "code", "kind", "service", "path", "content_type"}
_CALLED = ("name", "legal_name", "email", "phone", "tax_number")
_NOT_PERSONAL = (f.Choice, f.Country, f.Currency, f.Language, f.Link, f.User)


def links_of(resource: Resource, kind: str) -> list[tuple[str, str | None]]:
    """The columns by which records of a kind point to another kind, with the column of the copied name."""
    return [
        (name, field.spec.extra.get("label_field"))
        for name, field in resource.out_schema.fields.items()
        if isinstance(field, f.Link) and field.spec.extra["link"] == kind and name in inspect(resource.model).columns
    ]


def learn(session: Session, service: Any, subject: Subject) -> None:
    """Gather how the person is called and reached: from the record itself, the local copies and the links' names.

    Nothing is learned that may be somebody else's, for what is learned is taken out of other people's records too.
    """
    for model in projections(service):
        if (copy := session.get(model, subject.id)) is not None:
            subject.learn(*(getattr(copy, name, None) for name in _CALLED))
    for resource in service.resources:
        for record in list(found(session, resource, subject)):
            _learn_record(session, resource, record, subject)


def _learn_record(session: Session, resource: Resource, record: Any, subject: Subject) -> None:
    for name, label in links_of(resource, subject.kind):
        if label and getattr(record, name) == subject.id:
            subject.learn(getattr(record, label, None))
    addresses = (resource.erasure or Erasure()).emails
    subject.learn(*(value for name in addresses if subject.knows(value := getattr(record, name))))
    if _is(resource, record, subject):
        subject.learn(*(getattr(record, name, None) for name in _CALLED))
        _learn_rows(session, resource, record, subject)


def _learn_rows(session: Session, resource: Resource, record: Any, subject: Subject) -> None:
    for child in children(resource):
        for row in session.scalars(select(child).where(getattr(child, child.root[1]) == record.id)):
            subject.learn(*(getattr(row, name, None) for name in ("email", "number")))


def projections(service: Any) -> Iterator[Any]:
    """The models of a service that are local copies of others' records."""
    base = next((r.model for r in service.resources), None)
    mappers = base.registry.mappers if base is not None else ()
    return (mapper.class_ for mapper in mappers if issubclass(mapper.class_, Projection))


def found(session: Session, resource: Resource, subject: Subject) -> Iterator[Any]:
    """The records of a kind that are the person's, are linked to the person or carry one of the addresses."""
    model, declared = resource.model, resource.erasure or Erasure()
    tests = [getattr(model, name) == subject.id for name, _label in links_of(resource, subject.kind)]
    if resource.name == subject.kind:
        tests.append(model.id == subject.id)
    for name in declared.emails:
        addresses = session.scalars(select(getattr(model, name)).where(getattr(model, name).is_not(None)).distinct())
        if mine := [address for address in addresses if subject.knows(address)]:
            tests.append(getattr(model, name).in_(mine))
    if declared.refs:
        tests.append(cast(getattr(model, declared.refs), String).contains(subject.ref))
    if tests:
        yield from session.scalars(select(model).where(or_(*tests))).unique()


def erase(session: Session, service: Any, subject: Subject) -> None:
    """Erase the person from every record that is linked to it or carries its address, and from the local copies."""
    for resource in service.resources:
        for record in list(found(session, resource, subject)):
            _one(session, resource, record, subject)
    for model in projections(service):
        table = model.__table__
        gone = session.execute(delete(table).where(table.c.id == subject.id).returning(table.c.id)).all()
        subject.count("copy", len(gone))
        _unname(session, table, subject)


def _unname(session: Session, table: Any, subject: Subject) -> None:
    """Copies of others' records that point to the erased one, as to an employer, lose how it is called."""
    texts = [column for column in table.c if is_string(column.type) and not column.name.endswith("id")]
    links = [column for column in table.c if column.name.endswith("_id")]
    for row in session.execute(select(table).where(or_(*(column == subject.id for column in links)))) if links else ():
        values = {c.name: _cut(row._mapping[c], subject) or (None if c.nullable else ERASED) for c in texts}
        session.execute(update(table).where(table.c.id == row.id).values(values))


def _cut(text: str | None, subject: Subject) -> str | None:
    for term in sorted({*subject.terms, *map(plain, subject.terms)}, key=len, reverse=True) if text else ():
        text = (text or "").replace(term, "")
    return text and " ".join(text.split())


def _one(session: Session, resource: Resource, record: Any, subject: Subject) -> None:
    declared = resource.erasure or Erasure()
    until = declared.held(record) if declared.held else None
    if until is not None:
        kept = {"kind": resource.name, "id": record.id, "reason": declared.reason, "until": until}
        subject.kept.append(kept)
        subject.held.add((resource.kind, record.id))
        return
    own = _is(resource, record, subject)
    if declared.own and not own:
        _blank(session, resource, record, subject, sole=False)
        session.refresh(record)
        search.write(session, resource, record)
        return
    sole = declared.sole or declared.remove or own or not _shared(resource, record, subject)
    subject.affected.add((resource.kind, record.id))
    subject.count(resource.name)
    i = search_index.c
    for text in session.scalars(select(i.text).where(i.noun == resource.kind, i.record_id == record.id)):
        subject.words.update(text.split())
    _blank(session, resource, record, subject, sole)
    if sole:
        attachments.remove_all(session, resource.kind, record.id)
        session.execute(
            delete(record_tags).where(record_tags.c.noun == resource.kind, record_tags.c.record_id == record.id)
        )
    session.refresh(record)
    search.write(session, resource, record)


def _is(resource: Resource, record: Any, subject: Subject) -> bool:
    """Tell whether the record is the one that is erased, not one that names it."""
    return resource.name == subject.kind and str(record.id) == subject.id


def _shared(resource: Resource, record: Any, subject: Subject) -> bool:
    """Tell whether the record is about somebody else too: it names another party of the service the person is of."""
    service = subject.kind.partition(".")[0]
    return any(
        isinstance(field, f.Link)
        and str(field.spec.extra["link"]).startswith(f"{service}.")
        and field.spec.extra["link"] != subject.kind
        and getattr(record, name, None)
        for name, field in resource.out_schema.fields.items()
    )


def _blank(session: Session, resource: Resource, record: Any, subject: Subject, sole: bool) -> None:
    declared = resource.erasure or Erasure()
    table = resource.model.__table__
    values = dict(_values(resource, record, subject, sole))
    if declared.remove or _is(resource, record, subject):
        values["deleted_at"] = record.deleted_at or utc_now()
    changed = {"version": table.c.version + 1, "updated_at": utc_now()}
    session.execute(update(table).where(table.c.id == record.id).values({**values, **changed}))
    for child in children(resource):
        _blank_rows(session, child, declared, record, subject, sole)


def _values(resource: Resource, record: Any, subject: Subject, sole: bool) -> Iterator[tuple[str, Any]]:
    """The columns of a record that change, with what they become."""
    declared, mapper = resource.erasure or Erasure(), inspect(resource.model)
    links = dict(links_of(resource, subject.kind))
    labels = {label for name, label in links.items() if label and getattr(record, name) == subject.id}
    kept = {*_COMMON, *declared.keep} - labels
    for attribute in mapper.column_attrs:
        column, name = attribute.columns[0], attribute.key
        if column.table is not resource.model.__table__ or name in kept:
            continue
        value = getattr(record, name)
        if name in links and value == subject.id:
            if column.nullable:
                yield column.name, None
        elif column.unique and isinstance(value, str):
            if holds(value, subject.terms):
                yield column.name, f"erased-{record.id}"
        elif value is not None and _personal(resource.out_schema.fields.get(name), column):
            if sole or name in labels:
                yield column.name, _nothing(column, value)
            elif _holds(value, subject):
                yield column.name, _taken_out(column, value, subject)


def _personal(field: Any, column: Any) -> bool:
    if column.foreign_keys or isinstance(field, _NOT_PERSONAL):
        return False
    kind = column.type
    if field is not None and isinstance(field, f.Date):
        return column.name.startswith("birth")
    return isinstance(kind, (Text, JSON, LargeBinary)) or (is_string(kind) and not column.name.endswith("_id"))


def is_string(kind: Any) -> bool:
    """Tell whether a column type holds texts, short or long."""
    return isinstance(kind, String) or isinstance(getattr(kind, "impl", None), String)


def _nothing(column: Any, value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return type(value)()
    return None if column.nullable else b"" if isinstance(value, bytes) else ERASED


def _holds(value: Any, subject: Subject) -> bool:
    return without_terms(value, subject.terms) != value


def _taken_out(column: Any, value: Any, subject: Subject) -> Any:
    return without_terms(value, subject.terms) if isinstance(value, (dict, list)) else _nothing(column, value)


def children(resource: Resource) -> Iterator[Any]:
    """The models of the rows of a kind's records."""
    for mapper in resource.model.registry.mappers:
        if issubclass(mapper.class_, Child) and mapper.class_.root[0] == resource.kind:
            yield mapper.class_


def _blank_rows(session: Session, child: Any, declared: Erasure, record: Any, subject: Subject, sole: bool) -> None:
    """A person's own rows go; of a document's rows the texts that are the person's."""
    table, key = child.__table__, child.root[1]
    own = table.c[key] == record.id
    if declared.remove or record.id == subject.id:
        session.execute(delete(table).where(own))
        return
    for row in session.scalars(select(child).where(getattr(child, key) == record.id)):
        texts = _texts(child, row)
        mine = sole and (declared.rows is None or declared.rows(row))
        if mine or any(isinstance(v, str) and holds(v, subject.terms) for v in texts.values()):
            values = {name: _nothing(table.c[name], value) for name, value in texts.items()}
            session.execute(update(table).where(table.c.id == row.id).values(values))


def _texts(child: Any, row: Any) -> dict[str, Any]:
    mapper = inspect(child)
    texts = {}
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        value = getattr(row, attribute.key)
        plain = column.name in _ROW_PLAIN or column.name.endswith("_id")
        if value is not None and not plain and _personal(None, column) and not isinstance(value, list):
            texts[column.name] = value
    return texts
