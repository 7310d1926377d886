"""Postal addresses as lines of text, in the order and with the capitals of the country they go to."""

import re
from collections.abc import Mapping
from typing import Any

from babel import Locale

HOME = "HU"
_USUAL = "{street}|{code} {city}"
_LINES = {
    "HU": "{code} {city}|{street}",
    "AU": "{street}|{CITY} {REGION} {code}",
    "BR": "{street}|{city} - {REGION}|{code}",
    "CA": "{street}|{CITY} {REGION} {CODE}",
    "CN": "{street}|{city}, {region} {code}",
    "FI": "{street}|{code} {CITY}",
    "FR": "{street}|{code} {CITY}",
    "GB": "{street}|{CITY}|{CODE}",
    "IE": "{street}|{city}|{region}|{CODE}",
    "IL": "{street}|{city} {code}",
    "IN": "{street}|{city} {code}|{region}",
    "IT": "{street}|{code} {CITY} {REGION}",
    "JP": "{street}|{city}, {region} {code}",
    "LV": "{street}|{city}, {code}",
    "MC": "{street}|{code} {CITY}",
    "MT": "{street}|{city} {code}",
    "MX": "{street}|{code} {city}, {region}",
    "NL": "{street}|{CODE} {CITY}",
    "NO": "{street}|{code} {CITY}",
    "NZ": "{street}|{city} {code}",
    "ES": "{street}|{code} {city}|{region}",
    "SE": "{street}|{code} {CITY}",
    "TR": "{street}|{code} {city}/{region}",
    "UA": "{street}|{city}|{region}|{code}",
    "US": "{street}|{city}, {REGION} {code}",
}
_LABELS = {"HU": "{CITY}|{street}|{code}"}  # the Hungarian post wants the town above the street, the code at the end
_LOOSE = re.compile(r"^[\s,/-]+|[\s,/-]+$")


def address_lines(
    country: str | None,
    postal_code: str | None,
    city: str | None,
    street: str | None,
    language: str | None = None,
    region: str | None = None,
    *,
    label: bool = False,
) -> list[str]:
    """The lines of an address; abroad the last is the country's name. `label`: as the post wants it on an envelope."""
    known = country or HOME
    given = {"code": postal_code, "city": city, "street": street, "region": region}
    parts = {name: " ".join((text or "").split()) for name, text in given.items()}
    parts |= {name.upper(): text.upper() for name, text in parts.items()}
    layout = _LABELS.get(known) if label else None
    lines = [_tidy(line.format(**parts)) for line in (layout or _LINES.get(known, _USUAL)).split("|")]
    found = [line for line in lines if line]
    if known == HOME or not found:
        return found
    name = str(Locale(language or "en").territories.get(known, known))
    return [*found, name.upper() if label else name]


def format_address(address: Mapping[str, Any], language: str | None = None, *, label: bool = False) -> list[str]:
    """The lines of an address as records hold it: `country`, `postal_code`, `city`, `street`, `region`."""
    country, code, city, street, region = map(address.get, ("country", "postal_code", "city", "street", "region"))
    return address_lines(country, code, city, street, language, region, label=label)


def _tidy(line: str) -> str:
    return _LOOSE.sub("", re.sub(r"\s+,", ",", re.sub(r"\s{2,}", " ", line)))
