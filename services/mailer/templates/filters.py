"""The filters a mail template may use: amounts, dates and text as a reader of the language expects them."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from babel.dates import format_date, format_datetime, get_timezone
from babel.numbers import format_currency, format_decimal
from jinja2.filters import FILTERS
from markupsafe import Markup, escape

ZONE = get_timezone("Europe/Budapest")
_LOCALES = {"hu": "hu_HU", "en": "en_GB"}
_WHOLE = {"HUF"}
_FROM_JINJA = ("default", "d", "e", "escape", "first", "join", "last", "length", "lower", "title", "trim", "upper")
_OWN = ("date", "lines", "money", "number", "percent", "shorten", "time")
NAMES = frozenset(_FROM_JINJA + _OWN)


def for_language(language: str) -> dict[str, Callable[..., Any]]:
    """All allowed filters, speaking `language`."""
    own = {"money": money, "number": number, "percent": percent, "date": day, "time": time}
    speaking: dict[str, Callable[..., Any]] = {name: partial(run, language=language) for name, run in own.items()}
    return speaking | {"lines": lines, "shorten": shorten} | {name: FILTERS[name] for name in _FROM_JINJA}


def money(value: Any, currency: str | None = "HUF", *, language: str) -> str:
    """An amount with its currency; forints without decimals when there are none."""
    found = _decimal(value)
    if found is None:
        return ""
    places = "" if currency in _WHOLE and found == found.to_integral_value() else ".00"
    pattern = f"#,##0{places}\u00a0¤" if language == "hu" else f"¤¤\u00a0#,##0{places}"
    return format_currency(found, currency or "HUF", pattern, locale=_locale(language), currency_digits=False)


def number(value: Any, *, language: str) -> str:
    """A number without needless zeros."""
    found = _decimal(value)
    return "" if found is None else format_decimal(found.normalize(), locale=_locale(language))


def percent(value: Any, *, language: str) -> str:
    """A share in percent."""
    return "" if _decimal(value) is None else f"{number(value, language=language)}%"


def day(value: Any, *, language: str) -> str:
    """A date in words."""
    return "" if value is None else format_date(_moment(value), format="long", locale=_locale(language))


def time(value: Any, *, language: str) -> str:
    """A moment, in the firm's time zone."""
    return "" if value is None else format_datetime(_moment(value), "medium", tzinfo=ZONE, locale=_locale(language))


def lines(value: Any) -> Markup:
    """Plain text as HTML, with its paragraphs and line breaks."""
    text = str(value or "").replace("\r\n", "\n").strip()
    paragraphs = [paragraph for paragraph in re.split(r"\n\s*\n", text) if paragraph.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(_breaks(paragraph)) for paragraph in paragraphs)


def shorten(value: Any, length: int = 120) -> str:
    """At most `length` characters of the text, on one line."""
    text = " ".join(str(value or "").split())
    return text if len(text) <= length else text[: max(1, min(length, 1000)) - 1].rstrip() + "…"


def _breaks(paragraph: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in paragraph.strip().split("\n"))


def _locale(language: str) -> str:
    return _LOCALES.get(language, "en_GB")


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ValueError(f"“{value}” is not a number") from error


def _moment(value: Any) -> date:
    if isinstance(value, date):
        return value
    text = str(value)
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
