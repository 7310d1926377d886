"""Lists kept by hand, when records are merged, deleted or brought back: who is in is told and counted anew."""

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session, aliased

from services.contacts.segments.membership import counted, tell
from services.contacts.segments.models import Segment, SegmentMember, SegmentPassage
from services.contacts.segments.subjects import MODELS


def follow_lists(session: Session, record_ids: list[str]) -> None:
    """Tell of those whose place in a list another record has taken, and who is out of sight or back again."""
    by_list: dict[str, set[str]] = {}
    for segment_id, record_id in {*_in_lists(session, record_ids), *_told_in(session, record_ids)}:
        by_list.setdefault(segment_id, set()).add(record_id)
    lists = select(Segment).where(Segment.mode == "static", Segment.deleted_at.is_(None), Segment.id.in_(by_list))
    for segment in session.scalars(lists.order_by(Segment.id).with_for_update()).all():
        concerned = sorted(by_list[segment.id])
        here = {record_id for _segment, record_id in _in_lists(session, concerned, segment)}
        told = {record_id for _segment, record_id in _told_in(session, concerned, segment)}
        tell(session, segment, sorted(here - told), entered=True)
        tell(session, segment, sorted(told - here), entered=False)
        counted(session, segment)


def _in_lists(session: Session, record_ids: list[str], segment: Segment | None = None) -> list[tuple[str, str]]:
    """The places that records have: in any list, or in one, without the records that are out of sight."""
    statement = select(SegmentMember.segment_id, SegmentMember.record_id).where(SegmentMember.record_id.in_(record_ids))
    if segment is not None:
        model = MODELS[segment.record_kind]
        here = and_(model.id == SegmentMember.record_id, model.deleted_at.is_(None))
        statement = statement.join(model, here).where(SegmentMember.segment_id == segment.id)
    return [(row.segment_id, row.record_id) for row in session.execute(statement)]


def _told_in(session: Session, record_ids: list[str], segment: Segment | None = None) -> list[tuple[str, str]]:
    """Those of whom the newest passage says that they came in."""
    passage, newer = SegmentPassage, aliased(SegmentPassage)
    same = and_(newer.record_id == passage.record_id, newer.segment_id == passage.segment_id)
    later = exists().where(same, newer.id > passage.id)
    statement = select(passage.segment_id, passage.record_id).where(
        passage.record_id.in_(record_ids), passage.entered, ~later
    )
    if segment is not None:
        statement = statement.where(passage.segment_id == segment.id)
    return [(row.segment_id, row.record_id) for row in session.execute(statement)]
