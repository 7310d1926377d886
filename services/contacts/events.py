"""The events contacts publishes."""

from marshmallow.fields import List, String

from chassis.events import EventType
from chassis.fields import (
    Choice,
    Country,
    Currency,
    Date,
    DateTime,
    Email,
    Flag,
    Integer,
    Language,
    Link,
    LongText,
    Money,
    Schema,
    Tags,
    Text,
)
from services.contacts.consents.events import EVENTS as CONSENT_EVENTS
from services.contacts.contracts.events import EVENTS as CONTRACT_EVENTS
from services.contacts.merge_events import MERGE_EVENTS
from services.contacts.privacy.events import EVENTS as PRIVACY_EVENTS

STATUSES = ["prospect", "active", "former"]
STATUS_COLOURS = {"prospect": "azure", "active": "green", "former": "secondary"}
OWNERSHIPS = ["private", "state", "municipal", "foreign", "mixed", "cooperative", "nonprofit", "church"]
RISKS = ["low", "medium", "high"]
CHANNELS = ["phone", "email", "meeting", "in_person", "chat", "letter", "note"]
DIRECTIONS = ["incoming", "outgoing"]

_ORGANIZATION = {
    "name": "Tisza Faipari Kft.",
    "code": "P-0012",
    "legal_name": "Tisza Faipari Korlátolt Felelősségű Társaság",
    "status": "active",
    "tax_number": "12345676-2-42",
    "eu_vat_number": "HU12345676",
    "registry_number": "06-09-012345",
    "industry": "Bútorgyártás",
    "language": "hu",
    "currency": "HUF",
    "payment_days": 8,
    "email": "iroda@tiszafa.example",
    "phone": "+3662555100",
    "website": "https://tiszafa.example",
    "city": "Szeged",
    "billing_country": "HU",
    "billing_postal_code": "6720",
    "billing_city": "Szeged",
    "billing_street": "Kárász utca 12.",
    "shipping_country": "HU",
    "shipping_postal_code": "6728",
    "shipping_city": "Szeged",
    "shipping_street": "Kereskedő köz 3.",
    "ownership": "private",
    "vip": True,
    "risk": "low",
    "credit_limit": "5000000.00",
    "supplier_rating": None,
    "customer_rating": 5,
    "customer_since": "2024-03-01",
    "source_id": None,
    "tags": ["partner"],
    "parent_id": None,
    "owner_id": "0197a1b2-0000-7000-8000-000000000001",
    "owner_name": "Nagy Eszter",
}
_PERSON = {
    "name": "dr. Szabó Júlia",
    "family_name": "Szabó",
    "given_name": "Júlia",
    "title": "dr.",
    "organization_id": "0197a1b2-0000-7000-8000-0000000000a1",
    "organization_name": "Tisza Faipari Kft.",
    "job_title": "Beszerzési vezető",
    "language": "hu",
    "email": "szabo.julia@tiszafa.example",
    "phone": "+36305551234",
    "city": "Szeged",
    "country": "HU",
    "postal_code": "6720",
    "street": "Kárász utca 12.",
    "marketing_consent": True,
    "sex": "female",
    "vip": False,
    "source_id": None,
    "tags": ["döntéshozó"],
    "may_email": True,
    "may_phone": False,
    "may_post": False,
    "may_sms": False,
    "owner_id": "0197a1b2-0000-7000-8000-000000000001",
    "owner_name": "Nagy Eszter",
}


class OrganizationData(Schema):
    """What others need to know of an organization to quote, invoice, ship and write to it."""

    name = Text(required=True)
    code = Text()
    legal_name = Text()
    status = Choice(STATUSES)
    tax_number = Text()
    eu_vat_number = Text()
    registry_number = Text()
    industry = Text()
    language = Language()
    currency = Currency()
    payment_days = Integer()
    email = Email()
    phone = Text()
    website = Text()
    city = Text()
    billing_country = Country()
    billing_postal_code = Text()
    billing_city = Text()
    billing_street = Text()
    shipping_country = Country()
    shipping_postal_code = Text()
    shipping_city = Text()
    shipping_street = Text()
    ownership = Text()
    vip = Flag()
    risk = Choice(RISKS)
    credit_limit = Money(currency="currency")
    supplier_rating = Integer()
    customer_rating = Integer()
    customer_since = Date()
    source_id = Link("contacts.source")
    tags = Tags()
    parent_id = Link("contacts.organization")
    owner_id = Text()
    owner_name = Text()


class PersonData(Schema):
    """What others need to know of a person to address and reach them."""

    name = Text(required=True)
    family_name = Text()
    given_name = Text()
    title = Text()
    organization_id = Link("contacts.organization")
    organization_name = Text()
    job_title = Text()
    birth_date = Date()
    name_day = Text()
    sex = Text()
    vip = Flag()
    source_id = Link("contacts.source")
    tags = Tags()
    language = Language()
    email = Email()
    phone = Text()
    country = Country()
    postal_code = Text()
    city = Text()
    street = Text()
    marketing_consent = Flag(help="The same as `may_email`, which is its newer name.")
    may_email = Flag()
    may_phone = Flag()
    may_post = Flag()
    may_sms = Flag()
    owner_id = Text()
    owner_name = Text()


class StatusData(Schema):
    """From what to what an organization's life cycle went, and why."""

    name = Text(required=True)
    before = Choice(STATUSES, required=True)
    status = Choice(STATUSES, required=True)
    rule = Text(required=True, help="hand, or the rule that did it: purchase, return, idle")
    reason = Text(500)


class NameData(Schema):
    """Just enough to say what is gone."""

    name = Text(required=True)


class InteractionData(Schema):
    """A talk as it was noted down."""

    channel = Choice(CHANNELS, required=True)
    direction = Choice(DIRECTIONS)
    happened_at = DateTime(required=True)
    minutes = Integer()
    subject = Text(required=True)
    text = LongText()
    asked = LongText()
    agreed = LongText()
    next_step = Text()
    next_step_on = Date()
    organization_id = Link("contacts.organization")
    organization_name = Text()
    person_id = Link("contacts.person")
    person_name = Text()
    people_ids = List(String())
    ticket_id = Link("helpdesk.ticket")
    ticket_name = Text()
    opportunity_id = Link("sales.opportunity")
    owner_id = Text()
    owner_name = Text()


OrganizationCreated = EventType(
    "contacts.OrganizationCreated",
    version=1,
    schema=OrganizationData,
    title="Organization %(name)s created",
    summary="A new organization entered the shared customer base.",
    example=_ORGANIZATION,
)
OrganizationUpdated = EventType(
    "contacts.OrganizationUpdated",
    version=1,
    schema=OrganizationData,
    title="Organization %(name)s changed",
    summary="Something about an organization changed; the data is its new state.",
    example=_ORGANIZATION,
)
OrganizationDeleted = EventType(
    "contacts.OrganizationDeleted",
    version=1,
    schema=NameData,
    title="Organization %(name)s deleted",
    summary="An organization was removed from the customer base; documents made for it stay.",
    example={"name": "Tisza Faipari Kft."},
)
OrganizationStatusChanged = EventType(
    "contacts.OrganizationStatusChanged",
    version=1,
    schema=StatusData,
    title="Life cycle of %(name)s changed",
    summary="An organization became a customer, a former one, or a prospect again: by hand or by a rule.",
    example={
        "name": "Tisza Faipari Kft.",
        "before": "prospect",
        "status": "active",
        "rule": "purchase",
        "reason": None,
    },
)
PersonCreated = EventType(
    "contacts.PersonCreated",
    version=1,
    schema=PersonData,
    title="Person %(name)s created",
    summary="A new person entered the shared customer base.",
    example=_PERSON,
)
PersonUpdated = EventType(
    "contacts.PersonUpdated",
    version=1,
    schema=PersonData,
    title="Person %(name)s changed",
    summary="Something about a person changed; the data is the new state.",
    example=_PERSON,
)
PersonDeleted = EventType(
    "contacts.PersonDeleted",
    version=1,
    schema=NameData,
    title="Person %(name)s deleted",
    summary="A person was removed from the customer base.",
    example={"name": "dr. Szabó Júlia"},
)
_TALK = {
    "channel": "phone",
    "direction": "incoming",
    "happened_at": "2026-03-02T09:30:00Z",
    "minutes": 12,
    "subject": "Éves keretszerződés",
    "text": "Kéri az új árakat április elejére.",
    "asked": "Árlista a székekre, 100 darab felett.",
    "agreed": "Péntekig küldünk ajánlatot.",
    "next_step": "Ajánlat elküldése",
    "next_step_on": "2026-03-06",
    "organization_id": "0197a1b2-0000-7000-8000-0000000000a1",
    "organization_name": "Tisza Faipari Kft.",
    "person_id": "0197a1b2-0000-7000-8000-0000000000b1",
    "person_name": "dr. Szabó Júlia",
    "people_ids": [],
    "ticket_id": None,
    "ticket_name": None,
    "opportunity_id": "0197a1b2-0000-7000-8000-0000000000c1",
    "owner_id": "0197a1b2-0000-7000-8000-000000000001",
    "owner_name": "Nagy Eszter",
}
InteractionLogged = EventType(
    "contacts.InteractionLogged",
    version=1,
    schema=InteractionData,
    title="%(channel)s: %(subject)s",
    summary="A call, meeting, letter or note with a customer was written down.",
    example=_TALK,
)
InteractionUpdated = EventType(
    "contacts.InteractionUpdated",
    version=1,
    schema=InteractionData,
    title="Note of a talk corrected: %(subject)s",
    summary="What was written down of a talk changed; the data is its new state.",
    example=_TALK,
)
InteractionDeleted = EventType(
    "contacts.InteractionDeleted",
    version=1,
    schema=InteractionData,
    title="Note of a talk deleted: %(subject)s",
    summary="What was written down of a talk was removed.",
    example=_TALK,
)
EVENTS = [
    OrganizationCreated,
    OrganizationUpdated,
    OrganizationDeleted,
    OrganizationStatusChanged,
    PersonCreated,
    PersonUpdated,
    PersonDeleted,
    InteractionLogged,
    *CONTRACT_EVENTS,
    *MERGE_EVENTS,
    *CONSENT_EVENTS,
    InteractionUpdated,
    InteractionDeleted,
    *PRIVACY_EVENTS,
]
