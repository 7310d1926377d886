"""The numbers by which the state knows a firm."""

import pytest
from marshmallow import ValidationError

from services.contacts.checks import eu_vat_number, tax_number


@pytest.mark.parametrize("text", ["12345676-2-42", "12345676242", " 12345676 2 42 "])
def test_a_tax_number_is_written_one_way(text: str) -> None:
    assert tax_number(text) == "12345676-2-42"


@pytest.mark.parametrize(
    "text",
    ["12345678-2-42", "12345676-9-42", "12345676-2-01", "12345676-2-52", "12345676", "12345676-2-4", "HU12345676"],
)
def test_a_wrong_tax_number_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        tax_number(text)


def test_eu_vat_numbers_follow_their_country() -> None:
    assert eu_vat_number("HU 12345676") == "HU12345676"
    assert eu_vat_number("DE 136 695 976") == "DE136695976"
    for wrong in ("HU12345678", "XX123", "DE136695970"):
        with pytest.raises(ValidationError):
            eu_vat_number(wrong)
