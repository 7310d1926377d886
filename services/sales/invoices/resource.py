"""Invoices as a kind of record."""

from chassis.privacy import Erasure
from chassis.resource import Action, Resource, Route
from services.sales.holding import ACCOUNTING, invoice_held_until
from services.sales.invoices.commands import (
    cancel_invoice,
    create_invoice,
    delete_invoice,
    issue_invoice,
    update_invoice,
)
from services.sales.invoices.models import OPEN, Invoice
from services.sales.invoices.schemas import CancelIn, InvoiceSchema, IssueIn, PaymentIn
from services.sales.lines.schemas import PdfQuery
from services.sales.payments.commands import receive_payment
from services.sales.printing import invoice_pdf

INVOICES = Resource(
    kind="invoice",
    collection="invoices",
    model=Invoice,
    schema=InvoiceSchema,
    title="number",
    icon="file-invoice",
    columns=("number", "customer_name", "status", "issued_on", "due_on", "total", "open_total"),
    search=("number", "customer_name", "person_name", "order_number"),
    create=create_invoice,
    update=update_invoice,
    erasure=Erasure(keep=("order_number",), held=invoice_held_until, reason=ACCOUNTING),
    delete=delete_invoice,
    actions=(
        Action(
            "issue",
            issue_invoice,
            IssueIn,
            when={"status": ["draft"]},
            style="primary",
            confirm="Issue this invoice? It gets its number and cannot be changed any more.",
            icon="rubber-stamp",
        ),
        Action(
            "pay",
            receive_payment,
            PaymentIn,
            label="Record payment",
            when={"status": list(OPEN)},
            returns="payment",
            style="success",
            icon="cash",
            bulk=False,
        ),
        Action(
            "cancel",
            cancel_invoice,
            CancelIn,
            label="Cancel invoice",
            when={"status": ["issued"]},
            style="danger",
            confirm="Cancel this invoice? A cancelling invoice with its own number will be issued.",
            icon="file-x",
        ),
    ),
    routes=(
        Route(
            "GET",
            "/invoices/{id}/pdf",
            invoice_pdf,
            "view",
            "The invoice as PDF",
            query=PdfQuery,
            file="application/pdf",
        ),
    ),
    order=50,
)
