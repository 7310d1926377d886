"""Filing an event under the records it concerns."""

import contextlib
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from chassis.db import insert_into, plain
from chassis.events import Received
from chassis.ids import is_id, new_id
from services.contacts.timeline.models import TimelineEntry

_LONGEST_TEXT = 300
_MOST_FIELDS = 60
_MOST_REFS = 50
_MOST_WORDS = 2000


def file_event(session: Session, event: Received) -> int:
    """Store the event once under each record it relates to; a replay writes the same rows again. How many it were."""
    refs = list(dict.fromkeys(ref for ref in event.relates_to if _is_ref(ref)))[:_MOST_REFS]
    if not refs:
        return 0
    service = event.type.partition(".")[0]
    common = {
        "event_id": event.id,
        "type": event.type,
        "time": happened_at(event),
        "actor_name": event.actor_name[:200],
        "subject": f"{service}.{event.subject_kind}:{event.subject_id}"[:120],
        "owner_id": owner if isinstance(owner := event.data.get("owner_id"), str) and is_id(owner) else None,
        "data": summary(event.data),
        "words": words(event.data)[:_MOST_WORDS],
    }
    statement = insert_into(session, TimelineEntry).values([{"id": new_id(), "ref": ref, **common} for ref in refs])
    again = {name: statement.excluded[name] for name in ("owner_id", "data", "words")}
    session.execute(statement.on_conflict_do_update(index_elements=["event_id", "ref"], set_=again))
    return len(refs)


def happened_at(event: Received) -> datetime:
    """When it happened: a talk when it was had, not when somebody wrote it down."""
    if event.type == "contacts.InteractionLogged":
        with contextlib.suppress(KeyError, TypeError, ValueError):
            told = datetime.fromisoformat(event.data["happened_at"])
            return told if told.tzinfo else told.replace(tzinfo=UTC)
    return event.time


def summary(data: dict[str, Any]) -> dict[str, Any]:
    """The plain values of an event's data, long texts cut: enough for a line of words."""
    kept = {name: value for name, value in data.items() if isinstance(value, (str, int, float, bool))}
    return {
        name: value[: _LONGEST_TEXT - 1] + "…" if isinstance(value, str) and len(value) > _LONGEST_TEXT else value
        for name, value in list(kept.items())[:_MOST_FIELDS]
    }


def words(data: Any) -> str:
    """The texts of an event's data at any depth, folded for searching: its names, numbers and sentences, no ids."""
    if isinstance(data, dict):
        return " ".join(filter(None, (words(value) for value in data.values())))
    if isinstance(data, list):
        return " ".join(filter(None, (words(value) for value in data[:_MOST_FIELDS])))
    return plain(data) if isinstance(data, str) and not is_id(data) else ""


def _is_ref(ref: Any) -> bool:
    if not isinstance(ref, str) or len(ref) > 120:
        return False
    kind, _, record_id = ref.partition(":")
    return "." in kind and bool(record_id)
