"""A condition in words that a reader may be told: what it asks about, what it wants, and what the record has."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import BadRequest
from chassis.identity import Identity
from chassis.rights import visible
from services.contacts.organizations.models import Organization
from services.contacts.segments.rules import Leaf
from services.contacts.segments.subjects import EMPLOYER, catalogue, resource_of, subject


class Reader:
    """Tells one reader about conditions on one record."""

    def __init__(self, session: Session, actor: Identity, noun: str, record: Any) -> None:
        self.session, self.actor, self.noun, self.record = session, actor, noun, record
        self.known = {field["name"]: field for field in catalogue(session, actor, noun, actor.language)}
        self._dumped: dict[str, dict[str, Any]] = {}

    def told(self, leaf: Leaf, holds: bool, value: Any) -> dict[str, Any]:
        """A condition with whether it holds and the actual value; without the value where the reader may not see it."""
        name = leaf.subject.name
        node = {"path": leaf.path, "field": name, "op": leaf.operator, "value": leaf.value, "holds": holds}
        field = self.known.get(name)
        if field is None or not self._may(name):
            return {
                **node,
                "label": name,
                "group": None,
                "type": "text",
                "choices": None,
                "hidden": True,
                "actual": None,
            }
        actual = value if value is not None else self._dump(name)
        if actual is not None and hasattr(leaf.subject.field, "told"):
            actual = leaf.subject.field.told(actual)
        about = {part: field.get(part) for part in ("label", "group", "type", "choices", "link", "currency")}
        label = self._value(field.get("label_field"), name)
        return {**node, **about, "hidden": False, "actual": actual, "actual_label": label}

    def _may(self, name: str) -> bool:
        try:
            subject(self.session, self.actor, self.noun, name)
        except BadRequest:
            return False
        return not name.startswith(EMPLOYER) or self._employer() is not None

    def _employer(self) -> Any:
        condition = visible(self.actor, "contacts.organization", Organization)
        statement = select(Organization).where(Organization.id == self.record.organization_id)
        return self.session.scalars(statement if condition is None else statement.where(condition)).one_or_none()

    def _dump(self, name: str) -> Any:
        """The value of a field that is no column: tags, fields made by the firm."""
        own = name.removeprefix(EMPLOYER)
        if own.startswith("custom."):
            return (self._value("custom", name) or {}).get(own.removeprefix("custom."))
        return self._value(own, name)

    def _value(self, field: str | None, asked: str) -> Any:
        """A value of the record, or of the organization when the question is about that."""
        noun = "organization" if asked.startswith(EMPLOYER) and self.noun == "person" else self.noun
        if noun not in self._dumped:
            record = self.record if noun == self.noun else self._employer()
            self._dumped[noun] = resource_of(self.session, noun).dumper.dump(record) if record is not None else {}
        return self._dumped[noun].get(field) if field else None
