"""What is written about to whom: each event with the customer it tells of and the document that goes along."""

from typing import Any

from marshmallow import fields
from sqlalchemy.orm import Session

from chassis.events import Handler, Received
from chassis.fields import Money, Schema, Text
from services.mailer.messages.commands import Recipient, as_recipient, write_about


class CustomerSeen(Schema):
    """Whom to write to. The address is checked when the mail is written, so that a bad one shows on a failed mail."""

    name = Text(300)
    email = fields.String(allow_none=True, load_default=None)
    language = Text()


class DocumentSeen(Schema):
    """Where the document of an event is fetched."""

    service = Text(50, required=True)
    path = Text(500, required=True)
    name = Text(required=True)


class SaleSeen(Schema):
    """Of an event of sales: whom it is about, and its document."""

    number = Text(required=True)
    customer = fields.Nested(CustomerSeen, allow_none=True, load_default=None, unknown="exclude")
    document = fields.Nested(DocumentSeen, allow_none=True, load_default=None, unknown="exclude")


class PaymentSeen(SaleSeen):
    """Of a payment also the amount: nobody is thanked for money given back."""

    amount = Money(required=True)


class TicketSeen(Schema):
    """Of a ticket: whom it is about."""

    number = Text(required=True)
    customer = fields.Nested(CustomerSeen, allow_none=True, load_default=None, unknown="exclude")


class TicketChangeSeen(TicketSeen):
    """Of a changed ticket also what there is to tell."""

    status = Text(required=True)
    previous_status = Text()
    changed = fields.List(fields.String(), load_default=list)
    answer = fields.String(allow_none=True, load_default=None)


class StockSeen(Schema):
    """Of a product that runs out: its name."""

    product_name = Text()


class ContractSeen(Schema):
    """Of a contract that ends soon: the colleague who looks after it."""

    owner_name = Text()
    owner_email = fields.String(allow_none=True, load_default=None)


def write_to_customer(session: Session, event: Received) -> None:
    """Write to the customer, with the document if there is one."""
    write_about(session, event, as_recipient(event.data["customer"]), event.data.get("document"))


def thank_for_payment(session: Session, event: Received) -> None:
    """Confirm money that came in."""
    if event.data["amount"] > 0:
        write_to_customer(session, event)


def tell_of_ticket(session: Session, event: Received) -> None:
    """Pass on our answer, or that the ticket was solved or taken up again; the customer hears of nothing else."""
    if event.data["answer"] or _is_news(event.data):
        write_to_customer(session, event)


def warn_of_stock(session: Session, event: Received) -> None:
    """Warn the colleagues named in the template."""
    write_about(session, event, Recipient())


def warn_of_contract(session: Session, event: Received) -> None:
    """Warn the colleague who looks after the contract, in the language of the house."""
    if event.data["owner_email"]:
        write_about(session, event, Recipient(event.data["owner_name"], event.data["owner_email"]))


def _is_news(data: dict[str, Any]) -> bool:
    if "status" not in data["changed"]:
        return False
    reopened = data["previous_status"] in ("solved", "closed") and data["status"] == "open"
    return data["status"] == "solved" or (reopened and "message" not in data["changed"])


HANDLERS = {
    "sales.QuoteSent": Handler(write_to_customer, SaleSeen),
    "sales.InvoiceIssued": Handler(write_to_customer, SaleSeen),
    "sales.InvoiceCancelled": Handler(write_to_customer, SaleSeen),
    "sales.InvoiceOverdue": Handler(write_to_customer, SaleSeen),
    "sales.PaymentReceived": Handler(thank_for_payment, PaymentSeen),
    "helpdesk.TicketOpened": Handler(write_to_customer, TicketSeen),
    "helpdesk.TicketUpdated": Handler(tell_of_ticket, TicketChangeSeen),
    "inventory.StockLow": Handler(warn_of_stock, StockSeen),
    "contacts.ContractExpiring": Handler(warn_of_contract, ContractSeen),
}
