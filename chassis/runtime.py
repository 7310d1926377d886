"""A service composed with its settings and database: what web apps, workers, the command line and tests use."""

import gc
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

import chassis.audit  # noqa: F401  # its flush hooks write the audit
from chassis import service as manifests
from chassis.db import Database
from chassis.events import EventType, Handler, matches
from chassis.identity import SYSTEM, Identity, Signer, Verifier, make_keys
from chassis.merging import follow as merging
from chassis.privacy.erasing import HANDLERS as ERASING
from chassis.service import Service
from chassis.settings import Settings
from chassis.users import HANDLERS as USER_HANDLERS

if TYPE_CHECKING:
    from chassis.client import ServiceClient


@dataclass
class Runtime:
    """One service at work."""

    service: Service
    settings: Settings
    database: Database
    clients: "dict[str, ServiceClient]" = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name

    def transaction(self, actor: Identity = SYSTEM, **info: Any) -> AbstractContextManager[Session]:
        """A session committed at the end; `info` may have request_id, cause, correlation, address."""
        return self.database.transaction(actor, **info)

    def reading(self, actor: Identity = SYSTEM, **info: Any) -> AbstractContextManager[Session]:
        """A session for questions only."""
        return self.database.reading(actor, **info)

    @cached_property
    def verifier(self) -> Verifier:
        """Checks the identities that come with requests."""
        return Verifier(self.settings.identity_public_key, self.name)

    @cached_property
    def signer(self) -> Signer:
        """Signs identities for other services."""
        return Signer(self.settings.identity_private_key)

    @property
    def patterns(self) -> list[str]:
        """The binding keys of the service's queue, with those that custom fields call for."""
        with self.reading() as session:
            return sorted({*self.service.handlers, *self.own_handlers, *merging.asked_for(session)})

    @cached_property
    def own_handlers(self) -> "dict[str, Handler]":
        """What the chassis itself does on events: it knows the users, follows merges and forgets people."""
        users = {} if self.name == "gateway" else USER_HANDLERS
        return {**users, **merging.handlers_of(self.service), **ERASING}

    def handlers(self, event_type: str) -> list[Handler]:
        """All handlers for a type of event: the chassis' own first, then the service's that match."""
        own = self.own_handlers.get(event_type) or merging.handler_of(event_type)
        return ([own] if own else []) + [h for key, h in self.service.handlers.items() if matches(key, event_type)]

    def event_types(self) -> Iterator[EventType]:
        """The events the service publishes."""
        return iter(self.service.events)

    def client(self, service: str) -> "ServiceClient":
        """A client of another service's HTTP API."""
        from chassis.client import connect

        if service not in self.clients:
            self.clients[service] = connect(service, self.settings)
        return self.clients[service]


def compose(name: str | Service, settings: Settings) -> Runtime:
    """Put a service (or the one of that name), its settings and its database together."""
    service = manifests.find(name) if isinstance(name, str) else name
    database = Database(settings.database_url(service.name), service=service, settings=settings)
    return Runtime(service, with_keys(settings), database)


def with_keys(settings: Settings) -> Settings:
    """The settings with signing keys: in the embedded profile they are made once and kept in the data folder."""
    if settings.identity_public_key or not settings.embedded:
        return settings
    path = settings.data_dir / "identity.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write("\n".join(make_keys()))
        draft.replace(path)
    private, public = path.read_text().split("\n")
    return Settings(**{**settings.__dict__, "identity_private_key": private, "identity_public_key": public})


def begin_to_serve() -> None:
    """Call when a process is composed: what it has now stays, so the garbage collector need not look at it again.

    Objects of records come by the thousand; asked after every 700 of them, the collector costs a third of an import.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
