"""The two events of a kind that can be merged: what they say is the same for all kinds."""

from collections.abc import Mapping
from typing import Any

from chassis import fields as f
from chassis.events import EventType


class OtherData(f.Schema):
    """A record that is part of the subject now, or no longer, and what it is called."""

    id = f.Link("", required=True)
    name = f.Text(300)


class MergedData(f.Schema):
    """Which records are one with the subject now, or no longer: whoever keeps their ids follows."""

    merge_id = f.Link("", required=True)
    name = f.Text(required=True)
    merged = f.Ids(required=True)
    others = f.Lines(OtherData)


def merge_events(noun: str, plural: str, example: Mapping[str, Any]) -> tuple[EventType, EventType]:
    """`ThingMerged` and `ThingMergeUndone` for `service.Thing`."""
    common: dict[str, Any] = {"version": 1, "schema": MergedData, "example": dict(example)}
    merged = EventType(
        f"{noun}Merged",
        title="Other records were merged into %(name)s",
        summary=f"{plural} that were the same became one: the subject stands for the merged ids from now on.",
        **common,
    )
    undone = EventType(
        f"{noun}MergeUndone",
        title="A merge into %(name)s was undone",
        summary=f"A merge of {plural.lower()} was taken back: what it moved names the merged ids again.",
        **common,
    )
    return merged, undone
