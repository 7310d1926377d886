"""Checks of the numbers by which the state knows a firm."""

import re

from marshmallow import ValidationError
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as BadNumber
from stdnum.hu import anum

HOME = "HU"
_COUNTIES = {*range(2, 21), *range(22, 45), 51}


def tax_number(text: str) -> str:
    """Check a Hungarian tax number (8 digits with a check digit, VAT code 1–5, county) and write it as 8-1-2."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(r"\d{11}", digits):
        raise ValidationError("A Hungarian tax number has the form 12345678-1-12.")
    if not anum.is_valid(digits[:8]):
        raise ValidationError("The check digit of this tax number is wrong.")
    if digits[8] not in "12345" or int(digits[9:]) not in _COUNTIES:
        raise ValidationError("The VAT code or the county code of this tax number is wrong.")
    return f"{digits[:8]}-{digits[8]}-{digits[9:]}"


def eu_vat_number(text: str) -> str:
    """Check an EU VAT number by its country's rules and write it without spaces."""
    try:
        return str(eu_vat.validate(text))
    except BadNumber as error:
        raise ValidationError("This is not a valid EU VAT number.") from error
