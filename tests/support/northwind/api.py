"""The public API of a fresh embedded installation, and importing a file over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.test import Client

from chassis.settings import Settings
from gateway.embedded import Embedded

PASSWORD = "northwind-proof-2026"


class Api:
    """The public API of an embedded installation, as its administrator."""

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded
        self._client = Client(embedded.app)
        login = {"username": "admin", "password": PASSWORD}
        token = self._client.post("/api/v1/auth/token", json=login).get_json()["access_token"]
        self._headers = {"Authorization": f"Bearer {token}"}
        self.calls = 0

    def call(self, method: str, path: str, **options: Any) -> Any:
        """Make a request that has to succeed; its JSON."""
        self.calls += 1
        answer = self._client.open(f"/api/v1{path}", method=method, headers=self._headers, **options)
        if answer.status_code >= 400:
            raise AssertionError(f"{method} {path}: {answer.status_code} {answer.get_data(as_text=True)[:500]}")
        return answer.get_json()

    def post(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """Create or do."""
        return self.call("POST", path, json=body or {})

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        """Every row of a list, page by page."""
        cursor: str | None = ""
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            page = self.call("GET", f"{path}{'&' if '?' in path else '?'}limit=200{more}")
            yield from page["data"]
            cursor = page["next"]

    def settle(self) -> None:
        """Wait until every event has had its effect."""
        self._embedded.bus.settle(timeout=900)

    def load(self, path: str, file: Path, mapping: dict[str, str], **options: Any) -> dict[str, Any]:
        """Import a file: upload, rehearse, run; the finished import."""
        with file.open("rb") as stream:
            job = self.call("POST", f"{path}/imports", data={"file": (stream, file.name)})
        for dry_run in (True, False):
            self.post(f"{path}/imports/{job['id']}/run", {"mapping": mapping, "dry_run": dry_run, **options})
            self.settle()
            job = self.call("GET", f"{path}/imports/{job['id']}")
            if job["failed"] or job["status"] != "finished":
                raise AssertionError(f"{file.name}: {job['status']}, {job['failed']} failed: {job['errors'][:5]}")
        return dict(job)


@contextmanager
def embedded(folder: Path, database_url: str = "") -> Iterator[Api]:
    """A fresh embedded installation in `folder` (or in the databases of a server), without demo data."""
    urls = {"*": database_url} if database_url else {}
    settings = Settings(data_dir=folder, demo=False, admin_password=PASSWORD, database_urls=urls)
    parts = Embedded(settings, pages=False).start()
    try:
        yield Api(parts)
    finally:
        parts.stop()
