"""What events say about a document: customer, seller, lines, where its print is, what it relates to."""

from collections.abc import Iterable
from typing import Any

from services.sales.company import Company
from services.sales.lines.models import AMOUNTS, Priced

DOCUMENT_FIELDS = ("number", "person_id", "currency", "net_total", "vat_total", "total", "owner_id", "owner_name")
LINE_FIELDS = ("product_id", "code", "description", "quantity", "unit", "unit_price", "discount", "vat_rate", *AMOUNTS)


def customer_part(record: Any) -> dict[str, Any]:
    """Whom a document or an opportunity is for: the organization, else the person."""
    return {
        "id": record.customer_id or record.person_id,
        "kind": "organization" if record.customer_id else "person",
        "name": record.customer_name,
        "email": getattr(record, "customer_email", None),
        "language": getattr(record, "language", None),
    }


def seller_part(firm: Company) -> dict[str, Any]:
    """Who sells."""
    return {"name": firm.name, "email": firm.email, "phone": firm.phone, "bank_account": firm.bank_account}


def document_part(collection: str, document: Any) -> dict[str, Any]:
    """Where the print of a document is fetched, in the document's language."""
    path = f"/{collection}/{document.id}/pdf?language={document.language}"
    return {"service": "sales", "path": path, "name": f"{document.number}.pdf"}


def trade_data(document: Any) -> dict[str, Any]:
    """What every document's event says."""
    return {"customer": customer_part(document)} | {name: getattr(document, name) for name in DOCUMENT_FIELDS}


def line_data(line: Priced) -> dict[str, Any]:
    """A line with its amounts."""
    values = {name: getattr(line, name) for name in LINE_FIELDS}
    values["line_id"] = line.id  # type: ignore[attr-defined]  # every line is a Child
    return values


def lines_data(lines: Iterable[Priced]) -> list[dict[str, Any]]:
    """The lines of a document."""
    return [line_data(line) for line in lines]


def relations(record: Any, **others: str | None) -> list[str]:
    """References of the other records an event is about: customer, person, and `others` by their noun."""
    refs = [f"contacts.organization:{record.customer_id}"] if record.customer_id else []
    if record.person_id:
        refs.append(f"contacts.person:{record.person_id}")
    return refs + [f"sales.{noun}:{record_id}" for noun, record_id in others.items() if record_id]
