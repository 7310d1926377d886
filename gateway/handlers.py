"""Events of all services that concern somebody in person become notifications."""

from __future__ import annotations

from typing import Any

from marshmallow import fields
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from chassis.events import Handler, Received
from chassis.fields import Schema
from chassis.ids import is_id, new_id
from chassis.privacy import ERASED
from chassis.settings import SERVICES
from gateway.own import bookmarks, known_owners, notifications
from gateway.rights import who_may
from gateway.users.models import User

TITLES = ("name", "title", "number", "people", "subject", "summary", "organization_name", "customer_name")
REMINDING = ("Expiring",)
ASSIGNING = ("Created", "Updated", "Assigned", "Changed", "Opened", "Converted", "Escalated")


def notify_assigned(session: Session, event: Received) -> None:
    """Tell somebody that a record became his, unless he did it himself or it was his already."""
    user_id = _assignee(event)
    kind = f"{event.type.partition('.')[0]}.{event.subject_kind}"
    if user_id is not None and _became(session, kind, event, user_id) and user_id != event.actor_id:
        _notify(session, kind, event, user_id)


def remind_owner(session: Session, event: Received) -> None:
    """Tell the owner of a record that something of it is due."""
    user_id = event.data.get("owner_id")
    if isinstance(user_id, str) and is_id(user_id):
        _notify(session, f"{event.type.partition('.')[0]}.{event.subject_kind}", event, user_id)


def notify(session: Session, event: Received) -> None:
    """Make a notification of an event that assigns or reminds."""
    (remind_owner if event.type.endswith(REMINDING) else notify_assigned)(session, event)


def _notify(session: Session, kind: str, event: Received, user_id: str) -> None:
    user = session.scalar(select(User.id).where(User.id == user_id, User.active.is_(True)))
    if user is None:
        return
    row = {
        "id": new_id(), "user_id": user_id, "event_type": event.type, "kind": kind, "record_id": event.subject_id,
        "title": _title(event.data), "actor_name": event.actor_name, "at": event.time, "read_at": None,
    }  # fmt: skip
    session.execute(insert(notifications), row)


def _assignee(event: Received) -> str | None:
    data = event.data
    user_id = data.get("assigned_to")
    if user_id is None and event.type.endswith(ASSIGNING):
        user_id = data.get("owner_id")
    return user_id if isinstance(user_id, str) and is_id(user_id) else None


def _became(session: Session, kind: str, event: Received, user_id: str) -> bool:
    """Note whose the record is; whether that is news. Older events than the one noted are no news."""
    o = known_owners.c
    this = (o.kind == kind, o.record_id == event.subject_id)
    known = session.execute(select(o.user_id, o.source_version).where(*this).with_for_update()).first()
    values = {"user_id": user_id, "source_version": event.version}
    if known is None:
        session.execute(insert(known_owners), {"kind": kind, "record_id": event.subject_id, **values})
        return True
    if known.source_version >= event.version:
        return False
    session.execute(update(known_owners).where(*this).values(values))
    return known.user_id != user_id


def _title(data: dict[str, Any]) -> str:
    return next((str(data[name])[:300] for name in TITLES if data.get(name)), "")


class PeopleDueSeen(Schema):
    """How many people are due for deletion."""

    people = fields.Integer(required=True)


def tell_due(session: Session, event: Received) -> None:
    """Tell those who decide about erasures; a notification that is still unread is brought up to date."""
    n, title = notifications.c, str(event.data["people"])
    deciders = who_may(session, "contacts.privacy_request", "approve")
    unread = (n.event_type == event.type, n.read_at.is_(None), n.user_id.in_(deciders))
    values = {"title": title, "at": event.time, "record_id": event.subject_id}
    known = set(session.scalars(update(notifications).where(*unread).values(values).returning(n.user_id)))
    for user_id in deciders:
        if user_id not in known:
            _notify(session, "contacts.privacy_request", event, user_id)


class EvidenceSeen(Schema):
    """Which records of a service have lost their texts."""

    records = fields.List(fields.String(), required=True)


def forget_titles(session: Session, event: Received) -> None:
    """Take the titles of erased records out of bookmarks and notifications."""
    for ref in event.data["records"]:
        kind, _, record_id = ref.partition(":")
        for table in (bookmarks, notifications):
            mine = (table.c.kind == kind, table.c.record_id == record_id)
            session.execute(update(table).where(*mine).values(title=ERASED))


HANDLERS = {
    **{f"{service}.*": Handler(notify) for service in ("contacts", "sales", "inventory", "helpdesk", "activities")},
    "contacts.PeopleDue": Handler(tell_due, PeopleDueSeen),
    **{f"{service}.PersonDataErased": Handler(forget_titles, EvidenceSeen) for service in SERVICES},
}
