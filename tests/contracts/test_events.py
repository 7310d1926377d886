"""Producers and consumers of events mean the same: each worked example goes through both for real."""

import re
from collections.abc import Callable

import pytest
from jsonschema import Draft202012Validator

from chassis.events import EventType, matches
from chassis.inbox import Outcome
from chassis.openapi import envelope_example
from chassis.service import find
from chassis.users import HANDLERS as USER_HANDLERS
from tests.architecture.words import SERVICES
from tests.support.service import ServiceHarness

Get = Callable[[str], ServiceHarness]
EVENTS = {event.type: event for name in SERVICES for event in find(name).events}
COMING = {"activities"}  # services the names of whose events are taken already
PAIRS = [
    (name, event)
    for name in SERVICES
    for event in EVENTS.values()
    if any(matches(pattern, event.type) for pattern in find(name).handlers)
]
_NAME = re.compile(r"[a-z]+\.([A-Z][a-z]+)+")


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_the_example_is_what_the_producer_writes(event: EventType) -> None:
    loaded = event.dumper.load(event.example)
    assert event.dumper.dump(loaded) == {**dict.fromkeys(event.dumper.fields), **event.example}


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.type)
def test_the_example_fits_the_published_schema(event: EventType, harness: Get) -> None:
    producer = harness(event.type.partition(".")[0])
    document = producer.get("/asyncapi.json").json
    schema = {**document["components"]["schemas"][event.type], "components": document["components"]}
    errors = [error.message for error in Draft202012Validator(schema).iter_errors(envelope_example(event))]
    assert errors == []


@pytest.mark.parametrize(("consumer", "event"), PAIRS, ids=lambda part: getattr(part, "type", part))
def test_each_consumer_handles_the_example(consumer: str, event: EventType, harness: Get) -> None:
    data = event.dumper.dump(event.dumper.load(event.example))
    subject = envelope_example(event)["subject"]
    outcome = harness(consumer).deliver(event.type, data, subject=subject)
    assert outcome is Outcome.HANDLED, _failures(harness(consumer))


def test_a_consumer_parks_what_does_not_fit(harness: Get) -> None:
    """The control of the test above: an order whose lines have no quantity is not handled."""
    data = {**EVENTS["sales.OrderConfirmed"].example, "lines": [{"line_id": "1"}]}
    assert harness("inventory").deliver("sales.OrderConfirmed", data, subject="order/1") is Outcome.PARKED


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_consumed_is_published_by_somebody(name: str) -> None:
    consumed = [
        key for key in (*find(name).handlers, *USER_HANDLERS) if key != "#" and key.partition(".")[0] not in COMING
    ]
    unknown = [key for key in consumed if not any(matches(key, event_type) for event_type in EVENTS)]
    assert unknown == []


@pytest.mark.parametrize("name", SERVICES)
def test_events_are_named_after_their_service(name: str) -> None:
    wrong = [e.type for e in find(name).events if not _NAME.fullmatch(e.type) or e.type.partition(".")[0] != name]
    assert wrong == []


def _failures(harness: ServiceHarness) -> list[str]:
    from sqlalchemy import select

    from chassis.tables import inbox_failures

    with harness.runtime.reading() as session:
        return list(session.scalars(select(inbox_failures.c.error)))
