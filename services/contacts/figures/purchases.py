"""What a customer bought: line by line, and summed by product."""

import base64
import csv
import io
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from chassis.errors import BadRequest
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.resource import File
from chassis.rights import owned_by
from chassis.tables import users
from chassis.transfer.export import harmless
from services.contacts.figures.family import whose
from services.contacts.figures.schemas import ProductSumSchema, PurchaseLineSchema
from services.contacts.projections import BOUGHT, PurchaseLine

_MOST_SUMS = 50
_MOST_ROWS = 50_000
_line, _sum = PurchaseLineSchema(), ProductSumSchema()
_TEXTS = ("number", "code", "name", "unit")
_COLUMNS = ("day", "number", "code", "name", "quantity", "unit", "net", "currency")


def organization_purchases(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """What an organization bought."""
    return _page(session, actor, _narrowed(session, actor, "organization", args), args)


def person_purchases(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """What a person bought in their own name."""
    return _page(session, actor, _narrowed(session, actor, "person", args), args)


def purchases_file(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """What an organization bought, as a table."""
    statement = _seen(actor, select(PurchaseLine).where(*_narrowed(session, actor, "organization", args)))
    rows = session.scalars(statement.order_by(PurchaseLine.day.desc(), PurchaseLine.id.desc()).limit(_MOST_ROWS))
    text = io.StringIO()
    table = csv.writer(text, delimiter=";")
    table.writerow(_COLUMNS)
    for row in rows:
        shown = _line.dump(row)
        cells = {name: "" if shown[name] is None else str(shown[name]) for name in _COLUMNS}
        table.writerow([harmless(cells[name]) if name in _TEXTS else cells[name] for name in _COLUMNS])
    return File(text.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", "purchases.csv")


def _narrowed(session: Session, actor: Identity, kind: str, args: dict[str, Any]) -> list[ColumnElement[bool]]:
    line = PurchaseLine
    conditions: list[ColumnElement[bool]] = [line.customer_id.in_(whose(session, actor, kind, args).ids)]
    if args.get("product_id"):
        conditions.append(line.product_id == args["product_id"])
    if args.get("since"):
        conditions.append(line.day >= args["since"])
    if args.get("until"):
        conditions.append(line.day <= args["until"])
    return conditions


def _seen(actor: Identity, statement: Any) -> Any:
    """The statement narrowed to the lines of documents that the reader may see."""
    allowed, joined = [], False
    for noun in BOUGHT:
        kind = f"sales.{noun}"
        if not actor.may(kind, "view"):
            continue
        mine = owned_by(actor, actor.rule(kind).view, PurchaseLine.owner_id, users.c.role_path)
        joined = joined or mine is not None
        allowed.append(PurchaseLine.noun == noun if mine is None else (PurchaseLine.noun == noun) & mine)
    if joined:
        statement = statement.outerjoin(users, users.c.id == PurchaseLine.owner_id)
    return statement.where(or_(*allowed) if allowed else false())


def _page(
    session: Session, actor: Identity, conditions: list[ColumnElement[bool]], args: dict[str, Any]
) -> dict[str, Any]:
    line, limit = PurchaseLine, args["limit"]
    statement = _seen(actor, select(line).where(*conditions))
    if args.get("cursor"):
        day, line_id = _position(args["cursor"])
        position = tuple_(literal(day, line.day.type), literal(line_id, line.id.type))
        statement = statement.where(tuple_(line.day, line.id) < position)
    rows = list(session.scalars(statement.order_by(line.day.desc(), line.id.desc()).limit(limit + 1)))
    more = rows[limit - 1] if len(rows) > limit else None
    return {
        "data": _line.dump(rows[:limit], many=True),
        "sums": [] if args.get("cursor") else _sums(session, actor, conditions),
        "next": _cursor(more) if more else None,
    }


def _sums(session: Session, actor: Identity, conditions: list[ColumnElement[bool]]) -> Any:
    """By product: a line without one is known by its name. The newest name stands for all."""
    line = PurchaseLine
    nameless = case((line.product_id.is_(None), line.name))
    net = func.sum(line.net)
    columns = (
        line.product_id,
        func.max(line.code).label("code"),
        func.max(line.name).label("name"),
        func.sum(line.quantity).label("quantity"),
        line.unit,
        line.currency,
        net.label("net"),
        func.count().label("lines"),
        func.max(line.day).label("last_on"),
    )
    statement = _seen(actor, select(*columns).where(*conditions)).group_by(
        line.product_id, nameless, line.unit, line.currency
    )
    return _sum.dump(session.execute(statement.order_by(net.desc()).limit(_MOST_SUMS)).all(), many=True)


def _cursor(row: PurchaseLine) -> str:
    return base64.urlsafe_b64encode(f"{row.day} {row.id}".encode()).decode()


def _position(cursor: str) -> tuple[date, str]:
    try:
        day, _, line_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        if is_id(line_id):
            return date.fromisoformat(day), line_id
    except ValueError:
        pass
    raise BadRequest("This cursor is not one of ours.", {"cursor": ["Not a valid cursor."]})
