"""Quotes are drafted, sent, answered, and become an order."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Forbidden, Invalid
from chassis.events import EventType, emit
from chassis.identity import Identity
from chassis.numbering import next_number
from chassis.records import build, change, delete, load, lookup
from services.sales.company import company
from services.sales.events import QuoteAccepted, QuoteDeclined, QuoteSent
from services.sales.lines.commands import complete, revise
from services.sales.lines.facts import document_part, lines_data, relations, seller_part, trade_data
from services.sales.opportunities.models import Opportunity
from services.sales.orders.commands import order_of_quote
from services.sales.orders.models import Order
from services.sales.owners import hand_over
from services.sales.quotes.models import Quote

PATTERN = "Q-{year}-{n:05d}"


def create_quote(session: Session, actor: Identity, data: Mapping[str, Any], source: Any = None) -> Quote:
    """A new draft; what is left out comes from customer, products and company, the owner from `source` if given."""
    values = complete(session, data)
    day = today()
    if values.get("valid_until") is None:
        values["valid_until"] = day + timedelta(days=company(session).quote_days)
    _name_opportunity(session, values)
    values["number"] = next_number(session, "quote", PATTERN, day.year)
    quote = build(session, actor, Quote, values)
    if source is not None:
        hand_over(source, quote, actor)
    session.flush()  # constraints answer here
    return quote


def update_quote(session: Session, actor: Identity, quote: Quote, data: Mapping[str, Any]) -> Quote:
    """Change a draft."""
    quote.guard_change()
    values = revise(session, quote, data)
    _name_opportunity(session, values)
    change(session, actor, quote, values)
    session.flush()  # constraints answer here, and the version grows
    return quote


def delete_quote(session: Session, actor: Identity, quote: Quote) -> None:
    """Throw a draft away; what was sent stays."""
    quote.guard_change()
    delete(session, actor, quote)


def send_quote(session: Session, actor: Identity, quote_id: str) -> Quote:
    """Send it to the customer: the event carries what the mail needs."""
    quote = load(session, actor, Quote, quote_id, action="send")
    quote.send(today())
    _tell(session, quote, QuoteSent, document=document_part("quotes", quote))
    return quote


def accept_quote(session: Session, actor: Identity, quote_id: str) -> Quote:
    """The customer said yes."""
    quote = load(session, actor, Quote, quote_id, action="accept")
    quote.accept()
    _tell(session, quote, QuoteAccepted)
    return quote


def decline_quote(session: Session, actor: Identity, quote_id: str, reason: str | None = None) -> Quote:
    """The customer said no."""
    quote = load(session, actor, Quote, quote_id, action="decline")
    quote.decline(reason)
    _tell(session, quote, QuoteDeclined, reason=reason)
    return quote


def revise_quote(session: Session, actor: Identity, quote_id: str) -> Quote:
    """Back to draft, so that it can be changed and sent again."""
    quote = load(session, actor, Quote, quote_id, action="revise")
    quote.revise()
    return quote


def make_order(session: Session, actor: Identity, quote_id: str, confirm: bool = False) -> Order:
    """The order of a quote, line by line as quoted; confirmed at once if asked for."""
    quote = load(session, actor, Quote, quote_id, action="make_order")
    if confirm and not actor.may("sales.order", "confirm"):
        raise Forbidden
    return order_of_quote(session, actor, quote, confirm)


def expire_quotes(session: Session, day: date) -> int:
    """Mark the sent quotes whose time ran out; returns how many."""
    overdue = select(Quote).where(Quote.status == "sent", Quote.valid_until < day, Quote.deleted_at.is_(None))
    quotes = session.scalars(overdue.limit(500).with_for_update(skip_locked=True)).all()
    for quote in quotes:
        quote.expire()
    return len(quotes)


def _name_opportunity(session: Session, values: dict[str, Any]) -> None:
    if values.get("opportunity_id"):
        opportunity = lookup(session, Opportunity, values["opportunity_id"])
        if opportunity is None or opportunity.deleted_at:
            raise Invalid({"opportunity_id": ["There is no such opportunity."]})
        values["opportunity_name"] = opportunity.name


def _tell(session: Session, quote: Quote, event_type: EventType, **more: Any) -> None:
    data = trade_data(quote) | {"valid_until": quote.valid_until, "opportunity_id": quote.opportunity_id}
    data |= {"seller": seller_part(company(session)), "lines": lines_data(quote.lines)} | more
    emit(session, event_type, quote, data, relates_to=relations(quote, opportunity=quote.opportunity_id))
