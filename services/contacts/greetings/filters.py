"""Birthdays and name days as filters of people: how soon they come, and in which month."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from chassis.days import today
from chassis.errors import BadRequest
from chassis.fields import Choice, Integer
from services.contacts.greetings.days import birth_keys, name_keys

A_YEAR = 366
MONTHS = {
    "1": "January", "2": "February", "3": "March", "4": "April", "5": "May", "6": "June", "7": "July", "8": "August",
    "9": "September", "10": "October", "11": "November", "12": "December",
}  # fmt: skip
_NO_OPERATOR = "There is no such operator; these are: %(known)s."

KeysOn = Callable[[date], set[int]]


class DaysUntil(Integer):
    """In how many days an occasion comes: 0 is today. Asked of the column that keeps month × 100 + day."""

    operators = ("lte", "eq", "empty")
    timed = True

    def __init__(self, column: str, keys_on: KeysOn, label: str) -> None:
        super().__init__(min=0, max=A_YEAR, label=label, read_only=True, listed=False, sort=False)
        self.kept_in, self.keys_on = column, keys_on

    def condition(self, resource: Any, operator: str, value: str) -> ColumnElement[bool]:
        """Those whose occasion comes within so many days, or on just that day."""
        column = getattr(resource.model, self.kept_in)
        if operator == "empty":
            return _empty(column, value)
        _known(operator, self.operators)
        last = self.deserialize(int(value) if value.isdigit() else value)
        if operator == "lte" and last >= A_YEAR:
            return _empty(column, "false")
        first = last if operator == "eq" else 0
        keys = {key for n in range(first, last + 1) for key in self.keys_on(today() + timedelta(days=n))}
        return _in(column, sorted(keys))

    def told(self, key: int) -> int | None:
        """In how many days the occasion of a kept day comes."""
        days = (n for n in range(A_YEAR + 1) if key in self.keys_on(today() + timedelta(days=n)))
        return next(days, None)


class InMonth(Choice):
    """The month of an occasion."""

    operators = ("eq", "in", "ne", "empty")
    timed = False

    def __init__(self, column: str, label: str) -> None:
        super().__init__(list(MONTHS), labels=MONTHS, label=label, read_only=True, listed=False, sort=False)
        self.kept_in = column

    def condition(self, resource: Any, operator: str, value: str) -> ColumnElement[bool]:
        """Those whose occasion is in the month, or in one of several."""
        column = getattr(resource.model, self.kept_in)
        if operator == "empty":
            return _empty(column, value)
        _known(operator, self.operators)
        months = [int(self.deserialize(part)) for part in value.split(",")[:12]]
        within = or_(*(column.between(month * 100, month * 100 + 99) for month in months))
        return or_(~within, column.is_(None)) if operator == "ne" else within

    def told(self, key: int) -> str:
        """The month of a kept day."""
        return str(key // 100)


def _known(operator: str, operators: Sequence[str]) -> None:
    if operator not in operators:
        raise BadRequest(_NO_OPERATOR, known=", ".join(operators))


def _empty(column: Any, value: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.is_(None) if value not in ("0", "false") else column.is_not(None)
    return found


def _in(column: Any, keys: list[int]) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.in_(keys)
    return found


# The part before the dot is the field that says as much: who may not see that may not ask this.
FILTERS = {
    "birth_date.days": DaysUntil("birth_key", birth_keys, "Days until the birthday"),
    "birth_date.month": InMonth("birth_key", "Month of the birthday"),
    "name_day.days": DaysUntil("name_key", name_keys, "Days until the name day"),
    "name_day.month": InMonth("name_key", "Month of the name day"),
}
