"""Who works at an organization, and who reports to whom."""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, desc, literal, select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.identity import Identity
from chassis.records import load
from chassis.rights import visible
from services.contacts.forest import arrange
from services.contacts.organizations.models import Organization
from services.contacts.people.models import Person
from services.contacts.positions.models import PersonPosition, held

_KIND = "contacts.person"
_MOST = 2000
_PLACE = ("job_title", "department", "since", "until", "primary")


def org_chart(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """The people of an organization on a day, each after the one they report to; who has no boss there is on top."""
    load(session, actor, Organization, args["id"])
    on: date = args.get("on") or today()
    rows = session.execute(_places(actor, args["id"]).where(held(on)).limit(_MOST)).mappings().all()
    nodes = [{**row, "id": row["person_id"], "parent": row["reports_to_id"]} for row in rows]
    return {"on": on, "data": [_node(node) for node in arrange(nodes)]}


def members(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Everybody one may see who works or worked at an organization; those there now come first."""
    load(session, actor, Organization, args["id"])
    day = today()
    statement = _places(actor, args["id"]).add_columns(Person.phone, Person.email)
    if (mine := visible(actor, _KIND, Person)) is not None:
        statement = statement.where(mine)
    left = and_(PersonPosition.until.is_not(None), PersonPosition.until < day)
    statement = statement.order_by(None).order_by(left, desc(PersonPosition.primary), Person.name)
    rows = session.execute(statement.limit(_MOST)).mappings().all()
    return {"data": [_member(dict(row), day) for row in rows]}


def _places(actor: Identity, organization_id: str) -> Select[Any]:
    mine = visible(actor, _KIND, Person)
    seen = literal(True) if mine is None else mine
    columns = [getattr(PersonPosition, name) for name in ("person_id", "reports_to_id", *_PLACE)]
    return (
        select(*columns, Person.name, seen.label("visible"))
        .join(Person, Person.id == PersonPosition.person_id)
        .where(PersonPosition.organization_id == organization_id, Person.deleted_at.is_(None))
        .order_by(Person.name, Person.id)
    )


def _node(node: dict[str, Any]) -> dict[str, Any]:
    told = {name: node[name] if node["visible"] else None for name in ("person_id", "name", *_PLACE)}
    return told | {"depth": node["depth"], "visible": node["visible"]}


def _member(row: dict[str, Any], day: date) -> dict[str, Any]:
    current = not (row["since"] and row["since"] > day) and not (row["until"] and row["until"] < day)
    return {name: row[name] for name in ("person_id", "name", "phone", "email", *_PLACE)} | {"current": current}
