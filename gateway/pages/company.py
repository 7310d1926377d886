"""The form of the company's own data, which is one record without a list and so not in any meta."""

from __future__ import annotations

from typing import Any

from gateway.pages.words import _

Json = dict[str, Any]

# section → (name, type, label, more) of its fields; the words are message ids
SECTIONS: dict[str, tuple[tuple[str, str, str, Json], ...]] = {
    "Company": (
        ("name", "text", "Name", {"required": True}),
        ("logo_text", "text", "Word shown as the logo", {"help": "Left empty, the name.", "max_length": 40}),
    ),
    "Address and contact": (
        ("country", "country", "Country", {}),
        ("postal_code", "text", "Postal code", {}),
        ("city", "text", "City", {}),
        ("street", "text", "Street", {}),
        ("email", "email", "E-mail", {}),
        ("phone", "phone", "Phone", {}),
        ("website", "url", "Website", {}),
    ),
    "Tax and bank": (
        ("tax_number", "text", "Tax number", {}),
        ("eu_vat", "text", "EU VAT number", {}),
        ("registry_number", "text", "Registry number", {}),
        ("bank_account", "text", "Bank account", {}),
    ),
    "New documents": (
        ("currency", "currency", "Currency", {}),
        ("language", "language", "Language", {}),
        ("vat_rate", "percent", "VAT, percent", {}),
        ("payment_days", "integer", "Days to pay", {}),
        ("quote_days", "integer", "Days a quote is valid", {}),
        ("invoice_series", "text", "Letters invoice numbers start with", {"max_length": 10}),
        ("legal_notes", "long_text", "Words at the foot of every document", {"max_length": 2000}),
    ),
}


def company_fields() -> list[Json]:
    """The fields as meta would describe them, in the reader's language."""
    return [
        {"name": name, "type": kind, "label": _(label), "section": _(section), "required": False, **_said(more)}
        for section, rows in SECTIONS.items()
        for name, kind, label, more in rows
    ]


def _said(more: Json) -> Json:
    return {**more, "help": _(more["help"])} if "help" in more else more
