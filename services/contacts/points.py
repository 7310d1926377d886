"""How a contact is reached: addresses, phones and e-mails, the same for organizations and people."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import phonenumbers
from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.errors import Invalid
from chassis.fields import Choice, Country, Email, Flag, Schema, Text, Url
from chassis.postal import city_of
from services.contacts.checks import HOME

ADDRESS_KINDS = ["billing", "shipping", "mailing", "site"]
PHONE_KINDS = ["work", "mobile", "home", "fax"]
EMAIL_KINDS = ["work", "billing", "home"]
PROFILE_SITES = {
    "linkedin": ("LinkedIn", ("linkedin.com",)),
    "facebook": ("Facebook", ("facebook.com", "fb.com")),
    "instagram": ("Instagram", ("instagram.com",)),
    "youtube": ("YouTube", ("youtube.com", "youtu.be")),
    "tiktok": ("TikTok", ("tiktok.com",)),
    "x": ("X", ("x.com", "twitter.com")),
    "xing": ("XING", ("xing.com",)),
    "github": ("GitHub", ("github.com",)),
}


class AddressColumns:
    """A postal address."""

    address_kind: Mapped[str] = mapped_column("kind", String(20), default="billing")
    country: Mapped[str] = mapped_column(String(2), default=HOME)
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(100))
    region: Mapped[str | None] = mapped_column(String(100))
    street: Mapped[str | None] = mapped_column(String(200))
    primary: Mapped[bool] = mapped_column("is_primary", default=False)


class PhoneColumns:
    """A phone number: E.164 wherever it can be understood."""

    phone_kind: Mapped[str] = mapped_column("kind", String(20), default="work")
    number: Mapped[str] = mapped_column(String(40), index=True)
    primary: Mapped[bool] = mapped_column("is_primary", default=False)


class EmailColumns:
    """An e-mail address."""

    email_kind: Mapped[str] = mapped_column("kind", String(20), default="work")
    email: Mapped[str] = mapped_column(String(254), index=True)
    primary: Mapped[bool] = mapped_column("is_primary", default=False)


class ProfileColumns:
    """A profile on a social site."""

    profile_kind: Mapped[str] = mapped_column("kind", String(20))
    url: Mapped[str] = mapped_column(String(500))


class PhoneNumber(Text):
    """A phone number; what country it is read in depends on the address, so the command normalises it."""

    type_name = "phone"
    sample = "+36301234567"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(40, **kwargs)


class AddressSchema(Schema):
    """An address as it is sent and shown."""

    kind = Choice(ADDRESS_KINDS, default="billing", attribute="address_kind")
    country = Country(default=HOME)
    postal_code = Text(max=20, example="6720")
    city = Text(max=100, example="Szeged")
    street = Text(example="Kárász utca 12.", label="Street and number")
    region = Text(max=100, label="County or state")
    primary = Flag(default=False)


class PhoneSchema(Schema):
    """A phone number as it is sent and shown."""

    number = PhoneNumber(required=True)
    kind = Choice(PHONE_KINDS, default="work", attribute="phone_kind")
    primary = Flag(default=False)


class EmailSchema(Schema):
    """An e-mail address as it is sent and shown."""

    email = Email(required=True, label="E-mail")
    kind = Choice(EMAIL_KINDS, default="work", attribute="email_kind")
    primary = Flag(default=False)


class ProfileSchema(Schema):
    """A social profile as it is sent and shown; its kind follows from its address."""

    url = Url(required=True, label="Address", example="https://www.linkedin.com/company/tisza-faipari")
    kind = Choice(
        [*PROFILE_SITES, "other"],
        labels={name: words for name, (words, _sites) in PROFILE_SITES.items()},
        attribute="profile_kind",
    )


def settle(data: dict[str, Any], record: Any = None) -> dict[str, Any]:
    """Make one entry of each list primary, normalise phones, and set the columns that lists show.

    Rows of `data` that name an existing row of `record` by its id need carry only what changes.
    """
    for name, needed in (("addresses", None), ("phones", "number"), ("emails", "email")):
        if name in data:
            data[name] = _completed(name, needed, data[name] or [], getattr(record, name, ()))
            _one_primary(data[name], {row.id for row in getattr(record, name, ()) if row.primary})
    if "profiles" in data:
        data["profiles"] = _completed("profiles", "url", data["profiles"] or [], getattr(record, "profiles", ()))
        _check_profiles(data["profiles"])
    if "addresses" in data:
        for row in data["addresses"]:
            _fill_city(row)
        data["city"] = _primary(data["addresses"]).get("city")
    if "phones" in data:
        _normalise(data["phones"], _country(data, record))
        data["phone"] = _primary(data["phones"]).get("number")
    if "emails" in data:
        for row in data["emails"]:
            row["email"] = row["email"].lower()
        data["email"] = _primary(data["emails"]).get("email")
    return data


_COLUMNS = {
    "addresses": ("address_kind", "country", "postal_code", "city", "region", "street", "primary"),
    "phones": ("phone_kind", "number", "primary"),
    "emails": ("email_kind", "email", "primary"),
    "profiles": ("profile_kind", "url"),
}


def _completed(
    name: str, needed: str | None, rows: Sequence[dict[str, Any]], known: Sequence[Any]
) -> list[dict[str, Any]]:
    by_id = {row.id: {column: getattr(row, column) for column in _COLUMNS[name]} for row in known}
    full = [{**by_id.get(row.get("id"), {}), **row} for row in rows]
    missing = {at: {needed: ["This is needed."]} for at, row in enumerate(full) if needed and not row.get(needed)}
    if missing:
        raise Invalid({name: missing})
    return full


def _fill_city(row: dict[str, Any]) -> None:
    """A Hungarian postal code tells the place, unless several share it."""
    if (row.get("country") or HOME) == HOME and row.get("postal_code") and not row.get("city"):
        row["city"] = city_of(row["postal_code"])


def _check_profiles(rows: Sequence[dict[str, Any]]) -> None:
    errors = {}
    for position, row in enumerate(rows):
        host = (urlsplit(row["url"]).hostname or "").lower()
        found = next((kind for kind, (_words, sites) in PROFILE_SITES.items() if _is_at(host, sites)), "other")
        if row.get("profile_kind") not in (None, found):
            errors[position] = {"url": ["This address is not one of that site."]}
        row["profile_kind"] = found
    if errors:
        raise Invalid({"profiles": errors})


def _is_at(host: str, sites: Sequence[str]) -> bool:
    return any(host == site or host.endswith(f".{site}") for site in sites)


def _country(data: dict[str, Any], record: Any) -> str:
    if data.get("addresses"):
        primary = next(row for row in data["addresses"] if row["primary"])
        return primary.get("country") or HOME
    return next((row.country for row in getattr(record, "addresses", ()) if row.primary), HOME)


def _one_primary(rows: Sequence[dict[str, Any]], before: set[str]) -> None:
    """Leave one row primary: one newly marked so, else the one that was, else the first."""
    marked = [row for row in rows if row.get("primary")]
    newly = [row for row in marked if row.get("id") not in before]
    chosen = next(iter([*newly, *marked, *rows]), None)
    for row in rows:
        row["primary"] = row is chosen


def _primary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return next((row for row in rows if row["primary"]), {})


def _normalise(phones: Sequence[dict[str, Any]], country: str) -> None:
    errors = {}
    for position, phone in enumerate(phones):
        try:
            phone["number"] = phone_in(phone["number"], country)
        except ValueError:
            errors[position] = {"number": ["This is not a phone number."]}
    if errors:
        raise Invalid({"phones": errors})


def phone_in(text: str, country: str) -> str:
    """Read a number as dialled in `country` and return it in E.164; ValueError when it cannot be one.

    A number from abroad that the numbering plan does not know stays as written: old lists are full of them.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    if phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.is_possible_number(number) and text.lstrip().startswith(("+", "00")):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if country == HOME:
        raise ValueError(text)
    return text


def address_part(part: str, *kinds: str) -> property:
    """A property of a record: one part of its first address of these kinds, else of its primary one."""

    def read(record: Any) -> str | None:
        addresses: Sequence[Any] = record.addresses
        for kind in kinds:
            for address in addresses:
                if address.address_kind == kind:
                    return getattr(address, part)
        return next((getattr(address, part) for address in addresses if address.primary), None)

    return property(read, doc=f"The {part} of the {' or '.join(kinds)} address, else of the primary one.")
