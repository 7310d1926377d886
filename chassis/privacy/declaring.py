"""What a kind of record says about the personal data in it, and who is being erased."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

ERASED = "***"
"""Stands where a text had to stay because the column cannot be empty."""


@dataclass(frozen=True)
class Erasure:
    """How records of a kind forget a person they are linked to.

    Without a declaration the link and the copied name are blanked, and, when the record is about nobody else, every
    text and file. `sole`: the texts are the person's even if an organization is named beside. `remove`: the whole
    record goes out of sight. `emails`: columns by whose address a person without a link is found,
    `refs`: a column that lists the references of what the record is about. `keep`: columns
    that say nothing of the person. `held`: until when a law wants a record kept as it is, for this `reason`.
    `rows`: which child rows are the person's; None: all of them. `own`: a record stands for a party of its own, so that
    the erasure of another takes nothing out of it but the link and what names the other.
    """

    sole: bool = False
    remove: bool = False
    emails: Sequence[str] = ()
    refs: str | None = None
    keep: Sequence[str] = ()
    held: Callable[[Any], date | None] | None = None
    reason: str = ""
    rows: Callable[[Any], bool] | None = None
    own: bool = False


@dataclass
class Subject:
    """Who is erased: a record of a kind, and what is known here of how the person is called and reached."""

    kind: str
    id: str
    salt: str
    hashes: frozenset[str]
    terms: set[str] = field(default_factory=set)
    affected: set[tuple[str, str]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    held: set[tuple[str, str]] = field(default_factory=set)
    erased: dict[str, int] = field(default_factory=dict)
    kept: list[dict[str, Any]] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """The reference that events carry in `relatesto`."""
        return f"{self.kind}:{self.id}"

    def knows(self, address: str | None) -> bool:
        """Tell whether an e-mail address is one of the person's, which are only known by their hashes."""
        return bool(address) and hashed(self.salt, str(address)) in self.hashes

    def learn(self, *values: str | None) -> None:
        """Remember how the person is called or reached; what is too short to tell people apart is left out."""
        for value in values:
            text = (value or "").strip()
            number = text.startswith("+") or (text[:1].isdigit() and "-" in text)
            if len(text) >= 7 and (" " in text or "@" in text or number):
                self.terms.add(text)

    def count(self, kind: str, number: int = 1) -> None:
        """Note that so many records or rows were erased."""
        if number:
            self.erased[kind] = self.erased.get(kind, 0) + number


def hashed(salt: str, address: str) -> str:
    """An e-mail address as it may be passed on and remembered: it can be recognised, not read."""
    return hashlib.sha256(f"{salt}:{address.strip().lower()}".encode()).hexdigest()
