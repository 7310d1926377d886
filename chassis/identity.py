"""Who acts, and what they may do: the signed identity that the gateway hands to a service."""

import base64
import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from joserfc import jwt
from joserfc.jwk import OKPKey

from chassis.errors import DomainError

HEADER = "Kapocs-Identity"
LIFETIME = 60
Scope = Literal["all", "subtree", "own"]


class BadIdentity(DomainError):
    """The request carries no valid signed identity."""

    status = 401

    def __init__(self) -> None:
        super().__init__("bad_identity", "This request carries no valid identity.")


@dataclass(frozen=True)
class Rule:
    """What may be done with one kind of record, and with whose."""

    verbs: frozenset[str] = frozenset()
    view: Scope = "all"
    edit: Scope = "all"
    hidden: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Rule":
        """Make a rule of its plain form."""
        return cls(
            frozenset(data.get("verbs", ())),
            data.get("view", "all"),
            data.get("edit", "all"),
            frozenset(data.get("hidden", ())),
            frozenset(data.get("read_only", ())),
        )

    def dump(self) -> dict[str, Any]:
        """The plain form: lists and strings only, and short, for it travels with each request."""
        full = {
            "verbs": sorted(self.verbs),
            "view": self.view,
            "edit": self.edit,
            "hidden": sorted(self.hidden),
            "read_only": sorted(self.read_only),
        }
        return {name: value for name, value in full.items() if value and value != "all"}


NOTHING = Rule()
EVERYTHING = Rule(frozenset("*"))


@dataclass(frozen=True)
class Identity:
    """An acting user (or the system), as a service sees it. `everything` is for the system and administrators."""

    user_id: str
    name: str
    username: str = ""
    role_path: str = "/"
    language: str = "en"
    groups: tuple[str, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    everything: bool = False
    address: str = ""

    def rule(self, kind: str) -> Rule:
        """The rule for a kind like `sales.invoice`; one that allows nothing when there is none."""
        if self.everything:
            return EVERYTHING
        return self.rules.get(kind, NOTHING)

    def may(self, kind: str, verb: str) -> bool:
        """Tell whether this actor may do `verb` with records of this kind at all."""
        verbs = self.rule(kind).verbs
        return verb in verbs or "*" in verbs

    def dump(self) -> dict[str, Any]:
        """The plain form that a token or a stored job carries."""
        return {
            "sub": self.user_id,
            "name": self.name,
            "username": self.username,
            "path": self.role_path,
            "lang": self.language,
            "groups": list(self.groups),
            "all": self.everything,
            "rules": {kind: rule.dump() for kind, rule in self.rules.items()},
        }

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> "Identity":
        """Make an identity of its plain form."""
        return cls(
            user_id=data["sub"],
            name=data["name"],
            username=data.get("username", ""),
            role_path=data.get("path", "/"),
            language=data.get("lang", "en"),
            groups=tuple(data.get("groups", ())),
            rules={kind: Rule.load(rule) for kind, rule in data.get("rules", {}).items()},
            everything=bool(data.get("all")),
        )


SYSTEM = Identity("system", "Kapocs", "system", everything=True)


def acting_for(user_id: str, name: str) -> Identity:
    """An identity that may do everything, named after the user whose event is being handled."""
    return replace(SYSTEM, user_id=user_id, name=name)


def make_keys() -> tuple[str, str]:
    """Make a signing key pair: (private, public), each as base64url text."""
    key = OKPKey.generate_key("Ed25519")
    private, public = key.as_dict(private=True), key.as_dict(private=False)
    return _pack(private), _pack(public)


def _pack(jwk: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(dict(jwk), sort_keys=True).encode()).decode()


def _unpack(text: str) -> OKPKey:
    return OKPKey.import_key(json.loads(base64.urlsafe_b64decode(text)))


class Signer:
    """Signs identities for one minute, and keeps a token for half of it, so that a request costs no signature."""

    def __init__(self, private_key: str) -> None:
        self._key = _unpack(private_key)
        self._tokens: dict[tuple[str, str], tuple[int, Identity, str]] = {}

    def sign(self, identity: Identity, audience: str) -> str:
        """A token by which service `audience` knows the actor."""
        now = time.time()
        slot, period = (identity.user_id, audience), int(now // (LIFETIME / 2))
        known = self._tokens.get(slot)
        if known and known[0] == period and (known[1] is identity or known[1] == identity):
            return known[2]
        claims = identity.dump() | {"aud": audience, "exp": int(now) + LIFETIME}
        token = jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"])
        if len(self._tokens) > 10_000:
            self._tokens.clear()
        self._tokens[slot] = (period, identity, token)
        return token


class Verifier:
    """Checks tokens for one service, and remembers those it has checked until they expire."""

    def __init__(self, public_key: str, audience: str) -> None:
        self._key = _unpack(public_key)
        self._audience = audience
        self._known: dict[str, tuple[float, Identity]] = {}
        self._lock = threading.Lock()

    def verify(self, token: str) -> Identity:
        """The identity in a token; BadIdentity when it is missing, forged, expired or meant for another service."""
        known = self._known.get(token)
        now = time.time()
        if known and known[0] > now:
            return known[1]
        try:
            claims = jwt.decode(token, self._key, algorithms=["Ed25519"]).claims
            if claims["aud"] != self._audience or claims["exp"] <= now:
                raise BadIdentity
            identity = Identity.load(claims)
        except BadIdentity:
            raise
        except Exception as error:  # any broken token, in whatever way, is no identity
            raise BadIdentity from error
        with self._lock:
            if len(self._known) > 5_000:
                self._known.clear()
            self._known[token] = (claims["exp"], identity)
        return identity
