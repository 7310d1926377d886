"""How far each service is with an erasure, for the page of the request."""

from __future__ import annotations

from typing import Any

from gateway.auth import backend
from gateway.pages.words import _

Json = dict[str, Any]


def steps(kind: Json, found: Json) -> list[Json]:
    """One line for each service: waiting, done, or keeping something until a day."""
    if kind["kind"] != "contacts.privacy_request" or found.get("type") != "erasure":
        return []
    if found.get("status") not in {"running", "done"}:
        return []
    answered = found.get("services") or {}
    return [_step(head, answered.get(head["service"])) for head in backend().meta()["services"]]


def _step(head: Json, answer: Json | None) -> Json:
    label = head.get("label") or head["service"]
    if answer is None:
        return {"label": label, "state": _("waiting"), "colour": "amber", "words": "", "kept": []}
    erased = sum(answer.get("erased", {}).values())
    kept = answer.get("kept") or []
    state = _("kept in part") if kept else _("done")
    words = _("%(n)s entries erased", n=erased) if erased else _("nothing was held")
    return {"label": label, "state": state, "colour": "purple" if kept else "green", "words": words, "kept": kept}
