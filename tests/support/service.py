"""A service on a database of its own, with a client to call it, a way to feed it events and a look into its outbox."""

import atexit
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from werkzeug.test import Client

from chassis import inbox
from chassis.events import CONTENT_TYPE, Received, parse
from chassis.identity import HEADER, Identity, Rule, Signer
from chassis.ids import new_id
from chassis.migrate import migrate
from chassis.runtime import Runtime, compose
from chassis.service import Service
from chassis.settings import Settings
from chassis.tables import outbox
from chassis.types import utc_now
from chassis.web import make_app

ADMIN = Identity("01932f6e-7c00-7000-8000-0000000000aa", "Kiss Anna", "anna", "/admin/", everything=True)


@lru_cache
def _migrated(name: str) -> Path:
    """A migrated, empty database of a service, to be copied by each test of this process."""
    folder = Path(tempfile.mkdtemp(prefix="kapocs-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    runtime = compose(name, Settings(data_dir=folder))
    migrate(runtime)
    runtime.database.dispose()
    return folder / f"{name}.db"


class ServiceHarness:
    """One service under test. Requests are made as `ADMIN` unless `as_` chose another identity."""

    def __init__(self, name: str | Service, settings: Settings | None = None, identity: Identity = ADMIN) -> None:
        self._folder: Any = None
        if settings is None:
            self._folder = tempfile.TemporaryDirectory(prefix="kapocs-service-")
            settings = Settings(data_dir=Path(self._folder.name))
            if isinstance(name, str):
                shutil.copy(_migrated(name), settings.data_dir / f"{name}.db")
        self.runtime: Runtime = compose(name, settings)
        if not self._folder:
            migrate(self.runtime)
        self.app = make_app(self.runtime)
        self.identity = identity
        self._client = Client(self.app)
        self._signer = Signer(self.runtime.settings.identity_private_key)

    def as_(self, identity: Identity | None = None, **rules: Mapping[str, Any]) -> "ServiceHarness":
        """The same service called by somebody else: an identity, or rules like `sales__invoice={"verbs": ["view"]}`."""
        if identity is None:
            loaded = {kind.replace("__", "."): Rule.load(rule) for kind, rule in rules.items()}
            identity = Identity(new_id(), "Nagy Béla", "bela", "/admin/manager/seller/", rules=loaded)
        other = object.__new__(ServiceHarness)
        other.__dict__.update(self.__dict__, identity=identity, _folder=None)
        return other

    def request(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Make a request; the werkzeug test response (`.status_code`, `.json`, `.headers`)."""
        headers = {HEADER: self._signer.sign(self.identity, self.runtime.name), **options.pop("headers", {})}
        return self._client.open(path, method=method, json=body, headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """GET, expected to succeed."""
        return self._good(self.request("GET", path, **options))

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        """POST, expected to succeed."""
        return self._good(self.request("POST", path, {} if body is None else body, **options))

    def patch(self, path: str, body: Any, **options: Any) -> Any:
        """PATCH, expected to succeed."""
        return self._good(self.request("PATCH", path, body, **options))

    def delete(self, path: str, **options: Any) -> Any:
        """DELETE, expected to succeed."""
        return self._good(self.request("DELETE", path, **options))

    def upload(self, path: str, name: str, content: bytes, **form: str) -> Any:
        """POST a file as multipart form, expected to succeed."""
        import io

        data = {**form, "file": (io.BytesIO(content), name)}
        headers = {HEADER: self._signer.sign(self.identity, self.runtime.name)}
        return self._good(self._client.open(path, method="POST", data=data, headers=headers))

    @staticmethod
    def _good(response: Any) -> Any:
        assert response.status_code < 400, f"{response.status_code}: {response.get_data(as_text=True)}"
        return response

    def events(self, event_type: str | None = None) -> list[Received]:
        """What is in the outbox, oldest first."""
        with self.runtime.reading() as session:
            bodies = session.scalars(select(outbox.c.body).order_by(outbox.c.id)).all()
        found = [parse(body) for body in bodies]
        return [event for event in found if event_type in (None, event.type)]

    def deliver(
        self, event_type: str, data: Mapping[str, Any], *, subject: str = "thing/1", version: int = 1, **more: Any
    ) -> Any:
        """Feed one event to the service's inbox, as the bus would; the inbox's outcome."""
        return inbox.handle(
            self.runtime, envelope(event_type, data, subject=subject, version=version, **more), CONTENT_TYPE
        )

    @contextmanager
    def session(self) -> Iterator[Any]:
        """A transaction in the service's database."""
        with self.runtime.transaction(self.identity) as session:
            yield session

    def known_user(self, user_id: str, name: str, role_path: str = "/admin/manager/seller/") -> None:
        """Let the service know a user, as the gateway's event does."""
        data = {"id": user_id, "name": name, "username": name.lower(), "role_path": role_path, "active": True}
        self.deliver("gateway.UserCreated", data, subject=f"user/{user_id}")

    def with_language(self, language: str) -> "ServiceHarness":
        """The same caller reading another language."""
        return self.as_(replace(self.identity, language=language))

    def run_jobs(self) -> int:
        """Run everything that is due (jobs) until nothing is; how many were run."""
        from chassis.jobs import JobRunner

        return JobRunner(self.runtime).run_all()

    def close(self) -> None:
        """Close the database and remove the folder."""
        self.runtime.database.dispose()
        if self._folder:
            self._folder.cleanup()


def envelope(
    event_type: str,
    data: Mapping[str, Any],
    *,
    subject: str = "thing/1",
    version: int = 1,
    event_id: str | None = None,
    relates_to: tuple[str, ...] = (),
    time: str | None = None,
) -> bytes:
    """A CloudEvents envelope as bytes."""
    source, _, _ = event_type.partition(".")
    body = {
        "specversion": "1.0",
        "id": event_id or new_id(),
        "source": f"/kapocs/{source}",
        "type": event_type,
        "subject": subject,
        "time": time or utc_now().isoformat(),
        "dataschema": f"{event_type}/1",
        "version": version,
        "actor": ADMIN.user_id,
        "actorname": ADMIN.name,
        "relatesto": list(relates_to),
        "data": dict(data),
    }
    return json.dumps(body).encode()
