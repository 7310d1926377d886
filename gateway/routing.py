"""Which operation of which service a public path means, and the permission it needs.

Both come from the services' OpenAPI documents: `x-permission` is `service.noun:verb`, or empty where a login is enough.
An operation with neither `x-permission` nor `x-public` is not in the map: nobody reaches it through the gateway.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

METHODS = ("get", "post", "put", "patch", "delete")
_PERMISSION = re.compile(r"[a-z][a-z0-9_.]*:[a-z][a-z0-9_-]*")
_PLACE = re.compile(r"{(\w+)}")


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


class RouteMap:
    """The operations of one service."""

    def __init__(self, service: str, document: dict[str, Any]) -> None:
        self.service = service
        self.document = document
        self.operations = tuple(_operations(service, document))
        rules = [Rule(_rule(op.path), methods=[op.method], endpoint=op) for op in self.operations]
        self._map = Map(rules, strict_slashes=True, merge_slashes=False, redirect_defaults=False)
        self._adapter = self._map.bind("service")

    def match(self, method: str, path: str) -> Operation | None:
        """The operation, None when there is none; WrongMethod when the path has others."""
        try:
            operation, _values = self._adapter.match(path, method="GET" if method == "HEAD" else method)
        except NotFound:
            return None
        except MethodNotAllowed as error:
            raise WrongMethod(error.valid_methods or ()) from error
        except HTTPException:  # a redirect the map would make: such a path is not ours
            return None
        return operation  # endpoints are operations, see __init__

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


def _rule(path: str) -> str:
    return _PLACE.sub(r"<\1>", path)
