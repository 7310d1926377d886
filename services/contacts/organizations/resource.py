"""Organizations as a kind of record."""

from chassis.duplicates import Duplicates, folding
from chassis.fillin import FillIn
from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.contacts.events import OrganizationCreated, OrganizationDeleted, OrganizationUpdated
from services.contacts.figures.purchases import organization_purchases, purchases_file
from services.contacts.figures.queries import organization_figures
from services.contacts.figures.schemas import (
    FiguresQuery,
    FiguresSchema,
    PurchasesFileQuery,
    PurchasesPage,
    PurchasesQuery,
)
from services.contacts.fillins import organization_of_parent
from services.contacts.lifecycle.commands import set_status
from services.contacts.merge_events import OrganizationMerged, OrganizationMergeUndone
from services.contacts.organizations.commands import create_organization, delete_organization, update_organization
from services.contacts.organizations.models import Organization
from services.contacts.organizations.schemas import OrganizationSchema, StatusIn, Tree
from services.contacts.organizations.tree import tree
from services.contacts.positions.queries import members, org_chart
from services.contacts.positions.schemas import Chart, Members, OnQuery
from services.contacts.segments.filters import FILTERS as SEGMENT_FILTERS

STRUCTURE = (
    Route("GET", "/organizations/{id}/tree", tree, "view", "The whole group an organization belongs to", response=Tree),
    Route(
        "GET",
        "/organizations/{id}/org-chart",
        org_chart,
        "contacts.person:view",
        "The people of an organization on a day, by whom they report to",
        query=OnQuery,
        response=Chart,
    ),
    Route(
        "GET",
        "/organizations/{id}/positions",
        members,
        "contacts.person:view",
        "Who works or worked at an organization",
        response=Members,
    ),
)

ORGANIZATIONS = Resource(
    kind="organization",
    collection="organizations",
    model=Organization,
    schema=OrganizationSchema,
    icon="building",
    order=10,
    columns=("name", "status", "city", "phone", "email", "industry", "owner_id"),
    sort="name",
    search=("name", "code", "legal_name", "tax_number", "eu_vat_number", "email", "phone", "city", "tags"),
    create=create_organization,
    update=update_organization,
    delete=delete_organization,
    created=OrganizationCreated,
    updated=OrganizationUpdated,
    deleted=OrganizationDeleted,
    restored=OrganizationUpdated,
    merged=OrganizationMerged,
    unmerged=OrganizationMergeUndone,
    fill_in=FillIn(("parent_id",), organization_of_parent),
    importable=True,
    match=("code", "tax_number", "eu_vat_number", "name"),
    erasure=Erasure(own=True),
    filters=SEGMENT_FILTERS,
    prefetch=("addresses", "phones", "emails"),
    actions=(
        Action(
            "set_status",
            set_status,
            schema=StatusIn,
            label="Change life cycle",
            icon="timeline-event",
            summary="Say that it became a customer, is one no more, or is a prospect again, and why",
        ),
    ),
    duplicates=Duplicates(
        exact={"tax_number": folding.firm_number, "eu_vat_number": folding.number, "registry_number": folding.number},
        emails="emails.email",
        phones="phones.number",
        near=("city",),
    ),
    routes=(
        *STRUCTURE,
        Route(
            "GET",
            "/organizations/{id}/figures",
            organization_figures,
            "view",
            "What an organization was quoted, ordered, was billed, paid and asked",
            query=FiguresQuery,
            response=FiguresSchema,
        ),
        Route(
            "GET",
            "/organizations/{id}/purchases",
            organization_purchases,
            "view",
            "What an organization bought, by line and by product",
            query=PurchasesQuery,
            response=PurchasesPage,
        ),
        Route(
            "GET",
            "/organizations/{id}/purchases/export",
            purchases_file,
            "export",
            "What an organization bought, as CSV",
            query=PurchasesFileQuery,
            file="text/csv",
        ),
    ),
)
