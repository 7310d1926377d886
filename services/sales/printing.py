"""Quotes, orders and invoices as PDF, in the language asked for or the document's own."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.identity import Identity
from chassis.records import load
from chassis.resource import File
from services.sales.company import Company, company
from services.sales.documents import render_document
from services.sales.invoices.models import Invoice
from services.sales.lines.models import AMOUNTS
from services.sales.orders.models import Order
from services.sales.quotes.models import Quote

DATES = ("issued_on", "fulfilled_on", "due_on", "valid_until")
TOTALS = ("net_total", "vat_total", "total")
COPIED = ("number", "currency", "notes", *DATES, *TOTALS)
LINE = ("description", "code", "quantity", "unit", "unit_price", "discount", "vat_rate", *AMOUNTS)


def quote_pdf(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """The print of a quote."""
    quote = load(session, actor, Quote, args["id"])
    return _print(session, "quote", quote, args, {"issued_on": quote.sent_on or quote.created_at.date()})


def order_pdf(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """The print of an order."""
    order = load(session, actor, Order, args["id"])
    more = {"issued_on": order.ordered_on, "fulfilled_on": order.deliver_on, "related_number": order.quote_number}
    return _print(session, "order", order, args, more)


def invoice_pdf(session: Session, actor: Identity, args: dict[str, Any]) -> File:
    """The print of an invoice; a cancelling one names the invoice it takes back."""
    invoice = load(session, actor, Invoice, args["id"])
    kind = "cancellation" if invoice.cancels_id else "invoice"
    related = invoice.cancels_number or invoice.order_number
    return _print(session, kind, invoice, args, {"payment_method": invoice.payment_method, "related_number": related})


def _print(session: Session, kind: str, document: Any, args: dict[str, Any], more: dict[str, Any]) -> File:
    language = args.get("language") or document.language
    firm = company(session)
    data = {
        "seller": _seller(firm, language),
        "buyer": _buyer(document),
        **{name: getattr(document, name, None) for name in COPIED},
        "lines": [{name: getattr(line, name) for name in LINE} for line in document.lines],
        "vat_summary": document.vat_summary,
        "legal_notes": firm.legal_notes,
        **more,
    }
    name = f"{document.number or kind}.pdf"
    return File(render_document(kind, data, language), "application/pdf", name, inline=True)


def _seller(firm: Company, language: str) -> dict[str, Any]:
    names = ("name", "tax_number", "eu_vat", "bank_account", "email", "phone")
    return {name: getattr(firm, name) for name in names} | {"address_lines": firm.address_lines(language)}


def _buyer(document: Any) -> dict[str, Any]:
    return {
        "name": document.customer_name,
        "address_lines": (document.customer_address or "").splitlines(),
        "tax_number": document.customer_tax_number,
        "email": document.customer_email,
    }
