"""What a document would come to while it is being written; nothing is stored."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.fields import Currency, Lines, Link, Money, Percent, Schema
from chassis.identity import Identity
from chassis.resource import Route
from services.sales.amounts import summarise
from services.sales.company import company
from services.sales.lines.commands import price
from services.sales.lines.schemas import LineSchema
from services.sales.projections import Customer


class TotalsIn(Schema):
    """The lines as they stand, and what their currency follows from."""

    customer_id = Link("contacts.organization")
    person_id = Link("contacts.person")
    currency = Currency()
    lines = Lines(LineSchema)


class VatRow(Schema):
    """What one rate of VAT comes to."""

    rate = Percent()
    net = Money()
    vat = Money(label="VAT")
    gross = Money()


class TotalsOut(Schema):
    """The completed lines, the VAT of each rate, the sums."""

    currency = Currency()
    lines = Lines(LineSchema)
    vat_rows = Lines(VatRow)
    net_total = Money(currency="currency")
    vat_total = Money(currency="currency")
    total = Money(currency="currency")


def calculate_totals(session: Session, actor: Identity, args: dict[str, Any]) -> dict[str, Any]:
    """Complete and add up lines as a saved document would."""
    firm = company(session)
    buyer_id = args["customer_id"] or args["person_id"]
    buyer = session.get(Customer, buyer_id) if buyer_id else None
    currency = args["currency"] or (buyer.currency if buyer else None) or firm.currency
    priced = price(session, args["lines"], currency, firm)
    rates = summarise((line["vat_rate"], line["net"], line["vat"]) for line in priced["lines"])
    return dict(TotalsOut().dump({**priced, "currency": currency, "vat_rows": rates}))


TOTALS = Route(
    "POST",
    "/totals",
    calculate_totals,
    "sales.quote:view",
    "What lines that are not saved yet come to",
    body=TotalsIn,
    response=TotalsOut,
)
