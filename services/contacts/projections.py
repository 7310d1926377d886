"""What contacts knows of the documents and tickets of its organizations, kept by the events of sales and helpdesk."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marshmallow import EXCLUDE
from marshmallow import fields as ma
from sqlalchemy import Date, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import Id, Money, Projection, Quantity, SortText, UTCDateTime
from chassis.events import Received
from chassis.fields import Date as DateField
from chassis.fields import Link, Number, Schema, Text
from chassis.fields import Money as MoneyField
from chassis.records import project
from services.contacts.base import Base

BOUGHT = ("order", "invoice")
_NOTHING = dict.fromkeys(
    (
        "customer_id",
        "customer_kind",
        "person_id",
        "number",
        "topic",
        "currency",
        "total",
        "net",
        "day",
        "due_on",
        "invoice_id",
    )
)


class CustomerDocument(Projection, Base):
    """A quote, order, invoice, payment or ticket of a customer, as far as its figures need it.

    `customer_id` is the organization, or the person where no organization is concerned; `topic` is a ticket's type.
    """

    __tablename__ = "customer_documents"
    __table_args__ = (
        Index("ix_customer_documents_customer_noun", "customer_id", "noun"),
        Index("ix_customer_documents_person_noun", "person_id", "noun"),
        {"info": {"refers": {"customer_id": "contacts.organization contacts.person", "person_id": "contacts.person"}}},
    )

    noun: Mapped[str] = mapped_column(String(20))
    customer_id: Mapped[str | None] = mapped_column(Id)
    customer_kind: Mapped[str | None] = mapped_column(String(12))
    person_id: Mapped[str | None] = mapped_column(Id)
    number: Mapped[str | None] = mapped_column(String(60))
    topic: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str | None] = mapped_column(String(3))
    total: Mapped[Decimal | None] = mapped_column(Money)
    net: Mapped[Decimal | None] = mapped_column(Money)
    day: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    invoice_id: Mapped[str | None] = mapped_column(Id, index=True)
    owner_id: Mapped[str | None] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class PurchaseLine(Projection, Base):
    """What a customer bought: a line of an order, or of an invoice that no order stands behind.

    Lines come and go with their document, whose newest event brings all of them.
    """

    __tablename__ = "purchase_lines"
    __table_args__ = (
        Index("ix_purchase_lines_customer_day", "customer_id", "day", "id"),
        Index("ix_purchase_lines_customer_product", "customer_id", "product_id", "day"),
        {"info": {"refers": {"customer_id": "contacts.organization contacts.person"}}},
    )

    document_id: Mapped[str] = mapped_column(Id, index=True)
    noun: Mapped[str] = mapped_column(String(20))
    number: Mapped[str | None] = mapped_column(String(60))
    customer_id: Mapped[str] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
    day: Mapped[date] = mapped_column(Date)
    product_id: Mapped[str | None] = mapped_column(Id)
    code: Mapped[str | None] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(SortText(500))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit: Mapped[str | None] = mapped_column(String(20))
    currency: Mapped[str | None] = mapped_column(String(3))
    net: Mapped[Decimal | None] = mapped_column(Money)

    @property
    def document_kind(self) -> str:
        """The kind of the document it is a line of."""
        return f"sales.{self.noun}"


class CustomerSeen(Schema):
    """Who the customer is."""

    id = Link("")
    kind = Text()


class LineSeen(Schema):
    """What is needed of a line: what was bought, and how much of it."""

    line_id = Link("", required=True)
    order_line_id = Text()
    product_id = Link("inventory.product")
    code = Text()
    description = Text()
    quantity = Number(required=True)
    unit = Text()
    net = MoneyField()


class DocumentSeen(Schema):
    """What is needed of a quote, an order or an invoice."""

    number = Text()
    customer = ma.Nested(CustomerSeen, allow_none=True, load_default=None, unknown=EXCLUDE)
    person_id = Link("contacts.person")
    currency = Text(required=True)
    total = MoneyField(required=True)
    net_total = MoneyField()
    issued_on = DateField()
    ordered_on = DateField()
    due_on = DateField()
    owner_id = Link("gateway.user")
    lines = ma.List(ma.Nested(LineSeen, unknown=EXCLUDE), allow_none=True, load_default=None)


class PaymentSeen(Schema):
    """What is needed of a payment."""

    payment_id = Link("sales.payment", required=True)
    invoice_id = Link("sales.invoice", required=True)
    customer = ma.Nested(CustomerSeen, allow_none=True, load_default=None, unknown=EXCLUDE)
    currency = Text(required=True)
    amount = MoneyField(required=True)
    paid_on = DateField()
    owner_id = Link("gateway.user")


class TicketCustomerSeen(Schema):
    """Who asks."""

    organization_id = Link("contacts.organization")
    person_id = Link("contacts.person")


class TicketSeen(Schema):
    """What is needed of a ticket."""

    number = Text()
    type = Text()
    status = Text(required=True)
    customer = ma.Nested(TicketCustomerSeen, required=True, unknown=EXCLUDE)
    owner_id = Link("gateway.user")


def see_document(session: Session, event: Received) -> bool:
    """Keep a quote, order or invoice in the state this event says; its last word tells which: `InvoiceCancelled`."""
    data = event.data
    row = {
        "noun": event.subject_kind,
        "state": event.type.rpartition(".")[2].removeprefix(event.subject_kind.capitalize()).lower(),
        "number": data["number"],
        **_customer(data),
        "person_id": data["person_id"],
        "currency": data["currency"],
        "total": data["total"],
        "net": data["net_total"] or data["total"],
        "day": data["issued_on"] or data["ordered_on"] or event.time.date(),
        "due_on": data["due_on"],
    }
    newest = _keep(session, event, event.subject_id, row)
    if newest and event.subject_kind in BOUGHT:
        _keep_lines(session, event, row)
    return newest


def _customer(data: dict[str, Any]) -> dict[str, Any]:
    customer = data["customer"] or {}
    return {"customer_id": customer.get("id"), "customer_kind": customer.get("kind") or "organization"}


def _keep_lines(session: Session, event: Received, document: dict[str, Any]) -> None:
    """The lines of a document as its newest event tells them; none of a document that was taken back."""
    session.execute(delete(PurchaseLine).where(PurchaseLine.document_id == event.subject_id))
    if document["state"] == "cancelled" or not document["customer_id"]:
        return
    shared = {name: document[name] for name in ("noun", "number", "customer_id", "currency", "day")}
    shared |= {"document_id": event.subject_id, "owner_id": event.data["owner_id"]}
    for line in event.data["lines"] or []:
        if not line["order_line_id"]:
            own = {name: line[name] for name in ("product_id", "code", "quantity", "unit", "net")}
            project(session, PurchaseLine, line["line_id"], event, {**shared, **own, "name": _name(line)})


def _name(line: dict[str, Any]) -> str:
    return (line["description"] or line["code"] or "–").split("\n")[0][:500]


def see_payment(session: Session, event: Received) -> bool:
    """Keep a payment; each is a row of its own, so their order does not matter."""
    data = event.data
    row = {
        "noun": "payment",
        "state": "received",
        **_customer(data),
        "currency": data["currency"],
        "total": data["amount"],
        "day": data["paid_on"] or event.time.date(),
        "invoice_id": data["invoice_id"],
    }
    return _keep(session, event, data["payment_id"], row)


def see_ticket(session: Session, event: Received) -> bool:
    """Keep a ticket's status, type, and who asks."""
    data = event.data
    asks = data["customer"]
    row = {
        "noun": "ticket",
        "state": data["status"],
        "number": data["number"],
        "topic": data["type"],
        "customer_id": asks["organization_id"] or asks["person_id"],
        "customer_kind": "organization" if asks["organization_id"] else "person",
        "person_id": asks["person_id"],
    }
    return _keep(session, event, event.subject_id, row)


def _keep(session: Session, event: Received, document_id: str, values: dict[str, Any]) -> bool:
    row = {**_NOTHING, **values, "owner_id": event.data.get("owner_id"), "at": event.time}
    return project(session, CustomerDocument, document_id, event, row)


def parties(session: Session, document_id: str) -> set[tuple[str, str]]:
    """Whose figures a document is part of, as (kind, id)."""
    row = session.get(CustomerDocument, document_id, populate_existing=True)
    if row is None or row.customer_id is None:
        return set()
    asker = {("person", row.person_id)} if row.noun == "ticket" and row.person_id else set()
    return {(row.customer_kind or "organization", row.customer_id)} | asker


def has_bought(session: Session, organization_id: str) -> bool:
    """Tell whether any order or invoice was made out to the organization."""
    documents = select(CustomerDocument.id).where(
        CustomerDocument.customer_id == organization_id, CustomerDocument.noun.in_(("order", "invoice"))
    )
    return session.scalar(documents.limit(1)) is not None
