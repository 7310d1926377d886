"""Sets up the demo firm's mail account and who hears of low stock; the mails come from what the other services tell."""

from typing import Any, Protocol

SENDER = {
    "name": "Kapocs Minta Irodabútor Kft.",
    "address": "ertekesites@kapocs-minta.example",
    "reply_to": "ugyfelszolgalat@kapocs-minta.example",
}
STOCK_LOW = "inventory.StockLow"


class Api(Protocol):
    """The HTTP API as the administrator."""

    def get(self, path: str, params: dict[str, str] | None = None, /) -> Any:
        """Read, and return the answer's body."""

    def patch(self, path: str, json: dict[str, Any], /) -> Any:
        """Change, and return the answer's body."""


def load(api: Api) -> None:
    """Name the sender and the colleagues in the warehouse."""
    for account in api.get("/mailer/accounts")["data"]:
        api.patch(f"/mailer/accounts/{account['id']}", SENDER)
    for template in api.get("/mailer/templates", {"filter[event_type]": STOCK_LOW})["data"]:
        api.patch(f"/mailer/templates/{template['id']}", {"send_to": "raktar@kapocs-minta.example"})
