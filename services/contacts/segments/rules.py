"""Rules: a tree of groups (all, any, none) and conditions, checked and turned into one SQL expression."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma
from sqlalchemy import ColumnElement, and_, or_, true
from sqlalchemy.orm import Session

from chassis import fields as f
from chassis.errors import BadRequest, Invalid
from chassis.identity import Identity
from services.contacts.segments.subjects import Subject, subject

MATCHES = ("all", "any", "none")
DEEPEST = 5
MOST = 60
Rules = dict[str, Any]


@dataclass(frozen=True)
class Leaf:
    """One condition; `path` names its place in the tree, counted from 0: `rules.1.0`."""

    path: str
    subject: Subject
    operator: str
    value: str
    clause: ColumnElement[bool]

    @property
    def timed(self) -> bool:
        """Whether time alone may change the answer."""
        return self.subject.timed or "today" in self.value


@dataclass(frozen=True)
class Group:
    """Conditions of which all, any or none have to hold."""

    path: str
    match: str
    nodes: list["Group | Leaf"]

    @property
    def clause(self) -> ColumnElement[bool]:
        """The group in SQL. What a condition cannot tell (null) counts as no, within `none` too."""
        parts = [node.clause for node in self.nodes]
        if self.match == "all":
            return and_(true(), *parts)
        return or_(*parts) if self.match == "any" else or_(*parts).is_not(true())

    @property
    def leaves(self) -> Iterator[Leaf]:
        """The conditions, in order."""
        for node in self.nodes:
            if isinstance(node, Leaf):
                yield node
            else:
                yield from node.leaves

    @property
    def timed(self) -> bool:
        """Whether time alone may change who fits."""
        return any(leaf.timed for leaf in self.leaves)


def compiled(session: Session, actor: Identity, noun: str, rules: Any) -> Group:
    """The rules, ready to be asked; Invalid names each condition that is wrong by its path."""
    reader = _Reader(session, actor, noun)
    found = reader.group(rules, "rules", 1)
    if reader.count > MOST:
        reader.errors.setdefault("rules", []).append("These are too many conditions.")
    if reader.errors:
        raise Invalid(reader.errors)
    return found


@dataclass
class _Reader:
    session: Session
    actor: Identity
    noun: str
    errors: dict[str, list[str]] = field(default_factory=dict)
    count: int = 0

    def group(self, node: Any, path: str, depth: int) -> Group:
        rules = node.get("rules") if isinstance(node, dict) else None
        match = node.get("match", "all") if isinstance(node, dict) else "all"
        if not isinstance(rules, list) or match not in MATCHES or set(node) - {"match", "rules"}:
            return self._bad(path, "A group has “match” (all, any or none) and a list of “rules”.")
        if not rules:
            return self._bad(path, "A group needs at least one condition.")
        if depth > DEEPEST:
            return self._bad(path, "Groups are nested too deep.")
        nodes = [self.node(child, f"{path}.{at}", depth) for at, child in enumerate(rules[: MOST + 1])]
        return Group(path, match, [found for found in nodes if found is not None])

    def _bad(self, path: str, words: str) -> Group:
        self.errors.setdefault(path, []).append(words)
        return Group(path, "all", [])

    def node(self, node: Any, path: str, depth: int) -> Group | Leaf | None:
        if isinstance(node, dict) and "rules" in node:
            return self.group(node, path, depth + 1)
        self.count += 1
        if not isinstance(node, dict) or not isinstance(node.get("field"), str) or set(node) - {"field", "op", "value"}:
            self._bad(path, "A condition has “field”, “op” and “value”.")
            return None
        try:
            return self.leaf(node, path)
        except BadRequest as error:
            self._bad(path, error.words % error.params)
        except ma.ValidationError as error:
            self.errors.setdefault(path, []).extend(map(str, error.messages))
        return None

    def leaf(self, node: dict[str, Any], path: str) -> Leaf:
        operator = node.get("op") or "eq"
        asked = subject(self.session, self.actor, self.noun, node["field"])
        value = text_of(node.get("value"))
        if not isinstance(operator, str) or (value == "" and operator != "empty"):
            raise BadRequest("Say what the value has to be.")
        return Leaf(path, asked, operator, value, asked.ask(operator, value))


def text_of(value: Any) -> str:
    """A value as a list filter would carry it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(text_of(part) for part in value)
    return str(value).strip()


def settled(session: Session, actor: Identity, noun: str, rules: Rules) -> Rules:
    """Checked rules as they are kept: values as text, and “me” as who I am."""
    compiled(session, actor, noun, rules)
    return _settled(session, actor, noun, rules)


def _settled(session: Session, actor: Identity, noun: str, node: Any) -> Any:
    if "rules" in node:
        inner = [_settled(session, actor, noun, child) for child in node["rules"]]
        return {"match": node.get("match", "all"), "rules": inner}
    value = text_of(node.get("value"))
    if value == "me" and isinstance(subject(session, actor, noun, node["field"]).field, f.User):
        value = actor.user_id
    operator = node.get("op") or "eq"
    return {"field": node["field"], "op": operator, "value": value or ("true" if operator == "empty" else "")}
