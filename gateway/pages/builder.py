"""The rules of a segment as a form: a tree of groups and conditions, read from flat inputs and written as rules."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.pages import formats, listing
from gateway.pages.formats import for_input, from_input
from gateway.pages.words import _

Json = dict[str, Any]

ROOT = "0"
_KEY = re.compile(r"n\.(\d+)\.(match|field)")
_RELATIVE = re.compile(r"today([+-])(\d{1,5})")
_DAYS = {"date", "datetime"}
# operator of the form → operator of the rule and the sign of its days: what is said of days counted from today
RELATIVE = {"within_last": ("gte", "-"), "older": ("lt", "-"), "within_next": ("lte", "+"), "later": ("gt", "+")}
FILLED = "filled"


@dataclasses.dataclass
class Node:
    """A group (`match`, `nodes`) or a condition (`field`, `op`, `values`) of the form; `id` names its inputs."""

    id: str
    match: str = ""
    nodes: list[Node] = dataclasses.field(default_factory=list)
    values: list[str] = dataclasses.field(default_factory=list)
    errors: list[str] = dataclasses.field(default_factory=list)
    field: str = ""
    op: str = ""
    label: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it holds others."""
        return bool(self.match)

    @property
    def value(self) -> str:
        """The only or first value."""
        return self.values[0] if self.values else ""


class Tree:
    """All nodes of a form."""

    def __init__(self, subjects: dict[str, Json]) -> None:
        self.subjects = subjects
        self.root = Node(ROOT, match="all")
        self._last = 0

    def new(self, parent: Node, **values: Any) -> Node:
        """Put a new node into a group."""
        self._last += 1
        node = Node(str(self._last), **values)
        parent.nodes.append(node)
        return node

    # -- from and to the form ----------------------------------------------------------------------------------------

    @classmethod
    def read(cls, subjects: dict[str, Json], form: MultiDict[str, str]) -> Tree:
        """The tree of a posted form, its nodes in the order of the page."""
        tree = cls(subjects)
        tree.root.match = form.get(f"n.{ROOT}.match", "all")
        known = {ROOT: tree.root}
        for key in form:
            if not (found := _KEY.fullmatch(key)) or found[1] in known:
                continue
            node_id, stem = found[1], f"n.{found[1]}"
            parent = known.get(form.get(f"{stem}.parent", ROOT), tree.root)
            node = Node(node_id, match=form.get(key, "all")) if found[2] == "match" else _condition(node_id, stem, form)
            known[node_id] = node
            parent.nodes.append(node)
            tree._last = max(tree._last, int(node_id))
        return tree

    @classmethod
    def of(cls, subjects: dict[str, Json], rules: Any) -> Tree:
        """The tree of kept rules."""
        tree = cls(subjects)
        tree.root.match = (rules or {}).get("match", "all")
        tree._fill(tree.root, (rules or {}).get("rules", []))
        return tree

    def _fill(self, group: Node, rules: list[Json]) -> None:
        for rule in rules:
            if "rules" in rule:
                self._fill(self.new(group, match=rule.get("match", "all")), rule["rules"])
            else:
                name, op, value = rule["field"], rule.get("op") or "eq", str(rule.get("value") or "")
                self.new(group, field=name, **shown(self.subjects.get(name), op, value))

    def rules(self, complete: bool = True) -> tuple[Json | None, dict[str, Node]]:
        """The rules, and path → node for the place of an error; unless `complete`, unfinished conditions stay out."""
        paths: dict[str, Node] = {}
        return self._written(self.root, "rules", paths, complete), paths

    def _written(self, group: Node, path: str, paths: dict[str, Node], complete: bool) -> Json | None:
        paths[path] = group
        rules: list[Json] = []
        for node in group.nodes:
            own = f"{path}.{len(rules)}"
            if node.is_group:
                inner = self._written(node, own, paths, complete)
                rules += [inner] if inner else []
            elif complete or self._finished(node):
                paths[own] = node
                rules.append({"field": node.field, **self._asked(node)})
        return {"match": group.match, "rules": rules} if rules or complete else None

    def _finished(self, node: Node) -> bool:
        return bool(node.field and (node.op in ("empty", FILLED) or any(value.strip() for value in node.values)))

    def _asked(self, node: Node) -> Json:
        kind = self.subjects.get(node.field, {}).get("type", "text")
        if node.op in ("empty", FILLED):
            return {"op": "empty", "value": "true" if node.op == "empty" else "false"}
        if node.op in RELATIVE and kind in _DAYS:
            op, sign = RELATIVE[node.op]
            days = "".join(node.value.split())
            return {"op": op, "value": f"today{sign}{days}" if days else ""}
        return {"op": node.op or "eq", "value": ",".join(wire(kind, value) for value in node.values if value.strip())}

    # -- what the buttons do -----------------------------------------------------------------------------------------

    def do(self, step: str) -> None:
        """Add a condition (`add:3`) or a group (`group:3`) to a group, or take a node away (`remove:5`)."""
        what, _colon, node_id = step.partition(":")
        group = self._find(node_id, self.root)
        if what == "add" and group is not None and group.is_group:
            self.new(group)
        elif what == "group" and group is not None and group.is_group:
            self.new(self.new(group, match="any"))
        elif what == "remove":
            self._remove(node_id, self.root)

    def _find(self, node_id: str, node: Node) -> Node | None:
        if node.id == node_id:
            return node
        return next((found for inner in node.nodes if (found := self._find(node_id, inner))), None)

    def _remove(self, node_id: str, group: Node) -> None:
        group.nodes = [node for node in group.nodes if node.id != node_id]
        for node in group.nodes:
            self._remove(node_id, node)

    def conditions(self, group: Node | None = None) -> list[Node]:
        """All conditions, in order."""
        found: list[Node] = []
        for node in (group or self.root).nodes:
            found += self.conditions(node) if node.is_group else [node]
        return found


def _condition(node_id: str, stem: str, form: MultiDict[str, str]) -> Node:
    values = [value for value in form.getlist(f"{stem}.value") if value]
    node = Node(node_id, field=form.get(f"{stem}.field", ""), op=form.get(f"{stem}.op", ""), values=values)
    if form.get(f"{stem}.was", "") != node.field:  # another field: what was typed for the one before means nothing
        node.op, node.values = "", []
    return node


def shown(subject: Json | None, op: str, value: str) -> Json:
    """An operator and value of a rule as the form has them."""
    kind = (subject or {}).get("type", "text")
    if op == "empty":
        return {"op": "empty" if value not in ("0", "false") else FILLED}
    if kind in _DAYS and (found := _RELATIVE.fullmatch(value)):
        for name, (own, sign) in RELATIVE.items():
            if own == op and found[1] == sign:
                return {"op": name, "values": [found[2]]}
    if op in ("in", "has"):
        return {"op": op, "values": [part for part in value.split(",") if part]}
    return {"op": op, "values": [value]}


def wire(kind: str, text: str) -> str:
    """A typed value as a rule keeps it."""
    if kind in {"flag", "tags", "datetime"}:
        return text.strip()
    found = from_input(kind, text)
    return "" if found is None else str(found)


def operators(subject: Json) -> list[tuple[str, str]]:
    """The operators of the form for a field, with their words: the list filter's, and days counted from today."""
    found: list[tuple[str, str]] = []
    for op, words in listing.operators(subject):
        found += [("empty", words), (FILLED, _("is not empty"))] if op == "empty" else [(op, words)]
    return [*_relative_words(), *found] if subject["type"] in _DAYS else found


def _relative_words() -> list[tuple[str, str]]:
    return [
        ("within_last", _("in the last … days")),
        ("older", _("more than … days ago")),
        ("within_next", _("at most … days from now")),
        ("later", _("more than … days from now")),
    ]


def input_value(subject: Json, text: str) -> str:
    """A kept value as its input shows it."""
    return for_input(subject["type"], text) if subject["type"] in {"number", "money", "percent"} else text


def reads(subject: Json, value: str) -> str:
    """How a value reads."""
    kind = subject["type"]
    if kind == "flag":
        return _("Yes") if value == "true" else _("No")
    if subject.get("choices"):
        found = next((c for c in subject["choices"] if c["value"] == value), None)
        return str(found["label"]) if found else value
    if kind in _DAYS:
        return (formats.moment(value) if len(value) > 10 else formats.day(value)) or value
    if kind in {"number", "money", "percent", "integer"}:
        return formats.money(value, subject.get("currency")) if kind == "money" else formats.number(value) or value
    return value
