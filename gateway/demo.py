"""Loads each service's demo data over the API, as the demo users would have typed it in."""

from __future__ import annotations

import hashlib
import importlib
import json as json_module
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from chassis.db import utc_now
from chassis.identity import SYSTEM, Identity
from chassis.runtime import Runtime
from gateway.backend import Backend
from gateway.own import markers
from gateway.users.models import User, rights

if TYPE_CHECKING:
    from gateway.app import Gateway

ORDER = ("mailer", "contacts", "inventory", "sales", "helpdesk")
MARKER = "demo"
Settle = Callable[[], None]
Tell = Callable[[str], None]


class Api:
    """The HTTP API as one of the demo users. Posts carry a key, so that a broken-off load can be repeated."""

    def __init__(self, gateway: Gateway, username: str, settle: Settle, part: str = "") -> None:
        self._gateway, self._username, self._settle, self._part = gateway, username, settle, part
        self._backend = Backend(gateway.services, identity_of(gateway, username))
        self._count = 0

    def as_(self, username: str) -> Api:
        """The same API as another user."""
        return Api(self._gateway, username, self._settle, self._part)

    @property
    def user_id(self) -> str:
        """The id of the user who acts."""
        return self._backend.identity.user_id

    def get(self, path: str, params: dict[str, str] | None = None) -> Any:
        """Read `/<service>/…`."""
        return self._call("GET", path, params=params)

    def post(self, path: str, json: dict[str, Any] | None = None) -> Any:
        """Create a record or do an action: `/<service>/…`; the answer's body."""
        self._count += 1
        body = json_module.dumps(json or {}, sort_keys=True, default=str)
        text = f"{self._part} {self._username} {self._count} {path} {body}"
        return self._call("POST", path, json=json or {}, headers={"Idempotency-Key": self._key(text)})

    def upload(self, path: str, name: str, content: bytes) -> Any:
        """Attach a file: `/<service>/…/attachments`; the answer's body."""
        self._count += 1
        text = f"{self._part} {self._username} {self._count} {path} {name} {hashlib.sha256(content).hexdigest()}"
        service, _, rest = path.strip("/").partition("/")
        return self._backend.upload(service, f"/{rest}", (name, content), self._key(text))

    def patch(self, path: str, json: dict[str, Any]) -> Any:
        """Change a record: `/<service>/…`."""
        return self._call("PATCH", path, json=json)

    def settle(self) -> None:
        """Wait until every event so far has had its effect."""
        self._settle()

    @staticmethod
    def _key(text: str) -> str:
        return f"demo-{hashlib.sha256(text.encode()).hexdigest()[:40]}"

    def _call(self, method: str, path: str, **options: Any) -> Any:
        service, _, rest = path.removeprefix("/api/v1").strip("/").partition("/")
        return self._backend.call(service, method, f"/{rest}", **options)


def wanted(runtime: Runtime) -> bool:
    """Whether this installation was started with demo users, and their data is not there yet."""
    with runtime.reading() as session:
        done = session.scalar(select(markers.c.name).where(markers.c.name == MARKER))
        demo_user = session.scalar(select(User.id).where(User.username == "seller"))
    return done is None and demo_user is not None


def load(gateway: Gateway, settle: Settle, tell: Tell = lambda words: None, parts: Iterable[str] = ORDER) -> bool:
    """Load what is not there yet, service by service; False when everything was there."""
    if not wanted(gateway.runtime):
        return False
    tell("  Loading the demo data …")
    settle()  # the services must know the users before these own records
    for part in parts:
        _load_part(gateway, part, settle, tell)
    _mark(gateway, MARKER)
    return True


def _load_part(gateway: Gateway, part: str, settle: Settle, tell: Tell) -> None:
    name = f"{MARKER}:{part}"
    with gateway.runtime.reading() as session:
        done = session.scalar(select(markers.c.name).where(markers.c.name == name))
    if done or find_spec(f"services.{part}.demo") is None:
        return
    started = time.monotonic()
    importlib.import_module(f"services.{part}.demo").load(Api(gateway, "admin", settle, part))
    settle()
    _mark(gateway, name)
    tell(f"    {part:<10} {time.monotonic() - started:5.1f} s")


def _mark(gateway: Gateway, name: str) -> None:
    with gateway.runtime.transaction(SYSTEM) as session:
        session.execute(insert(markers), {"name": name, "at": utc_now()})


def identity_of(gateway: Gateway, username: str) -> Identity:
    """The identity of a user by his name; LookupError when there is none."""
    with gateway.runtime.reading() as session:
        user_id = session.scalar(select(User.id).where(User.username == username, User.active.is_(True)))
        stamp = session.scalar(select(rights.c.stamp)) or 0
    found = gateway.rights.identity(user_id, stamp, gateway.services.permissions()) if user_id else None
    if found is None:
        raise LookupError(f"There is no active user {username!r} to load the demo data as.")
    return found


def settle_over_http(gateway: Gateway, timeout: float = 120) -> Settle:
    """For the distributed profile: wait until no service has anything to publish or to retry, seen thrice in a row."""

    def settle() -> None:
        deadline, quiet = time.monotonic() + timeout, 0
        while quiet < 3:
            if time.monotonic() > deadline:
                raise TimeoutError("the services have not settled")
            time.sleep(0.2)
            found = gateway.services.operations(SYSTEM)
            busy = any(s["outbox"]["pending"] or s["retrying"] for s in found["data"]) or found["unavailable"]
            quiet = 0 if busy else quiet + 1

    return settle
