"""How likely two records are the same, from the keys of both, and why."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from chassis.duplicates.declaration import Duplicates
from chassis.duplicates.keys import EMAIL, NAME, PHONE, Key

OFFERED = 60
"""A scan offers pairs from this score on."""
WARNED = 40
"""One who types a new record is told of others from this score on."""

_EXACT, _EMAIL, _PHONE, _NEAR = 0.95, 0.8, 0.7, 0.5
_FIRM, _PERSON, _EMPLOYER = 0.78, 0.55, 0.6
_ALIKE = 0.7

Facts = Mapping[str, Set[str]]


@dataclass(frozen=True)
class Likeness:
    """A score from 0 to 100 and the fields that speak for it, the strongest first."""

    score: int
    reasons: tuple[str, ...]


def facts(keys: Iterable[Key]) -> Facts:
    """Keys by what they are."""
    found: dict[str, set[str]] = {}
    for what, key in keys:
        found.setdefault(what, set()).add(key)
    return found


def compare(rule: Duplicates, left: Facts, right: Facts) -> Likeness:
    """How likely the two are the same: each thing they share leaves less doubt, each number that differs more."""
    shared = [(_EXACT, field) for field in rule.exact if _meet(left, right, field)]
    shared += [(weight, what) for what, weight in ((EMAIL, _EMAIL), (PHONE, _PHONE)) if _meet(left, right, what)]
    shared += [(_EMPLOYER, rule.firm)] if rule.firm and _meet(left, right, rule.firm) else []
    likeness = _names(rule, left, right)
    if likeness >= _ALIKE:
        shared.append((likeness * (_PERSON if rule.people else _FIRM), NAME))
        shared += [(_NEAR, field) for field in rule.near if _same_near(left, right, field)]
    doubt = 1.0
    for weight, _reason in shared:
        doubt *= 1 - weight
    certain = (1 - doubt) * _against(rule, left, right, likeness)
    reasons = [reason for _weight, reason in sorted(shared, key=lambda part: -part[0])]
    return Likeness(round(100 * certain), tuple(reasons))


def _meet(left: Facts, right: Facts, what: str) -> bool:
    mine, theirs = left.get(what), right.get(what)
    return bool(mine and theirs and mine & theirs)


def _names(rule: Duplicates, left: Facts, right: Facts) -> float:
    mine, theirs = left.get(NAME), right.get(NAME)
    if not mine or not theirs:
        return 0.0
    return max(rule.alike(a.split(), b.split()) for a in mine for b in theirs)


def _same_near(left: Facts, right: Facts, field: str) -> bool:
    mine, theirs = _near(left, field), _near(right, field)
    return bool(mine and mine == theirs)


def _near(known: Facts, field: str) -> set[str]:
    return {key.rpartition("|")[2] for key in known.get(f"near.{field}", ())}


def _against(rule: Duplicates, left: Facts, right: Facts, likeness: float) -> float:
    """What speaks against: a number that both have and that differs; an address shared by people of other names."""
    factor = 1.0
    for field in rule.exact:
        if field not in rule.given and left.get(field) and right.get(field) and not _meet(left, right, field):
            factor *= 0.6
    if rule.people and left.get(NAME) and right.get(NAME) and likeness < _ALIKE:
        factor *= 0.5
    return factor
