"""Finding customers and products: for the pickers of the pages, and for filling in documents."""

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from chassis.db import plain
from chassis.errors import Invalid
from chassis.fields import Choice, Flag, Integer, Schema, Text
from chassis.fields import Money as MoneyField
from chassis.fields import Percent as PercentField
from chassis.identity import Identity
from chassis.records import lookup
from services.sales.projections import Customer, Product


class PickQuery(Schema):
    """What to look for, and how many at most."""

    q = Text()
    limit = Integer(1, 100, default=20)


class CustomerQuery(PickQuery):
    """Organizations, persons, or both when left out; persons of one organization."""

    kind = Choice(["organization", "person"])
    organization_id = Text(36)


class CustomerOut(Schema):
    """A customer as a picker shows it."""

    id = Text()
    kind = Text(attribute="type")
    name = Text(300)
    organization_id = Text()
    organization_name = Text()
    tax_number = Text()
    address = Text(500)
    email = Text()
    language = Text()
    currency = Text()
    payment_days = Integer()
    owner_id = Text()
    owner_name = Text()


class ProductOut(Schema):
    """A product as a picker shows it."""

    id = Text()
    code = Text()
    name = Text()
    type = Text()
    unit = Text()
    price = MoneyField(currency="currency")
    currency = Text()
    vat_rate = PercentField()
    active = Flag()


def list_customers(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Customers whose name, e-mail, tax number or organization has every word of `q`, by name."""
    statement = _matching(select(Customer), Customer, args.get("q"))
    if args.get("kind"):
        statement = statement.where(Customer.type == args["kind"])
    if args.get("organization_id"):
        statement = statement.where(Customer.organization_id == args["organization_id"])
    rows = session.scalars(statement.order_by(Customer.name).limit(args.get("limit") or 20))
    return {"data": CustomerOut(many=True).dump(rows)}


def list_catalogue(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Products whose code or name has every word of `q`, by name."""
    statement = _matching(select(Product), Product, args.get("q"))
    rows = session.scalars(statement.order_by(Product.name).limit(args.get("limit") or 20))
    return {"data": ProductOut(many=True).dump(rows)}


def _matching(statement: Select[Any], model: Any, query: str | None) -> Select[Any]:
    statement = statement.where(model.active)
    for word in plain(query or "").split()[:8]:
        statement = statement.where(model.folded.contains(word, autoescape=True))
    return statement


def find_buyer(
    session: Session, customer_id: str | None, person_id: str | None
) -> tuple[Customer, Customer | None, Customer | None]:
    """Who a document is for: the buyer, and apart the organization and the person; Invalid when there is nobody.

    A person given as the customer is taken as the person: private customers have no organization.
    """
    customer = _known(session, "customer_id", customer_id)
    person = _known(session, "person_id", person_id)
    if customer is not None and customer.type == "person":
        customer, person = None, person or customer
    buyer = customer or person
    if buyer is None:
        raise Invalid({"customer_id": ["A customer is needed."]})
    return buyer, customer, person


def _known(session: Session, field: str, customer_id: str | None) -> Customer | None:
    if customer_id is None:
        return None
    found = lookup(session, Customer, customer_id)
    if found is None or not found.active:
        raise Invalid({field: ["There is no such customer."]})
    return found
