"""Texts and the kinds of text that are checked and brought into one form: addresses, phones, choices."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
import phonenumbers
from babel import Locale
from email_validator import EmailNotValidError, validate_email
from marshmallow import ValidationError, validate

from chassis.fields.base import Described, listed


class Text(Described, ma.fields.String):
    """One line of text; trimmed, empty is null."""

    sample = "Text"

    def __init__(self, max: int = 200, **kwargs: Any) -> None:
        checks = [validate.Length(max=max, error=f"At most {max} characters."), *listed(kwargs.pop("validate", None))]
        super().__init__(validate=checks, extra={"max_length": max, **kwargs.pop("extra", {})}, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **kwargs: Any) -> Any:
        if isinstance(value, str):
            if "\x00" in value:
                raise ValidationError("A zero character cannot be stored.")
            value = value.strip() or None
        return super().deserialize(value, attr, data, **kwargs)


class LongText(Text):
    """Text of many lines."""

    type_name = "long_text"

    def __init__(self, max: int = 20_000, **kwargs: Any) -> None:
        kwargs.setdefault("sort", False)
        kwargs.setdefault("filter", False)
        super().__init__(max, **kwargs)


class Choice(Text):
    """One of a few words; `labels` and `colours` are for pages."""

    type_name = "choice"

    def __init__(
        self,
        choices: Sequence[str],
        labels: Mapping[str, str] | None = None,
        colours: Mapping[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        self.choices = tuple(choices)
        one_of = validate.OneOf(self.choices, error="One of {choices} is needed.")
        super().__init__(
            validate=[one_of],
            example=kwargs.pop("example", self.choices[0]),
            extra={"choices": self.choices, "labels": dict(labels or {}), "colours": dict(colours or {})},
            **kwargs,
        )


class Country(Choice):
    """ISO 3166-1 alpha-2 country code."""

    type_name = "country"

    def __init__(self, **kwargs: Any) -> None:
        known = map(str, Locale("en").territories)
        codes = sorted(code for code in known if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY)
        super().__init__(codes, example=kwargs.pop("example", "HU"), **kwargs)


_NO_COUNTRY = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


class Currency(Choice):
    """ISO 4217 currency code."""

    type_name = "currency"
    CODES = (
        "HUF",
        "EUR",
        "USD",
        "GBP",
        "CHF",
        "CZK",
        "PLN",
        "RON",
        "SEK",
        "NOK",
        "DKK",
        "BGN",
        "RSD",
        "UAH",
        "TRY",
        "CAD",
        "AUD",
        "JPY",
        "CNY",
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(self.CODES, example=kwargs.pop("example", "HUF"), **kwargs)


class Language(Choice):
    """A language the product speaks to customers in."""

    type_name = "language"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(("hu", "en"), {"hu": "Hungarian", "en": "English"}, **kwargs)


class Email(Text):
    """An e-mail address; its syntax is checked, its domain put in lower case."""

    type_name = "email"
    sample = "anna@example.com"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(254, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return validate_email(text, check_deliverability=False, test_environment=True).normalized
        except EmailNotValidError as error:
            raise ValidationError("This is not an e-mail address.") from error


class Phone(Text):
    """A phone number, kept in E.164 (`+36301234567`); numbers without a country are read as Hungarian."""

    type_name = "phone"
    sample = "+36301234567"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(40, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            number = phonenumbers.parse(text, "HU")
        except phonenumbers.NumberParseException as error:
            raise ValidationError("This is not a phone number.") from error
        if not phonenumbers.is_possible_number(number):
            raise ValidationError("This is not a possible phone number.")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class Url(Text):
    """A web address; `https://` is put before one without a scheme."""

    type_name = "url"
    sample = "https://example.com/"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(500, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "://" not in text:
            text = f"https://{text}"
        if not re.fullmatch(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", text):
            raise ValidationError("This is not a web address.")
        return text
