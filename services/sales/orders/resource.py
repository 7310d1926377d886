"""Orders as a kind of record."""

from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.sales.holding import ACCOUNTING, order_held_until
from services.sales.lines.schemas import PdfQuery
from services.sales.orders.commands import (
    cancel_order,
    confirm_order,
    create_order,
    delete_order,
    deliver_order,
    make_invoice,
    update_order,
)
from services.sales.orders.models import Order
from services.sales.orders.progress import ProgressOut, order_progress
from services.sales.orders.schemas import DeliverIn, MakeInvoiceIn, OrderSchema
from services.sales.printing import order_pdf

ORDERS = Resource(
    kind="order",
    collection="orders",
    model=Order,
    schema=OrderSchema,
    title="number",
    icon="shopping-cart",
    columns=("number", "customer_name", "status", "stock_state", "ordered_on", "total", "owner_name"),
    search=("number", "customer_name", "person_name", "reference"),
    create=create_order,
    update=update_order,
    erasure=Erasure(keep=("quote_number", "invoice_number"), held=order_held_until, reason=ACCOUNTING),
    delete=delete_order,
    actions=(
        Action("confirm", confirm_order, when={"status": ["draft"]}, style="primary", icon="check"),
        Action(
            "make_invoice",
            make_invoice,
            MakeInvoiceIn,
            label="Make invoice",
            when={"status": ["confirmed", "delivered"]},
            returns="invoice",
            style="primary",
            icon="file-invoice",
        ),
        Action("deliver", deliver_order, DeliverIn, when={"status": ["confirmed", "invoiced"]}, icon="truck-delivery"),
        Action(
            "cancel",
            cancel_order,
            when={"status": ["draft", "confirmed"]},
            style="danger",
            confirm="Cancel this order? Its stock will be free for others.",
            icon="x",
        ),
    ),
    routes=(
        Route("GET", "/orders/{id}/pdf", order_pdf, "view", "The order as PDF", query=PdfQuery, file="application/pdf"),
        Route("GET", "/orders/{id}/progress", order_progress, "view", "Where the order stands", response=ProgressOut),
    ),
    order=40,
)
