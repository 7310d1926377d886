"""The events by which others learn that records of contacts are one now, or no longer."""

from chassis.events import EventType
from chassis.fields import Ids, Link, Schema, Text


class MergedData(Schema):
    """Which records are one with the subject now, or no longer: whoever keeps their ids follows."""

    merge_id = Link("", required=True)
    name = Text(required=True)
    merged = Ids(required=True)


_MERGED = {
    "merge_id": "0197a1b2-0000-7000-8000-0000000000c1",
    "name": "Tisza Faipari Kft.",
    "merged": ["0197a1b2-0000-7000-8000-0000000000a2"],
}
OrganizationMerged = EventType(
    "contacts.OrganizationMerged",
    version=1,
    schema=MergedData,
    title="Other records were merged into %(name)s",
    summary="Organizations that were the same became one: the subject stands for the merged ids from now on.",
    example=_MERGED,
)
OrganizationMergeUndone = EventType(
    "contacts.OrganizationMergeUndone",
    version=1,
    schema=MergedData,
    title="A merge into %(name)s was undone",
    summary="A merge of organizations was taken back: what it moved names the merged ids again.",
    example=_MERGED,
)
_MERGED_PEOPLE = {
    "merge_id": "0197a1b2-0000-7000-8000-0000000000c2",
    "name": "dr. Szabó Júlia",
    "merged": ["0197a1b2-0000-7000-8000-0000000000b2"],
}
PersonMerged = EventType(
    "contacts.PersonMerged",
    version=1,
    schema=MergedData,
    title="Other records were merged into %(name)s",
    summary="People that were the same became one: the subject stands for the merged ids from now on.",
    example=_MERGED_PEOPLE,
)
PersonMergeUndone = EventType(
    "contacts.PersonMergeUndone",
    version=1,
    schema=MergedData,
    title="A merge into %(name)s was undone",
    summary="A merge of people was taken back: what it moved names the merged ids again.",
    example=_MERGED_PEOPLE,
)

MERGE_EVENTS = [OrganizationMerged, OrganizationMergeUndone, PersonMerged, PersonMergeUndone]
