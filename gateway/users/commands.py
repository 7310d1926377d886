"""Every change of a user."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete as sql_delete
from sqlalchemy import insert, select
from sqlalchemy import update as sql_update
from sqlalchemy.orm import Session

from chassis.db import utc_now
from chassis.errors import DomainError, Invalid
from chassis.identity import Identity
from chassis.records import create, delete, load, lookup, update
from gateway import passwords
from gateway.groups import Group
from gateway.profiles import guard_everything
from gateway.roles.models import Role
from gateway.users.models import User, credentials, sessions


def create_user(session: Session, actor: Identity, data: dict[str, Any]) -> User:
    """Make a user; without a password yet, so he cannot enter before `set_password`."""
    values = _checked(session, data)
    _guard_given(session, actor, data)
    if session.scalar(select(User.id).where(User.username == values["username"])):
        raise Invalid({"username": ["Somebody already has this username."]})
    return create(session, actor, User, values)


def update_user(session: Session, actor: Identity, user: User, data: dict[str, Any]) -> User:
    """Change a user; switching somebody off ends all his sessions at once."""
    values = _checked(session, data)
    _guard_given(session, actor, data)
    _guard_present(session, actor, user)
    username = values.get("username", user.username)
    if username != user.username and session.scalar(select(User.id).where(User.username == username)):
        raise Invalid({"username": ["Somebody already has this username."]})
    if values.get("active") is False:
        _refuse_oneself(actor, user)
        end_sessions(session, user.id)
    return update(session, actor, user, values)


def delete_user(session: Session, actor: Identity, user: User) -> None:
    """Delete a user softly; he is told to the services as inactive and his sessions end."""
    _refuse_oneself(actor, user)
    _guard_present(session, actor, user)
    if user.active:
        update_user(session, actor, user, {"active": False})
    delete(session, actor, user)


def set_password(session: Session, actor: Identity, user_id: str, password: str) -> User:
    """Give a user a new password; all his sessions and tokens end."""
    user = load(session, actor, User, user_id, action="set-password")
    _guard_present(session, actor, user)
    store_password(session, user, password)
    return user


def store_password(session: Session, user: User, password: str, keep: str | None = None) -> None:
    """Keep the hash of a new password; sessions and tokens other than `keep` end."""
    if len(password) < passwords.MINIMUM:
        raise Invalid({"password": ["Use at least 10 characters."]})
    if password.lower() in (user.username, user.name.lower(), (user.email or "").lower()):
        raise Invalid({"password": ["The password must not be your name."]})
    session.execute(sql_delete(credentials).where(credentials.c.user_id == user.id))
    values = {"user_id": user.id, "password_hash": passwords.make_hash(password), "changed_at": utc_now()}
    session.execute(insert(credentials), values)
    end_sessions(session, user.id, keep)


def change_own_password(session: Session, actor: Identity, old: str, new: str, keep: str | None = None) -> None:
    """Change one's own password, proving the old one."""
    user = _myself(session, actor)
    stored = session.scalar(select(credentials.c.password_hash).where(credentials.c.user_id == user.id))
    if not passwords.verify(stored, old):
        raise Invalid({"old": ["This is not your present password."]})
    store_password(session, user, new, keep)


def change_own_profile(session: Session, actor: Identity, data: dict[str, Any]) -> User:
    """Change one's own name, e-mail, language or theme."""
    values = {name: value for name, value in data.items() if value is not None}
    return update(session, actor, _myself(session, actor), values)


def end_sessions(session: Session, user_id: str, keep: str | None = None) -> None:
    """Revoke all living sessions and tokens of a user, except one."""
    living = sql_update(sessions).where(sessions.c.user_id == user_id, sessions.c.revoked_at.is_(None))
    if keep:
        living = living.where(sessions.c.id != keep)
    session.execute(living.values(revoked_at=utc_now()))


def _myself(session: Session, actor: Identity) -> User:
    user = lookup(session, User, actor.user_id)
    if user is None:
        raise DomainError("no_such_user", "Only people can do this.", status=403)
    return user


def _guard_given(session: Session, actor: Identity, data: dict[str, Any]) -> None:
    """Only who may do everything hands that on: by role, by group or directly."""
    role = lookup(session, Role, data.get("role_id"))
    groups = [lookup(session, Group, line["group_id"]) for line in data.get("groups") or ()]
    given = [line["profile_id"] for line in data.get("profiles") or ()]
    for holder in (role, *groups):
        given += [line.profile_id for line in holder.profiles] if holder else []
    guard_everything(session, actor, given)


def _guard_present(session: Session, actor: Identity, user: User) -> None:
    """Only an administrator changes an administrator, or gives him a password."""
    given = [line.profile_id for line in user.role.profiles] + [line.profile_id for line in user.profiles]
    given += [line.profile_id for membership in user.groups for line in membership.group.profiles]
    guard_everything(session, actor, given)


def _refuse_oneself(actor: Identity, user: User) -> None:
    if actor.user_id == user.id:
        raise DomainError("not_oneself", "You cannot switch yourself off. Ask another administrator.")


def _checked(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    values = dict(data)
    if "username" in values:
        values["username"] = values["username"].strip().lower()
    if "role_id" in values:
        role = lookup(session, Role, values["role_id"])
        if role is None:
            raise Invalid({"role_id": ["There is no such role."]})
        values |= {"role_name": role.name, "role_path": role.path}
    return values
