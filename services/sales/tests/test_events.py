"""The events: the worked examples are what is really emitted."""

from typing import Any

import pytest

from chassis.events import EventType
from services.sales.events import EVENTS
from services.sales.tests.conftest import make_invoice, make_order
from tests.support.service import ServiceHarness


@pytest.mark.parametrize("event_type", EVENTS, ids=lambda event_type: event_type.type)
def test_the_example_fits_the_schema(event_type: EventType) -> None:
    example = dict(event_type.example)
    assert event_type.schema().dump(event_type.schema().load(example)) == example
    assert event_type.title % example


def run_everything(sales: ServiceHarness, customer: str, chair: str) -> None:
    """Make each event of sales happen."""
    lead = sales.post("/leads", {"company_name": "Új Kft.", "family_name": "Kis", "given_name": "Éva"}).json
    twin = sales.post("/leads", {"company_name": "Új", "family_name": "Kis", "given_name": "Éva"}).json
    sales.post(f"/leads/{lead['id']}/merge", {"others": [twin["id"]]})
    merge = sales.get(f"/leads/{lead['id']}/merges").json["data"][0]["id"]
    sales.post(f"/leads/{lead['id']}/merges/{merge}/undo")
    deal = sales.post(f"/leads/{lead['id']}/convert").json
    for step in ({"stage": "proposal"}, {"stage": "won"}, {"stage": "lost", "reason": "x"}):
        sales.post(f"/opportunities/{deal['id']}/move", step)
    body = {"customer_id": customer, "lines": [{"product_id": chair}]}
    quote = sales.post("/quotes", body).json
    for step in ("send", "accept", "decline"):
        sales.post(f"/quotes/{quote['id']}/{step}")
    sales.post(f"/orders/{make_order(sales, customer, chair)['id']}/cancel")
    order = make_order(sales, customer, chair)
    sales.post(f"/orders/{order['id']}/deliver")
    invoice = make_invoice(sales, customer, chair, issued_on="2026-01-01")
    with sales.session() as session:
        from chassis.days import today
        from services.sales.invoices.commands import mark_overdue

        mark_overdue(session, today())
    sales.post(f"/invoices/{invoice['id']}/pay", {"amount": "10"})
    sales.post(f"/invoices/{invoice['id']}/pay", {"amount": "-10"})
    sales.post(f"/invoices/{invoice['id']}/cancel")


def shape(value: Any) -> Any:
    """The names of an object, and of the objects within it."""
    if isinstance(value, dict):
        return {name: shape(part) for name, part in value.items() if part is not None}
    return [shape(value[0])] if isinstance(value, list) and value else None


def missing(example: Any, emitted: Any, path: str = "") -> list[str]:
    """Names that the example has and the emitted data has not, at any depth."""
    if isinstance(example, list):
        return missing(example[0], emitted[0], path) if emitted else []
    if not isinstance(example, dict) or emitted is None:
        return []
    gone = [f"{path}{name}" for name in example if name not in emitted]
    return gone + [m for name in example if name in emitted for m in missing(example[name], emitted[name], f"{name}.")]


def test_every_event_happens_in_the_shape_of_its_example(sales: ServiceHarness, customer: str, chair: str) -> None:
    run_everything(sales, customer, chair)
    emitted = {event.type: event for event in sales.events()}
    assert set(emitted) == {event_type.type for event_type in EVENTS}
    for event_type in EVENTS:
        assert missing(shape(dict(event_type.example)), emitted[event_type.type].data) == [], event_type.type
