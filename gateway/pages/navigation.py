"""The sidebar, what may be created, and what the palette can go to."""

from __future__ import annotations

from typing import Any

from flask import request

from gateway.backend import Backend
from gateway.pages.words import _

Json = dict[str, Any]

ADMIN = "gateway"


def menu(client: Backend) -> Json:
    """Entries at the top and groups by service, only what this person may see."""
    meta = client.meta()
    heads = {head["service"]: head for head in meta["services"]}
    grouped: dict[str, list[Json]] = {}
    for kind in client.kinds():
        if kind.get("menu", True) and kind["service"] != ADMIN:
            grouped.setdefault(kind["service"], []).append(kind)
    order = sorted(grouped, key=lambda service: heads.get(service, {}).get("order", 50))
    groups = [
        {
            "label": heads.get(s, {}).get("label") or s.capitalize(),
            "entries": [*(_entry(k) for k in _sorted(grouped[s])), *_pages_of(client, s)],
        }
        for s in order
    ]
    administration = admin_entries(client)
    if administration:
        groups.append({"label": _("Administration"), "entries": administration})
    return {"top": [_link("/", _("Dashboard"), "layout-dashboard", exact=True)], "groups": groups}


def _pages_of(client: Backend, service: str) -> list[Json]:
    """Pages of a service that are no list of a kind."""
    entries = [(service == "contacts", "contacts.person", "/contacts/greetings", _("Greetings"), "cake")]
    return [_link(href, label, icon) for here, kind, href, label, icon in entries if here and client.may(kind, "view")]


def admin_entries(client: Backend) -> list[Json]:
    """Pages of the administration this person may open, and those of users, roles and the company only if they are his
    task: everybody may know colleagues' names and the company's."""
    may = client.may
    reads = may("gateway.profile", "view")  # an auditor

    def tends(kind: str) -> bool:
        return may(kind, "view") and (reads or any(may(kind, verb) for verb in ("create", "edit", "delete")))

    entries = [
        (tends("gateway.user"), "/gateway/users", _("Users"), "users"),
        (tends("gateway.role"), "/roles", _("Roles"), "hierarchy-2"),
        (may("gateway.profile", "view"), "/gateway/profiles", _("Permissions"), "shield-lock"),
        (may("gateway.group", "view"), "/gateway/groups", _("Groups"), "users-group"),
        (tends("sales.company"), "/settings/company", _("Company"), "building"),
        (may_define(client), "/settings/custom-fields", _("Custom fields"), "forms"),
        (may_hand_over(client), "/hand-over", _("Hand over"), "arrows-exchange"),
        (may_audit(client), "/audit", _("Audit"), "history"),
        (may_operate(client), "/operations", _("Operations"), "heart-rate-monitor"),
    ]
    return [_link(href, label, icon) for allowed, href, label, icon in entries if allowed]


def may_audit(client: Backend) -> bool:
    """Whether the audit page is open to this person."""
    return any(client.may(f"{head['service']}.audit", "view") for head in client.meta()["services"])


def may_define(client: Backend) -> bool:
    """Whether the pages of custom fields are open to this person."""
    return any(client.may(f"{head['service']}.custom_field", "view") for head in client.meta()["services"])


def may_hand_over(client: Backend) -> bool:
    """Whether this person may see colleagues and change records that are not his own."""
    rules = ((kind["kind"], client.identity.rule(kind["kind"])) for kind in client.kinds())
    edits = client.identity.everything or any(client.may(kind, "edit") and rule.edit != "own" for kind, rule in rules)
    return edits and client.may("gateway.user", "view")


def may_operate(client: Backend) -> bool:
    """Whether the operations page is open to this person."""
    return any(client.may(f"{head['service']}.operations", "view") for head in client.meta()["services"])


def creatable(client: Backend) -> list[Json]:
    """What this person may create from anywhere."""
    return [
        {"href": f"/{k['service']}/{k['collection']}/new", "label": k["label"], "icon": k["icon"]}
        for k in client.kinds()
        if k["can"]["create"] and k.get("menu", True) and k["service"] != ADMIN and client.may(k["kind"], "create")
    ]


def _sorted(found: list[Json]) -> list[Json]:
    return sorted(found, key=lambda kind: kind.get("order", 50))


def _entry(kind: Json) -> Json:
    return _link(f"/{kind['service']}/{kind['collection']}", kind["label_plural"], kind["icon"])


def _link(href: str, label: str, icon: str, exact: bool = False) -> Json:
    path = request.path
    here = path == href or (not exact and path.startswith(f"{href}/"))
    return {"href": href, "label": label, "icon": icon, "here": here}
