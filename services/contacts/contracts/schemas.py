"""What comes in and goes out of a contract."""

from chassis.fields import Choice, Currency, Date, Flag, Integer, Link, LongText, Money, Schema, Text
from services.contacts.contracts.events import CONTRACT_KINDS, CONTRACT_STATUSES

STATUS_COLOURS = {"draft": "secondary", "active": "green", "expired": "amber", "terminated": "red"}
STATUS_LABELS = {"active": "In force"}
KIND_LABELS = {
    "framework": "Framework agreement",
    "nda": "Confidentiality agreement",
    "contract": "Individual contract",
}


class ContractSchema(Schema):
    """A contract; its number comes from the series when none is given."""

    number = Text(
        max=40,
        label="Contract number",
        example="SZ-2026-00012",
        help="Left empty, the next number of the series is taken",
    )
    title = Text(required=True, label="Subject of the contract", example="Éves karbantartási szerződés")
    organization_id = Link("contacts.organization", label_field="organization_name", required=True)
    organization_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    contract_kind = Choice(CONTRACT_KINDS, KIND_LABELS, default="contract", label="Kind of contract")
    status = Choice(
        CONTRACT_STATUSES, STATUS_LABELS, read_only=True, colours=STATUS_COLOURS, label="State of the contract"
    )
    value = Money(min=0, currency="currency", label="Contract value")
    currency = Currency(default="HUF", filter=False, sort=False)
    signed_on = Date(section="Validity", label="Signed on")
    valid_from = Date(section="Validity")
    valid_until = Date(section="Validity", help="Left empty, it holds until it is terminated")
    renewal_months = Integer(
        min=1, max=120, section="Validity", filter=False, sort=False, label="Renews by (months)",
        help="Left empty, it does not renew itself",
    )  # fmt: skip
    notice_days = Integer(
        default=0, min=0, max=730, section="Validity", filter=False, sort=False, label="Notice period (days)"
    )
    warn_days = Integer(
        default=30, min=0, max=730, section="Validity", filter=False, sort=False, label="Warning before (days)",
        help="The owner is told so many days before its end, or before the last day of notice if it renews itself",
    )  # fmt: skip
    last_notice_on = Date(read_only=True, section="Validity", listed=False, filter=False, sort=False)
    terminated_on = Date(read_only=True, section="Validity")
    termination_reason = Text(max=500, read_only=True, section="Validity", filter=False, sort=False)
    notes = LongText(section="Notes")


class ActivateIn(Schema):
    """When it was signed; today unless said."""

    signed_on = Date(label="Signed on")


class TerminateIn(Schema):
    """From when it does not hold any more; today unless said."""

    on = Date(label="Ends on")
    reason = Text(max=500)


class ValidQuery(Schema):
    """The day that is asked about; today unless said."""

    on = Date()


class ValidContract(Schema):
    """The contract that holds, null when there is none."""

    valid = Flag(required=True)
    id = Text()
    number = Text()
    title = Text()
    contract_kind = Choice(CONTRACT_KINDS)
    valid_until = Date()
    renews = Flag()
    days_left = Integer(help="Until its last day; null when it has none")
