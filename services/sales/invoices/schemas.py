"""What invoices look like from outside."""

from chassis.fields import Choice, Date, Lines, Link, Money, Schema, Text
from services.sales.invoices.models import PAYMENT_METHODS, STATUSES
from services.sales.lines.schemas import LineSchema, PaymentDays, TradedSchema, status

METHOD_LABELS = {"transfer": "Bank transfer", "other": "Other method"}


class InvoiceLineSchema(LineSchema):
    """A line of an invoice, and the line of the order it comes from."""

    order_line_id = Text(36, read_only=True, hidden=True)


class InvoiceSchema(TradedSchema):
    """An invoice with its lines, VAT and payment."""

    number = Text(read_only=True)
    status = status(STATUSES, labels={"cancelled": "Cancelled by storno", "cancelling": "Cancelling invoice"})
    issued_on = Date(read_only=True)
    fulfilled_on = Date(filter=False, sort=False, help="Day of performance; left empty, the day of issue.")
    due_on = Date(read_only=True)
    payment_days = PaymentDays(filter=False, sort=False, help="Left empty, the customer's.")
    payment_method = Choice(PAYMENT_METHODS, labels=METHOD_LABELS, filter=False, sort=False)
    paid_total = Money(read_only=True, currency="currency", filter=False, sort=False, label="Paid")
    open_total = Money(read_only=True, currency="currency", label="Open")
    overdue_on = Date(read_only=True, label="Overdue since")
    order_id = Link("sales.order", label_field="order_number", read_only=True, label="Order")
    order_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    cancels_id = Link("sales.invoice", label_field="cancels_number", read_only=True, label="Cancels")
    cancels_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    cancelled_by_id = Link(
        "sales.invoice",
        label_field="cancelled_by_number",
        read_only=True,
        label="Cancelled by",
        filter=False,
        sort=False,
    )
    cancelled_by_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    series = Text(read_only=True, filter=False, sort=False, listed=False, section="More")
    lines = Lines(InvoiceLineSchema)


class IssueIn(Schema):
    """The day of issue, for invoices of the past; left empty, today."""

    issued_on = Date()


class CancelIn(Schema):
    """The day of the cancelling invoice; left empty, today."""

    issued_on = Date()


class PaymentIn(Schema):
    """Money that came in; a negative amount is a refund."""

    amount = Money(currency="currency", required=True)
    paid_on = Date(help="Left empty, today.")
    method = Choice(PAYMENT_METHODS, default="transfer", labels=METHOD_LABELS)
    note = Text(500)
