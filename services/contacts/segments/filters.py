"""The filter by segment that lists of organizations and people offer."""

from typing import Any

from sqlalchemy import ColumnElement, select

from chassis.errors import BadRequest
from chassis.fields import Link
from services.contacts.segments.models import SegmentMember


class InSegment(Link):
    """Asks whether a record is in a segment (or in any of several), through the index of members."""

    operators = ("eq", "in", "ne")

    def __init__(self) -> None:
        super().__init__("contacts.segment", label="Segment", read_only=True, listed=False, sort=False)

    def condition(self, resource: Any, operator: str, value: str) -> ColumnElement[bool]:
        """The records that are in the segment, or with `ne` those that are not."""
        if operator not in ("eq", "in", "has", "ne"):
            raise BadRequest("It can be asked whether a record is in a segment (eq, in) or not (ne).")
        wanted = [self.deserialize(part) for part in value.split(",")[:50]]
        members = select(SegmentMember.record_id).where(SegmentMember.segment_id.in_(wanted))
        own_id: ColumnElement[Any] = resource.model.id
        return own_id.not_in(members) if operator == "ne" else own_id.in_(members)


FILTERS = {"segment": InSegment()}
