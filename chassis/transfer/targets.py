"""What the columns of a file can be mapped to: the writable fields of a kind; and which header means which of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from chassis import meta
from chassis.i18n import LANGUAGES, translator
from chassis.identity import Identity
from chassis.transfer.headers import plain_header
from chassis.transfer.values import fold

if TYPE_CHECKING:
    from chassis.resource import Resource

FULL_NAME = "full_name"
"""A column with a person's whole name, for kinds that have its parts."""

_CERTAIN, _LIKELY = 100, 80
_UNMAPPABLE = {"lines", "json"}
_ROWS = 3
_NAME_PARTS = {"family_name", "given_name"}
_NTH = re.compile(r"(?:^| )([2-9])(?:$| )")


@dataclass(frozen=True)
class Target:
    """One field an import can fill; `path` is dotted for rows of a list: `addresses.city`, `phones.2.number`.

    A header means it that is one of `names`, and perhaps one that resembles one of `like`.
    """

    path: str
    type: str
    label: str
    names: frozenset[str]
    like: frozenset[str]
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    link: str | None = None


def targets(session: Session, actor: Identity, resource: "Resource") -> dict[str, Target]:
    """The targets of a kind, without the fields that the actor may not write."""
    rule = actor.rule(resource.name)
    refused = rule.hidden | rule.read_only
    found = targets_of({language: meta.fields_of(session, resource, language) for language in LANGUAGES})
    own = actor.language if actor.language in LANGUAGES else "en"
    labels = {} if own == "en" else _labels(meta.fields_of(session, resource, own))
    say = translator(own, [resource.service.folder])
    if found.keys() >= _NAME_PARTS:
        found = {FULL_NAME: _FULL_NAME} | found
    found["id"] = _ID
    named = {FULL_NAME: say("Full name"), "id": say("Id in Kapocs")}
    return {
        path: replace(target, label=named.get(path) or labels.get(path, target.label))
        for path, target in found.items()
        if path.partition(".")[0] not in refused
    }


def _labels(described: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    labels = {entry["name"]: entry["label"] for entry in described}
    for entry in described:
        for inner in entry.get("fields", ()):
            for nth in range(1, _ROWS + 1):
                path = _path(entry["name"], nth, inner["name"])
                labels[path] = f"{_nth_label(entry['label'], nth)}: {inner['label']}"
    return labels


def _path(parent: str, nth: int, name: str) -> str:
    return f"{parent}.{name}" if nth == 1 else f"{parent}.{nth}.{name}"


def _nth_label(label: str, nth: int) -> str:
    return label if nth == 1 else f"{label} {nth}"


def targets_of(described: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Target]:
    """The targets of a kind, from its fields described in each language (`{"en": […], "hu": […]}`)."""
    found: dict[str, Target] = {}
    for position, entry in enumerate(described["en"]):
        translations = [described[language][position] for language in LANGUAGES]
        if entry["read_only"]:
            continue
        if entry["type"] == "lines":
            for nth in range(1, _ROWS + 1):
                for inner in range(len(entry["fields"])):
                    target = _target([t["fields"][inner] for t in translations], translations, nth)
                    found[target.path] = target
        elif entry["type"] not in _UNMAPPABLE:
            target = _target(translations, [])
            found[target.path] = target
    return found


def _target(entries: Sequence[Mapping[str, Any]], parents: Sequence[Mapping[str, Any]], nth: int = 1) -> Target:
    english = entries[0]
    parent = parents[0]["name"] if parents else ""
    path = _path(parent, nth, english["name"]) if parents else english["name"]
    own = {english["name"], english["name"].removesuffix("_id"), *(entry["label"] for entry in entries)}
    own |= set(english.get("aliases", ()))
    like = {f"{parent}.{english['name']}" if parents else path}
    if parents:
        like |= {f"{parent['label']} {entry['label']}" for entry, parent in zip(entries, parents, strict=True)}
        if english["required"]:  # “Phone” means the number of the first of the phones
            like |= {parents[0]["name"], *(parent["label"] for parent in parents)}
    else:
        like |= own
    label = f"{_nth_label(parents[0]['label'], nth)}: {english['label']}" if parents else english["label"]
    return Target(
        path,
        english["type"],
        label,
        _folded(own),
        _folded(like),
        bool(english["required"]) and not parents,
        _choices(entries),
        english.get("link"),
    )


def _folded(names: set[str]) -> frozenset[str]:
    return frozenset(folded for name in names if (folded := fold(name)))


_ID = Target("id", "text", "Id in Kapocs", _folded({"id", "kapocs id", "azonosító", "rekord azonosító"}), frozenset())
_FULL_NAME = Target(
    FULL_NAME,
    "text",
    "Full name",
    _folded({"full name", "name", "teljes név", "név", "contact name", "kapcsolattartó neve", "kapcsolattartó"}),
    _folded({"full name", "teljes név", "person name", "személy neve"}),
)


def _choices(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    words: dict[str, str] = {}
    for entry in entries:
        for choice in entry.get("choices") or ():
            words[fold(choice["label"])] = choice["value"]
            words[fold(choice["value"])] = choice["value"]
    return words


def propose(headers: Sequence[str], targets: Mapping[str, Target]) -> dict[str, str]:
    """Guess which field each header means; the surest pairs first, each field once."""
    return {header: path for header, (path, _score) in rate(headers, targets).items()}


def rate(headers: Sequence[str], targets: Mapping[str, Target]) -> dict[str, tuple[str, int]]:
    """The same, each with how sure the guess is: from 80 to 100."""
    scored = []
    for position, header in enumerate(headers):
        folded, nth = _numbered(fold(header))
        plain = plain_header(folded)
        for target in targets.values():
            if (score := _score({folded, plain}, nth, target)) >= _LIKELY:
                scored.append((score, -len(target.path.split(".")), -position, header, target.path))
    proposal: dict[str, tuple[str, int]] = {}
    taken: set[str] = set()
    for score, _depth, _position, header, path in sorted(scored, reverse=True):
        if header not in proposal and path not in taken:
            proposal[header] = (path, score)
            taken.add(path)
    return {header: proposal[header] for header in headers if header in proposal}


def _numbered(header: str) -> tuple[str, int]:
    """“E-mail 2”, “2. telefon”, “Phone (2)”: the header without the number, and the number."""
    found = _NTH.search(header)
    if found is None:
        return re.sub(r"(?:^| )1(?:$| )", " ", header).strip() or header, 1
    return f"{header[: found.start()]} {header[found.end() :]}".strip(), int(found[1])


def _score(headers: set[str], nth: int, target: Target) -> int:
    parts = target.path.split(".")
    if nth != (int(parts[1]) if len(parts) > 2 else 1):
        return 0
    if headers & target.names or headers & target.like:
        return _CERTAIN
    return max((_likeness(header, name) for header in headers for name in target.like), default=0)


def _likeness(header: str, name: str) -> int:
    if len(name) < 3 or not header:
        return 0
    if header.endswith(f" {name}"):
        return 90
    if header.endswith(name) or header.startswith(f"{name} "):  # Hungarian joins words: cégnév
        return 85
    if sorted(header.split()) == sorted(name.split()):
        return 95
    return int(max(_ratio(header, name), _ratio(_sorted(header), _sorted(name))) * 94)


def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other)
    return matcher.ratio() if matcher.quick_ratio() > 0.84 else 0.0


def _sorted(text: str) -> str:
    return " ".join(sorted(text.split()))
