"""Names, numbers and addresses brought to one form, so that two ways to write the same thing are equal."""

import re
from collections import Counter
from functools import lru_cache

from chassis.types import plain

FORMS = frozenset({
    "kft", "bt", "zrt", "nyrt", "rt", "kkt", "kht", "ev", "nonprofit", "ltd", "limited", "llc", "llp", "plc", "inc",
    "incorporated", "corp", "corporation", "co", "gmbh", "mbh", "ag", "kg", "ohg", "ug", "sro", "spol", "as", "sa",
    "sas", "sarl", "srl", "spa", "bv", "nv", "oy", "ab", "aps", "doo", "dd", "se", "cv",
})  # fmt: skip
"""What says how a firm is set up, not which firm it is."""

TITLES = frozenset(["dr", "prof", "ifj", "id", "ozv", "mr", "mrs", "ms", "miss", "phd", "habil", "mba", "ing", "dipl"])
_AND = frozenset(["es", "and", "und", "et", "a", "az", "the", "der", "die", "das"])
_LONG_FORMS = re.compile(
    r"korlatolt felelossegu tarsasag|beteti tarsasag|(zartkoruen |nyilvanosan )?(mukodo )?reszvenytarsasag"
    r"|egyeni (vallalkozo|ceg)|kozkereseti tarsasag"
)
_ABBREVIATED = re.compile(r"(?<=\b\w)\.(?=\w\b)")
_WORD = re.compile(r"\w+")
LONGEST = 100


def firm_words(name: str) -> list[str]:
    """The words that tell one firm from another, in alphabetical order."""
    return _sorted(_LONG_FORMS.sub(" ", _spelled(name)), FORMS | _AND)


def person_words(name: str) -> list[str]:
    """The words of a person's name without titles, in alphabetical order: family name first or last is the same."""
    return _sorted(_spelled(name), TITLES)


def _spelled(name: str) -> str:
    return _ABBREVIATED.sub("", plain(name))


def _sorted(text: str, without: frozenset[str]) -> list[str]:
    words = _WORD.findall(text)
    return sorted([word for word in words if word not in without] or words)


def number(text: str) -> str:
    """A number or code with letters and digits only."""
    return re.sub(r"[\W_]+", "", plain(text))


def firm_number(text: str) -> str:
    """What of a tax number names the firm: of a Hungarian one its first eight digits."""
    plain_number = number(text)
    return plain_number[:8] if re.fullmatch(r"\d{11}", plain_number) else plain_number.removeprefix("hu")


def email(text: str) -> str:
    """An e-mail address in small letters; dots and what follows a plus mean nothing to Gmail."""
    local, at, domain = text.strip().lower().rpartition("@")
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.partition("+")[0].replace(".", ""), "gmail.com"
    return f"{local}{at}{domain}"


def phone(text: str) -> str:
    """The digits of a phone number as dialled from abroad; a national Hungarian one gets its country."""
    digits = re.sub(r"\D", "", text)
    if text.lstrip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return f"36{digits[2:]}" if digits.startswith("06") else digits


def alike(left: list[str], right: list[str]) -> float:
    """How alike two names are, from 0 to 1: shared pairs of letters; other numbers in them make other names."""
    if left == right:
        return 1.0
    if _numbers(left) != _numbers(right):
        return 0.0
    return _dice("".join(left), "".join(right))


def alike_people(left: list[str], right: list[str]) -> float:
    """How alike two people's names are, word by word; an initial fits each word that begins with it."""
    few, many = sorted((left, right), key=len)
    if not few:
        return 0.0
    rest, total = list(many), 0.0
    for word in few:
        scores = [_word_alike(word, other) for other in rest]
        total += max(scores)
        rest.pop(scores.index(max(scores)))
    return total / len(few) * 0.95 ** len(rest)


def _word_alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if 1 in (len(word), len(other)):
        return 0.9 if word[0] == other[0] else 0.0
    return _dice(f"^{word}", f"^{other}")


def _dice(left: str, right: str) -> float:
    """The share of pairs of letters that two texts have in common."""
    a, b = _pairs(left), _pairs(right)
    common = sum(min(count, b[pair]) for pair, count in a.items() if pair in b)
    return 2 * common / max(len(left) + len(right) - 2, 1)


def _numbers(words: list[str]) -> list[str]:
    return [word for word in words if not word.isalpha()]


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))
