"""Record-level and field-level rules, applied to queries and to what comes in and goes out."""

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_

from chassis.identity import Identity, Rule, Scope

__all__ = ["below", "editable", "may_touch", "owned_by", "visible"]


def owned_by(actor: Identity, scope: Scope, owner_id: Any, owner_path: Any) -> ColumnElement[bool] | None:
    """The condition for “whose records”, None when all. The path test is an indexed range, not a list of users."""
    if actor.everything or scope == "all":
        return None
    mine = owner_id == actor.user_id
    if scope == "own":
        return mine
    return or_(mine, and_(owner_path > actor.role_path, owner_path < below(actor.role_path)))


def below(path: str) -> str:
    """The end of the range of role paths that start with `path`."""
    return f"{path}~"


def visible(actor: Identity, kind: str, model: Any) -> ColumnElement[bool] | None:
    """The condition for the records of a kind that the actor may see; None when all."""
    rule = actor.rule(kind)
    if not actor.may(kind, "view"):
        return false()
    return owned_by(actor, rule.view, model.owner_id, model.owner_path)


def editable(actor: Identity, kind: str, model: Any) -> ColumnElement[bool] | None:
    """The condition for the records of a kind that the actor may see and change; None when all."""
    rule = actor.rule(kind)
    if not (actor.may(kind, "view") and actor.may(kind, "edit")):
        return false()
    scopes = (owned_by(actor, scope, model.owner_id, model.owner_path) for scope in (rule.view, rule.edit))
    conditions = [condition for condition in scopes if condition is not None]
    return and_(*conditions) if conditions else None


def may_touch(actor: Identity, rule: Rule, record: Any) -> bool:
    """Tell whether a record that is seen may also be changed."""
    if actor.everything or rule.edit == "all" or record.owner_id == actor.user_id:
        return True
    path = record.owner_path or ""
    return rule.edit == "subtree" and path != actor.role_path and path.startswith(actor.role_path)
