"""A handler names only what it needs of an event; everything else is ignored, within lines and objects too."""

from typing import Any

import pytest
from marshmallow import fields as ma

from chassis.events import Handler, Unreadable, parse
from chassis.fields import Lines, Number, Schema, Text
from tests.support.service import envelope


class PartSeen(Schema):
    name = Text()


class RowSeen(Schema):
    quantity = Number(required=True)
    part = ma.Nested(PartSeen)


class DocumentSeen(Schema):
    number = Text(required=True)
    lines = Lines(RowSeen)


def load(data: dict[str, Any]) -> dict[str, Any]:
    handler = Handler(lambda session, event: None, DocumentSeen)
    return handler.load(parse(envelope("shop.Made", data))).data


def test_unknown_fields_are_ignored_at_every_depth() -> None:
    row = {"quantity": "2", "price": "10", "part": {"name": "a", "colour": "red"}}
    data = load({"number": "1", "total": "20", "lines": [row]})
    assert (data["number"], data["lines"][0]["part"]) == ("1", {"name": "a"})
    assert "price" not in data["lines"][0]


def test_what_is_needed_is_still_needed() -> None:
    with pytest.raises(Unreadable, match="quantity"):
        load({"number": "1", "lines": [{"part": {"name": "a"}}]})
