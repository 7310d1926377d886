"""People as a kind of record."""

from chassis.duplicates import Duplicates
from chassis.fillin import FillIn
from chassis.privacy import Erasure
from chassis.resource import Resource, Route
from services.contacts.consents.queries import standing
from services.contacts.consents.schemas import StandingSchema
from services.contacts.events import PersonCreated, PersonDeleted, PersonUpdated
from services.contacts.figures.purchases import person_purchases
from services.contacts.figures.queries import person_figures
from services.contacts.figures.schemas import FiguresSchema, PurchasesPage, PurchasesQuery
from services.contacts.fillins import person_of_employer
from services.contacts.greetings.filters import FILTERS as GREETING_FILTERS
from services.contacts.merge_events import PersonMerged, PersonMergeUndone
from services.contacts.people.commands import create_person, update_person
from services.contacts.people.models import FLAGS, Person
from services.contacts.people.schemas import PersonSchema
from services.contacts.segments.filters import FILTERS as SEGMENT_FILTERS

PEOPLE = Resource(
    kind="person",
    collection="people",
    model=Person,
    schema=PersonSchema,
    label_plural="People",
    icon="user",
    order=20,
    columns=("name", "organization_id", "job_title", "phone", "email", "city", "owner_id"),
    sort="name",
    search=("name", "code", "email", "phone", "job_title", "city", "tags"),
    create=create_person,
    update=update_person,
    created=PersonCreated,
    updated=PersonUpdated,
    deleted=PersonDeleted,
    restored=PersonUpdated,
    merged=PersonMerged,
    unmerged=PersonMergeUndone,
    fill_in=FillIn(("organization_id",), person_of_employer),
    importable=True,
    match=("code", "email"),
    erasure=Erasure(own=True),
    routes=(
        Route(
            "GET",
            "/people/{id}/consents",
            standing,
            "contacts.consent:view",
            "Whether and how a person may be reached, and what that rests on",
            response=StandingSchema,
        ),
        Route(
            "GET",
            "/people/{id}/figures",
            person_figures,
            "view",
            "What a person asked, and bought in their own name",
            response=FiguresSchema,
        ),
        Route(
            "GET",
            "/people/{id}/purchases",
            person_purchases,
            "view",
            "What a person bought in their own name, by line and by product",
            query=PurchasesQuery,
            response=PurchasesPage,
        ),
    ),
    filters={**SEGMENT_FILTERS, **GREETING_FILTERS},
    prefetch=("positions", "addresses", "phones", "emails"),
    duplicates=Duplicates(
        parts=("family_name", "given_name"),
        emails="emails.email",
        phones="phones.number",
        near=("birth_date", "organization_id", "city"),
        people=True,
        following=(*FLAGS, "consent_on", "consent_source"),
    ),
)
