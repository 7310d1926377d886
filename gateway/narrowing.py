"""The identity as one service gets it: the rules of its own kinds in full, of all others only what may be seen.

The latter because a service may show copies of others' facts, as the timeline does.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from chassis.identity import Identity, Rule


class Narrowed:
    """Remembers, per person and service, the narrowed identity of the identity last seen."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], tuple[Identity, Identity]] = {}
        self._lock = threading.Lock()

    def narrow(self, identity: Identity, service: str) -> Identity:
        """The identity with the rules that one service needs."""
        slot = (identity.user_id, service)
        known = self._known.get(slot)
        if known and known[0] is identity:
            return known[1]
        rules = {kind: rule for kind, rule in identity.rules.items() if kind.startswith(f"{service}.")}
        for kind in identity.rules.keys() - rules.keys():
            if identity.may(kind, "view"):
                rules[kind] = Rule(frozenset({"view"}), view=identity.rules[kind].view)
        narrowed = replace(identity, rules=rules)
        with self._lock:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[slot] = (identity, narrowed)
        return narrowed
