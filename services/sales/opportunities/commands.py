"""Opportunities move through the stages until they are won or lost; a quote is one click away."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import build, change, load
from services.sales.company import company
from services.sales.events import OpportunityLost, OpportunityStageChanged, OpportunityWon
from services.sales.interests import complete_interests, interest_lines
from services.sales.lines.commands import fill_buyer
from services.sales.lines.facts import customer_part, relations
from services.sales.opportunities.models import CLOSED, PROBABILITY, Opportunity
from services.sales.quotes.commands import create_quote
from services.sales.quotes.models import Quote

EVENT_OF = {"won": OpportunityWon, "lost": OpportunityLost}


def create_opportunity(session: Session, actor: Identity, data: Mapping[str, Any]) -> Opportunity:
    """A new deal, in an open stage."""
    values = dict(data)
    if values.get("stage") in CLOSED:
        raise Invalid({"stage": ["A new opportunity starts in an open stage."]})
    buyer = fill_buyer(session, values)
    values["currency"] = values.get("currency") or buyer.currency or company(session).currency
    values["interests"] = complete_interests(session, values.get("interests") or [])
    if values.get("probability") is None:
        values["probability"] = PROBABILITY[values.get("stage") or "new"]
    opportunity = build(session, actor, Opportunity, values)
    session.flush()  # constraints answer here
    return opportunity


def update_opportunity(
    session: Session, actor: Identity, opportunity: Opportunity, data: Mapping[str, Any]
) -> Opportunity:
    """Change a deal; a new stage is a move like any other."""
    values = {k: v for k, v in data.items() if v is not None or k not in ("currency", "probability", "stage")}
    stage = values.pop("stage", opportunity.stage)
    if "customer_id" in values or "person_id" in values:
        values = {"customer_id": opportunity.customer_id, "person_id": opportunity.person_id} | values
        fill_buyer(session, values)
    if "interests" in values:
        values["interests"] = complete_interests(session, values["interests"] or [])
    before = opportunity.stage
    with session.no_autoflush:  # one version for the whole change
        if stage != before:
            opportunity.move(stage, today())
        change(session, actor, opportunity, values)
    session.flush()  # constraints answer here, and the version grows
    if stage != before:
        _tell(session, opportunity, before)
    return opportunity


def move_opportunity(
    session: Session, actor: Identity, opportunity_id: str, stage: str, reason: str | None = None, action: str = "move"
) -> Opportunity:
    """Take a deal to another stage."""
    opportunity = load(session, actor, Opportunity, opportunity_id, action=action)
    before = opportunity.stage
    opportunity.move(stage, today(), reason)
    _tell(session, opportunity, before)
    return opportunity


def win_opportunity(session: Session, actor: Identity, opportunity_id: str, reason: str | None = None) -> Opportunity:
    """The deal is made."""
    return move_opportunity(session, actor, opportunity_id, "won", reason, action="win")


def lose_opportunity(session: Session, actor: Identity, opportunity_id: str, reason: str) -> Opportunity:
    """The deal fell through, and why."""
    return move_opportunity(session, actor, opportunity_id, "lost", reason, action="lose")


def make_quote(session: Session, actor: Identity, opportunity_id: str) -> Quote:
    """A draft quote of the deal: its products, or one line with its amount."""
    opportunity = load(session, actor, Opportunity, opportunity_id, action="make_quote")
    opportunity.guard_open()
    lines = interest_lines(session, opportunity.interests, opportunity.currency)
    if not lines and opportunity.amount is not None:
        lines = [{"description": opportunity.name, "unit_price": opportunity.amount}]
    names = ("customer_id", "person_id", "currency")
    data: dict[str, Any] = {name: getattr(opportunity, name) for name in names} | {"lines": lines}
    return create_quote(session, actor, data | {"opportunity_id": opportunity.id}, source=opportunity)


def rename_customer(session: Session, customer_id: str, name: str) -> None:
    """Show the deals of a customer under his present name; documents keep the name they were written with."""
    renamed = select(Opportunity).where(Opportunity.customer_id == customer_id, Opportunity.customer_name != name)
    for opportunity in session.scalars(renamed.with_for_update()):
        opportunity.customer_name = name


def _tell(session: Session, opportunity: Opportunity, before: str) -> None:
    names = ("name", "stage", "probability", "amount", "currency", "expected_close_on", "owner_id", "owner_name")
    data = {name: getattr(opportunity, name) for name in names}
    data |= {"customer": customer_part(opportunity), "from_stage": before, "reason": opportunity.close_reason}
    event_type = EVENT_OF.get(opportunity.stage, OpportunityStageChanged)
    emit(session, event_type, opportunity, data, relates_to=relations(opportunity, lead=opportunity.lead_id))
