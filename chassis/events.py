"""Events: how they are declared, what they look like on the bus (CloudEvents 1.0), and how one is emitted."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError
from marshmallow.fields import Nested
from sqlalchemy.orm import Session

from chassis import batching, customfields
from chassis.db import insert_rows
from chassis.identity import Identity, acting_for
from chassis.ids import new_id
from chassis.tables import outbox
from chassis.types import utc_now

CONTENT_TYPE = "application/cloudevents+json"


@dataclass(frozen=True)
class EventType:
    """A kind of event a service publishes. Within a version fields are only added."""

    type: str
    schema: Any
    title: str
    summary: str
    example: Mapping[str, Any]
    version: int = 1

    @property
    def dataschema(self) -> str:
        """Name and version of the data's schema, e.g. `sales.InvoiceIssued/1`."""
        return f"{self.type}/{self.version}"

    @property
    def dumper(self) -> Schema:
        """The schema instance that writes the data."""
        return _instance(self.schema)


_instances: dict[Any, Schema] = {}
_readers: dict[Any, Schema] = {}


def _instance(schema: Any) -> Schema:
    if schema not in _instances:
        _instances[schema] = schema()
    return _instances[schema]


def _reader(schema: Any) -> Schema:
    """An instance that ignores the fields it does not know, at every depth."""
    if schema not in _readers:
        _readers[schema] = _ignoring(schema())
    return _readers[schema]


def _ignoring(schema: Schema) -> Schema:
    schema.unknown = EXCLUDE
    for field_ in schema.fields.values():
        inner = getattr(field_, "inner", field_)
        if isinstance(inner, Nested):
            inner.unknown = EXCLUDE
            _ignoring(inner.schema)
    return schema


@dataclass(frozen=True)
class Received:
    """An event as a handler sees it; `data` has been loaded by the handler's schema."""

    id: str
    type: str
    source: str
    time: datetime
    version: int
    subject_kind: str
    subject_id: str
    data: dict[str, Any]
    actor_id: str
    actor_name: str
    correlation: str
    relates_to: tuple[str, ...] = ()
    sequence: int | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """Allowed everything, and named after the event's actor: for commands that a handler calls."""
        return acting_for(self.actor_id, self.actor_name)


class Unreadable(Exception):
    """What came from the bus is no valid event; it is parked, never retried."""


@dataclass(frozen=True)
class Handler:
    """What is done on an event: `run(session, event)`; `schema` names the fields it needs, others are ignored."""

    run: Callable[[Session, Received], Any]
    schema: type[Schema] | None = None

    def load(self, event: Received) -> Received:
        """The event with its data checked and typed by this handler's schema; Unreadable when it does not fit."""
        if self.schema is None:
            return event
        try:
            data = _reader(self.schema).load(event.data)
        except ValidationError as error:
            raise Unreadable(f"data of {event.type} does not fit: {error.messages}") from error
        return Received(**{**event.__dict__, "data": data})


def matches(pattern: str, event_type: str) -> bool:
    """Tell whether a binding key matches a type: exact, `sales.*`, or `#` for all."""
    if pattern in ("#", event_type):
        return True
    return pattern.endswith(".*") and event_type.rpartition(".")[0] == pattern[:-2]


def emit(
    session: Session,
    event_type: EventType,
    record: Any,
    data: Mapping[str, Any] | Any = None,
    relates_to: Iterable[str] = (),
) -> str:
    """Put an event about `record` into the outbox of this transaction, and return its id.

    `data` (a mapping or the record itself) goes through the event's schema. The record is flushed first, so that the
    event carries the version it has after this change.
    """
    event_id = new_id()
    entry = (event_id, event_type, record, data, tuple(relates_to))
    if (batch := batching.current(session)) is not None:
        batch.events.append(entry)
    else:
        session.flush()  # the version is only known once the record is written
        write(session, [entry])
    return event_id


def write(session: Session, entries: Sequence[tuple[Any, ...]]) -> None:
    """Put events into the outbox; the records they are about have been written."""
    if not entries:
        return
    bodies = [_body(session, *entry) for entry in entries]
    insert_rows(session.connection(), outbox, [_outbox_row(body) for body in bodies])
    session.info["wake"] = True
    session.info.setdefault("facts", []).extend(body["type"] for body in bodies)


def _body(
    session: Session, event_id: str, event_type: EventType, record: Any, data: Any, relates_to: Iterable[str]
) -> dict[str, Any]:
    whole = event_type.dumper.dump(record if data is None else data)
    if data is None and getattr(record, "custom", None):  # a record that is told as it stands tells these too
        whole["custom"] = customfields.shown(session, record.kind, record.custom)
    return _envelope(session.info, event_id, event_type, record, whole, relates_to)


def emit_all(
    session: Session, event_type: EventType, record: Any, told: Iterable[tuple[Mapping[str, Any], Iterable[str]]]
) -> list[str]:
    """Put many events about one record into the outbox at once, each of its own data and refs; their ids."""
    entries = [(new_id(), event_type, record, data, tuple(refs)) for data, refs in told]
    if (batch := batching.current(session)) is not None:
        batch.events.extend(entries)
    else:
        session.flush()
        write(session, entries)
    return [entry[0] for entry in entries]


def _outbox_row(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "event_id": body["id"],
        "type": body["type"],
        "subject": body["subject"],
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "created_at": datetime.fromisoformat(body["time"]),
    }


def _envelope(
    info: Mapping[Any, Any],
    event_id: str,
    event_type: EventType,
    record: Any,
    data: Mapping[str, Any],
    relates_to: Iterable[str],
) -> dict[str, Any]:
    """The event as CloudEvents 1.0 has it, with who did it and what caused it."""
    actor: Identity = info["actor"]
    service = info["service"].name
    own = f"{service}.{record.kind}:{record.id}"
    body = {
        "specversion": "1.0",
        "id": event_id,
        "source": f"/kapocs/{service}",
        "type": event_type.type,
        "subject": f"{record.kind}/{record.id}",
        "time": utc_now().isoformat().replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": event_type.dataschema,
        "version": record.version,
        "actor": actor.user_id,
        "actorname": actor.name,
        "correlationid": info.get("correlation") or info.get("request_id") or event_id,
        "relatesto": list(dict.fromkeys([own, *(ref for ref in relates_to if ref)])),
        "data": data,
    }
    optional = {"causationid": info.get("cause"), "traceparent": info.get("traceparent")}
    return body | {name: value for name, value in optional.items() if value}


def parse(body: bytes | str) -> Received:
    """Read an envelope; Unreadable says what is wrong with it."""
    try:
        raw = json.loads(body)
    except (ValueError, UnicodeDecodeError) as error:
        raise Unreadable(f"not JSON: {error}") from error
    if not isinstance(raw, dict):
        raise Unreadable("not a JSON object")
    try:
        return _received(raw)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"not a CloudEvents 1.0 envelope: {error!r}") from error


def _received(raw: dict[str, Any]) -> Received:
    if raw["specversion"] != "1.0" or not isinstance(raw["data"], dict):
        raise ValueError("specversion must be 1.0 and data an object")
    subject_kind, _, subject_id = raw["subject"].partition("/")
    for name in ("id", "type", "source"):
        if not isinstance(raw[name], str) or not 0 < len(raw[name]) <= 200:
            raise ValueError(f"{name} must be a string")
    return Received(
        id=raw["id"],
        type=raw["type"],
        source=raw["source"],
        time=datetime.fromisoformat(raw["time"]),
        version=int(raw.get("version", 0)),
        subject_kind=subject_kind,
        subject_id=subject_id,
        data=raw["data"],
        actor_id=str(raw.get("actor", "system")),
        actor_name=str(raw.get("actorname", "Kapocs")),
        correlation=str(raw.get("correlationid", raw["id"])),
        relates_to=tuple(raw.get("relatesto", ())),
        sequence=raw.get("sequence"),
        raw=raw,
    )
