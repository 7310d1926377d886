"""Payments as a kind of record: booked once, corrected by a refund, never changed."""

from chassis.resource import Resource
from services.sales.payments.commands import create_payment
from services.sales.payments.models import Payment
from services.sales.payments.schemas import PaymentSchema

PAYMENTS = Resource(
    kind="payment",
    collection="payments",
    model=Payment,
    schema=PaymentSchema,
    title="invoice_number",
    icon="cash",
    columns=("paid_on", "invoice_number", "customer_name", "amount", "method"),
    sort="-paid_on",
    search=("invoice_number", "customer_name"),
    create=create_payment,
    update=False,
    delete=False,
    owned=False,
    attachable=False,
    order=60,
)
