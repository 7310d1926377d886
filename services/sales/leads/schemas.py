"""What leads look like from outside."""

from chassis.fields import (
    Choice,
    Country,
    Currency,
    Date,
    DateTime,
    Email,
    Integer,
    Language,
    Lines,
    Link,
    LongText,
    Money,
    Number,
    Phone,
    Schema,
    Tags,
    Text,
    Url,
)
from services.sales.leads.models import SOURCES, STATUSES

COLOURS = {"new": "azure", "contacted": "cyan", "qualified": "green", "unqualified": "secondary", "converted": "teal"}
LARGEST_VALUE = 999_999_999_999
SOURCE_LABELS = {"web": "Web site", "email": "E-mail", "phone": "Phone call", "other": "Other source"}


class InterestSchema(Schema):
    """A product asked about: from the catalogue, or in words."""

    id = Link("", hidden=True)
    product_id = Link("inventory.product", label_field="product_name", label="Product")
    product_name = Text(read_only=True, hidden=True)
    description = Text(500)
    quantity = Number(min=0, max=9_999_999_999)


class LeadSchema(Schema):
    """A lead; a company, a name, an e-mail address or a phone number is enough."""

    name = Text(read_only=True)
    company_name = Text(label="Company", filter=False, sort=False)
    family_name = Text(100, filter=False, sort=False)
    given_name = Text(100, filter=False, sort=False)
    job_title = Text(100, filter=False, sort=False)
    email = Email(label="E-mail")
    phone = Phone()
    status = Choice(STATUSES, default="new", colours=COLOURS)
    source = Choice(SOURCES, labels=SOURCE_LABELS)
    estimated_value = Money(currency="currency", min=0, max=LARGEST_VALUE)
    currency = Currency(filter=False, sort=False)
    score = Integer(read_only=True)
    tags = Tags()
    interests = Lines(InterestSchema, label="Products of interest")
    description = LongText()
    website = Url(section="Company data", filter=False, sort=False)
    tax_number = Text(40, section="Company data", filter=False, sort=False)
    country = Country(section="Company data", filter=False, sort=False)
    postal_code = Text(20, section="Company data", filter=False, sort=False)
    city = Text(100, section="Company data")
    street = Text(section="Company data", filter=False, sort=False)
    language = Language(section="Company data", filter=False, sort=False)
    disqualify_reason = Text(500, read_only=True, filter=False, sort=False, section="Outcome")
    organization_id = Link(
        "contacts.organization",
        label_field="organization_name",
        read_only=True,
        label="Organization",
        section="Outcome",
    )
    organization_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    person_id = Link("contacts.person", label_field="person_name", read_only=True, label="Person", section="Outcome")
    person_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    opportunity_id = Link(
        "sales.opportunity",
        label_field="opportunity_name",
        read_only=True,
        label="Opportunity",
        section="Outcome",
        filter=False,
        sort=False,
    )
    opportunity_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    converted_at = DateTime(read_only=True, filter=False, sort=False, section="Outcome")


class ConvertIn(Schema):
    """Into whom the lead is converted: left empty, into a new organization and person."""

    organization_id = Link("contacts.organization", label="Existing organization")
    person_id = Link("contacts.person", label="Existing person")
    opportunity_name = Text(help="Left empty, the name of the lead.")
    amount = Money(min=0, max=LARGEST_VALUE, help="Left empty, the estimated value.")
    expected_close_on = Date()


class DisqualifyIn(Schema):
    """Why the lead does not fit."""

    reason = Text(500)
