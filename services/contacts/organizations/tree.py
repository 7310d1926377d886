"""The tree an organization stands in: its group's head, and all that hangs below it."""

from typing import Any

from sqlalchemy import CTE, Select, literal, select
from sqlalchemy.orm import Session, aliased

from chassis.identity import Identity
from chassis.records import load
from chassis.rights import visible
from services.contacts.forest import arrange
from services.contacts.organizations.models import Organization

_KIND = "contacts.organization"
_DEEPEST = 50
_MOST = 5000
_SHOWN = ("name", "node_kind", "status", "city", "owner_name")


def tree(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Every organization of the same group, depth first; one that may not be seen has neither id nor name."""
    load(session, actor, Organization, args["id"])
    rows = session.execute(_whole(actor, args["id"])).mappings().all()
    nodes = [{**row, "parent": row["parent_id"]} for row in rows]
    return {"data": [_shown(node) for node in arrange(nodes)], "complete": len(rows) < _MOST}


def ancestors(session: Session, organization_id: str) -> list[str]:
    """The organization and those above it; empty when there is none of that id."""
    up = _upwards(organization_id)
    return list(session.scalars(select(up.c.id).order_by(up.c.depth)))


def _shown(node: dict[str, Any]) -> dict[str, Any]:
    told = {name: node[name] if node["visible"] else None for name in ("id", "parent_id", *_SHOWN)}
    return told | {"depth": node["depth"], "visible": node["visible"]}


def _upwards(organization_id: str) -> CTE:
    own, above = aliased(Organization), aliased(Organization)
    start = select(own.id, own.parent_id, literal(0).label("depth")).where(
        own.id == organization_id, own.deleted_at.is_(None)
    )
    up = start.cte("upwards", recursive=True)
    return up.union(
        select(above.id, above.parent_id, up.c.depth + 1)
        .join(up, above.id == up.c.parent_id)
        .where(above.deleted_at.is_(None), up.c.depth < _DEEPEST)
    )


def _whole(actor: Identity, organization_id: str) -> Select[Any]:
    """One question: up to the head of the group, and down again to everybody."""
    up = _upwards(organization_id)
    head = select(up.c.id, literal(0).label("depth")).order_by(up.c.depth.desc()).limit(1).subquery()
    below = aliased(Organization)
    down = select(head.c.id, head.c.depth).cte("downwards", recursive=True)
    down = down.union(
        select(below.id, down.c.depth + 1)
        .join(down, below.parent_id == down.c.id)
        .where(below.deleted_at.is_(None), down.c.depth < _DEEPEST)
    )
    mine = visible(actor, _KIND, Organization)
    columns = [getattr(Organization, name) for name in ("id", "parent_id", *_SHOWN)]
    seen = literal(True) if mine is None else mine
    statement = select(*columns, seen.label("visible")).join(down, down.c.id == Organization.id)
    return statement.order_by(Organization.name, Organization.id).limit(_MOST)
