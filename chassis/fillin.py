"""Fill-in: what a new record would take over from the records it is linked to, told while a form is being filled in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from chassis import fields as f
from chassis import records
from chassis.audit import readable
from chassis.errors import Invalid, NotFound
from chassis.identity import Identity

if TYPE_CHECKING:
    from chassis.resource import Args, Resource, Route


@dataclass(frozen=True)
class FillIn:
    """`run(session, data)` gives what follows from the links `by`; creating a record asks the same rule."""

    by: Sequence[str]
    run: Callable[[Session, dict[str, Any]], Mapping[str, Any]]


class FillInIn(f.Schema):
    """The links that are chosen."""

    data = f.Object(required=True, example={"parent_id": "0197a1b2-0000-7000-8000-0000000000a1"})


class FillInOut(f.Schema):
    """Field → value, with the names of links; rows of lists; `prefixes`: how numbers in a list's column begin."""

    values = f.Object(required=True)
    prefixes = f.Object(required=True, example={"phones.number": "+36"})


def routes(resource: "Resource") -> "list[Route]":
    """The route of a kind that declares a fill-in."""
    from chassis.resource import Route

    if resource.fill_in is None:
        return []
    words = f"What a new {resource.readable_label().lower()} takes over from what it is linked to"
    path = f"/{resource.collection}/fill-in"
    return [Route("POST", path, _fill_in(resource), "create", words, body=FillInIn, response=FillInOut)]


def _fill_in(resource: "Resource") -> Any:
    def fill_in(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
        assert resource.fill_in is not None  # noqa: S101  # routes() saw it
        given = _links(session, actor, resource, args["data"])
        found = dict(resource.fill_in.run(session, given)) if given else {}
        hidden, prefixes = actor.rule(resource.name).hidden, found.pop("prefixes", {})
        wanted = {name: value for name, value in found.items() if value and name not in {*given, *hidden}}
        values = {name: _plain(resource.all_fields.get(name), value) for name, value in wanted.items()}
        return {"values": values, "prefixes": prefixes}

    return fill_in


def _links(session: Session, actor: Identity, resource: "Resource", data: Mapping[str, Any]) -> dict[str, str]:
    """The links that are filled, each to a record the actor may see."""
    assert resource.fill_in is not None  # noqa: S101  # routes() saw it
    if unknown := [name for name in data if name not in resource.fill_in.by]:
        raise Invalid({f"data.{name}": ["There is no such field."] for name in unknown})
    given = {name: str(value) for name, value in data.items() if value}
    for name, record_id in given.items():
        noun = resource.all_fields[name].spec.extra["link"].partition(".")[2]
        try:
            records.load(session, actor, resource.service.resource(noun).model, record_id)
        except NotFound as error:
            raise Invalid({f"data.{name}": ["There is no such record."]}) from error
    return given


def _plain(field: Any, value: Any) -> Any:
    """A value as JSON has it; rows by the names of their fields."""
    if not isinstance(field, f.Lines):
        return readable(value)
    names = {inner.attribute or name: name for name, inner in field.line_schema().fields.items()}
    return [{names[key]: readable(part) for key, part in row.items() if part not in (None, "")} for row in value]
