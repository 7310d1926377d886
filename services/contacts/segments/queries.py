"""Questions about segments: how many would fit, who is in, and why a record is in or not."""

from typing import Any

from sqlalchemy import case, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from chassis import audit, listing
from chassis.fields import show_time
from chassis.identity import SYSTEM, Identity
from chassis.records import load
from chassis.resource import Args
from chassis.rights import visible
from chassis.runtime import Runtime
from services.contacts.segments.bounds import bounded, ended
from services.contacts.segments.models import Segment, SegmentMember, SegmentPassage
from services.contacts.segments.reading import Reader
from services.contacts.segments.rules import Group, Leaf, compiled
from services.contacts.segments.subjects import MODELS, catalogue, resource_of

SAMPLE = 5
PATIENCE = 4.0
_PASSAGES = 20


def count(runtime: Runtime, actor: Identity, args: Args) -> dict[str, Any]:
    """How many of the records the actor may see fit some rules, and the newest of them; null when it takes too long."""
    with runtime.reading(actor) as session:
        noun = args["record_kind"]
        rules = compiled(session, actor, noun, args["rules"])
        resource = resource_of(session, noun)
        names = [
            name for name in ("id", resource.title, *_told(resource)) if name not in actor.rule(resource.name).hidden
        ]
        query = listing.ListQuery(conditions=[rules.clause], names=names, limit=SAMPLE, total=True, exact=True)
        try:
            with bounded(session, PATIENCE):
                found = listing.run_list(session, actor, resource, query)
        except DBAPIError as error:
            if not ended(error):
                raise
            return {"count": None, "sample": []}
    return {"count": found["total"], "sample": found["data"]}


def _told(resource: Any) -> list[str]:
    """What tells records of one name apart."""
    return [name for name in ("organization_name", "city", "email", "owner_name") if name in resource.all_fields]


def members(session: Session, actor: Identity, args: Args) -> dict[str, Any]:
    """The members the actor may see, by the parameters of the ordinary list: `fields=email` for a mailing."""
    segment = load(session, actor, Segment, args["id"])
    resource = resource_of(session, segment.record_kind)
    wanted = {name: str(value) for name, value in args.query.items() if value is not None}
    query = listing.read_query(session, actor, resource, {**wanted, "filter[segment]": segment.id})
    return listing.run_list(session, actor, resource, query)


def subjects(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """What rules about a kind may ask, each with its group."""
    return {"data": list(catalogue(session, actor, args["record_kind"], actor.language))}


def containing(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """The segments a record is in, as far as the actor may see them, and since when."""
    record = load(session, actor, MODELS[args["record_kind"]], args["record"])
    statement = select(Segment.id, Segment.name, Segment.mode, Segment.active, SegmentMember.since)
    statement = statement.join(SegmentMember, SegmentMember.segment_id == Segment.id)
    statement = statement.where(SegmentMember.record_id == record.id, Segment.deleted_at.is_(None))
    if (mine := visible(actor, "contacts.segment", Segment)) is not None:
        statement = statement.where(mine)
    rows = session.execute(statement.order_by(Segment.name).limit(200)).mappings()
    return {"data": [{**row, "since": show_time(row["since"])} for row in rows]}


def why(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Each condition of the segment as it is for the record, with the value it looks at, and when it came and went."""
    segment = load(session, actor, Segment, args["id"])
    resource = resource_of(session, segment.record_kind)
    record = load(session, actor, MODELS[segment.record_kind], args["record"])
    member = session.get(SegmentMember, (segment.id, record.id))
    tree = _tree(session, actor, segment, record) if segment.mode == "dynamic" else None
    return {
        "segment": {"id": segment.id, "name": segment.name, "mode": segment.mode, "active": segment.active},
        "record": {"id": record.id, "kind": resource.name, "title": getattr(record, resource.title)},
        "member": member is not None,
        "since": show_time(member.since) if member else None,
        "fits": tree["holds"] if tree else None,
        "tree": tree,
        "passages": _passages(session, segment.id, record.id),
    }


def _tree(session: Session, actor: Identity, segment: Segment, record: Any) -> dict[str, Any]:
    rules = compiled(session, SYSTEM, segment.record_kind, segment.rules)
    leaves = list(rules.leaves)
    model = MODELS[segment.record_kind]
    columns = [case((leaf.clause, 1), else_=0).label(f"holds_{at}") for at, leaf in enumerate(leaves)]
    columns += [
        leaf.subject.value.label(f"value_{at}") for at, leaf in enumerate(leaves) if leaf.subject.value is not None
    ]
    row = session.execute(select(*columns).where(model.id == record.id)).one()._mapping
    reader = Reader(session, actor, segment.record_kind, record)
    told = {
        leaf.path: reader.told(leaf, bool(row[f"holds_{at}"]), audit.readable(row.get(f"value_{at}")))
        for at, leaf in enumerate(leaves)
    }
    return _branch(rules, told)


def _branch(node: Group | Leaf, told: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if isinstance(node, Leaf):
        return told[node.path]
    parts = [_branch(child, told) for child in node.nodes]
    some, every = any(part["holds"] for part in parts), all(part["holds"] for part in parts)
    holds = {"all": every, "any": some, "none": not some}[node.match]
    return {"path": node.path, "match": node.match, "holds": holds, "rules": parts}


def _passages(session: Session, segment_id: str, record_id: str) -> list[dict[str, Any]]:
    own = select(SegmentPassage.entered, SegmentPassage.at).where(
        SegmentPassage.segment_id == segment_id, SegmentPassage.record_id == record_id
    )
    rows = session.execute(own.order_by(SegmentPassage.id.desc()).limit(_PASSAGES))
    return [{"entered": row.entered, "at": show_time(row.at)} for row in rows]
