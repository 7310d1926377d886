"""What helpdesk does when others tell something: it keeps the names and addresses its tickets show."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.events import Handler, Received
from chassis.fields import Email, Language, Link, Schema, Text
from chassis.records import project
from services.helpdesk.articles.models import Article
from services.helpdesk.projections import KnownOrganization, KnownPerson, KnownProduct
from services.helpdesk.tickets.models import Ticket


class OrganizationSeen(Schema):
    """Of an organization: its name, and how to write to it."""

    name = Text(required=True)
    email = Email()
    language = Language()


class PersonSeen(OrganizationSeen):
    """Of a person: the same, and for whom he or she works."""

    organization_id = Link("contacts.organization")


class ProductSeen(Schema):
    """Of a product: its name."""

    name = Text(required=True)


def know_organization(session: Session, event: Received) -> None:
    """Keep an organization; tickets show its present name."""
    if project(session, KnownOrganization, event.subject_id, event, event.data):
        _rename(session, Ticket, "organization", event.subject_id, event.data["name"])


def know_person(session: Session, event: Received) -> None:
    """Keep a person; tickets show the present name."""
    if project(session, KnownPerson, event.subject_id, event, event.data):
        _rename(session, Ticket, "person", event.subject_id, event.data["name"])


def know_product(session: Session, event: Received) -> None:
    """Keep a product; tickets and articles show its present name."""
    if project(session, KnownProduct, event.subject_id, event, event.data):
        _rename(session, Ticket, "product", event.subject_id, event.data["name"])
        _rename(session, Article, "product", event.subject_id, event.data["name"])


def organization_followed(session: Session, organization_id: str) -> None:
    """Tickets that follow a merge show the name of the organization they now belong to."""
    if (known := session.get(KnownOrganization, organization_id)) is not None:
        _rename(session, Ticket, "organization", organization_id, known.name)


def person_followed(session: Session, person_id: str) -> None:
    """Tickets that follow a merge show the name of the person they now belong to."""
    if (known := session.get(KnownPerson, person_id)) is not None:
        _rename(session, Ticket, "person", person_id, known.name)


def _rename(session: Session, model: Any, what: str, record_id: str, name: str) -> None:
    link, shown = getattr(model, f"{what}_id"), getattr(model, f"{what}_name")
    session.execute(update(model).where(link == record_id, shown.is_distinct_from(name)).values({shown: name}))


MERGED = {"contacts.organization": organization_followed, "contacts.person": person_followed}
HANDLERS = {
    "contacts.OrganizationCreated": Handler(know_organization, OrganizationSeen),
    "contacts.OrganizationUpdated": Handler(know_organization, OrganizationSeen),
    "contacts.PersonCreated": Handler(know_person, PersonSeen),
    "contacts.PersonUpdated": Handler(know_person, PersonSeen),
    "inventory.ProductCreated": Handler(know_product, ProductSeen),
    "inventory.ProductUpdated": Handler(know_product, ProductSeen),
}
