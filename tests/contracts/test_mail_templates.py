"""The shipped mail templates against the events as their publishers write them."""

from collections.abc import Mapping
from typing import Any

import pytest

from chassis.events import EventType
from chassis.service import find
from services.mailer.accounts import Account
from services.mailer.examples import EXAMPLES
from services.mailer.templates.letters import write
from services.mailer.templates.models import Template
from services.mailer.templates.queries import defaults


def _published(name: str) -> EventType:
    return next(event for event in find(name.partition(".")[0]).events if event.type == name)


def _missing(ours: Mapping[str, Any], theirs: Mapping[str, Any], path: str = "") -> list[str]:
    found = []
    for name, value in ours.items():
        if name not in theirs:
            found.append(f"{path}{name}")
        elif isinstance(value, Mapping) and isinstance(theirs[name], Mapping):
            found += _missing(value, theirs[name], f"{path}{name}.")
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found += _missing(value[0], theirs[name][0], f"{path}{name}[].")
    return found


@pytest.mark.parametrize(("event_type", "language"), sorted(defaults()))
def test_a_template_fills_from_what_the_publisher_says(event_type: str, language: str) -> None:
    event = _published(event_type)
    data = event.dumper.dump(event.dumper.load(event.example))
    default = defaults()[event_type, language]
    template = Template(event_type=event_type, language=language, subject=default.subject, html=default.html)
    letter = write(template, data, Account(language="hu"))
    assert "{{" not in letter.html
    assert letter.subject


@pytest.mark.parametrize("event_type", sorted(EXAMPLES))
def test_the_fields_offered_to_authors_of_templates_exist(event_type: str) -> None:
    event = _published(event_type)
    published = event.dumper.dump(event.dumper.load(event.example))
    assert _missing(EXAMPLES[event_type], published) == []
