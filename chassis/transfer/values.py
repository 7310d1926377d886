"""Turning the text of a cell into the value a field wants, in the ways people write numbers, dates and names."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from babel import Locale

from chassis.fields.sets import split_tags
from chassis.types import plain

_YES = {"1", "true", "yes", "y", "x", "igen", "i", "igaz", "on"}
_NO = {"0", "false", "no", "n", "nem", "hamis", "off"}
_CURRENCY_SIGNS = {
    "ft": "HUF",
    "€": "EUR",
    "euro": "EUR",
    "$": "USD",
    "£": "GBP",
    "forint": "HUF",
    "zł": "PLN",
    "kč": "CZK",
}
_COUNTRY_NICKNAMES = {
    "usa": "US", "us": "US", "united states of america": "US", "uk": "GB", "great britain": "GB", "england": "GB",
    "anglia": "GB", "nagy-britannia": "GB", "egyesult kiralysag": "GB", "amerikai egyesult allamok": "US",
    "csehorszag": "CZ", "czech republic": "CZ", "hollandia": "NL", "holland": "NL",
}  # fmt: skip
_ISO_DATE = re.compile(r"(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?(?:[T ].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-]\s*(\d{1,2})[./-]\s*(\d{4})\.?")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Unfit(ValueError):
    """The cell's text is no value of the field's type; carries an English message id."""


def fold(text: str) -> str:
    """Reduce a header or label to what matters for matching: “E-mail cím” → “e mail cim”, “taxNo” → “tax no”."""
    return re.sub(r"[^a-z0-9]+", " ", plain(_CAMEL.sub(" ", text))).strip()


def to_decimal(text: str, language: str = "en") -> str:
    """Read “1 234,56”, “1.234,56”, “1,234.56”, “25 %” or “1 200 Ft” as a plain decimal string.

    A lone comma before three digits is a decimal comma in Hungarian and a thousands separator in English.
    """
    compact = re.sub(r"[\s'’%]|[^\W\d_]+\.?$|^[^\W\d_]+|[€$£]", "", unicodedata.normalize("NFKC", text))
    comma, point = compact.rfind(","), compact.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if point > comma else "."
        compact = compact.replace(thousands, "")
    elif compact.count(",") > 1 or (language == "en" and re.fullmatch(r"-?[1-9]\d{0,2},\d{3}", compact)):
        compact = compact.replace(",", "")
    elif compact.count(".") > 1:
        compact = compact.replace(".", "")
    number = compact.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d+)?", number, re.IGNORECASE):
        raise Unfit("Not a valid number.")
    return number


def to_integer(text: str, language: str = "en") -> int:
    """Read a whole number; “12.0” counts as one."""
    whole, _, fraction = to_decimal(text, language).partition(".")
    if fraction.strip("0") or not whole:
        raise Unfit("Not a valid integer.")
    return int(whole)


def to_date(text: str) -> str:
    """Read an ISO, a Hungarian (2026. 11. 21.) or a day-first date; month-first only where it can be nothing else."""
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, match.groups())
        if month > 12:
            day, month = month, day
    else:
        raise Unfit("Not a valid date.")
    try:
        return date(year, month, day).isoformat()
    except ValueError as error:
        raise Unfit("Not a valid date.") from error


def to_datetime(text: str) -> str:
    """Read a time; one without a zone is taken as UTC, a bare date as its midnight."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*", text):
        stamp = text.replace(" ", "T", 1)
        return stamp if re.search(r"(Z|[+-]\d{2}:?\d{2})$", stamp) else f"{stamp}Z"
    return f"{to_date(text)}T00:00:00Z"


def to_flag(text: str) -> bool:
    """Read yes and no in English, Hungarian and the ways of spreadsheets."""
    word = plain(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unfit("Not a valid boolean.")


def to_country(text: str) -> str:
    """Find a country's code by its code or its English or Hungarian name."""
    return _known(text, _countries(), "There is no country called “%(text)s”.")


def to_currency(text: str) -> str:
    """Find a currency's code by its code, sign or name."""
    if re.fullmatch(r"[A-Za-z]{3}", text):
        return text.upper()
    return _known(text, _currencies(), "There is no currency called “%(text)s”.")


def to_language(text: str) -> str:
    """Find a language's code by its code or name."""
    return _known(text, _languages(), "There is no language called “%(text)s”.")


def _known(text: str, names: dict[str, str], words: str) -> str:
    code = names.get(plain(text.strip()))
    if code is None:
        raise Unfit(words)
    return code


@lru_cache
def _countries() -> dict[str, str]:
    names = {plain(code): code for code in map(str, Locale("en").territories) if re.fullmatch(r"[A-Z]{2}", code)}
    for language in ("en", "hu"):
        names |= {plain(str(name)): code for code, name in Locale(language).territories.items() if plain(code) in names}
    return names | _COUNTRY_NICKNAMES


@lru_cache
def _currencies() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("en", "hu"):
        names |= {plain(name): code for code, name in Locale(language).currencies.items()}
    return names | {plain(sign): code for sign, code in _CURRENCY_SIGNS.items()}


@lru_cache
def _languages() -> dict[str, str]:
    names: dict[str, str] = {}
    for code in ("hu", "en"):
        names[code] = code
        for language in ("en", "hu"):
            names[plain(Locale(language).languages[code])] = code
    return names


CONVERSIONS: dict[str, Callable[[str], object]] = {
    "flag": to_flag,
    "date": to_date,
    "datetime": to_datetime,
    "country": to_country,
    "currency": to_currency,
    "language": to_language,
    "tags": split_tags,
}
