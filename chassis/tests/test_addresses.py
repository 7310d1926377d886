"""Addresses in the order of their country."""

import pytest

from chassis.addresses import format_address
from chassis.postal import city_of, county_of, places_of

PARTS = {"postal_code": "1010", "city": "Wien", "street": "Graben 1", "region": "Bundesland"}


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            {"country": "HU", "postal_code": "6720", "city": "Szeged", "street": "Kárász utca 12."},
            ["6720 Szeged", "Kárász utca 12."],
        ),
        ({"country": "AT", **PARTS}, ["Graben 1", "1010 Wien", "Ausztria"]),
        (
            {"country": "GB", "postal_code": "sw1a 2aa", "city": "London", "street": "10 Downing Street"},
            ["10 Downing Street", "LONDON", "SW1A 2AA", "Egyesült Királyság"],
        ),
        (
            {"country": "US", "postal_code": "94043", "city": "Mountain View", "region": "ca", "street": "1 Main St"},
            ["1 Main St", "Mountain View, CA 94043", "Egyesült Államok"],
        ),
        ({"country": "US", "city": "Boston"}, ["Boston", "Egyesült Államok"]),
        ({"country": "TR", "postal_code": "34000", "city": "Fatih"}, ["34000 Fatih", "Törökország"]),
        ({"country": None, "city": "Szeged"}, ["Szeged"]),
        ({"country": "DE"}, []),
    ],
)
def test_the_parts_stand_as_the_country_has_them(address: dict[str, str | None], lines: list[str]) -> None:
    assert format_address(address, "hu") == lines


def test_labels_are_as_the_post_wants_them() -> None:
    home = {"country": "HU", "postal_code": "6720", "city": "Szeged", "street": "Kárász utca 12."}
    assert format_address(home, "hu", label=True) == ["SZEGED", "Kárász utca 12.", "6720"]
    assert format_address({"country": "AT", **PARTS}, "en", label=True)[-1] == "AUSTRIA"


def test_hungarian_postal_codes() -> None:
    assert (city_of("6720"), county_of("6720")) == ("Szeged", "Csongrád-Csanád")
    assert (city_of("H-1138"), county_of("1138")) == ("Budapest", "Budapest")
    assert (city_of("2066"), set(places_of("2066"))) == (None, {"Szár", "Újbarok"})
    assert (city_of("0000"), county_of("0000"), places_of("")) == (None, None, ())
