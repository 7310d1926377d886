"""The routes under `/my`: for everybody who is signed in, and only about himself."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import NotFound
from chassis.fields import DateTime, Email, Flag, Integer, Json, Language, Link, LongText, Schema, Text
from chassis.identity import Identity
from chassis.records import lookup
from chassis.resource import Route
from gateway import own, sessions
from gateway.users.commands import change_own_password, change_own_profile
from gateway.users.models import User
from gateway.users.schemas import OwnPasswordIn, OwnProfileIn

Args = dict[str, Any]


class KindQuery(Schema):
    """The kind whose list is meant."""

    kind = Text(required=True, max=60, example="sales.invoice")


class ViewIn(Schema):
    """A list as it stands, to be found again under a name."""

    kind = Text(required=True, max=60, example="sales.invoice")
    name = Text(required=True, max=120, example="Overdue")
    query = LongText(max=4000, example="filter[status]=issued")
    columns = Json(example=["number", "customer_name"])
    shared = Flag(default=False)


class RecordIn(Schema):
    """A record by kind, id and title."""

    kind = Text(required=True, max=60, example="sales.invoice")
    record_id = Text(required=True, max=36, example="01932f6e-7c00-7000-8000-000000000000")
    title = Text(required=True, max=300, example="2026/00001")


class FavouriteIn(RecordIn):
    """A record to be put among the favourites, or taken out."""

    on = Flag(default=True)


class NotificationQuery(Schema):
    """Which notifications."""

    unread = Integer(min=0, max=1, default=0)
    limit = Integer(min=1, max=200, default=30)


class ReadIn(Schema):
    """Which notifications were read; null means all."""

    ids = Json(example=["01932f6e-7c00-7000-8000-000000000000"])


class OwnProfile(Schema):
    """The signed-in person."""

    id = Text()
    name = Text()
    username = Text()
    email = Email()
    language = Language()
    theme = Text()
    role_id = Link("gateway.role")
    role_name = Text()
    role_path = Text()
    last_seen_at = DateTime()
    version = Integer()


def list_views(session: Session, actor: Identity, args: Args) -> Args:
    """One's own and the shared views of a kind of record."""
    return {"data": own.my_views(session, actor, args["kind"])}


def save_view(session: Session, actor: Identity, args: Args) -> Args:
    """Keep the filters, order and columns of a list under a name."""
    columns = [str(name) for name in args["columns"]] if isinstance(args["columns"], list) else []
    return own.save_view(session, actor, {**args, "columns": columns})


def delete_view(session: Session, actor: Identity, args: Args) -> Args:
    """Forget one of one's own views."""
    own.delete_view(session, actor, args["id"])
    return {"deleted": True}


def list_bookmarks(session: Session, actor: Identity, args: Args) -> Args:
    """Favourite records and those opened lately."""
    return own.my_bookmarks(session, actor)


def set_favourite(session: Session, actor: Identity, args: Args) -> Args:
    """Put a record among the favourites, or take it out."""
    own.set_bookmark(session, actor, "favourite", args["kind"], args["record_id"], args["title"], args["on"])
    return own.my_bookmarks(session, actor)


def add_recent(session: Session, actor: Identity, args: Args) -> Args:
    """Remember that a record was opened."""
    own.set_bookmark(session, actor, "recent", args["kind"], args["record_id"], args["title"])
    return {"remembered": True}


def list_notifications(session: Session, actor: Identity, args: Args) -> Args:
    """One's notifications, newest first."""
    return own.my_notifications(session, actor, bool(args["unread"]), args["limit"])


def read_notifications(session: Session, actor: Identity, args: Args) -> Args:
    """Mark notifications as read."""
    ids = [str(i) for i in args["ids"]] if isinstance(args["ids"], list) else None
    return {"read": own.read_notifications(session, actor, ids)}


def show_profile(session: Session, actor: Identity, args: Args) -> Any:
    """Who one is: name, username, e-mail, role, language, theme."""
    user = lookup(session, User, actor.user_id)
    if user is None:
        raise NotFound("user")
    return OwnProfile().dump(user)


def change_profile(session: Session, actor: Identity, args: Args) -> Any:
    """Change one's own name, e-mail, language or theme."""
    return OwnProfile().dump(change_own_profile(session, actor, args))


def change_password(session: Session, actor: Identity, args: Args) -> Args:
    """Change one's own password; all other sessions and tokens end."""
    change_own_password(session, actor, args["old"], args["new"], args["keep"])
    return {"changed": True}


def list_sessions(session: Session, actor: Identity, args: Args) -> Args:
    """One's own living sessions and API tokens."""
    return {"data": sessions.of_user(session, actor.user_id)}


def end_session(session: Session, actor: Identity, args: Args) -> Args:
    """End one of one's own sessions or tokens."""
    if not sessions.revoke(session, args["id"], actor.user_id):
        raise NotFound("session")
    return {"revoked": True}


ROUTES = (
    Route("GET", "/my/views", list_views, query=KindQuery, summary="List saved views of a kind"),
    Route("POST", "/my/views", save_view, body=ViewIn, summary="Save a list view"),
    Route("DELETE", "/my/views/{id}", delete_view, summary="Delete a saved view"),
    Route("GET", "/my/bookmarks", list_bookmarks, summary="List favourites and recent records"),
    Route("POST", "/my/favourites", set_favourite, body=FavouriteIn, summary="Mark or unmark a favourite"),
    Route("POST", "/my/recent", add_recent, body=RecordIn, summary="Remember an opened record"),
    Route("GET", "/my/notifications", list_notifications, query=NotificationQuery, summary="List notifications"),
    Route("POST", "/my/notifications/read", read_notifications, body=ReadIn, summary="Mark notifications as read"),
    Route("GET", "/my/profile", show_profile, response=OwnProfile, summary="Read your own profile"),
    Route("PATCH", "/my/profile", change_profile, body=OwnProfileIn, response=OwnProfile, summary="Change your own"),
    Route("POST", "/my/password", change_password, body=OwnPasswordIn, summary="Change your own password"),
    Route("GET", "/my/sessions", list_sessions, summary="List your sessions and tokens"),
    Route("DELETE", "/my/sessions/{id}", end_session, summary="End one of your sessions or tokens"),
)
