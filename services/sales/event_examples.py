"""One worked example of each event of sales; producers and consumers are tested with them."""

from typing import Any

ORGANIZATION = "0197a1b2-0000-7000-8000-0000000000a1"
PERSON = "0197a1b2-0000-7000-8000-0000000000b1"
OPPORTUNITY = "0197a1b2-0000-7000-8000-0000000000c1"
PRODUCT = "0197a1b2-0000-7000-8000-0000000000d1"
QUOTE = "0197a1b2-0000-7000-8000-0000000000e1"
ORDER = "0197a1b2-0000-7000-8000-0000000000e2"
ORDER_LINE = "0197a1b2-0000-7000-8000-0000000000e3"
INVOICE = "0197a1b2-0000-7000-8000-0000000000f1"
OWNER = {"owner_id": "0197a1b2-0000-7000-8000-000000000001", "owner_name": "Nagy Eszter"}

CUSTOMER = {
    "id": ORGANIZATION,
    "kind": "organization",
    "name": "Tisza Faipari Kft.",
    "email": "iroda@tiszafa.example",
    "language": "hu",
}
SELLER = {
    "name": "Minta Bútor Kft.",
    "email": "ertekesites@mintabutor.example",
    "phone": "+3615550100",
    "bank_account": "11700000-00000000-00000000",
}
LINE = {
    "line_id": ORDER_LINE,
    "product_id": PRODUCT,
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
TRADE = {
    "customer": CUSTOMER,
    "person_id": PERSON,
    "currency": "HUF",
    "net_total": "233640.00",
    "vat_total": "63082.80",
    "total": "296722.80",
    **OWNER,
}

LEAD: dict[str, Any] = {
    "name": "Bakony Panzió Bt.",
    "company_name": "Bakony Panzió Bt.",
    "email": "info@bakonypanzio.example",
    "phone": "+3688555200",
    "source": "web",
    "estimated_value": "850000.00",
    "currency": "HUF",
    "score": 95,
    **OWNER,
}
LEAD_CONVERTED: dict[str, Any] = {
    "name": "Bakony Panzió Bt.",
    "source": "web",
    "organization": {
        "id": ORGANIZATION,
        "new": True,
        "name": "Bakony Panzió Bt.",
        "tax_number": "12345676-2-19",
        "email": "info@bakonypanzio.example",
        "phone": "+3688555200",
        "website": "https://bakonypanzio.example",
        "country": "HU",
        "postal_code": "8420",
        "city": "Zirc",
        "street": "Rákóczi tér 4.",
        "language": "hu",
    },
    "person": {
        "id": PERSON,
        "new": True,
        "name": "Horváth Ádám",
        "family_name": "Horváth",
        "given_name": "Ádám",
        "job_title": "ügyvezető",
        "email": "info@bakonypanzio.example",
        "phone": "+3688555200",
        "language": "hu",
        "country": "HU",
        "postal_code": "8420",
        "city": "Zirc",
        "street": "Rákóczi tér 4.",
    },
    "opportunity_id": OPPORTUNITY,
    "opportunity_name": "Bakony Panzió Bt.",
    **OWNER,
}
OPPORTUNITY_MOVED: dict[str, Any] = {
    "name": "Irodabútor az új telephelyre",
    "customer": CUSTOMER,
    "from_stage": "qualified",
    "stage": "proposal",
    "probability": 50,
    "amount": "2400000.00",
    "currency": "HUF",
    "expected_close_on": "2026-04-30",
    "reason": None,
    **OWNER,
}
OPPORTUNITY_WON = OPPORTUNITY_MOVED | {
    "from_stage": "negotiation",
    "stage": "won",
    "probability": 100,
    "reason": "Gyors szállítás",
}
OPPORTUNITY_LOST = OPPORTUNITY_MOVED | {"stage": "lost", "probability": 0, "reason": "Túl drága volt"}

QUOTE_SENT: dict[str, Any] = {
    "number": "Q-2026-00007",
    **TRADE,
    "valid_until": "2026-04-01",
    "opportunity_id": OPPORTUNITY,
    "reason": None,
    "seller": SELLER,
    "lines": [LINE],
    "document": {"service": "sales", "path": f"/quotes/{QUOTE}/pdf?language=hu", "name": "Q-2026-00007.pdf"},
}
QUOTE_ACCEPTED = QUOTE_SENT | {"document": None}
QUOTE_DECLINED = QUOTE_ACCEPTED | {"reason": "Mást választottak"}

ORDER_CONFIRMED: dict[str, Any] = {
    "number": "SO-2026-00012",
    **TRADE,
    "reference": "MR-118",
    "ordered_on": "2026-03-05",
    "deliver_on": "2026-03-20",
    "delivered_on": None,
    "quote_id": QUOTE,
    "lines": [LINE],
}
ORDER_DELIVERED = ORDER_CONFIRMED | {"delivered_on": "2026-03-18"}

INVOICE_ISSUED: dict[str, Any] = {
    "number": "INV-2026-00031",
    **TRADE,
    "issued_on": "2026-03-18",
    "fulfilled_on": "2026-03-18",
    "due_on": "2026-03-26",
    "payment_method": "transfer",
    "order_id": ORDER,
    "seller": SELLER,
    "lines": [LINE | {"line_id": "0197a1b2-0000-7000-8000-0000000000f2", "order_line_id": ORDER_LINE}],
    "document": {"service": "sales", "path": f"/invoices/{INVOICE}/pdf?language=hu", "name": "INV-2026-00031.pdf"},
}
INVOICE_CANCELLED = INVOICE_ISSUED | {
    "cancelling_id": "0197a1b2-0000-7000-8000-0000000000f9",
    "cancelling_number": "INV-2026-00032",
    "cancelled_on": "2026-03-19",
    "document": {
        "service": "sales",
        "path": "/invoices/0197a1b2-0000-7000-8000-0000000000f9/pdf?language=hu",
        "name": "INV-2026-00032.pdf",
    },
}
PAYMENT_RECEIVED: dict[str, Any] = {
    "payment_id": "0197a1b2-0000-7000-8000-0000000000f5",
    "invoice_id": INVOICE,
    "number": "INV-2026-00031",
    "order_id": ORDER,
    "customer": CUSTOMER,
    "amount": "100000.00",
    "currency": "HUF",
    "paid_on": "2026-03-25",
    "method": "transfer",
    "total": "296722.80",
    "open_total": "196722.80",
    "seller": SELLER,
    **OWNER,
}
INVOICE_OVERDUE: dict[str, Any] = {
    "number": "INV-2026-00031",
    "customer": CUSTOMER,
    "issued_on": "2026-03-18",
    "due_on": "2026-03-26",
    "days": 1,
    "currency": "HUF",
    "total": "296722.80",
    "open_total": "196722.80",
    "seller": SELLER,
    "document": INVOICE_ISSUED["document"],
    **OWNER,
}
LEAD_MERGED: dict[str, Any] = {
    "merge_id": "0197a1b2-0000-7000-8000-0000000000c3",
    "name": "Alma Kft.",
    "merged": ["0197a1b2-0000-7000-8000-0000000000d2"],
    "others": [{"id": "0197a1b2-0000-7000-8000-0000000000d2", "name": "Alma Kft"}],
}
