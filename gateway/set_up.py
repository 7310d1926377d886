"""The first start: standard profiles and roles, the administrator and, if wanted, the demo users."""

from __future__ import annotations

import secrets
import sys
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from chassis.identity import SYSTEM
from gateway.profiles import Profile, create_profile
from gateway.rights import set_up_stamp
from gateway.roles.commands import create_role
from gateway.roles.models import Role
from gateway.standard_rights import DEMO_PASSWORD, DEMO_USERS, PROFILES, ROLES
from gateway.users.commands import create_user, store_password
from gateway.users.models import User


def set_up(session: Session) -> None:
    """Make what an empty installation needs. Does nothing once there is a user."""
    set_up_stamp(session)
    if session.scalar(select(func.count()).select_from(User)):
        return
    profiles = {name: _profile(session, name) for name in PROFILES}
    for code in ROLES:
        _role(session, code, profiles)
    settings = session.info["settings"]
    add_user(session, "admin", "Rendszergazda", "admin", settings.admin_password or _made_password())
    if settings.demo:
        add_demo_users(session)


def add_demo_users(session: Session) -> None:
    """Make the demo users that are not there."""
    known = set(session.scalars(select(User.username)))
    for username, (name, role, language) in DEMO_USERS.items():
        if username not in known:
            email = f"{username}@kapocs.example"
            add_user(session, username, name, role, DEMO_PASSWORD, email=email, language=language)


def add_user(
    session: Session, username: str, name: str, role_code: str, password: str, *, email: str | None = None,
    language: str = "hu",
) -> User:  # fmt: skip
    """Make a user with a role (by its code) and a password."""
    role_id = session.scalar(select(Role.id).where(Role.code == role_code, Role.deleted_at.is_(None)))
    if role_id is None:
        raise Invalid({"role": ["There is no such role."]})
    data: dict[str, Any] = {"username": username, "name": name, "role_id": role_id, "language": language}
    data |= {"email": email, "active": True, "theme": "auto"}
    user = create_user(session, SYSTEM, data)
    store_password(session, user, password)
    return user


def demo_logins() -> list[tuple[str, str, str]]:
    """Username, password and what the user is, for the words printed at start."""
    return [(username, DEMO_PASSWORD, ROLES[role][0]) for username, (_name, role, _lang) in DEMO_USERS.items()]


def _profile(session: Session, name: str) -> Profile:
    description, everything, rules = PROFILES[name]
    data = {"name": name, "description": description, "everything": everything, "rules": rules}
    return create_profile(session, SYSTEM, data)


def _role(session: Session, code: str, profiles: dict[str, Profile]) -> Role:
    name, above, profile = ROLES[code]
    parent_id = session.scalar(select(Role.id).where(Role.code == above)) if above else None
    lines = [{"profile_id": profiles[profile].id}]
    return create_role(session, SYSTEM, {"name": name, "code": code, "parent_id": parent_id, "profiles": lines})


def _made_password() -> str:
    password = secrets.token_urlsafe(12)
    words = "This password is shown only now. Change it or keep it."
    sys.stdout.write(f"\n  Administrator: admin / {password}\n  {words}\n\n")
    sys.stdout.flush()
    return password
