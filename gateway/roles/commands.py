"""Every change of the tree of roles."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.db import plain
from chassis.errors import DomainError, Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import create, delete, lookup, update
from gateway.events import RoleChanged, UserChanged
from gateway.profiles import guard_everything
from gateway.roles.models import Role
from gateway.users.models import User


def create_role(session: Session, actor: Identity, data: dict[str, Any]) -> Role:
    """Make a role under its parent."""
    guard_everything(session, actor, [line["profile_id"] for line in data.get("profiles") or ()])
    parent = _parent(session, data.get("parent_id"))
    code = _code(data.get("code") or data["name"])
    values = {**data, "code": code, "path": _path(parent, code), "parent_name": parent.name if parent else None}
    return create(session, actor, Role, values)


def update_role(session: Session, actor: Identity, role: Role, data: dict[str, Any]) -> Role:
    """Change a role; moving or renaming its code rewrites the paths of all roles and users below."""
    given = [line["profile_id"] for line in data.get("profiles") or ()]
    guard_everything(session, actor, [*given, *(line.profile_id for line in role.profiles)])
    values = dict(data)
    parent_id = values.get("parent_id", role.parent_id)
    parent = _parent(session, parent_id)
    if parent and parent.path.startswith(role.path):
        raise Invalid({"parent_id": ["A role cannot report to itself or to a role below it."]})
    code = _code(values.get("code") or role.code)
    old, new = role.path, _path(parent, code)
    values |= {"code": code, "path": new, "parent_name": parent.name if parent else None}
    renamed = "name" in values and values["name"] != role.name
    update(session, actor, role, values)
    if old != new:
        _move_below(session, old, new)
    if renamed:
        _rename_below(session, role)
    return role


def delete_role(session: Session, actor: Identity, role: Role) -> None:
    """Delete a role that nobody has and that nobody reports to."""
    used = select(User.id).where(User.role_id == role.id, User.deleted_at.is_(None)).limit(1)
    below = select(Role.id).where(Role.parent_id == role.id, Role.deleted_at.is_(None)).limit(1)
    if session.scalar(used) or session.scalar(below):
        raise DomainError("role_in_use", "Users or other roles still belong to this role. Move them first.")
    delete(session, actor, role)


def _parent(session: Session, parent_id: str | None) -> Role | None:
    if parent_id is None:
        return None
    parent = lookup(session, Role, parent_id)
    if parent is None:
        raise Invalid({"parent_id": ["There is no such role."]})
    return parent


def _code(text: str) -> str:
    code = re.sub(r"[^a-z0-9]+", "-", plain(text)).strip("-")[:40]
    if not code:
        raise Invalid({"code": ["Use letters or digits."]})
    return code


def _path(parent: Role | None, code: str) -> str:
    path = f"{parent.path if parent else '/'}{code}/"
    if len(path) > 200:
        raise Invalid({"parent_id": ["The tree of roles is too deep here."]})
    return path


def _move_below(session: Session, old: str, new: str) -> None:
    below = select(Role).where(Role.path.startswith(old, autoescape=True))
    for role in session.scalars(below.order_by(Role.path).with_for_update()):
        role.path = new + role.path[len(old) :]
        emit(session, RoleChanged, role)
    people = select(User).where(User.role_path.startswith(old, autoescape=True))
    for user in session.scalars(people.order_by(User.id).with_for_update()):
        user.role_path = new + user.role_path[len(old) :]
        emit(session, UserChanged, user)


def _rename_below(session: Session, role: Role) -> None:
    for below in session.scalars(select(Role).where(Role.parent_id == role.id)):
        below.parent_name = role.name
    for user in session.scalars(select(User).where(User.role_id == role.id)):
        user.role_name = role.name
