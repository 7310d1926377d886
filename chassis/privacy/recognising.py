"""Recognising the e-mail addresses of people who were erased: all that is kept of them is salted hashes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.privacy.declaring import hashed
from chassis.tables import erasures

REFUSAL = "This e-mail address belonged to somebody who was erased. Import it only if you were given it anew."


class Recogniser:
    """Knows the erased addresses of a service as they were when it was made."""

    def __init__(self, session: Session) -> None:
        rows = session.execute(select(erasures.c.salt, erasures.c.hashes)).all()
        self._known = {row.salt: frozenset(row.hashes) for row in rows if row.hashes}

    def knows(self, address: str) -> bool:
        """Tell whether somebody erased had this address."""
        return any(hashed(salt, address) in hashes for salt, hashes in self._known.items())

    def found_in(self, data: Mapping[str, Any]) -> dict[str, list[str]]:
        """Where a row's data has such an address, by dotted path."""
        return {path: [REFUSAL] for path, text in _addresses(data) if self.knows(text)} if self._known else {}


def _addresses(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in data.items():
        if isinstance(value, str) and "@" in value and not value.strip().count(" "):
            found.append((name, value))
        for nth, row in enumerate(value if isinstance(value, list) else (), start=1):
            if isinstance(row, Mapping):
                at = name if nth == 1 else f"{name}.{nth}"
                found += [(f"{at}.{inner}", text) for inner, text in _addresses(row)]
    return found
