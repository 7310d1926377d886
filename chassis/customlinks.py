"""Links among custom fields: whether what they point to is there and may be seen, and what it is called."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.identity import Identity
from chassis.rights import visible
from chassis.tables import users

_NAMED_BY = ("name", "full_name", "title", "subject", "number", "code")
_NONE = "There is no such record."


def label(
    session: Session, actor: Identity, definition: Mapping[str, Any], target: str | None, given: Any = None
) -> str | None:
    """The name of a link's target; ValidationError when there is none that the actor may see.

    A record of this service is looked up, one of another service in the projection of its kind. Where there is none,
    only the id's form can be checked, and the name is the one given.
    """
    if target is None:
        return None
    kind = "gateway.user" if definition["type"] == "user" else definition["options"]["link"]
    service = session.info["service"]
    owner, _, noun = kind.partition(".")
    if owner == service.name:
        return _own(session, actor, service.resource(noun), target)
    if kind == "gateway.user":
        return _found(session, select(users.c.name).where(users.c.id == target, users.c.active))
    copy = service.projection(kind)
    if copy is not None:
        names = [name for name in _NAMED_BY if name in copy.__table__.c]
        return _found(session, select(getattr(copy, names[0] if names else "id")).where(copy.id == target))
    return str(given)[:300] if isinstance(given, str) and given.strip() else None


def _own(session: Session, actor: Identity, resource: Any, target: str) -> str:
    model = resource.model
    statement = select(getattr(model, resource.title)).where(model.id == target, model.deleted_at.is_(None))
    if (mine := visible(actor, resource.name, model)) is not None:
        statement = statement.where(mine)
    return _found(session, statement)


def _found(session: Session, statement: Any) -> str:
    row = session.execute(statement).first()
    if row is None:
        raise ValidationError([_NONE])
    return str(row[0] or "")[:300]
