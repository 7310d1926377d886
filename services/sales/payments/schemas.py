"""What payments look like from outside."""

from chassis.fields import Choice, Currency, Date, Link, Money, Schema, Text
from services.sales.invoices.schemas import METHOD_LABELS
from services.sales.payments.models import METHODS


class PaymentSchema(Schema):
    """Money received for an invoice; a negative amount is a refund."""

    invoice_id = Link("sales.invoice", label_field="invoice_number", required=True, label="Invoice")
    invoice_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    customer_id = Link("contacts.organization", label_field="customer_name", read_only=True, label="Customer")
    customer_name = Text(read_only=True, hidden=True, label="Customer")
    amount = Money(required=True, currency="currency")
    currency = Currency(read_only=True, filter=False, sort=False)
    paid_on = Date(help="Left empty, today.")
    method = Choice(METHODS, default="transfer", labels=METHOD_LABELS)
    note = Text(500, filter=False, sort=False)
