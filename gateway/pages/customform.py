"""The form of a custom field, as meta would describe it: which settings a type has, and what they mean."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from gateway.auth import backend
from gateway.pages import forms
from gateway.pages.words import _

Json = dict[str, Any]

COLOURS = ("grey", "blue", "green", "amber", "orange", "red", "purple", "pink", "teal")
TEXTS = {"text", "long_text"}
NUMBERS = {"integer", "number", "money", "percent"}
CHOOSING = {"choice", "multi_choice"}
UNIQUE = {"text", "email", "phone", "url", "integer", "number", "money", "date", "datetime", "link", "user", "choice"}


def type_words() -> dict[str, tuple[str, str]]:
    """Type → its name and what it is for, in the order in which they are offered."""
    return {
        "text": (_("Text"), _("One line: a code, a name, a short answer.")),
        "long_text": (_("Long text"), _("Several lines. It cannot be filtered by.")),
        "choice": (_("Choice"), _("One of the values you list, each with a colour.")),
        "multi_choice": (_("Several choices"), _("Any number of the values you list.")),
        "flag": (_("Yes or no"), _("A box to tick.")),
        "integer": (_("Whole number"), _("A count: employees, pieces, years.")),
        "number": (_("Number"), _("With up to four decimals: a weight, a length.")),
        "money": (_("Amount"), _("Money in one currency, exact to the last digit.")),
        "percent": (_("Percent"), _("A share from 0 to 100.")),
        "date": (_("Day"), _("A calendar day, such as an expiry.")),
        "datetime": (_("Day and time"), _("A moment, such as an appointment.")),
        "link": (_("Link to a record"), _("Another record of any kind; the name is kept and leads there.")),
        "user": (_("Colleague"), _("One of the users.")),
        "email": (_("E-mail"), _("Checked, and opens a letter.")),
        "phone": (_("Phone"), _("Kept in international form.")),
        "url": (_("Web address"), _("Opens in a new window.")),
    }


def colour_words() -> dict[str, str]:
    """The colours a choice may have."""
    words = (
        _("Grey"), _("Blue"), _("Green"), _("Amber"), _("Orange"), _("Red"), _("Purple"), _("Pink"), _("Teal"),
    )  # fmt: skip
    return dict(zip(COLOURS, words, strict=True))


def fields(kind: str, before: Json | None = None) -> list[Json]:
    """The fields of the form for a type; `before` is the definition that is changed."""
    return [_whole(field) for field in (*_words(), *_values(kind, before), *_rules(kind))]


def _whole(field: Json) -> Json:
    return {"required": False, "help": None, "choices": None, "max_length": None, **field}


def _words() -> list[Json]:
    section = _("What it is called")
    rows = (
        ("label_hu", _("Hungarian name"), "", 120),
        ("label", _("English name"), _("One of the two is enough."), 120),
        ("help_hu", _("Hungarian explanation"), _("Stands in small letters under the input."), 300),
        ("help", _("English explanation"), "", 300),
        ("section_hu", _("Hungarian heading"), _("Fields of one heading stand together on forms and records."), 120),
        ("section", _("English heading"), "", 120),
    )
    return [
        {"name": name, "type": "text", "label": label, "help": words or None, "max_length": most, "section": section}
        for name, label, words, most in rows
    ]


def _values(kind: str, before: Json | None) -> list[Json]:
    section = _("What may be in it")
    found: list[Json] = []
    if before and (wider := _wider(before["type"])):
        label, words = _("Type"), _("It may become a type that holds all its values.")
        options = [{"value": t, "label": type_words()[t][0]} for t in (before["type"], *wider)]
        found.append({"name": "type", "type": "choice", "label": label, "help": words, "choices": options,
                      "required": True})  # fmt: skip
    if kind in TEXTS:
        found.append({"name": "max_length", "type": "integer", "label": _("Most characters")})
    if kind in NUMBERS or kind == "date":
        limit = "date" if kind == "date" else "number"
        found.append({"name": "min", "type": limit, "label": _("Least value")})
        found.append({"name": "max", "type": limit, "label": _("Greatest value")})
    if kind == "money":
        found.append({"name": "currency", "type": "choice", "label": _("Currency"), "required": True,
                      "choices": _currencies()})  # fmt: skip
    if kind == "link" and before is None:
        options = [{"value": k["kind"], "label": k["label"]} for k in backend().kinds()]
        found.append({"name": "link", "type": "choice", "label": _("Records of this kind"), "required": True,
                      "choices": options})  # fmt: skip
    if kind not in {"link", "user", "choice", "multi_choice", "flag"}:
        found.append({"name": "default", "type": kind, "label": _("Default"),
                      "help": _("What a new record gets when nothing is typed.")})  # fmt: skip
    return [{**field, "section": section} for field in found]


def _wider(kind: str) -> tuple[str, ...]:
    wider = {"text": ("long_text",), "integer": ("number",)}
    return wider.get(kind, ("text", "long_text") if kind in {"email", "phone", "url"} else ())


def _currencies() -> list[Json]:
    every = (f for kind in backend().meta()["kinds"].values() for f in kind["fields"] if f["type"] == "currency")
    return next((list(field["choices"]) for field in every), [{"value": c, "label": c} for c in ("HUF", "EUR", "USD")])


def _rules(kind: str) -> list[Json]:
    rows = [
        ("required", _("Must be filled in"), _("Asked for when a record is made or the field is edited.")),
        ("listed", _("A column of the list"), _("Everybody sees it there until he chooses other columns.")),
    ]
    if kind in UNIQUE:
        rows.insert(1, ("unique", _("No value twice"), _("The database itself refuses a value that another has.")))
    if kind in TEXTS | {"email", "phone", "url"}:
        rows.append(("searchable", _("Found by the search"), _("The record is found by the words of this field.")))
    section = _("Rules")
    return [{"name": n, "type": "flag", "label": label, "help": words, "section": section} for n, label, words in rows]


def choices_field(before: Json | None = None) -> Json:
    """The rows of the choices: a name in each language, a colour, and whether it is still given."""
    colours = [{"value": value, "label": label} for value, label in colour_words().items()]
    inner: list[Json] = [
        {"name": "label_hu", "type": "text", "label": _("Hungarian name")},
        {"name": "label", "type": "text", "label": _("English name")},
        {"name": "colour", "type": "choice", "label": _("Colour"), "choices": colours},
    ]
    if before:
        inner.append({"name": "retired", "type": "flag", "label": _("Retired")})
    return {"name": "choices", "type": "lines", "label": _("Choices"), "fields": [_whole(field) for field in inner]}


def read(kind: str, before: Json | None, form: MultiDict[str, str]) -> Json:
    """The definition that was typed, as the API takes it."""
    data = forms.read(fields(kind, before), form)
    for name in ("min", "max"):
        if data.get(name) is not None:
            data[name] = str(data[name])
    if kind in CHOOSING:
        rows = forms.rows(choices_field(before), form)
        data["choices"] = [{"value": row.pop("id", None), **row} for row in rows]
    return data


def typed(data: Json) -> Json:
    """A definition as the values of the form: a choice's value is the id of its row."""
    rows = [{**row, "id": row.get("value")} for row in data.get("choices") or []]
    return {**data, "choices": rows}


def settings(row: Json) -> str:
    """What a definition says beside its name, in a few words."""
    link = backend().meta()["kinds"].get(row.get("link") or "")
    words = [
        link["label"] if link else row.get("link"),
        row.get("currency"),
        _("must be filled in") if row["required"] else None,
        _("no value twice") if row["unique"] else None,
        _("column of the list") if row["listed"] else None,
        _("searched") if row["searchable"] else None,
    ]
    return ", ".join(str(word) for word in words if word)
