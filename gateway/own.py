"""What belongs to the person who asks: list views, favourites, notifications, profile, sessions. Routes under `/my`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from chassis.db import Id, JsonB, SortText, UTCDateTime, utc_now
from chassis.errors import NotFound
from chassis.fields import show_time
from chassis.identity import Identity
from chassis.ids import new_id
from gateway.base import Base

RECENT = 20

saved_views = Table(
    "saved_views",
    Base.metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("name", SortText(120), nullable=False),
    Column("query", Text, nullable=False),
    Column("columns", JsonB, nullable=False),
    Column("shared", Boolean, nullable=False),
    UniqueConstraint("user_id", "kind", "name"),
)
Index("ix_saved_views_kind", saved_views.c.kind)

bookmarks = Table(
    "bookmarks",
    Base.metadata,
    Column("user_id", Id, ForeignKey("users.id"), primary_key=True),
    Column("list", String(10), primary_key=True),
    Column("kind", String(60), primary_key=True),
    Column("record_id", Id, primary_key=True),
    Column("title", String(300), nullable=False),
    Column("at", UTCDateTime, nullable=False),
)

notifications = Table(
    "notifications",
    Base.metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False),
    Column("event_type", String(100), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("record_id", String(36), nullable=False),
    Column("title", String(300), nullable=False),
    Column("actor_name", String(200), nullable=False),
    Column("at", UTCDateTime, nullable=False),
    Column("read_at", UTCDateTime),
)
Index("ix_notifications_user", notifications.c.user_id, notifications.c.id)

known_owners = Table(
    "known_owners",
    Base.metadata,
    Column("kind", String(60), primary_key=True),
    Column("record_id", String(36), primary_key=True),
    Column("user_id", Id, nullable=False),
    Column("source_version", Integer, nullable=False),
)

markers = Table(
    "markers",
    Base.metadata,
    Column("name", String(60), primary_key=True),
    Column("at", UTCDateTime, nullable=False),
)


def my_views(session: Session, actor: Identity, kind: str) -> list[dict[str, Any]]:
    """One's own and the shared views of a kind, by name."""
    v = saved_views.c
    rows = session.execute(
        select(saved_views).where(v.kind == kind, or_(v.user_id == actor.user_id, v.shared.is_(True))).order_by(v.name)
    )
    names = ("id", "kind", "name", "query", "columns", "shared")
    return [{n: row._mapping[n] for n in names} | {"mine": row.user_id == actor.user_id} for row in rows]


def save_view(session: Session, actor: Identity, data: dict[str, Any]) -> dict[str, Any]:
    """Keep a view; the same name for the same kind is overwritten."""
    v = saved_views.c
    values = {"query": data["query"] or "", "columns": data["columns"], "shared": data["shared"]}
    same = and_(v.user_id == actor.user_id, v.kind == data["kind"], v.name == data["name"])
    view_id = session.scalar(update(saved_views).where(same).values(values).returning(v.id))
    if view_id is None:
        view_id = new_id()
        row = {"id": view_id, "user_id": actor.user_id, "kind": data["kind"], "name": data["name"], **values}
        session.execute(insert(saved_views), row)
    return {"id": view_id, "kind": data["kind"], "name": data["name"], **values, "mine": True}


def delete_view(session: Session, actor: Identity, view_id: str) -> None:
    """Forget one of one's own views."""
    v = saved_views.c
    found = session.execute(
        delete(saved_views).where(v.id == view_id, v.user_id == actor.user_id).returning(v.id)
    ).first()
    if found is None:
        raise NotFound("view")


def my_bookmarks(session: Session, actor: Identity) -> dict[str, Any]:
    """Favourites and lately opened records, latest first."""
    b = bookmarks.c
    rows = session.execute(select(bookmarks).where(b.user_id == actor.user_id).order_by(b.at.desc())).all()
    found: dict[str, Any] = {"favourites": [], "recent": []}
    for row in rows:
        found["favourites" if row.list == "favourite" else "recent"].append(
            {"kind": row.kind, "record_id": row.record_id, "title": row.title}
        )
    return found


def set_bookmark(
    session: Session, actor: Identity, bookmark_list: str, kind: str, record_id: str, title: str, on: bool = True
) -> None:
    """Put a record on one of the lists (or take it off); the recent list keeps the last twenty."""
    b = bookmarks.c
    mine = and_(b.user_id == actor.user_id, b.list == bookmark_list)
    session.execute(delete(bookmarks).where(mine, b.kind == kind, b.record_id == record_id))
    if not on:
        return
    key = {"user_id": actor.user_id, "list": bookmark_list, "kind": kind, "record_id": record_id}
    session.execute(insert(bookmarks), {**key, "title": title[:300], "at": utc_now()})
    if bookmark_list == "recent":
        last = session.scalar(select(b.at).where(mine).order_by(b.at.desc()).offset(RECENT).limit(1))
        if last is not None:
            session.execute(delete(bookmarks).where(mine, b.at <= last))


def my_notifications(session: Session, actor: Identity, unread: bool, limit: int) -> dict[str, Any]:
    """One's notifications, newest first, and how many are not read yet."""
    n = notifications.c
    mine = n.user_id == actor.user_id
    query = select(notifications).where(mine).order_by(n.id.desc()).limit(limit)
    if unread:
        query = query.where(n.read_at.is_(None))
    names = ("id", "event_type", "kind", "record_id", "title", "actor_name", "at", "read_at")
    rows = [{name: _plain(row._mapping[name]) for name in names} for row in session.execute(query)]
    count = session.scalar(select(func.count()).select_from(notifications).where(mine, n.read_at.is_(None)))
    return {"data": rows, "unread": count or 0}


def read_notifications(session: Session, actor: Identity, ids: list[str] | None) -> int:
    """Mark some (None: all) of one's notifications as read; how many were not yet."""
    n = notifications.c
    unread = update(notifications).where(n.user_id == actor.user_id, n.read_at.is_(None))
    if ids is not None:
        unread = unread.where(n.id.in_(ids))
    return len(session.execute(unread.values(read_at=utc_now()).returning(n.id)).all())


def _plain(value: Any) -> Any:
    return show_time(value) if isinstance(value, datetime) else value
