"""Numbers, amounts, days and moments: exact on the wire, never a float."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import marshmallow as ma
from marshmallow import ValidationError, validate

from chassis.fields.base import Described, listed


class Integer(Described, ma.fields.Integer):
    """A whole number within 32 bits."""

    type_name = "integer"
    sample = 1

    def __init__(self, min: int = -(2**31), max: int = 2**31 - 1, **kwargs: Any) -> None:
        check = validate.Range(min, max, error=f"Between {min} and {max}.")
        super().__init__(
            strict=True,
            validate=[check, *listed(kwargs.pop("validate", None))],
            extra={"min": min, "max": max},
            **kwargs,
        )

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


_DECIMAL = re.compile(r"[+-]?\d{1,14}(\.\d{1,4})?")


def show_decimal(value: Decimal, places: int) -> str:
    """A decimal as text with at least `places` decimals and no needless zeros after them."""
    whole, _, rest = f"{value:f}".partition(".")
    return f"{whole}.{rest.rstrip('0').ljust(places, '0')}" if places or rest.strip("0") else whole


class Number(Described):
    """An exact decimal of up to 14 digits and 4 decimals; a string on the wire, never a float."""

    type_name = "number"
    sample = "1.5"
    places = 0

    def __init__(self, min: int | str | None = None, max: int | str | None = None, **kwargs: Any) -> None:
        self.least = None if min is None else Decimal(min)
        self.most = None if max is None else Decimal(max)
        extra = {name: str(v) for name, v in (("min", min), ("max", max)) if v is not None}
        super().__init__(extra={**extra, **kwargs.pop("extra", {})}, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            value = value.strip() or None
        return super().deserialize(value, attr, data, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Decimal:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise ValidationError('A decimal number as text is needed, like "12.50" (at most 4 decimals).')
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise ValidationError("This is not a number.") from error
        if self.least is not None and number < self.least:
            raise ValidationError(f"At least {self.least}.")
        if self.most is not None and number > self.most:
            raise ValidationError(f"At most {self.most}.")
        return number

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else show_decimal(Decimal(value), self.places)


class Money(Number):
    """An amount; `currency` names the field that holds the code, or is a code itself."""

    type_name = "money"
    sample = "1234.50"
    places = 2

    def __init__(self, currency: str | None = None, **kwargs: Any) -> None:
        super().__init__(extra={"currency": currency}, **kwargs)


class Percent(Number):
    """A share in percent; `27` means 27 %."""

    type_name = "percent"
    sample = "27"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min=kwargs.pop("min", 0), max=kwargs.pop("max", 100), **kwargs)


class Flag(Described, ma.fields.Boolean):
    """Yes or no."""

    type_name = "flag"
    sample = True
    truthy = {True}
    falsy = {False}

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise ValidationError("Yes or no (true or false) is needed.")
        return value


class Date(Described, ma.fields.Date):
    """A calendar day, `2026-11-21`."""

    type_name = "date"
    sample = "2026-11-21"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            raise ValidationError("A day like 2026-11-21 is needed.")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError("There is no such day.") from error


class DateTime(Described):
    """A moment in UTC, `2026-11-21T20:05:00Z`; another zone is converted."""

    type_name = "datetime"
    sample = "2026-11-21T20:05:00Z"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(value)
            return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        except (TypeError, ValueError, OverflowError) as error:
            raise ValidationError("A time like 2026-11-21T20:05:00Z is needed.") from error

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else show_time(value)


def show_time(value: datetime) -> str:
    """ISO 8601 with `Z`."""
    return value.isoformat().replace("+00:00", "Z")
