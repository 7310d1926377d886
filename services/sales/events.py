"""The events sales publishes."""

from chassis.events import EventType
from chassis.merging.events import merge_events
from services.sales import event_data as data
from services.sales import event_examples as examples

LeadCreated = EventType(
    "sales.LeadCreated",
    schema=data.LeadData,
    title="Lead %(name)s came in",
    summary="Somebody who may become a customer.",
    example=examples.LEAD,
)
LeadConverted = EventType(
    "sales.LeadConverted",
    schema=data.LeadConvertedData,
    title="Lead %(name)s converted",
    summary="A lead became a customer with an opportunity; the ids of what is new are chosen here.",
    example=examples.LEAD_CONVERTED,
)
LeadMerged, LeadMergeUndone = merge_events("sales.Lead", "Leads", examples.LEAD_MERGED)
OpportunityStageChanged = EventType(
    "sales.OpportunityStageChanged",
    schema=data.OpportunityData,
    title="Opportunity %(name)s moved on",
    summary="An opportunity went to another stage.",
    example=examples.OPPORTUNITY_MOVED,
)
OpportunityWon = EventType(
    "sales.OpportunityWon",
    schema=data.OpportunityData,
    title="Opportunity %(name)s won",
    summary="A deal was made.",
    example=examples.OPPORTUNITY_WON,
)
OpportunityLost = EventType(
    "sales.OpportunityLost",
    schema=data.OpportunityData,
    title="Opportunity %(name)s lost",
    summary="A deal fell through; the reason says why.",
    example=examples.OPPORTUNITY_LOST,
)
QuoteSent = EventType(
    "sales.QuoteSent",
    schema=data.QuoteData,
    title="Quote %(number)s sent",
    summary="A quote goes to the customer; the document is to be mailed.",
    example=examples.QUOTE_SENT,
)
QuoteAccepted = EventType(
    "sales.QuoteAccepted",
    schema=data.QuoteData,
    title="Quote %(number)s accepted",
    summary="The customer said yes.",
    example=examples.QUOTE_ACCEPTED,
)
QuoteDeclined = EventType(
    "sales.QuoteDeclined",
    schema=data.QuoteData,
    title="Quote %(number)s declined",
    summary="The customer said no.",
    example=examples.QUOTE_DECLINED,
)
OrderConfirmed = EventType(
    "sales.OrderConfirmed",
    schema=data.OrderData,
    title="Order %(number)s confirmed",
    summary="An order stands; stock is to be kept for its lines.",
    example=examples.ORDER_CONFIRMED,
)
OrderCancelled = EventType(
    "sales.OrderCancelled",
    schema=data.OrderData,
    title="Order %(number)s cancelled",
    summary="An order is off; the stock kept for it is free.",
    example=examples.ORDER_CONFIRMED,
)
OrderDelivered = EventType(
    "sales.OrderDelivered",
    schema=data.OrderData,
    title="Order %(number)s delivered",
    summary="The goods of an order left for the customer.",
    example=examples.ORDER_DELIVERED,
)
InvoiceIssued = EventType(
    "sales.InvoiceIssued",
    schema=data.InvoiceData,
    title="Invoice %(number)s issued",
    summary="An invoice got its legal number and is locked.",
    example=examples.INVOICE_ISSUED,
)
InvoiceCancelled = EventType(
    "sales.InvoiceCancelled",
    schema=data.InvoiceCancelledData,
    title="Invoice %(number)s cancelled by %(cancelling_number)s",
    summary="An invoice was taken back by a cancelling invoice; its goods go back to stock.",
    example=examples.INVOICE_CANCELLED,
)
PaymentReceived = EventType(
    "sales.PaymentReceived",
    schema=data.PaymentData,
    title="%(amount)s paid for invoice %(number)s",
    summary="Money came in for an invoice, or was given back when the amount is negative.",
    example=examples.PAYMENT_RECEIVED,
)
InvoiceOverdue = EventType(
    "sales.InvoiceOverdue",
    schema=data.InvoiceOverdueData,
    title="Invoice %(number)s is overdue",
    summary="The day an invoice was due passed unpaid; said once per invoice.",
    example=examples.INVOICE_OVERDUE,
)

EVENTS = [
    LeadCreated,
    LeadConverted,
    LeadMerged,
    LeadMergeUndone,
    OpportunityStageChanged,
    OpportunityWon,
    OpportunityLost,
    QuoteSent,
    QuoteAccepted,
    QuoteDeclined,
    OrderConfirmed,
    OrderCancelled,
    OrderDelivered,
    InvoiceIssued,
    InvoiceCancelled,
    PaymentReceived,
    InvoiceOverdue,
]
