"""Cells as people write them."""

import pytest

from chassis.transfer.values import (
    Unfit,
    fold,
    to_country,
    to_currency,
    to_date,
    to_datetime,
    to_decimal,
    to_flag,
    to_integer,
    to_language,
)


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1234.56", "hu", "1234.56"),
        ("1 234,56", "hu", "1234.56"),
        ("1\u00a0234,56 Ft", "hu", "1234.56"),
        ("1.234,56", "hu", "1234.56"),
        ("1,234.56", "en", "1234.56"),
        ("1,234", "en", "1234"),
        ("1,234", "hu", "1.234"),
        ("0,125", "en", "0.125"),
        ("1.234.567", "hu", "1234567"),
        ("-5", "en", "-5"),
        ("27 %", "hu", "27"),
        ("€12.50", "en", "12.50"),
        ("USD 7", "en", "7"),
    ],
)
def test_numbers(text: str, language: str, number: str) -> None:
    assert to_decimal(text, language) == number


@pytest.mark.parametrize("text", ["", "abc", "12x3", "1-2", "--1", "NaN", "Infinity"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(Unfit):
        to_decimal(text)


def test_whole_numbers() -> None:
    assert to_integer("12.0") == 12
    with pytest.raises(Unfit):
        to_integer("12,5", "hu")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-01", "2026-03-01"),
        ("2026. 03. 01.", "2026-03-01"),
        ("1948-12-08 00:00:00.000", "1948-12-08"),
        ("01/03/2026", "2026-03-01"),
        ("3.1.2026", "2026-01-03"),
        ("12/31/2026", "2026-12-31"),
    ],
)
def test_dates(text: str, day: str) -> None:
    assert to_date(text) == day


@pytest.mark.parametrize("text", ["2026-02-30", "yesterday", "13/13/2026"])
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(Unfit):
        to_date(text)


def test_times_get_a_zone() -> None:
    assert to_datetime("2026-03-01 10:30") == "2026-03-01T10:30Z"
    assert to_datetime("2026-03-01T10:30:00+01:00") == "2026-03-01T10:30:00+01:00"
    assert to_datetime("2026-03-01") == "2026-03-01T00:00:00Z"


def test_yes_and_no() -> None:
    assert [to_flag(word) for word in ("Igen", "x", "TRUE", "nem", "0")] == [True, True, True, False, False]
    with pytest.raises(Unfit):
        to_flag("talán")


@pytest.mark.parametrize(
    ("text", "code"),
    [("HU", "HU"), ("Magyarország", "HU"), ("hungary", "HU"), ("USA", "US"), ("UK", "GB"), ("Németország", "DE")],
)
def test_countries(text: str, code: str) -> None:
    assert to_country(text) == code


def test_unknown_names() -> None:
    for convert in (to_country, to_currency, to_language):
        with pytest.raises(Unfit):
            convert("Lilliput")


def test_currencies_and_languages() -> None:
    assert [to_currency(word) for word in ("eur", "Ft", "€", "magyar forint")] == ["EUR", "HUF", "EUR", "HUF"]
    assert [to_language(word) for word in ("hu", "magyar", "English", "angol")] == ["hu", "hu", "en", "en"]


def test_headers_fold_to_what_matters() -> None:
    assert fold("E-mail cím") == "e mail cim"
    assert fold("companyName") == "company name"
    assert fold("  Irányítószám * ") == "iranyitoszam"
