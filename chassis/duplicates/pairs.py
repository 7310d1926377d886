"""The pairs a scan found: listed for those who may see both records, and decided on."""

import base64
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session, aliased, selectinload

from chassis import fields as f
from chassis import standard
from chassis.duplicates import scan
from chassis.duplicates.tables import duplicate_pairs, duplicate_scans
from chassis.errors import BadRequest, NotFound
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.jobs import enqueue
from chassis.resource import Args
from chassis.rights import visible
from chassis.types import utc_now

STATES = ("open", "distinct")


class PairsIn(f.Schema):
    """Which pairs, and where to go on."""

    status = f.Choice(STATES, default="open")
    limit = f.Integer(min=1, max=200, default=50)
    cursor = f.Text(100)
    total = f.Flag(default=False)


class PairOut(f.Schema):
    """Two records that may be the same."""

    id = f.Link("", required=True)
    score = f.Integer(required=True, example=95)
    reasons = f.Json(required=True, example=["tax_number", "name"])
    status = f.Choice((*STATES, "merged"), required=True)
    decided_by_name = f.Text()
    decided_at = f.DateTime()
    records = f.Json(example=[])


class PairList(f.Schema):
    """The likeliest first."""

    data = f.Lines(PairOut, required=True)
    next = f.Text()
    total = f.Integer()


class ScanOut(f.Schema):
    """How far a scan is."""

    id = f.Link("")
    status = f.Choice(("none", "running", "done"), required=True)
    total = f.Integer()
    done = f.Integer()
    found = f.Integer()
    started_at = f.DateTime()
    finished_at = f.DateTime()
    created_by_name = f.Text()


_pair, _scan = PairOut(), ScanOut()


def listed(resource: Any) -> Any:
    """The route that lists pairs."""

    def list_pairs(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        first, second = aliased(resource.model), aliased(resource.model)
        standing = _standing(actor, resource, first, second, args["status"])
        table, limit = duplicate_pairs.c, args["limit"]
        statement = _joined(select(duplicate_pairs), first, second).where(*standing)
        if args.get("cursor"):
            score, last = _position(args["cursor"])
            statement = statement.where(or_(table.score < score, and_(table.score == score, table.id < last)))
        rows = session.execute(statement.order_by(table.score.desc(), table.id.desc()).limit(limit + 1)).all()
        data = _shown(session, actor, resource, rows[:limit])
        total = session.scalar(_joined(select(func.count()), first, second).where(*standing)) if args["total"] else None
        return {"data": data, "next": _cursor(data[-1]) if len(rows) > limit else None, "total": total}

    return list_pairs


def _joined(statement: Any, first: Any, second: Any) -> Any:
    table = duplicate_pairs.c
    return (
        statement.select_from(duplicate_pairs)
        .join(first, first.id == table.first_id)
        .join(second, second.id == table.second_id)
    )


def _standing(actor: Identity, resource: Any, first: Any, second: Any, status: str) -> list[Any]:
    conditions = [duplicate_pairs.c.noun == resource.kind, duplicate_pairs.c.status == status]
    for record in (first, second):
        conditions.append(record.deleted_at.is_(None))
        conditions += [getattr(record, name).in_(values) for name, values in resource.duplicates.when.items()]
        if (mine := visible(actor, resource.name, record)) is not None:
            conditions.append(mine)
    return conditions


def _shown(session: Session, actor: Identity, resource: Any, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """The pairs with both records, which are all loaded at once."""
    hidden = actor.rule(resource.name).hidden
    ids = {record_id for row in rows for record_id in (row.first_id, row.second_id)}
    lists = [selectinload(getattr(resource.model, name)) for name in resource.prefetch]
    found = session.scalars(select(resource.model).where(resource.model.id.in_(ids)).options(*lists))
    records = {record.id: standard.shown(resource, record, hidden) for record in found}
    shown = []
    for row in rows:
        pair = _pair.dump(row._mapping)
        reasons = [name for name in pair["reasons"] if name not in hidden]
        shown.append({**pair, "reasons": reasons, "records": [records[row.first_id], records[row.second_id]]})
    return shown


def _cursor(pair: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(f"{pair['score']} {pair['id']}".encode()).decode()


def _position(cursor: str) -> tuple[int, str]:
    try:
        score, _, last = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        if is_id(last):
            return int(score), last
    except ValueError:
        pass
    raise BadRequest("This cursor is not one of ours.", {"cursor": ["Not a valid cursor."]})


def decided(resource: Any, status: str) -> Any:
    """The route that sets a pair aside as two different records, or takes that back."""

    def decide(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        first, second = aliased(resource.model), aliased(resource.model)
        was = "distinct" if status == "open" else "open"
        table = duplicate_pairs.c
        conditions = [*_standing(actor, resource, first, second, was), table.id == args["pair"]]
        pair = _joined(select(table.id), first, second).where(*conditions)
        if not is_id(args["pair"]) or session.scalar(pair) is None:
            raise NotFound("pair")
        by = {"decided_at": utc_now(), "decided_by": actor.user_id, "decided_by_name": actor.name}
        values = {"status": status, **(by if status != "open" else dict.fromkeys(by))}
        session.execute(update(duplicate_pairs).where(table.id == args["pair"]).values(values))
        row = session.execute(select(duplicate_pairs).where(table.id == args["pair"])).one()
        return dict(_pair.dump(row._mapping))

    return decide


def started(resource: Any) -> Any:
    """The route that starts a scan; while one runs, that one is answered."""

    def start_scan(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        scan_id = scan.start(session, resource.kind, actor.name)
        found = _scan_row(session, duplicate_scans.c.id == scan_id)
        if not found["done"] and not found["total"]:
            enqueue(session, scan.JOB, {"scan_id": scan_id})
        return found

    return start_scan


def latest(resource: Any) -> Any:
    """The route that tells how far the newest scan is."""

    def latest_scan(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
        return _scan_row(session, duplicate_scans.c.noun == resource.kind)

    return latest_scan


def _scan_row(session: Session, condition: Any) -> dict[str, Any]:
    newest = select(duplicate_scans).where(condition).order_by(duplicate_scans.c.started_at.desc()).limit(1)
    row = session.execute(newest).one_or_none()
    return dict(_scan.dump(row._mapping)) if row else {"status": "none"}
