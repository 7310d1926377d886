"""Opportunities as a kind of record, with a board by stage."""

from chassis.resource import Action, Resource
from services.sales.opportunities.commands import (
    create_opportunity,
    lose_opportunity,
    make_quote,
    move_opportunity,
    update_opportunity,
    win_opportunity,
)
from services.sales.opportunities.models import CLOSED, STAGES, Opportunity
from services.sales.opportunities.schemas import LoseIn, MoveIn, OpportunitySchema, WinIn

OPEN = {"stage": [stage for stage in STAGES if stage not in CLOSED]}

OPPORTUNITIES = Resource(
    kind="opportunity",
    collection="opportunities",
    model=Opportunity,
    schema=OpportunitySchema,
    icon="target-arrow",
    columns=("name", "customer_name", "stage", "amount", "probability", "expected_close_on", "owner_name"),
    search=("name", "customer_name", "person_name"),
    create=create_opportunity,
    update=update_opportunity,
    actions=(
        Action(
            "make_quote",
            make_quote,
            label="Make quote",
            when={"stage": [stage for stage in STAGES if stage != "lost"]},
            returns="quote",
            style="primary",
            icon="file-text",
            bulk=False,
        ),
        Action("win", win_opportunity, WinIn, label="Won", when=OPEN, style="success", icon="trophy"),
        Action("lose", lose_opportunity, LoseIn, label="Lost", when=OPEN, style="danger", icon="thumb-down"),
        Action("move", move_opportunity, MoveIn, label="Move to stage", icon="arrows-right-left"),
    ),
    board="stage",
    order=20,
)
