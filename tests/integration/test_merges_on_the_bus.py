"""A merge in the whole product, over the real bus of each profile: references move in every service, and back."""

from typing import Any

import pytest

from tests.bench.product import running
from tests.support.servers import until
from tests.support.trade import Books, Client, Trade

DISTRIBUTED = pytest.param("distributed", marks=[pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.slow])


@pytest.mark.parametrize("profile", ["embedded", DISTRIBUTED])
def test_references_follow_in_every_service_and_go_back(profile: str) -> None:
    with running(profile) as product:
        product.start()
        client = Client(product.port)
        trade = Trade(product, clients=0)
        trade.open_shop()
        old, new = trade.customer, made(client, "/contacts/organizations", name="Tisza Faipari")
        maker = {"noun": "product", "name": "maker", "label": "Maker", "type": "link", "link": "contacts.organization"}
        client.call("POST", "/inventory/custom-fields", maker)
        books = Books(product)
        until("the new field is listened for", lambda: not books.left(), 60)
        places = everywhere(client, old)
        until("the mail of the invoice", lambda: mails(client, old) == 1, 30)
        printed = words(client, places["sales/invoices"])
        client.call("POST", f"/contacts/organizations/{new}/merge", {"others": [old]})
        until("all follow", lambda: whose(client, places) == dict.fromkeys(places, new), 30)
        until("the mail follows", lambda: (mails(client, old), mails(client, new)) == (0, 1), 30)
        until("the figures follow", lambda: figures(client, new) == (1, 1), 30)
        assert words(client, places["sales/invoices"]) == printed
        merge = client.call("GET", f"/contacts/organizations/{new}/merges")["data"][0]["id"]
        client.call("POST", f"/contacts/organizations/{new}/merges/{merge}/undo")
        until("all are back", lambda: whose(client, places) == dict.fromkeys(places, old), 30)
        until("the mail is back", lambda: (mails(client, old), mails(client, new)) == (1, 0), 30)
        books.close()
        until("the figures are back", lambda: (figures(client, old), figures(client, new)) == ((1, 1), (0, 0)), 30)
        assert words(client, places["sales/invoices"]) == printed


def made(client: Client, path: str, **data: Any) -> str:
    """A new record's id."""
    return str(client.call("POST", path, data)["id"])


def everywhere(client: Client, customer: str) -> dict[str, str]:
    """One record of each kind that names the customer: collection → id."""
    invoice = client.call("GET", f"/sales/invoices?filter[customer_id]={customer}")["data"][0]
    order = client.call("GET", f"/sales/orders?filter[customer_id]={customer}")["data"][0]
    quote = client.call("GET", f"/sales/quotes?filter[customer_id]={customer}")["data"][0]
    return {
        "sales/invoices": invoice["id"],
        "sales/orders": order["id"],
        "sales/quotes": quote["id"],
        "sales/opportunities": made(client, "/sales/opportunities", name="Bútor", customer_id=customer),
        "helpdesk/tickets": made(client, "/helpdesk/tickets", subject="Nyikorog", organization_id=customer),
        "contacts/people": made(
            client, "/contacts/people", family_name="Szabó", given_name="Júlia", organization_id=customer
        ),
        "inventory/products": made(
            client, "/inventory/products", code="F-1", name="Fiók", custom={"maker": customer, "maker.label": "Tisza"}
        ),
    }


def whose(client: Client, places: dict[str, str]) -> dict[str, str | None]:
    """The organization that each record names."""
    found = {place: client.call("GET", f"/{place}/{record}") for place, record in places.items()}
    return {
        place: row.get("customer_id") or row.get("organization_id") or row["custom"].get("maker")
        for place, row in found.items()
    }


def words(client: Client, invoice: str) -> tuple[Any, ...]:
    """What is printed on the invoice of the buyer."""
    row = client.call("GET", f"/sales/invoices/{invoice}")
    return row["number"], row["customer_name"], row["customer_address"], row["total"]


def mails(client: Client, customer: str) -> int:
    """How many mails with an invoice are about the customer."""
    rows = client.call("GET", "/mailer/messages?filter[event_type]=sales.InvoiceIssued")["data"]
    read = [client.call("GET", f"/mailer/messages/{row['id']}") for row in rows]
    return sum(f"contacts.organization:{customer}" in mail["refs"] for mail in read)


def figures(client: Client, customer: str) -> tuple[int, int]:
    """How many invoices and open tickets the customer has, as contacts counts them."""
    row = client.call("GET", f"/contacts/organizations/{customer}/figures")
    return row["invoices"]["number"], row["open_tickets"]
