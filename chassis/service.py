"""The manifest of a service: the one place that says what it is made of."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import MetaData
    from sqlalchemy.orm import Session

    from chassis.events import EventType, Handler
    from chassis.privacy.declaring import Subject
    from chassis.resource import Resource, Route
    from chassis.runtime import Runtime


@dataclass(frozen=True)
class Schedule:
    """Something done every so many seconds, by one worker at a time. `run(runtime)` opens its own transactions."""

    name: str
    every: float
    run: "Callable[[Runtime], None]"


@dataclass(frozen=True)
class Service:
    """What a service is made of; the gateway, the workers and the command line see a service only through this.

    `given_up` says what to do, by a job's name, when one was parked: `run(session, args, error)`.
    """

    name: str
    package: str
    label: str
    metadata: "MetaData"
    resources: "Sequence[Resource]" = ()
    routes: "Sequence[Route]" = ()
    events: "Sequence[EventType]" = ()
    handlers: "Mapping[str, Handler]" = field(default_factory=dict)
    schedules: Sequence[Schedule] = ()
    jobs: "Mapping[str, Callable[[Runtime, dict[str, Any]], None]]" = field(default_factory=dict)
    given_up: "Mapping[str, Callable[[Session, dict[str, Any], str], None]]" = field(default_factory=dict)
    merged: "Mapping[str, Callable[[Session, str], None]]" = field(default_factory=dict)
    """What a service mends when references to a kind have followed a merge, called with the id of each record."""
    set_up: "Callable[[Session], None] | None" = None
    erase: "Callable[[Session, Subject], None] | None" = None
    icon: str = "folder"
    order: int = 50

    @property
    def folder(self) -> Path:
        """Where the service's package lies."""
        return Path(importlib.import_module(self.package).__file__ or "").parent

    def resource(self, noun: str) -> "Resource":
        """The resource of a noun of this service; KeyError when there is none."""
        return self._by_noun[noun]

    def resource_of(self, model: type) -> "Resource | None":
        """The resource of a model, None for tables that are none."""
        return self._by_noun.get(getattr(model, "kind", ""))

    def projection(self, kind: str) -> Any:
        """The local copy of another service's kind: the projection that says so (`of = "contacts.organization"`)."""
        for resource in self.resources:
            for mapper in resource.model.registry.mappers:
                if kind in str(getattr(mapper.class_, "of", "")).split():
                    return mapper.class_
        return None

    @property
    def seeks_duplicates(self) -> bool:
        """Whether any kind declares by what duplicates are recognised."""
        return any(resource.duplicates for resource in self.resources)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_noun", {r.kind: r for r in self.resources})
        for resource in self.resources:
            resource.bind(self)
        from chassis import customediting, handover, transfer, undo

        object.__setattr__(self, "jobs", {**self.jobs, **customediting.JOBS})
        for part in (handover, undo, transfer):
            object.__setattr__(self, "jobs", {**self.jobs, **part.JOBS})
            object.__setattr__(self, "given_up", {**self.given_up, **part.GIVEN_UP})
        if self.seeks_duplicates:
            from chassis.duplicates import scan

            object.__setattr__(self, "jobs", {**self.jobs, scan.JOB: scan.run_scan})
            object.__setattr__(self, "schedules", (*self.schedules, scan.SCHEDULE))
        self._forget()

    def _forget(self) -> None:
        """Every service can erase a person and says when it has."""
        from chassis.privacy.erasing import JOB, erase_again, evidence

        object.__setattr__(self, "jobs", {**self.jobs, JOB: erase_again})
        object.__setattr__(self, "evidence", evidence(self.name))
        object.__setattr__(self, "events", [*self.events, self.evidence])

    evidence: "EventType" = field(init=False, repr=False)
    _by_noun: "dict[str, Resource]" = field(init=False, repr=False, default_factory=dict)


def find(name: str) -> Service:
    """Load the manifest of a service by its name."""
    module = "gateway.service" if name == "gateway" else f"services.{name}.service"
    found: Service = importlib.import_module(module).service
    return found
