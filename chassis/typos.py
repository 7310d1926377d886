"""Words as they were meant: which known words are a slip of the hand away from one that was typed.

A word is known by the keys of its beginning: its first five letters with each one left out. Two beginnings that differ
by one letter added, dropped, changed or swapped with its neighbour share a key, so candidates come from an index; what
is left of the word is compared letter by letter (the idea is that of symmetric deletes, W. Garbe's SymSpell).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from chassis.db import insert_into
from chassis.ids import is_id
from chassis.service import Schedule
from chassis.tables import audit, search_index, search_typos, search_words
from chassis.types import utc_now

if TYPE_CHECKING:
    from chassis.runtime import Runtime

T = TypeVar("T")

SHORTEST = 4
"""Letters; shorter words are not mended, for everything is like them."""

_LONGEST = 40
_BEGINNING = 5
_TWO_SLIPS_FROM = 8
_MOST_CANDIDATES = 400
_MOST_MEANT = 6
_LETTERS = re.compile(r"[^\W\d_]+")
_PAGE = 1_000
_EVERY = 300.0
_BACK = timedelta(seconds=_EVERY + 120)


def mendable(word: str) -> bool:
    """Whether a word may be a slip: letters only, and enough of them."""
    return SHORTEST <= len(word) <= _LONGEST and _LETTERS.fullmatch(word) is not None


def keys(word: str) -> set[str]:
    """What the beginning of a word is found by."""
    start = word[:_BEGINNING]
    return {start[:at] + start[at + 1 :] for at in range(len(start))} | ({word} if len(word) < _BEGINNING else set())


def meant(session: Session, word: str) -> list[str]:
    """Known words that begin like this one but for a slip or two; the nearest and most frequent first."""
    if not mendable(word):
        return []
    query = (
        select(search_words.c.word, search_words.c.records)
        .where(search_words.c.word.in_(select(search_typos.c.word).where(search_typos.c.key.in_(sorted(keys(word))))))
        .order_by(search_words.c.records.desc(), search_words.c.word)
        .limit(_MOST_CANDIDATES)
    )
    most = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    found = [(slips(word, row.word, most), -row.records, row.word) for row in session.execute(query)]
    return [known for count, _records, known in sorted(found) if 0 < count <= most][:_MOST_MEANT]


def slips(typed: str, known: str, most: int) -> int:
    """Slips between what was typed and the beginning of a known word (Damerau's distance); `most` + 1 when more."""
    before, row = [0] * (len(known) + 1), list(range(len(known) + 1))
    for i, letter in enumerate(typed, start=1):
        earlier, before, row = before, row, [i] + [0] * len(known)
        for j, other in enumerate(known, start=1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == known[j - 2] and typed[i - 2] == other:
                row[j] = min(row[j], earlier[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return min(row[max(0, len(typed) - most) :], default=most + 1)


def learn(runtime: "Runtime") -> None:
    """Take up the words of what was changed lately. Run often; `learn_all` sets right what it missed."""
    counts: Counter[str] = Counter()
    with runtime.reading() as session:
        changed = session.scalars(select(audit.c.record_id).distinct().where(audit.c.at > utc_now() - _BACK))
        for some in _batched(filter(is_id, changed.all()), _PAGE):
            counts += _count(session.scalars(select(search_index.c.text).where(search_index.c.record_id.in_(some))))
    if counts:
        with runtime.transaction() as session:
            _keep(session, counts)


def learn_all(runtime: "Runtime") -> None:
    """Know exactly the words that are there: new counts, and those of deleted records are forgotten."""
    counts: Counter[str] = Counter()
    for texts in _pages(runtime):
        counts.update(_count(texts))
    with runtime.transaction() as session:
        session.execute(delete(search_typos))
        session.execute(delete(search_words))
        _keep(session, counts)


def _pages(runtime: "Runtime") -> Iterator[list[str]]:
    last = 0
    while True:
        query = select(search_index.c.id, search_index.c.text).where(search_index.c.id > last)
        with runtime.reading() as session:
            rows = session.execute(query.order_by(search_index.c.id).limit(_PAGE)).all()
        if not rows:
            return
        last = rows[-1].id
        yield [row.text for row in rows]


def _batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in lists of at most `size`."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some


def _count(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word for word in text.split() if mendable(word))
    return counts


def _keep(session: Session, counts: Counter[str]) -> None:
    for some in _batched(sorted(counts.items()), _PAGE):
        known = insert_into(session, search_words)
        more = {"records": search_words.c.records + known.excluded.records}
        rows = [{"word": word, "records": count} for word, count in some]
        session.execute(known.on_conflict_do_update(index_elements=["word"], set_=more), rows)
        found = [{"key": key, "word": word} for word, _count in some for key in sorted(keys(word))]
        session.execute(insert_into(session, search_typos).on_conflict_do_nothing(), found)


LEARN = Schedule("learn-words", every=_EVERY, run=learn)
LEARN_ALL = Schedule("learn-all-words", every=24 * 3600, run=learn_all)
