"""Which operation of which service a public path means, and the permission it needs.

Both come from the services' OpenAPI documents: `x-permission` is `service.noun:verb`, or empty where a login is enough.
An operation with neither `x-permission` nor `x-public` is not in the map: nobody reaches it through the gateway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
_PERMISSION = re.compile(r"[a-z][a-z0-9_.]*:[a-z][a-z0-9_-]*")
_PLACE = re.compile(r"{\w+}")


@dataclass(frozen=True)
class Operation:
    """One operation of a service. `kind` and `verb` are the halves of its permission; without them a login will do."""

    service: str
    method: str
    path: str
    kind: str = ""
    verb: str = ""
    public: bool = False

    @property
    def permission(self) -> str:
        """For people: `sales.invoice:issue`, `login` or `public`."""
        if self.public:
            return "public"
        return f"{self.kind}:{self.verb}" if self.kind else "login"


class WrongMethod(Exception):
    """The path exists, but not with this method."""

    def __init__(self, allowed: Iterable[str]) -> None:
        super().__init__("method not allowed")
        self.allowed = sorted(set(allowed) - {"HEAD", "OPTIONS"})


class _Node:
    """One step of a path: what may follow it, and the operations that end here by method."""

    def __init__(self) -> None:
        self.named: dict[str, _Node] = {}
        self.any: _Node | None = None
        self.operations: dict[str, Operation] = {}


class RouteMap:
    """The operations of one service."""

    def __init__(self, service: str, document: dict[str, Any]) -> None:
        self.service = service
        self.document = document
        self.operations = tuple(_operations(service, document))
        self._root = _Node()
        for operation in self.operations:
            node = self._root
            for step in operation.path.strip("/").split("/"):
                if _PLACE.fullmatch(step):
                    node.any = node.any or _Node()
                    node = node.any
                else:
                    node = node.named.setdefault(step, _Node())
            node.operations[operation.method] = operation

    def match(self, method: str, path: str) -> Operation | None:
        """The operation, None when there is none; WrongMethod when the path has others.

        A step named in a template goes before a place for any (OpenAPI 3.1, "Paths Object"); an empty step is nobody's.
        """
        steps = path.removeprefix("/").split("/")
        ends = [found.operations for found in _ends(self._root, steps)] if path.startswith("/") else []
        wanted = "GET" if method == "HEAD" else method
        for operations in ends:
            if wanted in operations:
                return operations[wanted]
        if ends:
            raise WrongMethod({known for operations in ends for known in operations})
        return None

    @property
    def permissions(self) -> dict[str, frozenset[str]]:
        """Kind → verbs that some operation asks for."""
        found: dict[str, set[str]] = {}
        for operation in self.operations:
            if operation.kind:
                found.setdefault(operation.kind, set()).add(operation.verb)
        return {kind: frozenset(verbs) for kind, verbs in found.items()}


def _operations(service: str, document: Mapping[str, Any]) -> Iterable[Operation]:
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            permission = operation.get("x-permission")
            if operation.get("x-public") is True:
                yield Operation(service, method.upper(), path, public=True)
            elif permission == "":
                yield Operation(service, method.upper(), path)
            elif isinstance(permission, str) and _PERMISSION.fullmatch(permission):
                kind, _, verb = permission.partition(":")
                yield Operation(service, method.upper(), path, kind, verb)


def _ends(node: _Node, steps: Sequence[str]) -> Iterator[_Node]:
    """The nodes with operations where the steps may end, the most exactly named first."""
    if not steps:
        if node.operations:
            yield node
        return
    if (named := node.named.get(steps[0])) is not None:
        yield from _ends(named, steps[1:])
    if node.any is not None and steps[0]:
        yield from _ends(node.any, steps[1:])
