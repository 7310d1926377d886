"""What sales does on the events of others."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from chassis.events import Handler, Received
from chassis.fields import Lines, Link, Number, Schema, Text
from chassis.records import lookup
from services.sales.opportunities.commands import rename_customer
from services.sales.orders.models import Order
from services.sales.projections import (
    Customer,
    OrganizationSeen,
    PersonSeen,
    ProductSeen,
    keep_organization,
    keep_person,
    keep_product,
    retire_organization,
    retire_person,
)


class NameSeen(Schema):
    """The name of what is gone."""

    name = Text(300)


class ReservationSeen(Schema):
    """Whose stock it is about."""

    order_id = Link("sales.order", required=True)


class MissingLineSeen(Schema):
    """How much of a line is missing."""

    order_line_id = Text(36, required=True)
    missing = Number(required=True)


class ShortageSeen(ReservationSeen):
    """Which lines of an order wait for goods."""

    lines = Lines(MissingLineSeen)


def organization_changed(session: Session, event: Received) -> None:
    """Know the organization as it is now, and show its open deals under its present name."""
    if keep_organization(session, event):
        rename_customer(session, event.subject_id, event.data["name"])


def stock_reserved(session: Session, event: Received) -> None:
    """Everything is kept for the order."""
    order = lookup(session, Order, event.data["order_id"], lock=True)
    if order is not None:
        order.stock_reserved(event.version)


def stock_missing(session: Session, event: Received) -> None:
    """The order waits for stock."""
    order = lookup(session, Order, event.data["order_id"], lock=True)
    if order is not None:
        missing = {line["order_line_id"]: line["missing"] for line in event.data["lines"]}
        order.stock_missing(event.version, missing)


def stock_released(session: Session, event: Received) -> None:
    """Nothing is kept for the order any more."""
    order = lookup(session, Order, event.data["order_id"], lock=True)
    if order is not None:
        order.stock_released(event.version)


def customer_followed(session: Session, organization_id: str) -> None:
    """Open deals and people that follow a merge show the name of the organization they now belong to."""
    known = session.get(Customer, organization_id)
    if known is not None:
        rename_customer(session, organization_id, known.name)
        people = update(Customer).where(Customer.organization_id == organization_id)
        session.execute(people.values(organization_name=known.name))


MERGED = {"contacts.organization": customer_followed}
HANDLERS = {
    "contacts.OrganizationCreated": Handler(keep_organization, OrganizationSeen),
    "contacts.OrganizationUpdated": Handler(organization_changed, OrganizationSeen),
    "contacts.OrganizationDeleted": Handler(retire_organization, NameSeen),
    "contacts.PersonCreated": Handler(keep_person, PersonSeen),
    "contacts.PersonUpdated": Handler(keep_person, PersonSeen),
    "contacts.PersonDeleted": Handler(retire_person, NameSeen),
    "inventory.ProductCreated": Handler(keep_product, ProductSeen),
    "inventory.ProductUpdated": Handler(keep_product, ProductSeen),
    "inventory.StockReserved": Handler(stock_reserved, ReservationSeen),
    "inventory.ReservationFailed": Handler(stock_missing, ShortageSeen),
    "inventory.StockReleased": Handler(stock_released, ReservationSeen),
}
