"""Tags of records: the model's part, the index table that follows each flush, and suggestions from tags in use."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import get_history

from chassis import fields as f
from chassis.fields.sets import tag_key
from chassis.identity import Identity
from chassis.rights import visible
from chassis.tables import record_tags
from chassis.types import JsonB

if TYPE_CHECKING:
    from chassis.resource import Args, Resource, Route

_SHOWN = 30


class Tagged:
    """Mixin of a `Record` that has tags; its schema says `tags = f.Tags()`."""

    tags: Mapped[list[str]] = mapped_column(JsonB, default=list, server_default="[]")


class TagsIn(f.Schema):
    """What the wanted tags contain."""

    q = f.Text(60)


class TagsOut(f.Schema):
    """Tags that records of the kind have, in order."""

    data = f.Tags(required=True)


def routes(resource: "Resource") -> list["Route"]:
    """The suggestions of a kind that has tags."""
    from chassis.resource import Route

    if not issubclass(resource.model, Tagged):
        return []
    plural = resource.readable_plural().lower()
    path, words = f"/{resource.collection}/tags", f"The tags in use among {plural}"
    return [Route("GET", path, _suggest(resource), "view", words, TagsIn, response=TagsOut)]


def _suggest(resource: "Resource") -> Any:
    def suggest(session: Session, actor: Identity, args: "Args") -> dict[str, Any]:
        if "tags" in actor.rule(resource.name).hidden:
            return {"data": []}
        wanted = tag_key((args.get("q") or "").strip())
        return {"data": list(session.scalars(_in_use(actor, resource, wanted)))}

    return suggest


def _in_use(actor: Identity, resource: "Resource", wanted: str) -> Any:
    """The tags that contain some letters: for who sees every record by hops along the index, from tag to tag."""
    t = record_tags.c
    if (mine := visible(actor, resource.name, resource.model)) is not None:
        own = select(resource.model.id).where(mine, resource.model.deleted_at.is_(None))
        found = select(func.min(t.tag)).where(t.noun == resource.kind, t.record_id.in_(own))
        return found.where(t.key.contains(wanted, autoescape=True)).group_by(t.key).order_by(t.key).limit(_SHOWN)
    keys = select(func.min(t.key).label("key")).where(t.noun == resource.kind).cte("keys", recursive=True)
    after = select(func.min(t.key)).where(t.noun == resource.kind, t.key > keys.c.key).scalar_subquery()
    keys = keys.union_all(select(after).where(keys.c.key.is_not(None)))
    word = select(t.tag).where(t.noun == resource.kind, t.key == keys.c.key).limit(1).scalar_subquery()
    return select(word).where(keys.c.key.contains(wanted, autoescape=True)).order_by(keys.c.key).limit(_SHOWN)


def settle(session: Session) -> None:
    """Before a flush: write tags as others write them, so that “vip” becomes “VIP” where that is the word in use."""
    for record in _touched(session, "tags"):
        words = [_spelt(session, record, tag) for tag in record.tags or ()]
        if words != record.tags:
            record.tags = words


def _spelt(session: Session, record: Any, tag: str) -> str:
    known: dict[tuple[str, str], str] = session.info.setdefault("tags", {})
    key = (record.kind, tag_key(tag))
    if key not in known:
        t = record_tags.c
        used = select(t.tag).where(t.noun == key[0], t.key == key[1], t.record_id != record.id).limit(1)
        known[key] = session.connection().scalar(used) or tag
    return known[key]


def follow(session: Session) -> None:
    """After a flush: bring the index up to date. Called by the audit's flush hook."""
    records = _touched(session, "tags", "deleted_at")
    if old := [record for record in records if record not in session.new]:
        for kind in {record.kind for record in old}:
            ids = [record.id for record in old if record.kind == kind]
            gone = delete(record_tags).where(record_tags.c.noun == kind, record_tags.c.record_id.in_(ids))
            session.connection().execute(gone)
    rows = [
        {"noun": record.kind, "key": tag_key(tag), "record_id": record.id, "tag": tag}
        for record in records
        if record.deleted_at is None
        for tag in record.tags or ()
    ]
    if rows:
        session.connection().execute(insert(record_tags), rows)


def _touched(session: Session, *names: str) -> list[Any]:
    """New records with tags, and changed ones in which one of these attributes was changed."""
    candidates: Iterable[Any] = (r for r in session.new if isinstance(r, Tagged) and r.tags)
    changed = (r for r in session.dirty if isinstance(r, Tagged) and any(get_history(r, name).added for name in names))
    return [*candidates, *changed]
