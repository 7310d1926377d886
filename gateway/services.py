"""The one door to all services: routing, permission, signed identity, and what spans several of them.

Both the public API (`api.py`) and the pages (`backend.py`) go through `Services.send`, so what holds for one holds for
the other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any
from urllib.parse import quote

from urllib3 import encode_multipart_formdata

from chassis.client import ServiceClient, Unreachable
from chassis.identity import Identity
from chassis.logs import log
from chassis.streaming import multipart
from gateway import gather, portable
from gateway.answers import Answer, Upload
from gateway.narrowing import Narrowed
from gateway.problems import BackendError, Unavailable, problem
from gateway.rights import Permissions
from gateway.routing import Operation, RouteMap, WrongMethod

MAP_LIFE = 60.0  # seconds after which a service's document is asked for again
META_LIFE = 20.0
GATEWAY = Identity("gateway", "Gateway")  # asks services what they are; may nothing else
RETRY_DOWN = 2.0  # seconds before a service that was down is asked again


class Services:
    """All services, by name, in the order of the menu."""

    def __init__(self, clients: Mapping[str, ServiceClient], fixed: bool = False) -> None:
        self.clients = clients
        self.pool = ThreadPoolExecutor(16, thread_name_prefix="pages")
        self._asking = ThreadPoolExecutor(16, thread_name_prefix="asking")  # apart: a page's thread waits for these
        self._narrowed = Narrowed()
        self._maps: dict[str, tuple[float, RouteMap]] = {}
        self._down: dict[str, float] = {}
        self._meta: dict[tuple[str, str], tuple[float, dict[str, Any]]] = {}
        self._merged: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        self._permissions: tuple[tuple[int, ...], Permissions] = ((), {})
        self._fixed = fixed  # embedded: the code of the services cannot change while we run
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let the threads go."""
        for pool in (self.pool, self._asking):
            pool.shutdown(wait=True, cancel_futures=True)

    # -- routes and permissions ------------------------------------------------------------------------------------

    def route_map(self, service: str) -> RouteMap:
        """The operations of a service; the last known ones while it is down, Unavailable when none are known."""
        known = self._maps.get(service)
        if known and (self._fixed or time.monotonic() - known[0] < MAP_LIFE):
            return known[1]
        try:
            document = self._read_document(service, "/openapi.json")
        except Unavailable:
            if known is None:
                raise
            self._maps[service] = (time.monotonic() - MAP_LIFE + RETRY_DOWN, known[1])
            return known[1]
        fresh = known[1] if known and known[1].document == document else RouteMap(service, document)
        self._maps[service] = (time.monotonic(), fresh)
        return fresh

    def permissions(self) -> Permissions:
        """Every kind with the verbs that some operation asks for, of the services known so far."""
        maps = [found for service in self.clients if (found := self._known_map(service))]
        key = tuple(id(found) for found in maps)
        if self._permissions[0] != key:
            table = {kind: verbs for found in maps for kind, verbs in found.permissions.items()}
            self._permissions = (key, table)
        return self._permissions[1]

    def _known_map(self, service: str) -> RouteMap | None:
        if time.monotonic() < self._down.get(service, 0):
            known = self._maps.get(service)
            return known[1] if known else None
        try:
            return self.route_map(service)
        except Unavailable:
            return None

    def decide(self, identity: Identity | None, service: str, method: str, path: str) -> Operation:
        """The operation asked for, if this person may do it; BackendError 401, 403, 404 or 405 otherwise."""
        if service not in self.clients:
            raise BackendError(404, problem(404, "not_found", "There is no such address."))
        try:
            operation = self.route_map(service).match(method, path)
        except WrongMethod as error:
            refusal = problem(405, "method_not_allowed", "This address does not take this method.")
            raise BackendError(405, refusal, {"Allow": ", ".join(error.allowed)}) from error
        if operation is None:
            raise BackendError(404, problem(404, "not_found", "There is no such address."))
        if operation.public:
            return operation
        if identity is None:
            refusal = problem(401, "not_signed_in", "Sign in to do this.")
            raise BackendError(401, refusal, {"WWW-Authenticate": 'Bearer realm="kapocs"'})
        if operation.kind and not identity.may(operation.kind, operation.verb):
            raise BackendError(403, problem(403, "forbidden", "You may not do this."))
        return operation

    # -- one request -----------------------------------------------------------------------------------------------

    def send(
        self,
        identity: Identity | None,
        service: str,
        method: str,
        path: str,
        *,
        params: Any = None,
        json: Any = None,
        files: Any = None,
        upload: Upload | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
    ) -> Answer:
        """Decide, sign, send. Unavailable when the service does not answer; a refusal of the service is an Answer."""
        self.decide(identity, service, method, path)
        sent = dict(headers or {})
        if upload is not None:
            body, sent["Content-Type"] = multipart(upload.name, upload.file, upload.size, upload.content_type)
        elif files is not None:
            body, sent["Content-Type"] = encode_multipart_formdata(files)
        actor = self._narrowed.narrow(identity, service) if identity else None
        try:
            reply = self.clients[service].request(
                method, quote(path), actor, json=json, params=params, body=body or b"", headers=sent
            )
        except Unreachable as error:
            raise self._is_down(service, error) from error
        if method != "GET" and path.startswith("/custom-fields"):
            self.forget_meta()
        return Answer.of(reply, stream)

    def _read_document(self, service: str, path: str) -> dict[str, Any]:
        if time.monotonic() < self._down.get(service, 0):
            raise Unavailable(service)
        try:
            answer = Answer.of(self.clients[service].request("GET", path, GATEWAY))
        except Unreachable as error:
            raise self._is_down(service, error) from error
        if answer.status != 200:
            raise self._is_down(service, RuntimeError(f"{path} answered {answer.status}"))
        document: dict[str, Any] = answer.json
        return document

    def _is_down(self, service: str, error: Exception) -> Unavailable:
        self._down[service] = time.monotonic() + RETRY_DOWN
        log.warning("service_unavailable", service=service, error=type(error).__name__)
        return Unavailable(service)

    # -- what spans services ---------------------------------------------------------------------------------------

    def document(self, service: str, path: str) -> dict[str, Any]:
        """`/openapi.json` or `/asyncapi.json` of a service."""
        try:
            return self._read_document(service, path)
        except Unavailable:
            if path != "/openapi.json":
                raise
            return self.route_map(service).document  # as it was when it was last read

    def collection(self, kind: str) -> str:
        """The path segment of a kind's records, e.g. `invoices`."""
        described = self.meta("en")["kinds"].get(kind)
        if described is None:
            raise BackendError(404, problem(404, "not_found", "There is no such kind of record."))
        return str(described["collection"])

    def meta(self, language: str) -> dict[str, Any]:
        """What all services say of themselves, merged; see chassis.md. Those that are down are left out and named."""
        parts = {name: self._meta_of(name, language) for name in self.clients}
        known = self._merged.get(language)
        if known and all(known[0].get(name) is part for name, part in parts.items()):
            return known[1]
        merged = gather.merge_meta(parts)
        self._merged[language] = (parts, merged)
        return merged

    def _meta_of(self, service: str, language: str) -> dict[str, Any] | None:
        known = self._meta.get((service, language))
        if known and time.monotonic() - known[0] < META_LIFE:
            return known[1]
        try:
            fresh = self._read_document(service, f"/meta?lang={language}")
        except Unavailable:
            return known[1] if known else None
        self._meta[service, language] = (time.monotonic(), fresh)
        return fresh

    def forget_meta(self) -> None:
        """Ask the services anew what they are: a custom field was made."""
        self._meta.clear()

    def ask_all(
        self,
        identity: Identity,
        method: str,
        path: str,
        params: Mapping[str, str],
        within: float = 3.0,
        of_service: Callable[[str], Mapping[str, str]] = lambda service: {},
    ) -> gather.Answers:
        """Ask every service that this person may ask, side by side. BackendError 403 when there is none."""

        def ask(service: str) -> Callable[[], Any]:
            own = {**params, **of_service(service)}
            return lambda: self.send(identity, service, method, path, params=own).checked().json

        questions = {service: ask(service) for service in self._may_ask(identity, method, path)}
        if not questions:
            raise BackendError(403, problem(403, "forbidden", "You may not do this."))
        return gather.gather(self._asking, questions, within)

    def _may_ask(self, identity: Identity, method: str, path: str) -> Iterable[str]:
        for service in self.clients:
            try:
                self.decide(identity, service, method, path)
            except Unavailable:
                pass  # it is asked, and named as unavailable
            except BackendError:
                continue
            yield service

    def personal_data(self, identity: Identity, kind: str, record_id: str, emails: list[str]) -> IO[bytes]:
        """All that any service holds about somebody as a ZIP; refused when any of them is down."""
        for service in self.clients:
            self.decide(identity, service, "GET", "/privacy/export")
        params = {"kind": kind, "person": record_id, "emails": ",".join(emails)}
        answers = self.ask_all(identity, "GET", "/privacy/export", params, within=60)

        def read(service: str, file_id: str) -> Iterator[bytes]:
            answer = self.send(identity, service, "GET", f"/privacy/files/{file_id}", stream=True).checked()
            yield from answer.chunks or [answer.body]

        found = portable.all_of(answers, self.clients)
        return portable.pack(found, read, identity.language, record_id)

    def search(self, identity: Identity, text: str, limit: int) -> dict[str, Any]:
        """Records of all services that match, best of each service in turn."""
        each = str(min(limit, gather.MOST_HITS))
        answers = self.ask_all(identity, "GET", "/search", {"q": text, "limit": each}, within=2.0)
        if answers.refused and not answers.found:
            raise answers.refused[0]
        return {"data": gather.interleave(answers.found, limit), "unavailable": answers.unavailable}

    def audit(self, identity: Identity, query: dict[str, Any]) -> dict[str, Any]:
        """The changes of all services that match, newest first, one page."""
        return gather.audit_page(query, lambda params: self.ask_all(identity, "GET", "/audit", params))

    def feed(self, identity: Identity, after: str | None, limit: str, event_type: str | None) -> dict[str, Any]:
        """The events of all services after a cursor."""
        rest = {"limit": limit} | ({"type": event_type} if event_type else {})

        def ask(places: Mapping[str, int]) -> gather.Answers:
            return self.ask_all(identity, "GET", "/events", rest, of_service=lambda s: {"after": str(places.get(s, 0))})

        return gather.feed_page(after, self.clients, ask)

    def operations(self, identity: Identity) -> dict[str, Any]:
        """Outbox, failures and jobs of each service."""
        answers = self.ask_all(identity, "GET", "/operations", {})
        data = [{"service": service, **found} for service, found in answers.found.items()]
        return {"data": data, "unavailable": answers.unavailable}

    def permission_table(self, language: str) -> dict[str, Any]:
        """Every permission that a profile may give, by service and kind, with labels."""
        return gather.permission_table(self.meta(language), self.permissions())
