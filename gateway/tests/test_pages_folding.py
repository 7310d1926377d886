"""Forms stay calm: sections and tables of rarely used fields are folded while nothing in them is filled or wrong."""

from typing import Any

import pytest

from gateway.pages.forms import folded

FIELDS: list[dict[str, Any]] = [
    {"name": "name", "type": "text", "section": None},
    {"name": "code", "type": "text", "section": None, "fold": True},
    {"name": "hobby", "type": "text", "section": "Personal", "fold": True},
    {"name": "sex", "type": "choice", "section": "Personal", "fold": True},
    {"name": "profiles", "type": "lines", "section": "Contact", "fold": True},
    {"name": "phones", "type": "lines", "section": "Contact"},
]


@pytest.mark.parametrize(
    ("values", "errors", "expected"),
    [
        ({}, {}, {"Personal", "profiles"}),
        ({"hobby": "sakk"}, {}, {"profiles"}),
        ({"code": "A-1"}, {"sex": ["no"]}, {"profiles"}),
        ({"profiles": [{"url": "x"}]}, {}, {"Personal"}),
        ({}, {"profiles.0.url": ["no"]}, {"Personal"}),
    ],
)
def test_what_is_empty_and_rare_is_folded(values: Any, errors: Any, expected: set[str]) -> None:
    assert folded(FIELDS, values, errors) == expected
