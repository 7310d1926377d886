"""What befalls records of each kind, told by the services' own event examples."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chassis.ids import new_id
from chassis.service import find
from chassis.settings import SERVICES
from tests.support.service import envelope


@dataclass(frozen=True)
class Step:
    """One event: its type, and what differs from its example."""

    type: str
    changes: Mapping[str, Any] = field(default_factory=dict)


HISTORIES: dict[str, Sequence[Step]] = {
    "contacts.organization": (
        Step("contacts.OrganizationCreated"),
        Step("contacts.OrganizationUpdated", {"name": "Második Kft.", "email": "masodik@example.com"}),
        Step("contacts.OrganizationUpdated", {"name": "Harmadik Kft.", "email": None}),
        Step("contacts.OrganizationMerged"),
        Step("contacts.OrganizationMergeUndone"),
        Step("contacts.OrganizationDeleted", {"name": "Harmadik Kft."}),
    ),
    "contacts.person": (
        Step("contacts.PersonCreated"),
        Step("contacts.PersonUpdated", {"name": "Második Béla", "email": "bela@example.com"}),
        Step("contacts.PersonUpdated", {"name": "Harmadik Béla", "email": None}),
        Step("contacts.PersonMerged"),
        Step("contacts.PersonMergeUndone"),
        Step("contacts.PersonDeleted", {"name": "Harmadik Béla"}),
    ),
    "contacts.contract": (Step("contacts.ContractExpiring"),),
    "contacts.due_report": (Step("contacts.PeopleDue"),),
    "contacts.interaction": (
        Step("contacts.InteractionLogged"),
        Step("contacts.InteractionUpdated", {"subject": "Keretszerződés", "channel": "email"}),
        Step("contacts.InteractionDeleted"),
    ),
    "inventory.product": (
        Step("inventory.ProductCreated"),
        Step("inventory.ProductUpdated", {"name": "Második termék"}),
        Step("inventory.ProductUpdated", {"name": "Harmadik termék"}),
        Step("inventory.StockLow"),
    ),
    "inventory.reservation": (
        Step("inventory.ReservationFailed"),
        Step("inventory.StockReserved"),
        Step("inventory.StockReleased"),
    ),
    "sales.quote": (Step("sales.QuoteSent"), Step("sales.QuoteAccepted"), Step("sales.QuoteDeclined")),
    "sales.order": (Step("sales.OrderConfirmed"), Step("sales.OrderDelivered"), Step("sales.OrderCancelled")),
    "sales.invoice": (Step("sales.InvoiceIssued"), Step("sales.InvoiceOverdue"), Step("sales.InvoiceCancelled")),
    "sales.payment": (Step("sales.PaymentReceived"),),
    "sales.lead": (Step("sales.LeadConverted"), Step("sales.LeadMerged"), Step("sales.LeadMergeUndone")),
    "inventory.vendor": (Step("inventory.VendorMerged"), Step("inventory.VendorMergeUndone")),
    "helpdesk.ticket": (
        Step("helpdesk.TicketOpened"),
        Step("helpdesk.TicketUpdated"),
        Step("helpdesk.TicketUpdated", {"status": "solved"}),
        Step("helpdesk.TicketResolved"),
    ),
    "contacts.privacy_request": tuple(Step(f"{name}.PersonDataErased") for name in SERVICES),
    "gateway.user": (
        Step("gateway.UserCreated"),
        Step("gateway.UserChanged", {"name": "Második Anna"}),
        Step("gateway.UserChanged", {"name": "Harmadik Anna", "active": False}),
    ),
}


def examples() -> dict[str, Mapping[str, Any]]:
    """The example of every event that any service publishes."""
    return {event.type: event.example for name in SERVICES for event in find(name).events}


def told(subject: str, steps: Iterable[Step], known: Mapping[str, Mapping[str, Any]]) -> list[bytes]:
    """The steps as messages about one record, each a version newer than the one before."""
    noun = subject.partition(".")[2]
    record_id = own_id(subject, known)
    messages = []
    for version, step in enumerate(steps, start=1):
        example = known[step.type]
        data = {**example, **{key: value for key, value in step.changes.items() if key in example}}
        refs = (f"{subject}:{record_id}",)
        messages.append(
            envelope(
                step.type, data, subject=f"{noun}/{record_id}", version=version, event_id=new_id(), relates_to=refs
            )
        )
    return messages


def own_id(subject: str, known: Mapping[str, Mapping[str, Any]]) -> str:
    """The id that the examples give the record itself, so that what they say of each other fits; else any."""
    service, _, noun = subject.partition(".")
    for event_type, example in known.items():
        found = example.get(f"{noun}_id") or (example.get("id") if event_type.startswith(f"{service}.User") else None)
        if isinstance(found, str):
            return found
    return f"01970000-0000-7000-8000-{abs(hash(subject)) % 16**12:012x}"
