"""Sources as a kind of record."""

from chassis.resource import Resource, Route
from services.contacts.sources.commands import create_source, update_source
from services.contacts.sources.models import Source
from services.contacts.sources.queries import report
from services.contacts.sources.schemas import ReportIn, ReportOut, SourceSchema

SOURCES = Resource(
    kind="source",
    collection="sources",
    model=Source,
    schema=SourceSchema,
    icon="target-arrow",
    order=40,
    columns=("name", "channel", "valid_from", "valid_until", "cost", "owner_id"),
    sort="name",
    search=("name",),
    create=create_source,
    update=update_source,
    importable=True,
    match=("name",),
    routes=(
        Route(
            "GET",
            "/sources/report",
            report,
            "view",
            "Customers won by source, what that cost, and the cost of one",
            query=ReportIn,
            response=ReportOut,
        ),
    ),
)
