"""Invoices are drafted, issued under a gapless number, paid, or taken back by a cancelling invoice."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import DomainError
from chassis.events import emit
from chassis.identity import Identity
from chassis.ids import new_id
from chassis.numbering import next_number
from chassis.records import build, change, delete, load, lookup
from services.sales.company import company
from services.sales.events import InvoiceCancelled, InvoiceIssued, InvoiceOverdue
from services.sales.invoices.facts import invoice_data, overdue_data
from services.sales.invoices.models import OPEN, Invoice
from services.sales.lines.commands import complete, revise
from services.sales.lines.facts import document_part, relations
from services.sales.lines.models import AMOUNTS, copy_customer, copy_line
from services.sales.orders.models import Order
from services.sales.owners import hand_over
from services.sales.projections import Customer


def create_invoice(session: Session, actor: Identity, data: Mapping[str, Any]) -> Invoice:
    """A new draft without an order; what is left out comes from customer, products and company."""
    values = complete(session, {"payment_days": None, **data})
    values["payment_method"] = values.get("payment_method") or "transfer"
    invoice = build(session, actor, Invoice, values | {"series": company(session).invoice_series})
    session.flush()  # constraints answer here
    return invoice


def draft_invoice(
    session: Session, actor: Identity, values: dict[str, Any], order: Order, issue: bool, issued_on: date | None
) -> Invoice:
    """The invoice of an order; issued at once if asked for."""
    firm = company(session)
    customer = lookup(session, Customer, order.customer_id or order.person_id)
    days = customer.payment_days if customer else None
    values |= {"payment_days": firm.payment_days if days is None else days, "series": firm.invoice_series}
    invoice = build(session, actor, Invoice, values)
    hand_over(order, invoice, actor)
    session.flush()  # a locked invoice takes no lines, so they are written before the number is taken
    if issue:
        _issue(session, invoice, issued_on, order)
    else:
        order.invoiced(invoice.id, None, None)
    return invoice


def update_invoice(session: Session, actor: Identity, invoice: Invoice, data: Mapping[str, Any]) -> Invoice:
    """Change a draft."""
    invoice.guard_change()
    values = revise(session, invoice, data)
    if values.get("payment_method", "") is None:
        del values["payment_method"]
    change(session, actor, invoice, values)
    session.flush()  # constraints answer here, and the version grows
    return invoice


def delete_invoice(session: Session, actor: Identity, invoice: Invoice) -> None:
    """Throw a draft away, and let its order be invoiced again."""
    invoice.guard_change()
    order = lookup(session, Order, invoice.order_id, lock=True)
    if order is not None and order.invoice_id == invoice.id:
        order.free_invoice()
    delete(session, actor, invoice)


def issue_invoice(session: Session, actor: Identity, invoice_id: str, issued_on: date | None = None) -> Invoice:
    """Give an invoice its legal number and lock it."""
    invoice = load(session, actor, Invoice, invoice_id, action="issue")
    order = lookup(session, Order, invoice.order_id, lock=True)
    if order is not None and order.invoice_id not in (None, invoice.id):
        raise DomainError("order_invoiced_already", "Order %(number)s has an invoice already.", number=order.number)
    _issue(session, invoice, issued_on, order)
    return invoice


def cancel_invoice(session: Session, actor: Identity, invoice_id: str, issued_on: date | None = None) -> Invoice:
    """Take an invoice back: returns the cancelling invoice, with its own number and the amounts negated."""
    invoice = load(session, actor, Invoice, invoice_id, action="cancel")
    invoice.guard_cancel(issued_on)
    cancelling = _cancelling(session, actor, invoice)
    _take_number(session, cancelling, issued_on)
    invoice.cancel(cancelling.id, cancelling.number)
    order = lookup(session, Order, invoice.order_id, lock=True)
    if order is not None and order.invoice_id == invoice.id:
        order.free_invoice()
    data = invoice_data(session, invoice) | {"document": document_part("invoices", cancelling)}
    data |= {
        "cancelling_id": cancelling.id,
        "cancelling_number": cancelling.number,
        "cancelled_on": cancelling.issued_on,
    }
    emit(session, InvoiceCancelled, invoice, data, relations(invoice, order=invoice.order_id, invoice=cancelling.id))
    return cancelling


def mark_overdue(session: Session, day: date) -> int:
    """Say of each invoice once that its day passed unpaid; returns how many were said."""
    late = select(Invoice).where(Invoice.status.in_(OPEN), Invoice.due_on < day, Invoice.overdue_on.is_(None))
    invoices = session.scalars(late.order_by(Invoice.due_on).limit(200).with_for_update(skip_locked=True)).all()
    for invoice in invoices:
        invoice.fall_due(day)
        emit(session, InvoiceOverdue, invoice, overdue_data(session, invoice, day), _relations(invoice))
    return len(invoices)


def _issue(session: Session, invoice: Invoice, on: date | None, order: Order | None) -> None:
    _take_number(session, invoice, on)
    if order is not None:
        order.invoiced(invoice.id, invoice.number, invoice.issued_on)
    data = invoice_data(session, invoice) | {"document": document_part("invoices", invoice)}
    emit(session, InvoiceIssued, invoice, data, _relations(invoice))


def _take_number(session: Session, invoice: Invoice, on: date | None) -> None:
    """The number comes last, so that the series is locked as briefly as can be."""
    day = today()
    on = on or day
    invoice.guard_issue(on, day)
    number = next_number(session, f"invoice-{invoice.series}", f"{invoice.series}-{{year}}-{{n:05d}}", on.year)
    invoice.issue(number, on, on + timedelta(days=invoice.payment_days))


def _cancelling(session: Session, actor: Identity, invoice: Invoice) -> Invoice:
    """A draft that mirrors the invoice: quantities and amounts negated, nothing calculated again."""
    cancelling = build(session, actor, Invoice, copy_customer(invoice) | {
        "id": new_id(),
        "series": invoice.series,
        "payment_days": 0,
        "payment_method": invoice.payment_method,
        "fulfilled_on": invoice.fulfilled_on,
        "order_id": invoice.order_id,
        "order_number": invoice.order_number,
        "cancels_id": invoice.id,
        "cancels_number": invoice.number,
        **{name: -getattr(invoice, name) for name in ("net_total", "vat_total", "total")},
        "lines": [_negated(copy_line(line)) | {"order_line_id": line.order_line_id} for line in invoice.lines],
    })  # fmt: skip
    hand_over(invoice, cancelling, actor)
    session.flush()  # a locked invoice takes no lines, so they are written before the number is taken
    return cancelling


def _negated(line: dict[str, Any]) -> dict[str, Any]:
    negative: dict[str, Decimal] = {name: -line[name] for name in ("quantity", *AMOUNTS)}
    return line | negative


def _relations(invoice: Invoice) -> list[str]:
    return relations(invoice, order=invoice.order_id)
