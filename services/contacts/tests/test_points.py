"""Addresses, phones and e-mails: one primary of each, phones as dialled in the country of the address."""

import pytest

from chassis.errors import Invalid
from services.contacts.points import phone_in, settle


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("06 (30) 555-1234", "HU", "+36305551234"),
        ("+36 62 555 100", "HU", "+3662555100"),
        ("030-0074321", "DE", "+49300074321"),
        ("(206) 555-9857", "US", "+12065559857"),
        ("0621-08460", "DE", "+4962108460"),
        ("(5) 555-4729", "MX", "(5) 555-4729"),  # no number of today's plan: kept as written
    ],
)
def test_a_phone_is_read_in_its_country(text: str, country: str, number: str) -> None:
    assert phone_in(text, country) == number


@pytest.mark.parametrize("text", ["abc", "12", "06 30 12"])
def test_what_cannot_be_dialled_at_home_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        phone_in(text, "HU")
    with pytest.raises(Invalid) as refusal:
        settle({"phones": [{"number": "+36305551234"}, {"number": text}]})
    assert refusal.value.errors == {"phones": {1: {"number": ["This is not a phone number."]}}}


def test_the_first_entry_is_primary_unless_another_says_so() -> None:
    data = settle({"emails": [{"email": "A@x.example"}, {"email": "b@x.example"}]})
    assert [row["primary"] for row in data["emails"]] == [True, False]
    assert data["email"] == "a@x.example"
    data = settle({"emails": [{"email": "a@x.example"}, {"email": "b@x.example", "primary": True}]})
    assert [row["primary"] for row in data["emails"]] == [False, True]
    assert data["email"] == "b@x.example"


def test_an_emptied_list_empties_the_column() -> None:
    assert settle({"phones": [], "addresses": []}) == {"phones": [], "addresses": [], "phone": None, "city": None}


def test_lists_that_are_not_given_stay_untouched() -> None:
    assert settle({"name": "X"}) == {"name": "X"}
