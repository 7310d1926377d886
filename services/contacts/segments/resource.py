"""Segments as a kind of record."""

from chassis.resource import Resource, Route
from services.contacts.segments import schemas
from services.contacts.segments.commands import add_members, create_segment, remove_members, update_segment
from services.contacts.segments.filling import MAX_FILE, fill
from services.contacts.segments.models import Segment
from services.contacts.segments.queries import containing, count, members, subjects, why

SEGMENTS = Resource(
    kind="segment",
    collection="segments",
    model=Segment,
    schema=schemas.SegmentSchema,
    icon="chart-pie",
    order=40,
    columns=("name", "record_kind", "mode", "members", "active", "evaluated_at", "owner_id"),
    sort="name",
    search=("name", "description"),
    create=create_segment,
    update=update_segment,
    attachable=False,
    routes=(
        Route(
            "POST", "/segments/count", count, "view", "How many records fit some rules, and a few of them",
            body=schemas.CountIn, response=schemas.CountOut, transaction=False,
        ),
        Route(
            "GET", "/segments/subjects", subjects, "view", "What rules may ask about",
            query=schemas.KindQuery, response=schemas.SubjectsOut,
        ),
        Route(
            "GET", "/segments/containing", containing, "view", "The segments a record is in",
            query=schemas.ContainingQuery, response=schemas.ContainingOut,
        ),
        Route(
            "GET", "/segments/{id}/members", members, "view", "Who is in a segment",
            query=schemas.MembersQuery, response=schemas.MembersPage,
        ),
        Route(
            "POST", "/segments/{id}/members", add_members, "edit", "Put records into a segment made by hand",
            body=schemas.MembersIn, response=schemas.MembersOut,
        ),
        Route(
            "POST", "/segments/{id}/members/remove", remove_members, "edit", "Take records out of it again",
            body=schemas.MembersIn, response=schemas.MembersOut,
        ),
        Route(
            "POST", "/segments/{id}/members/file", fill, "edit",
            "Put those into it whom the rows of a file name by id, e-mail, code, tax number or name",
            upload=True, response=schemas.FillOut, most=MAX_FILE,
        ),
        Route(
            "GET", "/segments/{id}/why", why, "view", "Why a record is in a segment, or not",
            query=schemas.RecordQuery, response=schemas.WhyOut,
        ),
    ),
)  # fmt: skip
