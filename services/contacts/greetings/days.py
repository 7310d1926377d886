"""The calendar of greetings: on which day of which year a birthday or a Hungarian name day falls.

A day is kept as the number month × 100 + day, so that an index finds everybody of a day.
"""

from calendar import isleap
from datetime import date
from functools import lru_cache
from pathlib import Path

from chassis.db import plain

_FILE = Path(__file__).with_name("name_days.txt")
_LEAP_DAY = 224  # the 24th of February is the day put in; the names from it on move by one


def key(day: date) -> int:
    """Month and day of a date as a number."""
    return day.month * 100 + day.day


@lru_cache(maxsize=1)
def calendar() -> dict[int, list[str]]:
    """The names of each day of a common year; the best-known of a name's days has it with a star."""
    lines = [line.split() for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {int(day[:2]) * 100 + int(day[3:]): names for day, *names in lines}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, int]:
    found: dict[str, int] = {}
    for day, names in calendar().items():
        for name in names:
            plain_name = plain(name.rstrip("*"))
            if name.endswith("*") or plain_name not in found:
                found[plain_name] = day
    return found


def names_on(day: date) -> list[str]:
    """Whose name day a date is, as calendars print it."""
    return [name.rstrip("*") for number in sorted(name_keys(day)) for name in calendar().get(number, [])]


def name_keys(day: date) -> set[int]:
    """The name days of a common year that are kept on a date."""
    number = key(day)
    if not isleap(day.year) or not _LEAP_DAY <= number <= 229:
        return {228, 229} if number == 228 else {number}
    if number == 229:
        return {228, 229}
    return {number - 1} if number > _LEAP_DAY else set()


def birth_keys(day: date) -> set[int]:
    """The birthdays kept on a date: who was born on the 29th of February celebrates on the 28th in a common year."""
    return {228, 229} if key(day) == 228 and not isleap(day.year) else {key(day)}


def name_day_of(given_name: str | None, own: str | None = None) -> int | None:
    """A person's name day: the own one (`MM-DD`) if there is one, else the best-known of the first given name."""
    if own:
        return int(own[:2]) * 100 + int(own[3:5])
    words = (given_name or "").replace("-", " ").split()
    return _by_name().get(plain(words[0])) if words else None
