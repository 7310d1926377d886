"""What contacts does on the events of others."""

from collections.abc import Callable
from typing import Any

from marshmallow import EXCLUDE, ValidationError
from marshmallow import fields as ma
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from chassis.events import Handler, Received
from chassis.fields import Country, Email, Flag, Language, Link, Schema, Text, Url
from chassis.ids import is_id
from chassis.records import lookup
from chassis.users import is_active
from services.contacts import checks
from services.contacts.figures.counting import recount
from services.contacts.lifecycle.commands import became_customer
from services.contacts.organizations.commands import create_organization
from services.contacts.organizations.models import Organization
from services.contacts.people.commands import create_person
from services.contacts.people.models import Person
from services.contacts.points import HOME, phone_in
from services.contacts.privacy.erasing import HANDLERS as ERASING
from services.contacts.projections import (
    DocumentSeen,
    PaymentSeen,
    TicketSeen,
    has_bought,
    parties,
    see_document,
    see_payment,
    see_ticket,
)
from services.contacts.segments.following import touch
from services.contacts.sources.leads import source_of_lead
from services.contacts.timeline.commands import file_event


class PartySeen(Schema):
    """What a lead's organization or person brings along."""

    id = Link("", required=True)
    new = Flag(required=True)
    name = Text(max=300)
    family_name = Text()
    given_name = Text()
    job_title = Text()
    tax_number = Text()
    email = Text(max=254)
    phone = Text()
    website = Text(max=500)
    country = Text()
    postal_code = Text()
    city = Text()
    street = Text()
    language = Text()


class LeadConvertedSeen(Schema):
    """Into whom a lead was converted."""

    organization = ma.Nested(PartySeen, allow_none=True, load_default=None, unknown=EXCLUDE)
    person = ma.Nested(PartySeen, allow_none=True, load_default=None, unknown=EXCLUDE)
    owner_id = Link("gateway.user")
    source = Text()


def take_up_lead(session: Session, event: Received) -> None:
    """Make the organization and person of a converted lead, under the ids sales chose; known ones stay as they are."""
    organization, person = event.data["organization"], event.data["person"]
    if not any(party and party["new"] for party in (organization, person)):
        return
    day = event.time.astimezone().date()
    common = _owner(session, event)
    common["source_id"] = source_of_lead(session, event.identity, event.data["source"], day)
    if organization and organization["new"] and lookup(session, Organization, organization["id"]) is None:
        data = _organization(organization) | common
        if has_bought(session, organization["id"]):
            data["status"] = "active"
        create_organization(session, event.identity, data)
    if person and person["new"] and lookup(session, Person, person["id"]) is None:
        employer = lookup(session, Organization, organization["id"]) if organization else None
        data = _person(person) | common | {"organization_id": employer.id if employer else None}
        create_person(session, event.identity, data)


class TalkSeen(Schema):
    """With whom a talk was."""

    organization_id = Link("contacts.organization")
    person_id = Link("contacts.person")
    people_ids = ma.List(ma.String(), load_default=())


def counting(see: Callable[[Session, Received], bool]) -> Callable[[Session, Received], None]:
    """Keep what the event says, then count anew the customers it concerned before and concerns now."""

    def handle(session: Session, event: Received) -> None:
        document_id = event.data.get("payment_id") or event.subject_id
        before = parties(session, document_id)
        if see(session, event):
            recount(session, before | parties(session, document_id))

    return handle


def recount_parties(session: Session, event: Received) -> None:
    """An invoice fell due: what is known of it has not changed, but the day has."""
    recount(session, parties(session, event.subject_id))


def see_talk(session: Session, event: Received) -> None:
    """Count anew those a talk was with; the talk itself is our own."""
    people = [event.data["person_id"], *event.data["people_ids"]]
    firm = event.data["organization_id"]
    recount(session, {("person", one) for one in people if one} | ({("organization", firm)} if firm else set()))


def note_purchase(session: Session, event: Received) -> None:
    """Keep the order or invoice, and count a prospect or former customer who buys as an active one."""
    _see_counting(session, event)
    customer = event.data["customer"] or {}
    organization = lookup(session, Organization, customer.get("id"), lock=True)
    if organization is not None and organization.deleted_at is None:
        became_customer(session, event.identity, organization, event.time)


def _owner(session: Session, event: Received) -> dict[str, Any]:
    owner_id = event.data["owner_id"]
    return {"owner_id": owner_id} if owner_id and is_active(session, owner_id) else {}


def _organization(party: dict[str, Any]) -> dict[str, Any]:
    fitting, rest = _checked(
        {
            "tax_number": (checks.tax_number, party["tax_number"]),
            "website": (Url().deserialize, party["website"]),
        }
    )
    points, odd = _points(party)
    return {
        "id": party["id"],
        "name": (party["name"] or "")[:200],
        "language": _or_none(Language(), party["language"]) or "hu",
        **fitting,
        **points,
        "notes": "\n".join([*rest, *odd]) or None,
    }


def _person(party: dict[str, Any]) -> dict[str, Any]:
    points, odd = _points(party)
    return {
        "id": party["id"],
        "family_name": (party["family_name"] or party["name"] or party["email"] or "?")[:100],
        "given_name": (party["given_name"] or "")[:100] or None,
        "job_title": (party["job_title"] or "")[:100] or None,
        "language": _or_none(Language(), party["language"]) or "hu",
        **points,
        "notes": "\n".join(odd) or None,
    }


def _points(party: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Address, phone and e-mail of a lead; what is not valid is kept in words, as nothing a lead said may be lost."""
    country = _or_none(Country(), party["country"]) or HOME
    fitting, odd = _checked(
        {
            "email": (Email().deserialize, party["email"]),
            "phone": (lambda text: phone_in(text, country), party["phone"]),
        }
    )
    address = {name: party[name] for name in ("postal_code", "city", "street") if party[name]}
    points: dict[str, Any] = {
        "addresses": [{"address_kind": "billing", "country": country, **address}] if address else [],
        "phones": [{"number": fitting["phone"]}] if "phone" in fitting else [],
        "emails": [{"email": fitting["email"]}] if "email" in fitting else [],
    }
    return points, odd


def _checked(wanted: dict[str, tuple[Any, str | None]]) -> tuple[dict[str, Any], list[str]]:
    fitting: dict[str, Any] = {}
    odd: list[str] = []
    for name, (check, text) in wanted.items():
        if not text:
            continue
        try:
            fitting[name] = check(text)
        except (ValidationError, Invalid, ValueError):
            odd.append(f"{name}: {text}")
    return fitting, odd


def _or_none(field: Any, text: str | None) -> Any:
    try:
        return field.deserialize(text) if text else None
    except ValidationError:
        return None


def look_again(session: Session, event: Received) -> None:
    """Have the segments of whomever an event concerns looked at again; what segments tell themselves changes nobody."""
    if not event.type.startswith("contacts.Segment"):
        own = (ref.removeprefix("contacts.").split(":", 1) for ref in event.relates_to if ref.startswith("contacts."))
        touch(session, [(noun, record_id) for noun, record_id in own if is_id(record_id)])


_see_counting = counting(see_document)

HANDLERS = {
    "#": Handler(file_event),
    "contacts.InteractionLogged": Handler(see_talk, TalkSeen),
    "contacts.InteractionUpdated": Handler(see_talk, TalkSeen),
    "contacts.InteractionDeleted": Handler(see_talk, TalkSeen),
    "contacts.*": Handler(look_again),
    "sales.*": Handler(look_again),
    "helpdesk.*": Handler(look_again),
    **ERASING,
    "sales.LeadConverted": Handler(take_up_lead, LeadConvertedSeen),
    "sales.QuoteSent": Handler(_see_counting, DocumentSeen),
    "sales.QuoteAccepted": Handler(_see_counting, DocumentSeen),
    "sales.QuoteDeclined": Handler(_see_counting, DocumentSeen),
    "sales.OrderConfirmed": Handler(note_purchase, DocumentSeen),
    "sales.OrderCancelled": Handler(_see_counting, DocumentSeen),
    "sales.OrderDelivered": Handler(_see_counting, DocumentSeen),
    "sales.InvoiceIssued": Handler(note_purchase, DocumentSeen),
    "sales.InvoiceCancelled": Handler(_see_counting, DocumentSeen),
    "sales.InvoiceOverdue": Handler(recount_parties),
    "sales.PaymentReceived": Handler(counting(see_payment), PaymentSeen),
    "helpdesk.TicketOpened": Handler(counting(see_ticket), TicketSeen),
    "helpdesk.TicketUpdated": Handler(counting(see_ticket), TicketSeen),
    "helpdesk.TicketResolved": Handler(counting(see_ticket), TicketSeen),
}
