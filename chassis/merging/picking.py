"""Whose value of a field stays."""

from collections.abc import Callable, Sequence
from typing import Any

EMPTY: tuple[Any, ...] = (None, "", [], {})


def pick(records: Sequence[Any], wanted: str | None, fixed: bool, read: Callable[[Any], Any]) -> Any:
    """The record whose value stays: the wanted one, else the survivor if it has any, else the newest that has."""
    survivor, *others = records
    if wanted or fixed:
        return next((record for record in records if record.id == wanted), survivor)
    newest = [survivor, *sorted(others, key=lambda record: record.updated_at, reverse=True)]
    return next((record for record in newest if read(record) not in EMPTY), survivor)
