"""Payments: money is booked to an invoice, or given back."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from chassis.days import today
from chassis.errors import Invalid
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import build, load
from services.sales.company import company
from services.sales.events import PaymentReceived
from services.sales.invoices.models import Invoice
from services.sales.lines.facts import customer_part, relations, seller_part
from services.sales.owners import hand_over
from services.sales.payments.models import Payment


def receive_payment(
    session: Session,
    actor: Identity,
    invoice_id: str,
    amount: Decimal,
    paid_on: date | None = None,
    method: str = "transfer",
    note: str | None = None,
    **more: Any,
) -> Payment:
    """Book money that came in for an invoice; a negative amount gives back what was paid."""
    invoice = load(session, actor, Invoice, invoice_id, action="pay")
    paid_on = paid_on or today()
    if paid_on > today():
        raise Invalid({"paid_on": ["A payment cannot lie in the future."]})
    invoice.pay(amount)
    values = {"amount": amount, "paid_on": paid_on, "method": method, "note": note, "currency": invoice.currency}
    values |= {"invoice_id": invoice.id, "invoice_number": invoice.number}
    values |= {"customer_id": invoice.customer_id, "customer_name": invoice.customer_name}
    payment = build(session, actor, Payment, values | more)
    hand_over(invoice, payment, actor)
    _tell(session, invoice, payment)
    return payment


def create_payment(session: Session, actor: Identity, data: Mapping[str, Any]) -> Payment:
    """The same from the list of payments, the invoice given as a field."""
    values = {name: value for name, value in data.items() if name != "owner_id"}
    return receive_payment(session, actor, **values)


def _tell(session: Session, invoice: Invoice, payment: Payment) -> None:
    names = ("amount", "currency", "paid_on", "method", "owner_id", "owner_name")
    data = {name: getattr(payment, name) for name in names} | {
        "payment_id": payment.id,
        "invoice_id": invoice.id,
        "number": invoice.number,
        "order_id": invoice.order_id,
        "customer": customer_part(invoice),
        "total": invoice.total,
        "open_total": invoice.open_total,
        "seller": seller_part(company(session)),
    }
    refs = relations(invoice, invoice=invoice.id, order=invoice.order_id)
    emit(session, PaymentReceived, payment, data, relates_to=refs)
