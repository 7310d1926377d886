"""Mappings of columns that people have used: proposed again for the same columns, or kept under a name."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.errors import Invalid, NotFound
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.resource import Args, Reply
from chassis.tables import import_mappings
from chassis.transfer.values import fold
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.resource import Resource

KEPT = ("defaults", "match", "mode")
_MOST = 100


def _digest(headers: Sequence[str]) -> str:
    """The same for the same set of columns, whatever their order, case and accents."""
    return hashlib.sha256("\n".join(sorted(map(fold, headers))).encode()).hexdigest()


def recall(session: Session, actor: Identity, noun: str, headers: Sequence[str]) -> Any:
    """The mapping this person used last for these columns; None when there is none."""
    table = import_mappings.c
    mine = table.noun == noun, table.user_id == actor.user_id, table.headers == _digest(headers)
    return session.execute(select(import_mappings).where(*mine).order_by(table.used_at.desc()).limit(1)).first()


def remember(
    session: Session,
    actor: Identity,
    noun: str,
    headers: Sequence[str],
    mapping: Mapping[str, Any],
    options: Mapping[str, Any],
    name: str = "",
) -> None:
    """Keep a mapping for these columns, under a name when it has one."""
    row = {
        "noun": noun,
        "user_id": actor.user_id,
        "name": name,
        "headers": _digest(headers),
        "mapping": mapping,
        "options": {key: options[key] for key in KEPT if options.get(key) is not None},
        "used_at": utc_now(),
    }
    statement = insert_into(session, import_mappings).values(id=new_id(), **row)
    session.execute(statement.on_conflict_do_update(index_elements=["noun", "user_id", "name", "headers"], set_=row))


def named(session: Session, actor: Identity, noun: str) -> list[dict[str, Any]]:
    """The mappings this person has kept under a name."""
    table = import_mappings.c
    mine = table.noun == noun, table.user_id == actor.user_id, table.name != ""
    rows = session.execute(select(import_mappings).where(*mine).order_by(table.name).limit(_MOST))
    return [{"name": row.name, "mapping": row.mapping} for row in rows]


def check_shape(mapping: Mapping[str, Any]) -> None:
    """Invalid unless it goes from columns to fields, or to none."""
    if not all(isinstance(path, str | None) for path in mapping.values()):
        raise Invalid({"mapping": ["An object from column to field is needed."]})


def keep(resource: "Resource", session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """Keep a mapping under a name; one of the same name is replaced."""
    check_shape(args["mapping"])
    _forget(session, actor, resource.kind, args["name"])
    remember(session, actor, resource.kind, list(args["mapping"]), args["mapping"], {}, args["name"])
    return {"data": named(session, actor, resource.kind)}


def drop(resource: "Resource", session: Session, actor: Identity, args: Args) -> Reply:
    """Forget a mapping that was kept under a name."""
    if not _forget(session, actor, resource.kind, args["name"]):
        raise NotFound("mapping")
    return Reply(None, 204)


def _forget(session: Session, actor: Identity, noun: str, name: str) -> bool:
    table = import_mappings.c
    mine = table.noun == noun, table.user_id == actor.user_id, table.name == name
    gone = session.execute(delete(import_mappings).where(*mine).returning(table.id)).first()
    return name != "" and gone is not None
