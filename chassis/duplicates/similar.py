"""Warning at entry: which existing records may be the one being typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from chassis import fields as f
from chassis.duplicates import keys
from chassis.duplicates.scoring import WARNED, Facts, compare, facts
from chassis.duplicates.tables import duplicate_keys
from chassis.identity import Identity
from chassis.rights import visible

SHOWN = 5
_LOOKED_AT = 60


class SimilarOut(f.Schema):
    """An existing record that may be the same: how likely from 0 to 100, and the fields that speak for it."""

    id = f.Link("", required=True)
    title = f.Text(300, required=True, example="Tisza Faipari Kft.")
    hint = f.Text(300, example="Szeged")
    score = f.Integer(required=True, example=95)
    reasons = f.Json(required=True, example=["tax_number", "name"])


class SimilarList(f.Schema):
    """The likeliest first."""

    data = f.Lines(SimilarOut, required=True)


def query_of(resource: Any) -> type[f.Schema]:
    """What may be told of a record that is being typed: a schema made of the fields of its declaration."""
    rule = resource.duplicates
    told: dict[str, Any] = {name: f.Text(300) for name in rule.told}
    told |= {name: f.Text(254) for name in ("email", "phone")}
    told |= {"except_id": f.Link("", help="The record itself, when it is there already.")}
    noun = "".join(part.capitalize() for part in resource.kind.split("_"))
    return type(f"Similar{noun}In", (f.Schema,), {**told, "__doc__": "What is known so far of a record being typed."})


def similar(resource: Any) -> Any:
    """The route's function for a kind."""

    def find_similar(session: Session, actor: Identity, args: Mapping[str, Any]) -> dict[str, Any]:
        return {"data": find(session, actor, resource, args, args.get("except_id"))}

    return find_similar


def find(
    session: Session, actor: Identity, resource: Any, told: Mapping[str, Any], except_id: str | None = None
) -> list[dict[str, Any]]:
    """The records that are likely the one told of, of those that the actor may see, the likeliest first."""
    rule = resource.duplicates
    wanted = keys.keys_of(rule, _values(rule, told))
    candidates = [found for found in _candidates(session, resource.kind, wanted) if found != except_id]
    records = {record.id: record for record in _visible(session, actor, resource, candidates)}
    mine = facts(wanted)
    found = []
    for record_id, theirs in facts_of(session, resource, list(records)).items():
        likeness = compare(rule, mine, theirs)
        if likeness.score >= WARNED:
            found.append(_shown(resource, actor, records[record_id], likeness.score, likeness.reasons))
    found.sort(key=lambda row: (-row["score"], row["title"]))
    return found[:SHOWN]


def _values(rule: Any, told: Mapping[str, Any]) -> dict[str, Any]:
    name = " ".join(str(told[part]) for part in rule.parts if told.get(part)) if rule.parts else told.get(rule.name)
    return {**told, rule.name: name, "emails": [told.get("email")], "phones": [told.get("phone")]}


def _candidates(session: Session, noun: str, wanted: Sequence[keys.Key]) -> list[str]:
    """Those that share the most keys."""
    if not wanted:
        return []
    table = duplicate_keys.c
    statement = (
        select(table.record_id)
        .where(table.noun == noun, tuple_(table.what, table.key).in_(wanted))
        .group_by(table.record_id)
        .order_by(func.count().desc(), table.record_id.desc())
        .limit(_LOOKED_AT)
    )
    return list(session.scalars(statement))


def _visible(session: Session, actor: Identity, resource: Any, ids: Sequence[str]) -> list[Any]:
    model = resource.model
    statement = select(model).where(model.id.in_(ids), model.deleted_at.is_(None))
    if (mine := visible(actor, resource.name, model)) is not None:
        statement = statement.where(mine)
    return list(session.scalars(statement).unique()) if ids else []


def facts_of(session: Session, resource: Any, ids: Sequence[str]) -> Mapping[str, Facts]:
    """The keys of some records by record, as far as they say how alike two are."""
    table, rule = duplicate_keys.c, resource.duplicates
    telling = [keys.NAME, keys.EMAIL, keys.PHONE, rule.firm, *rule.exact, *(f"near.{name}" for name in rule.near)]
    found: dict[str, dict[str, set[str]]] = {record_id: {} for record_id in ids}
    statement = select(table.record_id, table.what, table.key).where(
        table.noun == resource.kind, table.record_id.in_(ids), table.what.in_(telling)
    )
    for record_id, what, key in session.execute(statement) if ids else ():
        found[record_id].setdefault(what, set()).add(key)
    return found


def _shown(resource: Any, actor: Identity, record: Any, score: int, reasons: Sequence[str]) -> dict[str, Any]:
    hidden = actor.rule(resource.name).hidden
    hints = (
        str(value)
        for name in (resource.duplicates.firm, *resource.duplicates.near)
        if name and name not in hidden and not name.endswith("_id") and (value := getattr(record, name, None))
    )
    title = str(getattr(record, resource.title, None) or "")[:300]
    return {
        "id": record.id,
        "title": title,
        "hint": next(hints, None),
        "score": score,
        "reasons": [reason for reason in reasons if reason not in hidden],
    }
