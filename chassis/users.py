"""What every service knows of the users: a local table fed by the gateway's events, used to set and show owners."""

from typing import Any

from marshmallow import fields
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.errors import Invalid
from chassis.events import Handler, Received
from chassis.fields import Schema
from chassis.identity import SYSTEM, Identity
from chassis.ids import is_id
from chassis.tables import users


class UserSeen(Schema):
    """What is needed of a user to own records."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    username = fields.String(required=True)
    email = fields.String(allow_none=True, load_default=None)
    role_path = fields.String(required=True)
    active = fields.Boolean(required=True)


def know_user(session: Session, event: Received) -> None:
    """Keep the user, and the name and role path that are stored with the records they own. Older news is ignored."""
    values = {**event.data, "version": event.version}
    statement = insert_into(session, users).values(values)
    kept = session.execute(
        statement.on_conflict_do_update(
            index_elements=["id"], set_=values, where=users.c.version < statement.excluded.version
        ).returning(users.c.id)
    ).first()
    if kept:
        _follow(session, event.data)


def _follow(session: Session, user: dict[str, Any]) -> None:
    for resource in session.info["service"].resources:
        table = resource.model.__table__
        if "owner_path" in table.c:
            session.execute(
                update(table)
                .where(table.c.owner_id == user["id"])
                .values(owner_name=user["name"], owner_path=user["role_path"])
            )


HANDLERS = {
    "gateway.UserCreated": Handler(know_user, UserSeen),
    "gateway.UserChanged": Handler(know_user, UserSeen),
}


def is_active(session: Session, user_id: str) -> bool:
    """Tell whether a user of that id is known here and has not left."""
    return bool(session.scalar(select(users.c.active).where(users.c.id == user_id)))


def default_owner(session: Session, actor: Identity) -> str | None:
    """Who owns what this actor makes: he himself, unless he is the system or an event's actor unknown here."""
    if not is_id(actor.user_id):
        return None
    return actor.user_id if actor.username != SYSTEM.username or is_active(session, actor.user_id) else None


def set_owner(session: Session, record: Any, owner_id: str | None) -> None:
    """Give the record to a user; Invalid when nobody of that id is known here or he has left."""
    if owner_id is None:
        record.owner_id = record.owner_name = record.owner_path = None
        return
    actor: Identity | None = session.info.get("actor")
    # an event's actor stands for a user whose role the event does not tell
    if actor and actor.user_id == owner_id and actor.username != SYSTEM.username:
        record.owner_id, record.owner_name, record.owner_path = owner_id, actor.name, actor.role_path
        return
    row = session.execute(select(users.c.name, users.c.role_path, users.c.active).where(users.c.id == owner_id)).first()
    if row is None or not row.active:
        raise Invalid({"owner_id": ["There is no such active user."]})
    record.owner_id, record.owner_name, record.owner_path = owner_id, row.name, row.role_path
