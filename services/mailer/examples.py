"""An example of the data of each event that is written about: what templates may name, and what they are tried on."""

from collections.abc import Mapping
from typing import Any

_CUSTOMER = {
    "id": "0197a1b2-0000-7000-8000-0000000000a1",
    "kind": "organization",
    "name": "Tisza Faipari Kft.",
    "email": "iroda@tiszafa.example",
    "language": "hu",
}
_SELLER = {
    "name": "Minta Bútor Kft.",
    "email": "ertekesites@mintabutor.example",
    "phone": "+3615550100",
    "bank_account": "11700000-00000000-00000000",
}
_LINE = {
    "code": "SZEK-ERGO-01",
    "description": "Ergo irodai szék, fekete",
    "quantity": "4",
    "unit": "db",
    "unit_price": "64900.00",
    "discount": "10",
    "vat_rate": "27",
    "net": "233640.00",
    "vat": "63082.80",
    "gross": "296722.80",
}
_TRADE = {
    "customer": _CUSTOMER,
    "currency": "HUF",
    "net_total": "233640.00",
    "vat_total": "63082.80",
    "total": "296722.80",
    "owner_name": "Nagy Eszter",
    "seller": _SELLER,
    "lines": [_LINE],
}
_INVOICE = "0197a1b2-0000-7000-8000-0000000000f1"
_ISSUED = _TRADE | {
    "number": "INV-2026-00031",
    "issued_on": "2026-03-18",
    "fulfilled_on": "2026-03-18",
    "due_on": "2026-03-26",
    "payment_method": "transfer",
    "document": {"service": "sales", "path": f"/invoices/{_INVOICE}/pdf?language=hu", "name": "INV-2026-00031.pdf"},
}
_TICKET = {
    "number": "T-2026-00001",
    "subject": "Nem indul a CNC maró",
    "type": "fault",
    "status": "new",
    "priority": "high",
    "channel": "phone",
    "reference": "INV-2026-00031",
    "customer": {
        "name": "dr. Szabó Júlia",
        "organization_name": "Tisza Faipari Kft.",
        "email": "szabo.julia@tiszafa.example",
        "language": "hu",
    },
    "product_name": "CNC maró M3",
    "owner_name": "Fekete Dóra",
}

EXAMPLES: dict[str, Mapping[str, Any]] = {
    "sales.QuoteSent": _TRADE
    | {
        "number": "Q-2026-00007",
        "valid_until": "2026-04-01",
        "document": {
            "service": "sales",
            "path": "/quotes/0197a1b2-0000-7000-8000-0000000000e1/pdf?language=hu",
            "name": "Q-2026-00007.pdf",
        },
    },
    "sales.InvoiceIssued": _ISSUED,
    "sales.InvoiceCancelled": _ISSUED
    | {
        "cancelling_number": "INV-2026-00032",
        "cancelled_on": "2026-03-19",
        "document": {"service": "sales", "path": f"/invoices/{_INVOICE}/pdf?language=hu", "name": "INV-2026-00032.pdf"},
    },
    "sales.InvoiceOverdue": {
        "number": "INV-2026-00031",
        "customer": _CUSTOMER,
        "issued_on": "2026-03-18",
        "due_on": "2026-03-26",
        "days": 1,
        "currency": "HUF",
        "total": "296722.80",
        "open_total": "196722.80",
        "seller": _SELLER,
        "document": _ISSUED["document"],
        "owner_name": "Nagy Eszter",
    },
    "sales.PaymentReceived": {
        "number": "INV-2026-00031",
        "customer": _CUSTOMER,
        "amount": "100000.00",
        "currency": "HUF",
        "paid_on": "2026-03-25",
        "method": "transfer",
        "total": "296722.80",
        "open_total": "196722.80",
        "seller": _SELLER,
        "owner_name": "Nagy Eszter",
    },
    "helpdesk.TicketOpened": _TICKET | {"text": "Reggel óta nem indul a gép.\nA kijelzőn E42 hiba látszik."},
    "helpdesk.TicketUpdated": _TICKET
    | {
        "status": "waiting",
        "previous_status": "new",
        "changed": ["status", "answer"],
        "answer": "Kérjük, húzza ki a gépet egy percre, majd indítsa újra.\n\nEltűnt a hibaüzenet?",
        "author_name": "Fekete Dóra",
    },
    "inventory.StockLow": {
        "product_id": "0197a1b2-0000-7000-8000-0000000000d1",
        "product_code": "SZEK-ERGO-01",
        "product_name": "Ergo irodai szék, fekete",
        "available": "3.0000",
        "minimum": "5.0000",
    },
    "contacts.ContractExpiring": {
        "number": "SZ-2026-00012",
        "title": "Éves karbantartási szerződés",
        "organization_name": "Tisza Faipari Kft.",
        "valid_until": "2026-12-31",
        "renews": True,
        "renewal_months": 12,
        "last_notice_on": "2026-12-01",
        "days": 30,
        "value": "1200000.00",
        "currency": "HUF",
        "owner_name": "Nagy Eszter",
        "owner_email": "eszter@example.com",
    },
}


EVENT_NAMES = {
    "sales.QuoteSent": "Quote sent",
    "sales.InvoiceIssued": "Invoice issued",
    "sales.InvoiceCancelled": "Invoice cancelled",
    "sales.InvoiceOverdue": "Invoice overdue",
    "sales.PaymentReceived": "Payment received",
    "helpdesk.TicketOpened": "Ticket opened",
    "helpdesk.TicketUpdated": "Ticket answered or changed",
    "inventory.StockLow": "Stock is low",
    "contacts.ContractExpiring": "Contract ends soon",
}


def merge_fields(event_type: str) -> list[dict[str, Any]]:
    """The names a template of this event may use, each with its example; rows of a list as `lines[].name`."""
    return [{"name": name, "example": value} for name, value in _flatten("", EXAMPLES.get(event_type, {}))]


def _flatten(prefix: str, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += _flatten(f"{prefix}{name}.", value)
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found += _flatten(f"{prefix}{name}[].", value[0])
        else:
            found.append((f"{prefix}{name}", value))
    return found
