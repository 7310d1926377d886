"""Events that come after an erasure: those of the person are dropped, those that name the person lose the name."""

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from chassis.privacy.declaring import ERASED
from chassis.privacy.erasing import HANDLERS
from chassis.tables import erasures

if TYPE_CHECKING:
    from chassis.events import Received
    from chassis.runtime import Runtime

_TEXTS = {
    "name", "title", "subject", "text", "body", "agreed", "notes", "note", "description", "email", "phone", "address",
    "street", "postal_code", "city", "message", "answer", "html", "reason", "to", "summary",
}  # fmt: skip
_ENDINGS = ("_name", "_email", "_phone", "_address", "_street", "_city")
_OTHERS = {"owner_name", "actor_name", "organization_name", "product_name", "file_name"}


def refs_of(event: "Received") -> set[str]:
    """The records an event is about or names."""
    service = event.type.partition(".")[0]
    return {f"{service}.{event.subject_kind}:{event.subject_id}", *event.relates_to}


def erased_among(runtime: "Runtime", refs: Collection[str]) -> set[str]:
    """Those of some references whose person has been erased here."""
    if not refs:
        return set()
    with runtime.reading() as session:
        return set(session.scalars(select(erasures.c.ref).where(erasures.c.ref.in_(sorted(refs)))))


def is_gone(event: "Received", erased: set[str]) -> bool:
    """Tell whether an event is about somebody erased, so that nothing may be done with it."""
    own = f"{event.type.partition('.')[0]}.{event.subject_kind}:{event.subject_id}"
    return own in erased and event.type not in HANDLERS


def names(event: "Received", erased: set[str]) -> bool:
    """Tell whether an event of something else may have texts of somebody erased in it."""
    return event.type not in HANDLERS and not erased.isdisjoint(event.relates_to)


def cleaned(event: "Received") -> bytes:
    """The event without the texts that may be the person's, still with its ids and figures."""
    raw = {**event.raw, "data": _without_texts(event.data)}
    return json.dumps(raw, ensure_ascii=False, separators=(",", ":")).encode()


def _without_texts(data: Any) -> Any:
    if isinstance(data, list):
        return [_without_texts(item) for item in data]
    if not isinstance(data, dict):
        return data
    return {name: _value(name, value) for name, value in data.items()}


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return _without_texts(value)
    personal = name in _TEXTS or (name.endswith(_ENDINGS) and name not in _OTHERS)
    if not personal:
        return value
    return None if "email" in name or name == "to" else ERASED
