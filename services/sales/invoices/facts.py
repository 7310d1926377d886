"""What events say about an invoice."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from services.sales.company import company
from services.sales.invoices.models import Invoice
from services.sales.lines.facts import customer_part, document_part, line_data, seller_part, trade_data

FIELDS = ("issued_on", "fulfilled_on", "due_on", "payment_method", "order_id")
OVERDUE_FIELDS = ("number", "issued_on", "due_on", "currency", "total", "open_total", "owner_id", "owner_name")


def invoice_data(session: Session, invoice: Invoice) -> dict[str, Any]:
    """All of an invoice but the place of its print."""
    data = trade_data(invoice) | {name: getattr(invoice, name) for name in FIELDS}
    lines = [line_data(line) | {"order_line_id": line.order_line_id} for line in invoice.lines]
    return data | {"seller": seller_part(company(session)), "lines": lines}


def overdue_data(session: Session, invoice: Invoice, day: date) -> dict[str, Any]:
    """What a reminder needs to know."""
    data = {name: getattr(invoice, name) for name in OVERDUE_FIELDS}
    return data | {
        "customer": customer_part(invoice),
        "days": (day - invoice.due_on).days if invoice.due_on else 0,
        "seller": seller_part(company(session)),
        "document": document_part("invoices", invoice),
    }
