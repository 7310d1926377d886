"""Reading a record's timeline, newest first."""

import base64
import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

from sqlalchemy import ColumnElement, String, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from chassis.errors import BadRequest, NotFound
from chassis.identity import Identity
from chassis.ids import is_id
from chassis.records import load
from chassis.rights import visible
from chassis.tables import attachments, users
from chassis.types import UTCDateTime, plain
from services.contacts.people.models import Person
from services.contacts.timeline.models import TimelineEntry
from services.contacts.timeline.schemas import TOPICS, EntrySchema

_OWN = "contacts."
_TALK = "contacts.interaction:"
_MOST_PEOPLE = 50
_entry = EntrySchema()


def timeline(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """What happened to a record, as far as the reader may see the records concerned; of a firm also to its people."""
    ref, limit = args["ref"], args["limit"]
    _demand(session, actor, ref)
    rows = _newest(session, [ref, *_people(session, actor, ref)], _conditions(args), limit + 1)
    shown = _seen_by(session, actor, rows[:limit], own=ref)
    files = _files(session, actor, shown)
    found = [{**_plain(row), "topic": topic_of(row.type), "files": files.get(row.subject, [])} for row in shown]
    following = _cursor(rows[limit - 1]) if len(rows) > limit else None
    return {"data": _entry.dump(found, many=True), "next": following}


def _plain(row: TimelineEntry) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "type", "time", "actor_name", "subject", "data")}


def topic_of(event_type: str) -> str:
    """What a person would call the kind of thing that happened."""
    fits = (name for name, patterns in TOPICS.items() if any(event_type.startswith(p[:-1]) for p in patterns))
    return next(fits, "changes")


def _people(session: Session, actor: Identity, ref: str) -> list[str]:
    """The people of an organization, the newest of them: what happens to them is part of its story."""
    kind, _, record_id = ref.partition(":")
    if kind != "contacts.organization":
        return []
    statement = select(Person.id).where(Person.organization_id == record_id, Person.deleted_at.is_(None))
    if (mine := visible(actor, "contacts.person", Person)) is not None:
        statement = statement.where(mine)
    found = session.scalars(statement.order_by(Person.id.desc()).limit(_MOST_PEOPLE))
    return [f"contacts.person:{person_id}" for person_id in found]


def _conditions(args: dict[str, Any]) -> list[ColumnElement[bool]]:
    entry, found = TimelineEntry, []
    if topic := args.get("topic"):
        found.append(or_(*(entry.type.like(pattern) for pattern in TOPICS[topic])))
        earlier = itertools.takewhile(lambda name: name != topic, TOPICS)
        found += [entry.type.not_like(pattern) for name in earlier for pattern in TOPICS[name]]
    if args.get("since"):
        found.append(entry.time >= _midnight(args["since"]))
    if args.get("until"):
        found.append(entry.time < _midnight(args["until"] + timedelta(days=1)))
    found += [entry.words.contains(word, autoescape=True) for word in plain(args.get("q") or "").split()[:10]]
    if args.get("cursor"):
        time, event_id = _position(args["cursor"])
        position = tuple_(literal(time, UTCDateTime), literal(event_id, String))
        found.append(tuple_(entry.time, entry.event_id) < position)
    return found


def _midnight(day: date) -> datetime:
    """The first moment of a day here."""
    return datetime.combine(day, clock()).astimezone(UTC)


def _newest(
    session: Session, refs: list[str], conditions: list[ColumnElement[bool]], limit: int
) -> list[TimelineEntry]:
    """The newest events under any of the refs, each once: the newest of each ref by its index, then of those."""
    entry = TimelineEntry
    order = (entry.time.desc(), entry.event_id.desc())
    parts = [
        select(entry.event_id, entry.time).where(entry.ref == ref, *conditions).order_by(*order).limit(limit)
        for ref in refs
    ]
    found = union_all(*(select(part.subquery()) for part in parts)).subquery()
    once = select(found.c.event_id).group_by(found.c.time, found.c.event_id)
    ids = list(session.scalars(once.order_by(found.c.time.desc(), found.c.event_id.desc()).limit(limit)))
    rows = session.scalars(select(entry).where(entry.event_id.in_(ids), entry.ref.in_(refs)).order_by(*order, entry.id))
    return list({row.event_id: row for row in rows}.values())


def _files(session: Session, actor: Identity, rows: Sequence[TimelineEntry]) -> dict[str, list[dict[str, Any]]]:
    """The files attached to the talks among the entries, under their refs."""
    talks = {row.subject.partition(":")[2]: row.subject for row in rows if row.subject.startswith(_TALK)}
    if not talks:
        return {}
    statement = select(attachments).where(attachments.c.noun == "interaction", attachments.c.record_id.in_(talks))
    standing = (attachments.c.deleted_at.is_(None), attachments.c.replaced_at.is_(None))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in session.execute(statement.where(*standing).order_by(attachments.c.id)):
        found.setdefault(talks[row.record_id], []).append({"id": row.id, "name": row.name, "size": row.size})
    return found


def _demand(session: Session, actor: Identity, ref: str) -> None:
    """NotFound unless the reader may see the record: by its own rules here, by its owner's place elsewhere."""
    kind, _, record_id = ref.partition(":")
    if not is_id(record_id) or not actor.may(kind, "view"):
        raise NotFound("record")
    if kind.startswith(_OWN):
        try:
            model = session.info["service"].resource(kind.removeprefix(_OWN)).model
        except KeyError as error:
            raise NotFound("record") from error
        load(session, actor, model, record_id)
    elif actor.rule(kind).view != "all":
        about = select(TimelineEntry).where(TimelineEntry.subject == ref, TimelineEntry.owner_id.is_not(None))
        newest = session.scalars(about.order_by(TimelineEntry.time.desc()).limit(1)).all()
        if not _seen_by(session, actor, newest):
            raise NotFound("record")


def _seen_by(
    session: Session, actor: Identity, rows: Sequence[TimelineEntry], own: str | None = None
) -> list[TimelineEntry]:
    paths = _role_paths(session, {row.owner_id for row in rows if row.owner_id})
    return [row for row in rows if row.subject == own or _may_see(actor, row, paths)]


def _may_see(actor: Identity, row: TimelineEntry, paths: dict[str, str]) -> bool:
    kind = row.subject.partition(":")[0]
    if not actor.may(kind, "view"):
        return False
    scope = actor.rule(kind).view
    if scope == "all" or row.owner_id == actor.user_id:
        return True
    path = paths.get(row.owner_id or "", "")
    return scope == "subtree" and path != actor.role_path and path.startswith(actor.role_path)


def _role_paths(session: Session, owners: set[str]) -> dict[str, str]:
    if not owners:
        return {}
    found = session.execute(select(users.c.id, users.c.role_path).where(users.c.id.in_(owners)))
    return {row.id: row.role_path for row in found}


def _cursor(row: TimelineEntry) -> str:
    return base64.urlsafe_b64encode(f"{row.time.isoformat()} {row.event_id}".encode()).decode()


def _position(cursor: str) -> tuple[datetime, str]:
    try:
        time, _, event_id = base64.urlsafe_b64decode(cursor.encode()).decode().partition(" ")
        position = datetime.fromisoformat(time), event_id
    except ValueError as error:
        raise BadRequest("This cursor is not one of ours.", {"cursor": ["Not a valid cursor."]}) from error
    if position[0].tzinfo is None or not event_id:
        raise BadRequest("This cursor is not one of ours.", {"cursor": ["Not a valid cursor."]})
    return position
