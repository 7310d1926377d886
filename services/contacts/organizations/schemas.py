"""What comes in and goes out of an organization."""

from typing import Any

from chassis.fields import (
    Choice,
    Currency,
    Date,
    DateTime,
    Flag,
    Integer,
    Language,
    Lines,
    Link,
    LongText,
    Money,
    Schema,
    Tags,
    Text,
    Url,
)
from services.contacts import checks
from services.contacts.events import OWNERSHIPS, RISKS, STATUS_COLOURS, STATUSES
from services.contacts.points import AddressSchema, EmailSchema, PhoneSchema, ProfileSchema

NODE_KINDS = ["company", "subsidiary", "department", "site"]
SIZES = ["1-9", "10-49", "50-249", "250+"]


class TaxNumber(Text):
    """A Hungarian tax number, checked and written as 12345678-1-12."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return checks.tax_number(super()._deserialize(value, attr, data, **kwargs))


class EuVatNumber(Text):
    """An EU VAT number, checked by the rules of its country."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return checks.eu_vat_number(super()._deserialize(value, attr, data, **kwargs))


class MembershipSchema(Schema):
    """A membership in a chamber or an association."""

    name = Text(required=True, label="Chamber or association", example="Magyar Kereskedelmi és Iparkamara")
    number = Text(max=60, label="Membership number")
    since = Date()
    until = Date()


class OrganizationSchema(Schema):
    """An organization."""

    name = Text(required=True, example="Tisza Faipari Kft.")
    code = Text(max=40, example="P-0012", help="Your own number or short name for it")
    legal_name = Text(max=300, filter=False, sort=False)
    status = Choice(STATUSES, default="prospect", label="Life cycle", colours=STATUS_COLOURS)
    status_reason = Text(
        500, write_only=True, hidden=True, label="Reason of the change", help="Why the life cycle changes."
    )
    status_since = DateTime(read_only=True, label="In this state since")
    customer_since = Date(help="Left empty: the day it becomes active.")
    vip = Flag(default=False, label="VIP")
    tags = Tags()
    industry = Text(max=100)
    size = Choice(SIZES, label="Headcount")
    ownership = Choice(
        OWNERSHIPS, labels={"nonprofit": "Non-profit", "mixed": "Mixed ownership", "cooperative": "Cooperative"}
    )
    parent_id = Link("contacts.organization", label_field="parent_name", label="Parent organization")
    node_kind = Choice(
        NODE_KINDS, {"site": "Site or branch"}, default="company", label="Place in the group",
        colours={"company": "blue", "subsidiary": "purple", "department": "teal", "site": "orange"},
    )  # fmt: skip
    parent_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    sole_trader_id = Link(
        "contacts.person",
        label_field="sole_trader_name",
        help="The person it is, if it is no firm: whoever erases the person erases it, too",
    )
    sole_trader_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    source_id = Link("contacts.source", label_field="source_name", help="Where the customer came from")
    source_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    website = Url(filter=False, sort=False)
    tax_number = TaxNumber(max=20, example="12345676-2-42", section="Finance", help="Hungarian: 12345678-1-12")
    eu_vat_number = EuVatNumber(
        max=20,
        example="HU12345676",
        label="EU VAT number",
        section="Finance",
        help="Left empty: from the Hungarian tax number.",
    )
    registry_number = Text(max=30, section="Finance", example="06-09-012345")
    currency = Currency(preset="HUF", allow_none=False, section="Finance", filter=False, sort=False)
    payment_days = Integer(
        preset=8,
        allow_none=False,
        min=0,
        max=365,
        section="Finance",
        filter=False,
        sort=False,
        help="Days until an invoice is due",
    )
    language = Language(
        preset="hu", allow_none=False, section="Finance", filter=False, sort=False, help="Documents are written in it"
    )
    credit_limit = Money(currency="currency", min=0, section="Assessment", fold=True)
    risk = Choice(
        RISKS,
        label="Risk class",
        labels={"low": "Low risk", "medium": "Medium risk", "high": "High risk"},
        colours={"low": "green", "medium": "amber", "high": "red"},
        section="Assessment",
        fold=True,
    )
    supplier_rating = Integer(
        min=1, max=5, section="Assessment", fold=True, help="From 1 to 5: how good they are as our supplier"
    )
    customer_rating = Integer(
        min=1,
        max=5,
        label="Rating by the customer",
        section="Assessment",
        fold=True,
        help="From 1 to 5: what they think of us",
    )
    email = Text(read_only=True, hidden=True, label="E-mail")
    phone = Text(read_only=True, hidden=True)
    city = Text(read_only=True, hidden=True)
    addresses = Lines(AddressSchema, section="Contact", max=50)
    phones = Lines(PhoneSchema, section="Contact", max=50)
    emails = Lines(EmailSchema, section="Contact", label="E-mails", max=50)
    profiles = Lines(ProfileSchema, section="Contact", label="Social profiles", max=30, fold=True)
    memberships = Lines(MembershipSchema, max=50, fold=True)
    notes = LongText(section="Notes")


class StatusIn(Schema):
    """The new state, and why."""

    status = Choice(STATUSES, required=True, label="Life cycle")
    reason = Text(500, label="Reason of the change")


class TreeNode(Schema):
    """One place in the tree, depth first. What one may not see has neither id nor name."""

    id = Link("contacts.organization")
    parent_id = Link("contacts.organization")
    name = Text()
    node_kind = Choice(NODE_KINDS)
    status = Choice(STATUSES)
    city = Text()
    owner_name = Text()
    visible = Flag(required=True)
    depth = Integer(required=True)


class Tree(Schema):
    """The group an organization belongs to, from its head; `complete` is false when it was too large to show."""

    data = Lines(TreeNode, required=True)
    complete = Flag(required=True)
