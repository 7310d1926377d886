"""A person's full name taken apart: family name first in Hungarian, last elsewhere; titles aside."""

import re

_TITLES = re.compile(r"(?:dr|drs|prof|ifj|id|özv|mr|mrs|ms|miss|herr|frau|dipl|ing|phd|mba)\.?", re.IGNORECASE)
_PARTICLES = {"van", "von", "de", "der", "den", "di", "da", "la", "le", "del", "ter", "zu"}


def split(full: str, language: str) -> dict[str, str]:
    """`family_name`, `given_name` and `title`, as far as there are any: “dr. Szabó Júlia”, “Smith, John”."""
    before, comma, after = full.partition(",")
    titles, words = _titles(before.split())
    if comma and not _TITLES.fullmatch(after.strip()):
        more, given = _titles(after.split())
        parts = {"title": " ".join([*titles, *more]), "family_name": " ".join(words), "given_name": " ".join(given)}
    else:
        titles += after.split()
        place = 1 if language == "hu" else _family(words)
        first, rest = words[:place], words[place:]
        family, given = (first, rest) if language == "hu" or not rest else (rest, first)
        parts = {"title": " ".join(titles), "family_name": " ".join(family), "given_name": " ".join(given)}
    return {name: text for name, text in parts.items() if text}


def _titles(words: list[str]) -> tuple[list[str], list[str]]:
    place = 0
    while place < len(words) - 1 and _TITLES.fullmatch(words[place]):
        place += 1
    return words[:place], words[place:]


def _family(words: list[str]) -> int:
    """Where the family name begins: at the last word, or at the particles before it."""
    place = max(len(words) - 1, 0)
    while place > 1 and words[place - 1].lower() in _PARTICLES:
        place -= 1
    return place
