"""Segments in the whole product, over the real bus of each profile."""

import time
from typing import Any

import pytest

from tests.bench.product import running
from tests.support.servers import until
from tests.support.trade import Client, Trade

DISTRIBUTED = pytest.param("distributed", marks=[pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.slow])
BOUGHT = {"match": "all", "rules": [{"field": "figures.revenue_12m", "op": "gt", "value": "0"}]}


@pytest.mark.parametrize("profile", ["embedded", DISTRIBUTED])
def test_a_purchase_makes_the_customer_enter_within_seconds(profile: str) -> None:
    with running(profile) as product:
        product.start()
        client = Client(product.port)
        body = {"name": "Vevők", "record_kind": "organization", "rules": BOUGHT}
        segment = client.call("POST", "/contacts/segments", body)["id"]
        trade = Trade(product, clients=0)
        trade.open_shop()
        began = time.monotonic()
        until("the customer is in", lambda: members(client, segment) == [trade.customer], 30)
        assert time.monotonic() - began < 30
        until("that is told", lambda: told(client, trade.customer) == ["contacts.SegmentEntered"], 30)


def members(client: Client, segment: str) -> list[str]:
    """Who is in, by the list's filter."""
    return [row["id"] for row in client.call("GET", f"/contacts/organizations?filter[segment]={segment}")["data"]]


def told(client: Client, customer: str) -> list[str]:
    """The passages on the customer's timeline."""
    rows: list[Any] = client.call("GET", f"/contacts/timeline?ref=contacts.organization:{customer}&limit=100")["data"]
    return [row["type"] for row in rows if row["type"].startswith("contacts.Segment")]
