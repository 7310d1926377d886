"""Figures that rules may ask about: what a customer bought, owes and asked, and when we last spoke."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, func, select

from chassis import listing
from chassis.fields import Date, DateTime, Integer, Money, Schema
from chassis.identity import Identity
from services.contacts.figures.models import CustomerFigures

PREFIX = "figures."


class MeasuresSchema(Schema):
    """The figures of a customer; amounts in the currency that most of its invoices are in."""

    revenue_12m = Money(label="Revenue in the last 12 months")
    revenue_prev_12m = Money(label="Revenue in the 12 months before")
    revenue = Money(label="Revenue since the beginning")
    orders = Integer(label="Number of orders")
    quotes = Integer(label="Number of quotes")
    first_purchase_on = Date(label="First purchase")
    last_purchase_on = Date(label="Last purchase")
    last_contact_at = DateTime(label="Last contact")
    open_tickets = Integer(label="Open tickets")
    complaints = Integer(label="Complaints")
    unpaid = Money(label="Unpaid amount")
    overdue = Money(label="Overdue amount")


_NEEDS: Mapping[str, str] = {
    "quotes": "sales.quote",
    "orders": "sales.order",
    "last_contact_at": "contacts.interaction",
    "open_tickets": "helpdesk.ticket",
    "complaints": "helpdesk.ticket",
}
_FIELDS = MeasuresSchema().fields


def offered(actor: Identity) -> list[str]:
    """The figures that the actor may ask about: of all documents they are made of, so he has to see all of those."""
    return [name for name in _FIELDS if _may(actor, _NEEDS.get(name, "sales.invoice"))]


def _may(actor: Identity, kind: str) -> bool:
    return actor.everything or (actor.may(kind, "view") and actor.rule(kind).view == "all")


def value(name: str, model: Any) -> Any:
    """The figure of the record that the statement around is about; who has no figures yet bought and asked nothing."""
    column = getattr(CustomerFigures, name)
    found = select(column).where(CustomerFigures.id == model.id).correlate(model).scalar_subquery()
    return func.coalesce(found, _ZERO[type(_FIELDS[name])]) if _counted(name) else found


_ZERO = {Money: Decimal(0), Integer: 0}


def _counted(name: str) -> bool:
    return type(_FIELDS[name]) in _ZERO


def condition(actor: Identity, name: str, model: Any, operator: str, wanted: str) -> ColumnElement[bool]:
    """The condition on a figure: through its index wherever those without figures do not fit."""
    if operator in ("ne", "empty") or (_counted(name) and _zero_may_fit(operator, wanted)):
        return listing.condition_on(actor, value(name, model), _FIELDS[name], operator, wanted)
    asked = listing.condition_on(actor, getattr(CustomerFigures, name), _FIELDS[name], operator, wanted)
    fitting: ColumnElement[bool] = model.id.in_(select(CustomerFigures.id).where(asked))
    return fitting


def _zero_may_fit(operator: str, wanted: str) -> bool:
    try:
        number = Decimal(wanted)
    except InvalidOperation:
        return True
    return not (operator in ("gte", "eq") and number > 0) and not (operator == "gt" and number >= 0)
