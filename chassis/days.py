"""Days of the calendar: which one it is here, and what lies some months on."""

from calendar import monthrange
from datetime import UTC, date, datetime


def today() -> date:
    """Today in the time zone of the process (`TZ`): documents carry the local day."""
    return datetime.now(UTC).astimezone().date()


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on; the last of a month stays the last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if was_last else min(day.day, last))
