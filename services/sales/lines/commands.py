"""Completing a document: what was left out is filled in from customer, product and company, then all is calculated."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import Invalid
from services.sales.amounts import Line, calculate
from services.sales.company import Company, company
from services.sales.customers import find_buyer
from services.sales.lines.models import Priced, Traded
from services.sales.projections import Customer, Product

# Small enough for the sums of many documents to stay within what both databases hold.
LARGEST = Decimal("999999999999.99")
FROM_CUSTOMER = {
    "customer_address": "address",
    "customer_tax_number": "tax_number",
    "customer_email": "email",
    "language": "language",
    "currency": "currency",
}


def complete(session: Session, data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a new document with everything filled in."""
    firm = company(session)
    values = dict(data)
    buyer = fill_buyer(session, values)
    for field, source in FROM_CUSTOMER.items():
        values[field] = values.get(field) or getattr(buyer, source)
    values["language"] = values["language"] or firm.language
    values["currency"] = values["currency"] or firm.currency
    if "payment_days" in values and values["payment_days"] is None:
        values["payment_days"] = firm.payment_days if buyer.payment_days is None else buyer.payment_days
    return values | price(session, values.get("lines") or [], values["currency"], firm)


def revise(session: Session, document: Any, data: Mapping[str, Any]) -> dict[str, Any]:
    """The changes of a draft with everything filled in that follows from them."""
    values = {name: value for name, value in data.items() if value is not None or name not in ("language", "currency")}
    if values.get("payment_days", 0) is None:
        del values["payment_days"]
    if "customer_id" in values or "person_id" in values:
        _change_buyer(session, document, values)
    if "lines" in values:
        known = {line.id: line for line in document.lines}
        currency = values.get("currency") or document.currency
        values |= price(session, values["lines"] or [], currency, company(session), known)
    return values


def fill_buyer(session: Session, values: dict[str, Any]) -> Customer:
    """Set ids and names of customer and person; returns whose address, language and currency count."""
    buyer, customer, person = find_buyer(session, values.get("customer_id"), values.get("person_id"))
    values["customer_id"], values["person_id"] = customer and customer.id, person and person.id
    values["person_name"] = person and person.name
    values["customer_name"] = buyer.name
    return buyer


def _change_buyer(session: Session, document: Traded, values: dict[str, Any]) -> None:
    values.setdefault("customer_id", document.customer_id)
    values.setdefault("person_id", document.person_id)
    buyer = fill_buyer(session, values)
    if buyer.id in (document.customer_id, document.person_id):
        return
    for field in ("customer_address", "customer_tax_number", "customer_email"):
        values.setdefault(field, getattr(buyer, FROM_CUSTOMER[field]))


def price(
    session: Session,
    rows: list[dict[str, Any]],
    currency: str,
    firm: Company,
    known: Mapping[str, Priced] | None = None,
) -> dict[str, Any]:
    """Complete lines with their amounts, and the totals of the document."""
    ids = [row["id"] for row in rows if row.get("id")]
    if len(ids) != len(set(ids)):
        raise Invalid({"lines": ["A line is there twice."]})
    products = _products(session, rows)
    lines = []
    errors: dict[int, dict[str, list[str]]] = {}
    for place, row in enumerate(rows):
        line = dict(row)
        _keep(line, (known or {}).get(line.get("id") or ""))
        wrong = _fill(line, products, currency, firm)
        if wrong:
            errors[place] = wrong
        lines.append(line)
    if errors:
        raise Invalid({"lines": errors})
    return {"lines": lines, **_calculated(lines)}


def _products(session: Session, rows: Iterable[Mapping[str, Any]]) -> dict[str, Product]:
    ids = {row["product_id"] for row in rows if row.get("product_id")}
    if not ids:
        return {}
    return {product.id: product for product in session.scalars(select(Product).where(Product.id.in_(ids)))}


def _keep(line: dict[str, Any], before: Priced | None) -> None:
    """A known line keeps what the change does not mention, unless it is about another product now."""
    if before is None or line.get("product_id", before.product_id) != before.product_id:
        return
    for field in ("product_id", "description", "quantity", "unit", "unit_price", "discount", "vat_rate"):
        if line.get(field) is None:
            line[field] = getattr(before, field)


def _fill(line: dict[str, Any], products: Mapping[str, Product], currency: str, firm: Company) -> dict[str, list[str]]:
    """Fill a line from its product; returns what is wrong with it."""
    product = products.get(line.get("product_id") or "")
    if line.get("product_id") and product is None:
        return {"product_id": ["There is no such product."]}
    defaults: dict[str, Any] = {"quantity": Decimal(1), "discount": Decimal(0)}
    if product:
        defaults |= {"description": product.name, "code": product.code}
        defaults |= {"unit": product.unit, "vat_rate": product.vat_rate}
        defaults["unit_price"] = product.price if product.currency == currency else None
        line["product_name"] = product.name
    for field, value in defaults.items():
        if line.get(field) is None:
            line[field] = value
    if line.get("vat_rate") is None:
        line["vat_rate"] = firm.vat_rate
    missing = [field for field in ("description", "unit_price") if line.get(field) is None]
    return {field: ["This is needed."] for field in missing}


def _calculated(lines: list[dict[str, Any]]) -> dict[str, Any]:
    amounts = calculate(
        [Line(line["quantity"], line["unit_price"], line["discount"], line["vat_rate"]) for line in lines]
    )
    largest = max((abs(value) for row in amounts.lines for value in (row.net, row.gross)), default=Decimal(0))
    if max(largest, abs(amounts.net), abs(amounts.total)) > LARGEST:
        raise Invalid({"lines": ["The amounts are too large."]})
    for line, row in zip(lines, amounts.lines, strict=True):
        line |= {"net": row.net, "vat": row.vat, "gross": row.gross}
    return {"net_total": amounts.net, "vat_total": amounts.vat, "total": amounts.total}
