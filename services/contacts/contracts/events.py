"""What is told of contracts."""

from typing import Any

from chassis.events import EventType
from chassis.fields import Choice, Currency, Date, Email, Flag, Integer, Link, Money, Schema, Text

CONTRACT_KINDS = ["contract", "framework", "maintenance", "lease", "nda", "other"]
CONTRACT_STATUSES = ["draft", "active", "expired", "terminated"]

_CONTRACT = {
    "number": "SZ-2026-00012",
    "title": "Éves karbantartási szerződés",
    "contract_kind": "maintenance",
    "status": "active",
    "organization_id": "0197a1b2-0000-7000-8000-0000000000a1",
    "organization_name": "Tisza Faipari Kft.",
    "signed_on": "2025-12-10",
    "valid_from": "2026-01-01",
    "valid_until": "2026-12-31",
    "renews": False,
    "renewal_months": None,
    "last_notice_on": None,
    "value": "1200000.00",
    "currency": "HUF",
    "owner_id": "0197a1b2-0000-7000-8000-000000000001",
    "owner_name": "Nagy Eszter",
}


class ContractData(Schema):
    """A contract as others need to know it."""

    number = Text(required=True)
    title = Text(required=True)
    contract_kind = Choice(CONTRACT_KINDS)
    status = Choice(CONTRACT_STATUSES)
    organization_id = Link("contacts.organization")
    organization_name = Text()
    signed_on = Date()
    valid_from = Date()
    valid_until = Date()
    renews = Flag()
    renewal_months = Integer()
    last_notice_on = Date()
    value = Money(currency="currency")
    currency = Currency()
    owner_id = Text()
    owner_name = Text()


class ContractExpiringData(ContractData):
    """Of a contract that ends soon also in how many days, and how to reach the colleague who looks after it."""

    days = Integer(required=True)
    owner_email = Email()


class ContractNameData(Schema):
    """Just enough to say which it was."""

    number = Text(required=True)
    title = Text(required=True)


def _event(
    name: str, title: str, summary: str, schema: type[Schema] = ContractData, example: Any = _CONTRACT
) -> EventType:
    return EventType(f"contacts.{name}", schema, title, summary, example)


ContractCreated = _event("ContractCreated", "Contract %(number)s drawn up: %(title)s", "A contract was entered.")
ContractUpdated = _event("ContractUpdated", "Contract %(number)s changed", "The data is the contract's new state.")
ContractDeleted = _event(
    "ContractDeleted",
    "Contract %(number)s deleted",
    "A contract was removed.",
    ContractNameData,
    {"number": "SZ-2026-00012", "title": "Éves karbantartási szerződés"},
)
ContractActivated = _event("ContractActivated", "Contract %(number)s is in force", "A contract was signed.")
ContractExpiring = _event(
    "ContractExpiring",
    "Contract %(number)s ends in %(days)s days",
    "A contract nears its end, or the last day on which notice stops it from renewing itself; once for each end.",
    ContractExpiringData,
    _CONTRACT | {"days": 30, "owner_email": "eszter@example.com"},
)
ContractRenewed = _event(
    "ContractRenewed", "Contract %(number)s renewed until %(valid_until)s", "A contract went on by itself."
)
ContractExpired = _event("ContractExpired", "Contract %(number)s expired", "The last day of a contract has passed.")
ContractTerminated = _event(
    "ContractTerminated", "Contract %(number)s terminated", "A contract was ended before its time, or by notice."
)

EVENTS = [
    ContractCreated,
    ContractUpdated,
    ContractDeleted,
    ContractActivated,
    ContractExpiring,
    ContractRenewed,
    ContractExpired,
    ContractTerminated,
]
