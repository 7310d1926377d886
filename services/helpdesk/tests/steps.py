"""The words that helpdesk's tests speak."""

from typing import Any

from chassis.ids import new_id
from chassis.settings import Settings
from tests.support.service import ServiceHarness

AGENT = "01932f6e-7c00-7000-8000-0000000000a1"
OTHER = "01932f6e-7c00-7000-8000-0000000000a2"


class Helpdesk:
    """A helpdesk on a database of its own, and short ways to make things happen in it."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.harness = ServiceHarness("helpdesk", settings)
        self.harness.known_user(AGENT, "Fekete Dóra")
        self.harness.known_user(OTHER, "Varga Péter")

    def open(self, **given: Any) -> dict[str, Any]:
        """Open a ticket."""
        data = {"subject": "Nem indul a gép", "message": "Reggel óta nem indul.", "contact_email": "vevo@example.com"}
        return self.harness.post("/tickets", data | given).json

    def act(self, ticket: dict[str, Any], action: str, **data: Any) -> dict[str, Any]:
        """Do something with a ticket, expected to succeed."""
        return self.harness.post(f"/tickets/{ticket['id']}/{action}", data).json

    def refused(self, ticket: dict[str, Any], action: str, **data: Any) -> dict[str, Any]:
        """Try something with a ticket that must not work; the problem."""
        answer = self.harness.request("POST", f"/tickets/{ticket['id']}/{action}", data)
        assert answer.status_code in (409, 422), answer.get_data(as_text=True)
        return answer.json

    def talk(self, ticket: dict[str, Any]) -> list[dict[str, Any]]:
        """The conversation of a ticket."""
        return self.harness.get(f"/tickets/{ticket['id']}/conversation").json["data"]

    def know_organization(self, name: str, version: int = 1, known_id: str | None = None, **more: Any) -> str:
        """Let helpdesk hear of an organization; its id."""
        known_id = known_id or new_id()
        kind = "Created" if version == 1 else "Updated"
        data = {"name": name, **more}
        self.harness.deliver(f"contacts.Organization{kind}", data, subject=f"organization/{known_id}", version=version)
        return known_id

    def know_person(self, name: str, **more: Any) -> str:
        """Let helpdesk hear of a person; the id."""
        known_id = new_id()
        self.harness.deliver("contacts.PersonCreated", {"name": name, **more}, subject=f"person/{known_id}")
        return known_id

    def know_product(self, name: str) -> str:
        """Let helpdesk hear of a product; its id."""
        known_id = new_id()
        self.harness.deliver("inventory.ProductCreated", {"name": name, "code": "X"}, subject=f"product/{known_id}")
        return known_id

    def updates(self) -> list[dict[str, Any]]:
        """The data of all TicketUpdated events so far."""
        return [event.data for event in self.harness.events("helpdesk.TicketUpdated")]
