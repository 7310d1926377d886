"""Which header means which field."""

from typing import Any

from chassis.transfer.cells import nest
from chassis.transfer.rows import flatten
from chassis.transfer.targets import propose, targets_of


def _entry(name: str, label: str, type_: str = "text", **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "type": type_, "read_only": False, "required": False, **more}


def _described(address: str, city: str, name: str, email: str, emails: str, link: str) -> list[dict[str, Any]]:
    return [
        _entry("name", name, required=True),
        _entry("number", "Number", read_only=True),
        _entry("addresses", address, "lines", fields=[_entry("city", city)]),
        _entry("emails", emails, "lines", fields=[_entry("email", email)]),
        _entry("parent_id", link, "link", link="contacts.organization"),
    ]


TARGETS = targets_of(
    {
        "en": _described("Addresses", "City", "Name", "E-mail", "E-mails", "Parent"),
        "hu": _described("Címek", "Város", "Név", "E-mail-cím", "E-mail-címek", "Anyaszervezet"),
    }
)


def test_targets_are_what_can_be_written() -> None:
    nth = [path for n in ("", "2.", "3.") for path in (f"addresses.{n}city", f"emails.{n}email")]
    assert set(TARGETS) == {"name", "parent_id", *nth}
    assert TARGETS["name"].required
    assert TARGETS["addresses.city"].label == "Addresses: City"


def test_headers_match_by_name_label_and_either_language() -> None:
    for headers in (
        ["name", "addresses.city", "emails.email", "parent_id"],
        ["NAME", "City", "E-mail", "Parent"],
        ["Név", "VAROS", "E-mail cím", "Anyaszervezet"],
        ["companyName", "city", "email", "parent id"],
    ):
        assert list(propose(headers, TARGETS).values()) == ["name", "addresses.city", "emails.email", "parent_id"]


def test_what_is_like_nothing_is_left_alone() -> None:
    assert propose(["Shoe size", "Anyag", ""], TARGETS) == {}


def test_each_field_is_taken_once_by_the_surest_header() -> None:
    assert propose(["contactName", "Name", "companyName"], TARGETS) == {"Name": "name"}


def test_rows_nest_and_rows_of_nothing_vanish() -> None:
    values = {"name": "X", "addresses.city": "Pécs", "emails.email": None, "custom.colour": "red"}
    assert nest(values) == {
        "name": "X",
        "addresses": [{"city": "Pécs"}],
        "emails": [],
        "custom": {"colour": "red"},
    }


def test_nested_errors_flatten_to_paths() -> None:
    errors = {"emails": {0: {"email": ["bad"]}}, "_schema": ["odd"], "name": "needed"}
    assert dict(flatten(errors)) == {"emails.email": ["bad"], "": ["odd"], "name": ["needed"]}
