"""Leads as a kind of record."""

from chassis.duplicates import Duplicates, folding
from chassis.privacy import Erasure
from chassis.resource import Action, Resource
from services.sales.events import LeadMerged, LeadMergeUndone
from services.sales.leads.commands import convert_lead, create_lead, disqualify_lead, update_lead
from services.sales.leads.models import Lead
from services.sales.leads.schemas import ConvertIn, DisqualifyIn, LeadSchema

OPEN = {"status": ["new", "contacted", "qualified"]}
UNCONVERTED = ["new", "contacted", "qualified", "unqualified"]

LEADS = Resource(
    kind="lead",
    collection="leads",
    model=Lead,
    schema=LeadSchema,
    icon="user-search",
    columns=("name", "status", "source", "email", "phone", "estimated_value", "score", "created_at"),
    search=("name", "company_name", "full_name", "email", "phone", "city", "tags"),
    create=create_lead,
    update=update_lead,
    importable=True,
    erasure=Erasure(sole=True, remove=True, emails=("email",)),
    match=("email",),
    merged=LeadMerged,
    unmerged=LeadMergeUndone,
    duplicates=Duplicates(
        name="full_name",
        parts=("family_name", "given_name"),
        people=True,
        firm="company_name",
        exact={"tax_number": folding.firm_number},
        emails="email",
        phones="phone",
        near=("city",),
        when={"status": UNCONVERTED},
    ),
    actions=(
        Action(
            "convert",
            convert_lead,
            ConvertIn,
            when={"status": UNCONVERTED},
            returns="opportunity",
            style="primary",
            icon="user-check",
            summary="Turn a lead into organization, person and opportunity",
        ),
        Action("disqualify", disqualify_lead, DisqualifyIn, when=OPEN, icon="user-x"),
    ),
    order=10,
)
