"""Quotes as a kind of record."""

from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.sales.lines.schemas import PdfQuery
from services.sales.printing import quote_pdf
from services.sales.quotes.commands import (
    accept_quote,
    create_quote,
    decline_quote,
    delete_quote,
    make_order,
    revise_quote,
    send_quote,
    update_quote,
)
from services.sales.quotes.models import Quote
from services.sales.quotes.schemas import DeclineIn, MakeOrderIn, QuoteSchema

QUOTES = Resource(
    kind="quote",
    collection="quotes",
    model=Quote,
    schema=QuoteSchema,
    title="number",
    icon="file-text",
    columns=("number", "customer_name", "status", "valid_until", "total", "owner_name"),
    search=("number", "customer_name", "person_name", "opportunity_name"),
    create=create_quote,
    erasure=Erasure(keep=("order_number",)),
    update=update_quote,
    delete=delete_quote,
    actions=(
        Action(
            "make_order",
            make_order,
            MakeOrderIn,
            label="Make order",
            when={"status": ["draft", "sent", "accepted", "expired"]},
            returns="order",
            style="primary",
            icon="shopping-cart",
        ),
        Action("send", send_quote, when={"status": ["draft", "sent"]}, style="primary", icon="send"),
        Action("accept", accept_quote, when={"status": ["draft", "sent", "expired"]}, style="success", icon="check"),
        Action(
            "decline",
            decline_quote,
            DeclineIn,
            when={"status": ["draft", "sent", "accepted", "expired"]},
            style="danger",
            icon="x",
        ),
        Action("revise", revise_quote, when={"status": ["sent", "accepted", "declined", "expired"]}, icon="edit"),
    ),
    routes=(
        Route("GET", "/quotes/{id}/pdf", quote_pdf, "view", "The quote as PDF", query=PdfQuery, file="application/pdf"),
    ),
    order=30,
)
