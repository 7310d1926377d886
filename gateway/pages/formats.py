"""Dates, numbers and money as the reader writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from babel import dates, numbers
from flask import current_app

from gateway.pages.words import _, language, locale

_COUNTED = 10_000
WHOLE_CURRENCIES = {"HUF", "JPY"}


def zone() -> ZoneInfo:
    """The time zone in which the firm lives."""
    return ZoneInfo(current_app.config.get("TIME_ZONE", "Europe/Budapest"))


def as_decimal(value: Any) -> Decimal | None:
    """A decimal of what a service sent; None for nothing or for what is none."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def number(value: Any, places: int = 4) -> str:
    """A number with the locale's separators and no needless decimals."""
    amount = as_decimal(value)
    if amount is None:
        return ""
    pattern = "#,##0." + "#" * places if places else "#,##0"
    return numbers.format_decimal(amount, format=pattern, locale=locale())


def counted(total: int) -> str:
    """How many records a list has; services count to 10,000 and one more, which means “more”."""
    return f"{number(_COUNTED)}+" if total > _COUNTED else number(total)


def money(value: Any, currency: str | None = None) -> str:
    """An amount with its currency; forints without decimals unless there are some."""
    amount = as_decimal(value)
    if amount is None:
        return ""
    if not currency:
        return number(amount, 2)
    whole = currency in WHOLE_CURRENCIES and amount == amount.to_integral_value()
    pattern = _money_pattern(0 if whole else 2, currency)
    return numbers.format_currency(amount, currency, pattern, locale=locale(), currency_digits=False)


def _money_pattern(places: int, currency: str) -> str:
    decimals = "." + "0" * places if places else ""
    if not locale().currency_formats["standard"].pattern.startswith("¤"):
        return f"#,##0{decimals}\xa0¤"
    spelled = numbers.get_currency_symbol(currency, locale()).isalpha()
    return f"¤\xa0#,##0{decimals}" if spelled else f"¤#,##0{decimals}"


def percent(value: Any) -> str:
    """27 → 27 %."""
    shown = number(value, 2)
    return f"{shown}\xa0%" if shown else ""


def short_money(value: Any, currency: str | None = None) -> str:
    """An amount for a tile: 12,4 M Ft, HUF 12.4M."""
    amount = as_decimal(value)
    if amount is None:
        return ""
    if abs(amount) < 1_000_000:
        return money(amount.quantize(Decimal(1)), currency) if currency in WHOLE_CURRENCIES else money(amount, currency)
    shown = numbers.format_compact_decimal(amount, locale=locale(), fraction_digits=1)
    if not currency:
        return shown
    symbol = numbers.get_currency_symbol(currency, locale())
    if language() == "hu":
        return f"{shown} {symbol}"
    gap = "\xa0" if symbol.isalpha() else ""
    return f"{'-' if amount < 0 else ''}{symbol}{gap}{shown.lstrip('-')}"


def as_date(value: Any) -> date | None:
    """A day of what a service sent."""
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def as_time(value: Any) -> datetime | None:
    """A moment of what a service sent, in the firm's zone."""
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00")) if value else None
    except ValueError:
        return None
    if moment and moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment.astimezone(zone()) if moment else None


def day(value: Any) -> str:
    """21 Nov 2026 / 2026. nov. 21."""
    found = as_date(value)
    return dates.format_date(found, "medium", locale=locale()) if found else ""


def moment(value: Any) -> str:
    """A day with hour and minute."""
    found = as_time(value)
    if not found:
        return ""
    return f"{dates.format_date(found.date(), 'medium', locale=locale())} {found:%H:%M}"


def month(value: Any) -> str:
    """Nov / nov. of a day or `2026-11`."""
    text = str(value)
    found = as_date(text if len(text) > 7 else f"{text}-01")
    return dates.format_skeleton("yMMM", found, locale=locale()) if found else text


def short_day(value: Any) -> str:
    """21 Nov / nov. 21."""
    found = as_date(value)
    return dates.format_skeleton("MMMd", found, locale=locale()) if found else ""


def weekday(value: Any) -> str:
    """Monday / hétfő."""
    found = as_date(value)
    return dates.format_date(found, "EEEE", locale=locale()) if found else ""


def ago(value: Any) -> str:
    """3 hours ago; a week and older as a day."""
    found = as_time(value)
    if not found:
        return ""
    passed = datetime.now(UTC) - found
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed > timedelta(days=7):
        return day(found.date().isoformat())
    return dates.format_timedelta(-passed, add_direction=True, locale=locale(), threshold=1.2)


def size(value: Any) -> str:
    """Bytes as KB or MB."""
    amount = float(value or 0)
    for unit in ("B", "KB", "MB"):
        if amount < 1024 or unit == "MB":
            break
        amount /= 1024
    return f"{number(Decimal(str(round(amount, 1))), 1)}\xa0{unit}"


def for_input(kind: str, value: Any) -> str:
    """A value as an <input> of its type takes it."""
    if value is None:
        return ""
    if kind == "datetime":
        found = as_time(value)
        return f"{found:%Y-%m-%dT%H:%M}" if found else str(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    if kind in {"number", "money", "percent"}:
        amount = as_decimal(value)
        return str(value) if amount is None else _plain(amount)
    return str(value)


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", locale().number_symbols["latn"]["decimal"])


def from_input(kind: str, text: str) -> Any:
    """What was typed, in the API's form; what cannot be read is passed on for the service to refuse."""
    text = text.strip()
    if not text:
        return None
    if kind == "integer":
        digits = "".join(text.split())
        return int(digits) if digits.lstrip("-").isdigit() else text
    if kind in {"number", "money", "percent"}:
        return _point("".join(text.split()))
    if kind == "datetime":
        return _utc(text)
    if kind == "tags":
        return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]
    return text


def _point(text: str) -> str:
    if "," in text and "." in text:
        last = max(text.rfind(","), text.rfind("."))
        return text[:last].replace(",", "").replace(".", "") + "." + text[last + 1 :]
    return text.replace(",", ".")


def _utc(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    found = found.replace(tzinfo=zone()) if found.tzinfo is None else found
    return found.astimezone(UTC).isoformat().replace("+00:00", "Z")


def phone(value: Any) -> str:
    """+36 30 123 4567"""
    try:
        return phonenumbers.format_number(phonenumbers.parse(str(value)), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return str(value)


FILTERS = {
    "phone": phone,
    "number": number,
    "counted": counted,
    "money": money,
    "short_money": short_money,
    "percent": percent,
    "day": day,
    "weekday": weekday,
    "moment": moment,
    "month": month,
    "short_day": short_day,
    "ago": ago,
    "size": size,
    "for_input": for_input,
}
