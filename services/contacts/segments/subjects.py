"""What a rule may ask about: a record's own and custom fields, its figures, and those of a person's organization."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, inspect, select
from sqlalchemy.orm import Session

from chassis import listing, meta
from chassis.errors import BadRequest
from chassis.i18n import translator
from chassis.identity import Identity
from chassis.resource import Resource
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.segments import measures

MODELS: dict[str, Any] = {"organization": Organization, "person": Person}
EMPLOYER = "organization."
UNASKED = frozenset({"id", "version", "owner_name", "segment"})

Ask = Callable[[str, str], ColumnElement[bool]]


@dataclass(frozen=True)
class Subject:
    """Something that can be asked: `ask(operator, value)` is the condition, `value` the SQL of what it is about."""

    name: str
    field: Any
    ask: Ask
    value: Any = None
    timed: bool = False


def resource_of(session: Session, noun: str) -> Resource:
    """The kind of record of a segment."""
    found: Resource = session.info["service"].resource(noun)
    return found


def subject(session: Session, actor: Identity, noun: str, name: str) -> Subject:
    """The subject of that name; BadRequest when there is none that the actor may ask about."""
    if noun == "person" and name.startswith(EMPLOYER):
        return _of_employer(subject(session, actor, "organization", name.removeprefix(EMPLOYER)))
    if name.startswith(measures.PREFIX):
        return _measure(actor, noun, name)
    return _own(session, actor, noun, name)


def _own(session: Session, actor: Identity, noun: str, name: str) -> Subject:
    resource = resource_of(session, noun)
    hidden = actor.rule(resource.name).hidden
    if name in UNASKED or name in hidden or name.partition(".")[0] in hidden:
        raise BadRequest("There is no such field.")
    field = resource.filters.get(name) or resource.all_fields.get(name)

    def ask(operator: str, value: str) -> ColumnElement[bool]:
        return listing.condition(session, actor, resource, name, operator, value)

    attribute = getattr(field, "kept_in", None) or getattr(field, "attribute", None) or name
    value = inspect(resource.model).columns.get(attribute)
    return Subject(name, field, ask, value, timed=getattr(field, "timed", False))


def _measure(actor: Identity, noun: str, name: str) -> Subject:
    own = name.removeprefix(measures.PREFIX)
    if own not in measures.offered(actor):
        raise BadRequest("There is no such field.")
    model = MODELS[noun]

    def ask(operator: str, wanted: str) -> ColumnElement[bool]:
        return measures.condition(actor, own, model, operator, wanted)

    return Subject(name, measures.MeasuresSchema().fields[own], ask, measures.value(own, model), timed=True)


def _of_employer(inner: Subject) -> Subject:
    """The same question about the organization that a person belongs to; who has none does not fit."""

    def ask(operator: str, value: str) -> ColumnElement[bool]:
        fitting = select(Organization.id).where(Organization.deleted_at.is_(None), inner.ask(operator, value))
        return Person.organization_id.in_(fitting)

    value = None
    if inner.value is not None:
        value = select(inner.value).where(Organization.id == Person.organization_id).correlate(Person).scalar_subquery()
    return Subject(EMPLOYER + inner.name, inner.field, ask, value, inner.timed)


def catalogue(session: Session, actor: Identity, noun: str, language: str) -> Iterator[dict[str, Any]]:
    """Everything that may be asked of a kind, described as fields are in `meta`, each with its group."""
    yield from _catalogue(session, actor, noun, language, noun, "")
    if noun == "person":
        yield from _catalogue(session, actor, "organization", language, "employer", EMPLOYER)


def _catalogue(
    session: Session, actor: Identity, noun: str, language: str, group: str, prefix: str
) -> Iterator[dict[str, Any]]:
    resource = resource_of(session, noun)
    hidden = actor.rule(resource.name).hidden
    for field in meta.fields_of(session, resource, language):
        name = field["name"]
        if not field["filter"] or name in UNASKED or name in hidden or name.partition(".")[0] in hidden:
            continue
        own = f"{group}_custom" if field["custom"] else group
        yield {**field, "name": prefix + name, "group": own}
    words = translator(language, [resource.service.folder])
    figures = {field["name"]: field for field in meta.schema_fields(measures.MeasuresSchema(), words, language)}
    for name in measures.offered(actor):
        yield {**figures[name], "name": prefix + measures.PREFIX + name, "group": f"{group}_figures"}
