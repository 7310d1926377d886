"""Schema fields that also describe themselves: to pages, import, export and OpenAPI.

Each is a marshmallow field; `describe` (chassis.meta) reads its `spec`. Values left out are null, strings are trimmed.
"""

from chassis.fields.base import Described, Schema, Spec
from chassis.fields.links import Ids, Json, Lines, Link, Object, User
from chassis.fields.multichoice import MultiChoice
from chassis.fields.numbers import Date, DateTime, Flag, Integer, Money, Number, Percent, show_decimal, show_time
from chassis.fields.sets import SetEdit, Tags
from chassis.fields.texts import Choice, Country, Currency, Email, Language, LongText, Phone, Text, Url

__all__ = [
    "Choice",
    "Country",
    "Currency",
    "Date",
    "DateTime",
    "Described",
    "Email",
    "Flag",
    "Ids",
    "Integer",
    "Json",
    "Language",
    "Lines",
    "Link",
    "LongText",
    "Money",
    "MultiChoice",
    "Number",
    "Object",
    "Percent",
    "Phone",
    "Schema",
    "SetEdit",
    "Spec",
    "Tags",
    "Text",
    "Url",
    "User",
    "show_decimal",
    "show_time",
]
