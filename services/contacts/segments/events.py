"""The events of segments: a record came in, or went out."""

from chassis.events import EventType
from chassis.fields import Choice, DateTime, Link, Schema, Text

_EXAMPLE = {
    "segment_id": "0197a1b2-0000-7000-8000-0000000000e1",
    "segment_name": "VIP ügyfelek 90 napja kapcsolat nélkül",
    "record_kind": "contacts.organization",
    "record_id": "0197a1b2-0000-7000-8000-0000000000a1",
    "record_name": "Tisza Faipari Kft.",
    "at": "2026-03-02T09:30:00Z",
}


class PassageData(Schema):
    """Which record came into which segment, or went out of it."""

    segment_id = Link("contacts.segment", required=True)
    segment_name = Text(required=True)
    record_kind = Choice(["contacts.organization", "contacts.person"], required=True)
    record_id = Link("", required=True)
    record_name = Text(max=300)
    at = DateTime(required=True)


SegmentEntered = EventType(
    "contacts.SegmentEntered",
    version=1,
    schema=PassageData,
    title="%(record_name)s entered the segment %(segment_name)s",
    summary="An organization or a person came into a segment: told once for each coming.",
    example=_EXAMPLE,
)
SegmentLeft = EventType(
    "contacts.SegmentLeft",
    version=1,
    schema=PassageData,
    title="%(record_name)s left the segment %(segment_name)s",
    summary="An organization or a person went out of a segment: told once for each going.",
    example=_EXAMPLE,
)

EVENTS = [SegmentEntered, SegmentLeft]
