"""The state of a list as its address carries it: filters, search, order, columns, view."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from gateway.pages import kinds
from gateway.pages.words import _

Json = dict[str, Any]
Pairs = list[tuple[str, str]]

_FILTER = re.compile(r"filter\[([\w.]+)](?:\[(\w+)])?")
PAGE = 50

OPERATORS = {
    "text": ("contains", "eq", "starts", "ne", "empty"),
    "range": ("eq", "gte", "lte", "gt", "lt", "empty"),
    "pick": ("eq", "ne", "in", "empty"),
    "link": ("eq", "ne", "empty"),
    "flag": ("eq",),
    "tags": ("has", "empty"),
    "set": ("has", "empty"),
}
GROUPS = {
    "integer": "range",
    "number": "range",
    "money": "range",
    "percent": "range",
    "date": "range",
    "datetime": "range",
    "choice": "pick",
    "country": "pick",
    "currency": "pick",
    "language": "pick",
    "link": "link",
    "user": "link",
    "flag": "flag",
    "tags": "tags",
    "multi_choice": "set",
}


def operator_words(op: str, kind: str = "text") -> str:
    """How an operator reads on a chip."""
    day = kind in {"date", "datetime"}
    words = {
        "eq": _("is"),
        "ne": _("is not"),
        "contains": _("contains"),
        "starts": _("starts with"),
        "in": _("is any of"),
        "empty": _("is empty"),
        "has": _("has any of"),
        "gt": _("after") if day else _("over"),
        "lt": _("before") if day else _("under"),
        "gte": _("from") if day else _("at least"),
        "lte": _("until") if day else _("at most"),
    }
    return words.get(op, op)


def operators(described_field: Json) -> list[tuple[str, str]]:
    """The operators that make sense for a field, with their words."""
    usual = OPERATORS[GROUPS.get(described_field["type"], "text")]
    offered = described_field.get("operators") or usual
    return [(op, operator_words(op, described_field["type"])) for op in offered]


@dataclass(frozen=True)
class Filter:
    """One condition of a list."""

    field: Json
    op: str
    value: str

    @property
    def key(self) -> str:
        """Its name in the address."""
        name = self.field["name"]
        return f"filter[{name}]" if self.op == "eq" else f"filter[{name}][{self.op}]"

    @property
    def words(self) -> str:
        """`Status is`."""
        if self.op == "empty":
            return _("is empty") if self.value in {"1", "true"} else _("is not empty")
        return operator_words(self.op, self.field["type"])


@dataclass(frozen=True)
class State:
    """What a list shows."""

    described: Json
    filters: tuple[Filter, ...] = ()
    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    view: str = ""
    change: str = ""
    extra: Pairs = field(default_factory=list)

    @property
    def pairs(self) -> Pairs:
        """The state as address parameters."""
        pairs: Pairs = [(f.key, f.value) for f in self.filters]
        pairs += [("q", self.q)] if self.q else []
        pairs += [("change", self.change)] if self.change else []
        pairs += [("sort", self.sort)] if self.sort else []
        pairs += [("columns", ",".join(self.columns))] if self.columns else []
        return pairs + ([("view", self.view)] if self.view else [])

    @property
    def query(self) -> Pairs:
        """The state as the API's list parameters."""
        pairs: Pairs = [(f.key, f.value) for f in self.filters]
        pairs += [("q", self.q)] if self.q else []
        pairs += [("change", self.change)] if self.change else []
        return [*pairs, ("sort", self.sort or self.described.get("sort") or "-created_at")]

    def address(self, base: str | None = None, drop: str = "", **changes: str) -> str:
        """The list's address with parameters changed (empty: left out) or one filter dropped."""
        pairs = [(k, v) for k, v in self.pairs if k != drop and k not in changes]
        pairs += [(k, v) for k, v in changes.items() if v]
        where = base or kinds.path(self.described)
        return f"{where}?{urlencode(pairs, safe='[],')}" if pairs else where

    def sort_next(self, name: str) -> str:
        """The order a click on a column's head gives: up, down, as usual."""
        now = self.sort or self.described.get("sort") or ""
        return f"-{name}" if now == name else "" if now == f"-{name}" and self.sort else name

    def sorted_by(self, name: str) -> str:
        """`ascending`, `descending` or nothing, for aria-sort."""
        now = self.sort or self.described.get("sort") or ""
        return "ascending" if now == name else "descending" if now == f"-{name}" else ""

    @property
    def shown(self) -> list[Json]:
        """The columns shown."""
        return kinds.columns(self.described, self.columns or None)

    @property
    def narrowed(self) -> bool:
        """Whether anything keeps records out."""
        return bool(self.filters or self.q or self.change)


def read(described: Json, args: MultiDict[str, str]) -> State:
    """The state of a list from an address; what does not fit the kind is left out."""
    known = {f["name"]: f for f in described["fields"]}
    filters = []
    for name, text in args.items(multi=True):
        found = _FILTER.fullmatch(name)
        if found and found[1] in known and text:
            filters.append(Filter(known[found[1]], found[2] or "eq", text))
    names = tuple(name for name in args.get("columns", "").split(",") if name in known)
    sort = args.get("sort", "")
    sort = sort if sort.lstrip("-") in known else ""
    return State(
        described, tuple(filters), args.get("q", "").strip(), sort, names, args.get("view", ""), args.get("change", "")
    )
