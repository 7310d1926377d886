"""Cursors: where a page of a list ended, as text that says nothing to the reader."""

import base64
import json
from typing import Any

import marshmallow as ma

from chassis import fields as f
from chassis.audit import readable
from chassis.errors import BadRequest
from chassis.ids import is_id


def write(sort: str, value: Any, last_id: str) -> str:
    """The cursor after a row."""
    text = json.dumps([sort, f"{value:f}" if hasattr(value, "quantize") else readable(value), last_id])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str) -> list[Any]:
    """The order, the value and the id of a cursor; BadRequest when it is none."""
    try:
        value = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if isinstance(value, list) and len(value) == 3 and isinstance(value[0], str) and is_id(value[2]):
            return value
    except ValueError:
        pass
    raise BadRequest("The cursor is not valid; take the one in “next”.")


def revive(fld: Any, value: Any) -> Any:
    """A value of a cursor as the field has it in Python."""
    if value is None:
        return None
    try:
        if isinstance(fld, f.Number | f.Date | f.DateTime | f.Integer | f.Flag):
            return fld.deserialize(value)
        if not isinstance(value, str):
            raise ma.ValidationError("The cursor is not valid.")
    except ma.ValidationError as error:
        raise BadRequest("Some list parameters are not valid.", {"cursor": ["The cursor is not valid."]}) from error
    return value
