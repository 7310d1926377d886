"""The timeline's one route."""

from chassis.resource import Route
from services.contacts.timeline.queries import timeline
from services.contacts.timeline.schemas import TimelinePage, TimelineQuery

TIMELINE = Route(
    "GET",
    "/timeline",
    timeline,
    "contacts.timeline:view",
    "What happened to a record of any kind, newest first",
    query=TimelineQuery,
    response=TimelinePage,
)
