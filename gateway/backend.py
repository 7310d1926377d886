"""What the pages know of the system: one client over all services, for one signed-in person.

Pages get it from `gateway.auth.backend()`. Every call passes the same door as the public API, so permissions, record
rules and audit are those of the API. A service that answers with an error raises `BackendError` (its problem document
in `.problem`), one that does not answer raises `Unavailable`: a part of a page may fail while the rest stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import IO, Any

from chassis.identity import Identity
from chassis.previews import PAGES
from gateway.answers import Answer, Upload
from gateway.problems import BackendError, Unavailable, problem
from gateway.services import Services

__all__ = ["Backend", "BackendError", "Download", "Unavailable"]

Json = dict[str, Any]
Rows = list[Json]  # names of their own: inside Backend, `list` is a method
Names = list[str]
Query = dict[str, Any] | list[tuple[str, str]]


@dataclass(frozen=True)
class Download:
    """Bytes to hand to the browser as they are."""

    content: bytes | Iterable[bytes]
    content_type: str
    name: str

    def read(self) -> bytes:
        """All of them."""
        return self.content if isinstance(self.content, bytes) else b"".join(self.content)


class Backend:
    """All services as one person sees them."""

    def __init__(self, services: Services, identity: Identity, headers: dict[str, str] | None = None) -> None:
        self.services = services
        self.identity = identity
        self.headers = headers or {}
        self.language = identity.language or "en"

    # -- what there is ---------------------------------------------------------------------------------------------

    def meta(self) -> Json:
        """`{"services": [{"service","label"}], "kinds": {kind: meta}, "events", "permissions", "unavailable"}`."""
        return self.services.meta(self.language)

    def kind(self, kind: str) -> Json:
        """The description of one kind, e.g. `sales.invoice`; 404 when unknown or not to be seen by this person."""
        described = self.meta()["kinds"].get(kind)
        if described is None or not self.may(kind, "view"):
            raise BackendError(404, problem(404, "not_found", "There is no such kind of record."))
        return described

    def kinds(self) -> Rows:
        """The kinds this person may view, in the order of their services."""
        return [described for name, described in self.meta()["kinds"].items() if self.may(name, "view")]

    def may(self, kind: str, verb: str) -> bool:
        """Whether this person may do `verb` on some record of `kind`."""
        return self.identity.may(kind, verb)

    # -- records ---------------------------------------------------------------------------------------------------

    def list(self, kind: str, query: Query | None = None) -> Json:
        """`{"data": [...], "next": cursor|None, "total": n|None}`; `query` holds the list parameters of the API."""
        return self._json("GET", kind, params=query)

    def get(self, kind: str, record_id: str) -> Json:
        """One record; of one that was merged into another, that other."""
        found = self._json("GET", kind, f"/{record_id}")
        return self._json("GET", kind, f"/{found['id']}") if set(found) == {"id"} else found

    def create(self, kind: str, data: Json, key: str | None = None) -> Json:
        """The record made; `key` is an idempotency key that makes a repeated form post harmless."""
        return self._json("POST", kind, json=data, headers={"Idempotency-Key": key} if key else None)

    def update(self, kind: str, record_id: str, data: Json, version: int | None = None) -> Json:
        """The changed record; with `version` a lost update is refused (BackendError 412)."""
        headers = {"If-Match": f'"{version}"'} if version is not None else None
        return self._json("PATCH", kind, f"/{record_id}", json=data, headers=headers)

    def delete(self, kind: str, record_id: str, version: int | None = None) -> None:
        """Delete softly; `restore` undoes it."""
        headers = {"If-Match": f'"{version}"'} if version is not None else None
        self._call("DELETE", kind, f"/{record_id}", headers=headers)

    def restore(self, kind: str, record_id: str) -> Json:
        """Undo a delete."""
        return self._json("POST", kind, f"/{record_id}/restore", json={})

    def act(self, kind: str, record_id: str, action: str, data: Json | None = None, key: str | None = None) -> Json:
        """Do an action of the kind (`issue`, `convert`, …) on one record; the record it returns."""
        headers = {"Idempotency-Key": key} if key else None
        return self._json("POST", kind, f"/{record_id}/{action}", json=data or {}, headers=headers)

    def bulk(self, kind: str, action: str, ids: Names, data: Json | None = None) -> Json:
        """`{"results": [{"id","ok","error"}], "change"}`; `action` is update, delete, restore or one of the kind."""
        return self._json("POST", kind, "/bulk", json={"action": action, "ids": ids, "data": data or {}})

    def change(self, service: str, change: str) -> Json:
        """What one request, bulk change or import did, with its last undo."""
        return self.call(service, "GET", f"/changes/{change}")

    def undo(self, service: str, change: str) -> Json:
        """Take a change back where nothing has changed since: `{"status","undone","kept","conflicts"…}`."""
        return self.call(service, "POST", f"/changes/{change}/undo", json={})

    def history(self, kind: str, record_id: str, query: Query | None = None) -> Json:
        """Who changed what and when, newest first."""
        return self._json("GET", kind, f"/{record_id}/history", params=query)

    def as_of(self, kind: str, record_id: str, at: str) -> Json:
        """The record as it was at a moment (ISO 8601)."""
        return self._json("GET", kind, f"/{record_id}/as-of", params={"at": at})

    def timeline(self, kind: str, record_id: str, query: Query | None = None) -> Json:
        """What happened around a record, from all services' events, newest first."""
        params = {**dict(query or {}), "ref": f"{kind}:{record_id}"}
        return self.call("contacts", "GET", "/timeline", params=params)

    # -- files -----------------------------------------------------------------------------------------------------

    def file(self, kind: str, record_id: str, name: str, query: Query | None = None) -> Download:
        """A document of a record, e.g. `file("sales.invoice", id, "pdf", {"lang": "hu"})`."""
        return self._download(self._call("GET", kind, f"/{record_id}/{name}", params=query))

    def export(self, kind: str, query: Query | None = None) -> Download:
        """The list as a file; `query` as for `list` plus `format` (csv, xlsx or ods). It streams."""
        return self._download(self._call("GET", kind, "/export", params=query, stream=True))

    def attachments(self, kind: str, record_id: str) -> Rows:
        """The files attached to a record."""
        return self._json("GET", kind, f"/{record_id}/attachments")["data"]

    def attach(self, kind: str, record_id: str, name: str, content: bytes, content_type: str) -> Json:
        """Attach a file."""
        return self._json("POST", kind, f"/{record_id}/attachments", files={"file": (name, content, content_type)})

    def send(self, kind: str, record_id: str, path: str, name: str, content: bytes) -> Json:
        """Send a file to one of a record's own routes."""
        return self._json("POST", kind, f"/{record_id}/{path}", files={"file": (name, content, "text/csv")})

    def attach_version(self, kind: str, record_id: str, file_id: str, file: tuple[str, bytes, str]) -> Json:
        """Attach a newer version of a file: name, content and content type."""
        return self._json("POST", kind, f"/{record_id}/attachments/{file_id}/versions", files={"file": file})

    def versions(self, kind: str, record_id: str, file_id: str) -> Rows:
        """The versions of an attached file, newest first."""
        return self._json("GET", kind, f"/{record_id}/attachments/{file_id}/versions")["data"]

    def restore_version(self, kind: str, record_id: str, version_id: str) -> Json:
        """Make an older version of an attached file the newest again."""
        return self._json("POST", kind, f"/{record_id}/attachments/{version_id}/restore", json={})

    def preview(self, kind: str, record_id: str, file_id: str, query: Query) -> tuple[Download, int]:
        """A page of an attached file as a picture, and how many pages there are; `query`: page and size."""
        answer = self._call("GET", kind, f"/{record_id}/attachments/{file_id}/preview", params=query)
        return self._download(answer), int(answer.header(PAGES, "1"))

    def attachment(self, kind: str, record_id: str, attachment_id: str) -> Download:
        """The bytes of an attached file."""
        return self._download(self._call("GET", kind, f"/{record_id}/attachments/{attachment_id}"))

    def detach(self, kind: str, record_id: str, attachment_id: str) -> None:
        """Remove an attached file."""
        self._call("DELETE", kind, f"/{record_id}/attachments/{attachment_id}")

    # -- import ----------------------------------------------------------------------------------------------------

    def import_start(self, kind: str, upload: Upload) -> Json:
        """Upload a CSV, XLSX or ODS file; the job with headers and proposed mapping."""
        return self._json("POST", kind, "/imports", upload=upload)

    def imports(self, kind: str, before: str | None = None) -> Json:
        """The past imports of a kind, newest first: `{"data", "next"}`."""
        return self._json("GET", kind, "/imports", params={"before": before} if before else None)

    def import_job(self, kind: str, job_id: str) -> Json:
        """State and counts of an import."""
        return self._json("GET", kind, f"/imports/{job_id}")

    def import_run(self, kind: str, job_id: str, options: Json) -> Json:
        """Run an import, or only try it: `mapping`, `defaults`, `match`, `mode`, `dry_run`."""
        return self._json("POST", kind, f"/imports/{job_id}/run", json=options)

    def import_continue(self, kind: str, job_id: str) -> Json:
        """Go on with an import that stopped."""
        return self._json("POST", kind, f"/imports/{job_id}/continue", json={})

    def import_errors(self, kind: str, job_id: str, form: str = "csv") -> Download:
        """The refused rows with their reasons. It streams."""
        return self._download(
            self._call("GET", kind, f"/imports/{job_id}/errors", params={"format": form}, stream=True)
        )

    def keep_mapping(self, kind: str, name: str, mapping: Json) -> Json:
        """Keep a mapping of columns under a name."""
        return self._json("PUT", kind, "/import-mappings", json={"name": name, "mapping": mapping})

    # -- across services -------------------------------------------------------------------------------------------

    def search(self, text: str, limit: int = 20) -> Json:
        """`{"data": [{"kind","id","title",…}], "unavailable": [service]}` over everything this person may see."""
        return self.services.search(self.identity, text, limit)

    def personal_data(self, kind: str, record_id: str, emails: Names) -> IO[bytes]:
        """A ZIP of everything that any service holds about somebody."""
        return self.services.personal_data(self.identity, kind, record_id, list(emails))

    def audit(self, query: Query | None = None) -> Json:
        """`{"data", "next", "unavailable"}`; filters actor, kind, record, field, value, from, to, limit, cursor."""
        return self.services.audit(self.identity, dict(query or {}))

    def operations(self) -> Json:
        """`{"data": [{"service", "outbox", "parked": [...], "jobs", …}], "unavailable": [service]}`."""
        return self.services.operations(self.identity)

    def retry_parked(self, service: str, parked_id: str) -> Json:
        """Hand a parked message to its handler again."""
        return self.call(service, "POST", f"/operations/parked/{parked_id}/retry", json={})

    def discard_parked(self, service: str, parked_id: str, reason: str) -> Json:
        """Give a parked message up, with a reason that is kept."""
        return self.call(service, "POST", f"/operations/parked/{parked_id}/discard", json={"reason": reason})

    # -- the person's own things -----------------------------------------------------------------------------------

    def notifications(self, unread: bool = False, limit: int = 30) -> Json:
        """`{"data": [...], "unread": n}`, newest first."""
        params = {"limit": str(limit), "unread": "1" if unread else "0"}
        return self.call("gateway", "GET", "/my/notifications", params=params)

    def read_notifications(self, ids: Names | None = None) -> Json:
        """Mark some (None: all) of one's notifications as read."""
        return self.call("gateway", "POST", "/my/notifications/read", json={"ids": ids})

    def saved_views(self, kind: str) -> Rows:
        """One's own and the shared list views of a kind: `{"id","kind","name","query","columns","shared","mine"}`."""
        return self.call("gateway", "GET", "/my/views", params={"kind": kind})["data"]

    def save_view(self, kind: str, name: str, query: str, columns: Names, shared: bool = False) -> Json:
        """Keep a list as it is now under a name; the same name of the same kind is overwritten."""
        body = {"kind": kind, "name": name, "query": query, "columns": columns, "shared": shared}
        return self.call("gateway", "POST", "/my/views", json=body)

    def delete_view(self, view_id: str) -> None:
        """Forget one of one's own views."""
        self.call("gateway", "DELETE", f"/my/views/{view_id}")

    def bookmarks(self) -> Json:
        """`{"favourites": [...], "recent": [...]}` of `{"kind","record_id","title"}`."""
        return self.call("gateway", "GET", "/my/bookmarks")

    def favour(self, kind: str, record_id: str, title: str, on: bool = True) -> Json:
        """Mark or unmark a record as favourite."""
        body = {"kind": kind, "record_id": record_id, "title": title, "on": on}
        return self.call("gateway", "POST", "/my/favourites", json=body)

    def visited(self, kind: str, record_id: str, title: str) -> None:
        """Remember that the person opened a record."""
        body = {"kind": kind, "record_id": record_id, "title": title}
        self.call("gateway", "POST", "/my/recent", json=body)

    def profile(self) -> Json:
        """The signed-in person: name, username, email, language, theme, role, groups."""
        return self.call("gateway", "GET", "/my/profile")

    def change_profile(self, **values: str | None) -> Json:
        """Change one's own name, e-mail, language or theme."""
        return self.call("gateway", "PATCH", "/my/profile", json=values)

    def change_password(self, old: str, new: str, keep: str | None = None) -> Json:
        """Change one's own password; all sessions and tokens but `keep` (`auth.visitor().session.id`) end."""
        return self.call("gateway", "POST", "/my/password", json={"old": old, "new": new, "keep": keep})

    def sessions(self) -> Rows:
        """One's own sessions and API tokens that are alive."""
        return self.call("gateway", "GET", "/my/sessions")["data"]

    def revoke_session(self, session_id: str) -> None:
        """End one of one's own sessions or tokens."""
        self.call("gateway", "DELETE", f"/my/sessions/{session_id}")

    def permissions(self) -> Json:
        """For the permission matrix: `{"services": [{"service", "kinds": [{"kind","label","verbs": [...]}]}]}`."""
        return self.services.permission_table(self.language)

    # -- anything else ---------------------------------------------------------------------------------------------

    def call(
        self,
        service: str,
        method: str,
        path: str,
        params: Query | None = None,
        json: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """Any other route of a service, by its path inside the service (`/reports/revenue`)."""
        return self._send(service, method, path, params=params, json=json, headers=headers).json

    def upload(self, service: str, path: str, file: tuple[str, bytes], key: str) -> Any:
        """Send a file to any route that takes one; `key` makes a repeated sending harmless."""
        return self._send(service, "POST", path, files={"file": file}, headers={"Idempotency-Key": key}).json

    def download(self, service: str, path: str, params: Query | None = None) -> Download:
        """Any other route that answers with a file."""
        return self._download(self._send(service, "GET", path, params=params))

    def later(self, name: str, *args: Any, **options: Any) -> Future[Any]:
        """Start a method of this backend in a thread, so that parts of a page load side by side: `.result()`."""
        return self.services.pool.submit(getattr(self, name), *args, **options)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _send(self, service: str, method: str, path: str, **options: Any) -> Answer:
        headers = self.headers | (options.pop("headers", None) or {})
        return self.services.send(self.identity, service, method, path, headers=headers, **options).checked()

    def _call(self, method: str, kind: str, rest: str = "", **options: Any) -> Answer:
        service = kind.partition(".")[0]
        return self._send(service, method, f"/{self.services.collection(kind)}{rest}", **options)

    def _json(self, method: str, kind: str, rest: str = "", **options: Any) -> Any:
        return self._call(method, kind, rest, **options).json

    def _download(self, answer: Answer) -> Download:
        content = answer.body if answer.chunks is None else answer.chunks
        return Download(content, answer.header("Content-Type", "application/octet-stream"), answer.file_name())
