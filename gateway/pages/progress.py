"""What some kinds show beyond the standard page: an order's way from quote to paid, documents to print, totals."""

from __future__ import annotations

from typing import Any

from gateway.auth import backend
from gateway.backend import BackendError
from gateway.pages import kinds, totals
from gateway.pages.words import _

Json = dict[str, Any]

PRINTED = {"sales.quote", "sales.order", "sales.invoice"}
CHAIN = {"sales.quote", "sales.order", "sales.invoice"}


def extras(kind: Json, found: Json) -> Json:
    """Steps, documents and totals of a record, where its kind has them."""
    extra: Json = {"amounts": totals.of(kind, found)}
    if kind["kind"] in PRINTED:
        extra["documents"] = [{"name": "pdf", "label": _("PDF")}]
    if kind["kind"] in CHAIN:
        extra["steps"] = steps(kind["kind"], found)
    return extra


def steps(kind: str, found: Json) -> list[Json]:
    """quote → order → reserved → delivered → invoiced → paid, as far as the records are open to this person."""
    order = found if kind == "sales.order" else _read("sales.order", found.get("order_id"))
    invoice = found if kind == "sales.invoice" else _read("sales.invoice", (order or found).get("invoice_id"))
    quote_id = found["id"] if kind == "sales.quote" else (order or found).get("quote_id")
    from_quote = [_step(_("Quote"), bool(quote_id), kinds.address("sales.quote", quote_id))]
    made = [
        *(from_quote if quote_id else []),
        _step(_("Order"), bool(order and order["status"] != "draft"), kinds.address("sales.order", _id(order))),
        _stock(order),
        _step(_("Delivered"), bool(order and order.get("delivered_on"))),
        _step(_("Invoiced"), bool(invoice and invoice.get("number")), kinds.address("sales.invoice", _id(invoice))),
        _step(_("Paid"), bool(invoice and invoice.get("status") == "paid")),
    ]
    return _mark(made)


def _id(record: Json | None) -> str | None:
    return str(record["id"]) if record else None


def _read(kind: str, record_id: str | None) -> Json | None:
    if not record_id or not backend().may(kind, "view"):
        return None
    try:
        return backend().get(kind, record_id)
    except BackendError:
        return None


def _step(label: str, done: bool, href: str | None = None) -> Json:
    return {"label": label, "done": done, "href": href, "state": "", "words": _("done") if done else _("not yet")}


def _stock(order: Json | None) -> Json:
    state = (order or {}).get("stock_state") if (order or {}).get("status") != "draft" else None
    if state == "none":
        return _step(_("No stock needed"), True)
    step = _step(_("Reserved"), state == "reserved" or bool((order or {}).get("delivered_on")))
    if state == "waiting" and not step["done"]:
        step |= {"label": _("Waiting for stock"), "waits": True, "words": _("waiting for stock")}
    return step


def _mark(made: list[Json]) -> list[Json]:
    """The first step that is not done is where things stand; one that waits says so even out of turn."""
    for step in made:
        if step["done"]:
            step["state"] = "done"
    current = next((step for step in made if not step["done"]), None)
    if current:
        current["state"] = "now"
    for step in made:
        if step.get("waits"):
            step["state"] = "now wait" if step is current else "wait"
    return made
