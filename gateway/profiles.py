"""Profiles: bundles of permissions, per kind of record, that roles, groups and users are given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Boolean, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import JsonB, Record, SortText
from chassis.errors import Forbidden, Invalid
from chassis.fields import Flag, Json, Schema, Text
from chassis.identity import Identity
from chassis.records import create, delete, update
from chassis.resource import Resource
from gateway.base import Base

SCOPES = ("own", "subtree", "all")
ADMINISTRATORS = "Only an administrator may make, change or unmake an administrator."
RULE_KEYS = {"verbs", "view", "edit", "hidden", "read_only"}


class Profile(Record, Base):
    """`rules` maps a kind (`sales.invoice`), a service (`sales.*`) or `*` to what may be done with its records."""

    __tablename__ = "profiles"
    kind = "profile"
    name: Mapped[str] = mapped_column(SortText(120), unique=True)
    description: Mapped[str | None] = mapped_column(String(500))
    everything: Mapped[bool] = mapped_column(Boolean, default=False)
    rules: Mapped[dict[str, Any]] = mapped_column(JsonB, default=dict)


class ProfileSchema(Schema):
    """A profile as the API shows and takes it."""

    name = Text(required=True, max=120, example="Sales")
    description = Text(max=500, filter=False, sort=False)
    everything = Flag(
        default=False, filter=False, sort=False, help="May do everything, also with kinds of records added later."
    )
    rules = Json(
        filter=False,
        sort=False,
        listed=False,
        help="Kind of record to verbs, scopes of viewing and editing, hidden and read-only fields.",
        example={"sales.invoice": {"verbs": ["view", "issue"], "view": "all", "edit": "own"}},
    )


def clean_rules(rules: Any) -> dict[str, Any]:
    """Rules in their full plain form; Invalid names what does not fit."""
    if not isinstance(rules, Mapping):
        raise Invalid({"rules": ["Rules must be an object of kinds of records."]})
    return {str(kind): _clean_rule(str(kind), rule) for kind, rule in rules.items()}


def _clean_rule(kind: str, rule: Any) -> dict[str, Any]:
    if not isinstance(rule, Mapping) or set(rule) - RULE_KEYS:
        raise Invalid({"rules": [f"{kind}: verbs, view, edit, hidden and read_only are known."]})
    for scope in ("view", "edit"):
        if rule.get(scope, "all") not in SCOPES:
            raise Invalid({"rules": [f"{kind}: {scope} must be all, subtree or own."]})
    for names in ("verbs", "hidden", "read_only"):
        if not isinstance(rule.get(names, []), list) or not all(isinstance(n, str) for n in rule.get(names, [])):
            raise Invalid({"rules": [f"{kind}: {names} must be a list of names."]})
    return {
        "verbs": sorted(set(rule.get("verbs", []))),
        "view": rule.get("view", "all"),
        "edit": rule.get("edit", "all"),
        "hidden": sorted(set(rule.get("hidden", []))),
        "read_only": sorted(set(rule.get("read_only", []))),
    }


def guard_everything(session: Session, actor: Identity, profile_ids: Iterable[str | None]) -> None:
    """Refuse to whoever may not do everything to give, or take, a profile that allows everything."""
    if actor.everything:
        return
    given = select(Profile.id).where(Profile.id.in_([i for i in profile_ids if i]), Profile.everything.is_(True))
    if session.scalar(given.limit(1)):
        raise Forbidden(ADMINISTRATORS)


def create_profile(session: Session, actor: Identity, data: dict[str, Any]) -> Profile:
    """Make a profile; its rules are checked and filled up."""
    _guard_flag(actor, data)
    return create(session, actor, Profile, {**data, "rules": clean_rules(data.get("rules") or {})})


def update_profile(session: Session, actor: Identity, profile: Profile, data: dict[str, Any]) -> Profile:
    """Change a profile; all who have it work by the new rules from their next request on."""
    _guard_flag(actor, data)
    guard_everything(session, actor, [profile.id])
    if "rules" in data:
        data = {**data, "rules": clean_rules(data["rules"] or {})}
    return update(session, actor, profile, data)


def delete_profile(session: Session, actor: Identity, profile: Profile) -> None:
    """Delete a profile softly; whoever had it loses what it gave."""
    guard_everything(session, actor, [profile.id])
    delete(session, actor, profile)


def _guard_flag(actor: Identity, data: Mapping[str, Any]) -> None:
    if data.get("everything") and not actor.everything:
        raise Forbidden(ADMINISTRATORS)


PROFILES = Resource(
    kind="profile", collection="profiles", model=Profile, schema=ProfileSchema,
    label="Profile", label_plural="Profiles", icon="shield-lock",
    title="name", columns=("name", "description", "everything"), sort="name", search=("name",),
    create=create_profile, update=update_profile, delete=delete_profile,
    owned=False, attachable=False, order=3,
)  # fmt: skip
