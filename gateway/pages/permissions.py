"""The permission matrix: a profile's rules spelled out per kind, and back without repeating what a wider rule says."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.pages.words import _
from gateway.rights import nearest

Json = dict[str, Any]

SCOPES = ("own", "subtree", "all")
STANDARD = ("view", "create", "edit", "delete", "import", "export")


def verb_words(verb: str) -> str:
    """A verb as a person says it."""
    words = {
        "view": _("View"),
        "create": _("Create"),
        "edit": _("Edit"),
        "delete": _("Delete"),
        "import": _("Import"),
        "export": _("Export"),
        "manage": _("Manage"),
        "merge": _("Merge"),
        "set": _("Set"),
    }
    return words.get(verb, verb.replace("_", " ").replace("-", " ").capitalize())


def matrix(rules: Json, table: Json) -> list[Json]:
    """Services with their kinds, each with its verbs ticked or not and its scopes."""
    return [{**service, "kinds": [_row(rules, kind) for kind in service["kinds"]]} for service in table["services"]]


def _row(rules: Json, kind: Json) -> Json:
    rule = nearest(rules, kind["kind"]) or {}
    verbs = {
        v["verb"]: {**v, "label": v.get("label") or verb_words(v["verb"]), "on": _on(rule, v["verb"])}
        for v in kind["verbs"]
    }
    return {
        **kind,
        "label": kind["label"] if kind["record"] else _no_record(kind),
        "standard": [verbs.get(name) for name in STANDARD],
        "view": rule.get("view", "all"),
        "extra": [v for name, v in verbs.items() if name not in STANDARD],
        "edit": rule.get("edit", "all"),
    }


def _no_record(kind: Json) -> str:
    """What a permission is called that is for no kind of record."""
    words = {
        "audit": _("Audit"), "company": _("Company"), "custom_field": _("Custom field"), "events": _("Event feed"),
        "operations": _("Operations"), "privacy": _("Personal data"), "report": _("Reports"),
        "timeline": _("Timeline"),
    }  # fmt: skip
    return words.get(kind["kind"].partition(".")[2], str(kind["label"]))


def _on(rule: Any, verb: str) -> bool:
    verbs = rule.get("verbs", [])
    return verb in verbs or "*" in verbs


def read(rules: Json, table: Json, form: MultiDict[str, str]) -> Json:
    """The rules of a matrix that was sent: wide rules stay, a kind gets its own only where it differs from them."""
    wide = {name: rule for name, rule in rules.items() if "*" in name}
    found = dict(wide)
    shown = set()
    for service in table["services"]:
        for kind in service["kinds"]:
            name = kind["kind"]
            shown.add(name)
            rule = _typed(kind, nearest(rules, name) or {}, form)
            if not _same(rule, nearest(wide, name), kind):
                found[name] = rule
    return {**found, **{name: rule for name, rule in rules.items() if "*" not in name and name not in shown}}


def _typed(kind: Json, before: Any, form: MultiDict[str, str]) -> Json:
    name = kind["kind"]
    known = [v["verb"] for v in kind["verbs"]]
    verbs = [verb for verb in known if f"{name}:{verb}" in form]
    scopes = {side: form.get(f"{name}:scope-{side}", before.get(side, "all")) for side in ("view", "edit")}
    scopes = {side: scope if scope in SCOPES else "all" for side, scope in scopes.items()}
    kept = {part: before[part] for part in ("hidden", "read_only") if before.get(part)}
    return {"verbs": ["*"] if verbs == known and "*" in before.get("verbs", []) else verbs, **scopes, **kept}


def _same(rule: Json, wider: Any, kind: Json) -> bool:
    if wider is None:
        return not rule["verbs"]
    known = [v["verb"] for v in kind["verbs"]]
    one, other = ({verb for verb in known if _on(r, verb)} for r in (rule, wider))
    sides = all(rule.get(side, "all") == wider.get(side, "all") for side in ("view", "edit"))
    return one == other and sides and all((rule.get(p) or []) == (wider.get(p) or []) for p in ("hidden", "read_only"))
