"""Hungarian postal codes: which place and county one belongs to."""

from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "postal_codes_hu.csv"


@lru_cache
def _codes() -> dict[str, tuple[str, tuple[str, ...]]]:
    lines = [line for line in _FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = (line.split(";") for line in lines)
    return {code: (county, tuple(places.split("|"))) for code, county, places in rows}


def places_of(code: str) -> tuple[str, ...]:
    """The places that share a postal code; none when there is no such code."""
    return _codes().get(code.strip().upper().removeprefix("H-"), ("", ()))[1]


def city_of(code: str) -> str | None:
    """The place of a postal code, if it is the only one."""
    places = places_of(code)
    return places[0] if len(places) == 1 else None


def county_of(code: str) -> str | None:
    """The county of a postal code."""
    return _codes().get(code.strip().upper().removeprefix("H-"), ("", ()))[0] or None
