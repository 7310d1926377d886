"""From role, groups and profiles to the identity that a person acts with."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, event, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapper, Session, selectinload

from chassis.db import Database
from chassis.identity import Identity, Rule, Scope
from gateway.groups import Group, GroupProfile
from gateway.profiles import Profile
from gateway.roles.models import Role, RoleProfile
from gateway.users.models import User, UserGroup, UserProfile, rights

SYSTEM_NOUNS = frozenset({"operations", "audit", "events", "custom_field", "user", "role", "profile", "group"})
WIDTH: dict[Scope, int] = {"own": 0, "subtree": 1, "all": 2}
READING = frozenset({"view", "export"})

Permissions = Mapping[str, frozenset[str]]


def combine(rules: list[Rule]) -> Rule:
    """The union of rules for one kind: what one of them allows is allowed, what all of them hide is hidden."""
    editing = [rule for rule in rules if rule.verbs - READING]
    viewing = [rule for rule in rules if rule.verbs & {"view", "*"}] or rules
    return Rule(
        verbs=frozenset().union(*(rule.verbs for rule in rules)),
        view=max((rule.view for rule in viewing), key=WIDTH.__getitem__),
        edit=max((rule.edit for rule in editing or rules), key=WIDTH.__getitem__),
        hidden=frozenset.intersection(*(rule.hidden for rule in viewing)),
        read_only=frozenset.intersection(*(rule.read_only for rule in editing or rules)),
    )


def expand(profiles: Iterable[Mapping[str, Any]], known: Permissions) -> dict[str, Rule]:
    """The rules of several profiles as one; `sales.*`, `*.audit` and `*` are spelled out over the known kinds."""
    found: dict[str, list[Rule]] = {}
    for rules in profiles:
        named = {kind for kind in rules if "*" not in kind}
        for kind in named | set(known):
            if (rule := nearest(rules, kind)) is not None:
                found.setdefault(kind, []).append(_spelled(rule, known.get(kind, frozenset())))
    return {kind: combine(of_kind) for kind, of_kind in found.items()}


def nearest(rules: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    """The one rule of a profile that holds for a kind.

    Exact before noun (`*.audit`) before service (`sales.*`) before `*`. What belongs to running the system is never
    meant by a whole service or by everything: it must be named.
    """
    service, _, noun = kind.partition(".")
    patterns = [kind, f"*.{noun}"] if noun in SYSTEM_NOUNS else [kind, f"*.{noun}", f"{service}.*", "*"]
    return next((rules[pattern] for pattern in patterns if pattern in rules), None)


def _spelled(rule: Mapping[str, Any], known: frozenset[str]) -> Rule:
    loaded = Rule.load(rule)
    if "*" in loaded.verbs:
        loaded = replace(loaded, verbs=known | {"*"})
    return loaded


class Rights:
    """Builds identities and remembers them until somebody's rights or the known permissions change."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[int, Permissions, Identity]] = {}
        self._lock = threading.Lock()

    def identity(self, user_id: str, stamp: int, known: Permissions) -> Identity | None:
        """The identity of an active user, None when there is no such user (any more)."""
        cached = self._known.get(user_id)
        if cached and cached[0] == stamp and cached[1] is known:
            return cached[2]
        with self._database.reading() as session:
            identity = build(session, user_id, known)
        if identity is not None:
            with self._lock:
                if len(self._known) > 10_000:
                    self._known.clear()
                self._known[user_id] = (stamp, known, identity)
        return identity


def build(session: Session, user_id: str, known: Permissions) -> Identity | None:
    """Read a user with all that gives him rights."""
    user = session.scalar(_living().where(User.id == user_id))
    return None if user is None else _identity(user, known)


def who_may(session: Session, kind: str, verb: str) -> list[str]:
    """The active users who may do something with records of a kind."""
    known = {kind: frozenset({verb})}
    return [user.id for user in session.scalars(_living()) if _identity(user, known).may(kind, verb)]


def _living() -> Select[User]:
    """Active users with all that gives them rights."""
    return (
        select(User)
        .where(User.deleted_at.is_(None), User.active.is_(True))
        .options(
            selectinload(User.profiles),
            selectinload(User.groups).selectinload(UserGroup.group).selectinload(Group.profiles),
            selectinload(User.role).selectinload(Role.profiles),
        )
    )


def _identity(user: User, known: Permissions) -> Identity:
    lines: list[Any] = [*user.role.profiles, *user.profiles]
    given = [line.profile for line in lines]
    for membership in user.groups:
        if membership.group.deleted_at is None:
            given += [line.profile for line in membership.group.profiles]
    living = [profile for profile in given if profile.deleted_at is None]
    return Identity(
        user_id=user.id,
        name=user.name,
        username=user.username,
        role_path=user.role_path,
        language=user.language,
        groups=tuple(membership.group_id for membership in user.groups),
        rules=expand([profile.rules for profile in living], known),
        everything=any(profile.everything for profile in living),
    )


def set_up_stamp(session: Session) -> None:
    """Make the one row whose number grows with every change of rights."""
    if session.scalar(select(rights.c.stamp).where(rights.c.id == 1)) is None:
        session.execute(insert(rights), {"id": 1, "stamp": 1})


def _grow(_mapper: Mapper[Any], connection: Connection, _target: Any) -> None:
    connection.execute(update(rights).where(rights.c.id == 1).values(stamp=rights.c.stamp + 1))


for _model in (User, UserGroup, UserProfile, Role, RoleProfile, Group, GroupProfile, Profile):
    for _moment in ("after_insert", "after_update", "after_delete"):
        event.listen(_model, _moment, _grow)
