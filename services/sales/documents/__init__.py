"""Quotes, orders and invoices as PDF; README.md beside this describes the data."""

from pathlib import Path
from typing import Any

from chassis.documents import render
from services.sales.documents.view import Printed

KINDS = ("quote", "order", "invoice", "cancellation")


def render_document(kind: str, data: dict[str, Any], language: str) -> bytes:
    """The PDF of one document in Hungarian (`hu`) or English."""
    if kind not in KINDS:
        raise ValueError(f"There is no document of kind {kind!r}.")
    printed = Printed(kind, data, language)
    return render(Path(__file__).parent, "document.typ", printed.view(), printed.language)
