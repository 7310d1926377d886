"""Totals of a document while its lines are being written: calculated by the service that owns the rounding."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import formats, kinds

Json = dict[str, Any]

SUMS = {"net_total", "vat_total", "total"}
PRICED = {"unit_price", "quantity", "vat_rate"}


def has(kind: Json) -> bool:
    """Whether documents of this kind have priced lines and a total."""
    names = {f["name"] for field in kinds.line_fields(kind) for f in field.get("fields") or []}
    return names >= PRICED and "total" in kinds.fields(kind)


def of(kind: Json, values: Json) -> Json | None:
    """Totals as they are stored, with one row per VAT rate."""
    if not has(kind) or values.get("total") is None:
        return None
    return {
        "currency": values.get("currency"),
        "net_total": values.get("net_total"),
        "vat_total": values.get("vat_total"),
        "total": values["total"],
        "vat_rows": vat_rows(values.get("lines") or []),
    }


def vat_rows(lines: list[Json]) -> list[Json]:
    """The VAT the lines carry, added up by rate."""
    sums: dict[Decimal, Decimal] = {}
    for line in lines:
        rate, vat = formats.as_decimal(line.get("vat_rate")), formats.as_decimal(line.get("vat"))
        if rate is not None and vat is not None:
            sums[rate] = sums.get(rate, Decimal(0)) + vat
    return [{"rate": rate, "vat": vat} for rate, vat in sorted(sums.items(), reverse=True)]


def calculate(kind: Json, data: Json) -> Json | None:
    """What the service makes of lines that are not saved yet; None while they are not complete."""
    body = {"currency": data.get("currency") or None, "lines": data.get("lines") or []}
    body["customer_id"] = data.get("customer_id")
    try:
        found: Json = backend().call(kind["service"], "POST", "/totals", json={k: v for k, v in body.items() if v})
    except BackendError:
        return None
    return {**found, "vat_rows": found.get("vat_rows") or vat_rows(found.get("lines") or [])}
