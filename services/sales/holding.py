"""What the law wants kept, and until when: the documents behind the books.

Act C of 2000 on accounting, section 169 (2): documents that support the books directly or indirectly are kept for at
least 8 years. We count from the end of the year of fulfilment. GDPR article 17 (3) b) exempts them from erasure.
"""

from datetime import date
from typing import Any

YEARS = 8
ACCOUNTING = "Accounting documents are kept for 8 years (Act C of 2000, section 169)."


def invoice_held_until(invoice: Any) -> date | None:
    """The last day on which an issued invoice has to be there; a draft is no document yet."""
    if invoice.number is None:
        return None
    return _end(invoice.fulfilled_on or invoice.issued_on)


def order_held_until(order: Any) -> date | None:
    """The order behind an invoice is kept with it."""
    return _end(order.invoiced_on or order.ordered_on) if order.invoice_id and order.invoice_number else None


def _end(day: date) -> date:
    return date(day.year + YEARS, 12, 31)
