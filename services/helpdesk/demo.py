"""Loads the demo firm's tickets, as customers and agents would have made them, and its knowledge base."""

from typing import Any, Protocol

from services.helpdesk.demo_data import ARTICLES, CASES, Case, Step, Writing

AGENT = "helpdesk"


class Api(Protocol):
    """The HTTP API; `as_` is the same API as another user."""

    user_id: str

    def as_(self, username: str, /) -> "Api":
        """Act as somebody else."""

    def get(self, path: str, params: dict[str, str] | None = None, /) -> Any:
        """Read, and return the answer's body."""

    def post(self, path: str, json: dict[str, Any] | None = None, /) -> Any:
        """Send, and return the answer's body."""

    def patch(self, path: str, json: dict[str, Any], /) -> Any:
        """Change, and return the answer's body."""


def load(api: Api) -> None:
    """Open the tickets, let each go its way, and write the articles."""
    agent = api.as_(AGENT)
    products = _by(api.get("/inventory/products", {"limit": "200", "fields": "code"}), "code", "id")
    invoices = _by(
        api.get("/sales/invoices", {"limit": "200", "fields": "number,customer_id"}), "customer_id", "number"
    )
    for case in CASES:
        ticket = agent.post("/helpdesk/tickets", _ticket(api, case, products, invoices))
        for step in case.steps:
            _take(agent, ticket["id"], step)
        if case.article:
            _publish(agent, agent.post(f"/helpdesk/tickets/{ticket['id']}/make-article", {}), case.article)
    _talk_about(api)
    for writing in ARTICLES:
        article = agent.post("/helpdesk/articles", _article(writing, products))
        if writing.published:
            agent.post(f"/helpdesk/articles/{article['id']}/publish", {})


def _talk_about(api: Api) -> None:
    """Calls with customers, about a ticket of theirs and a deal with them."""
    [ticket] = api.get(
        "/helpdesk/tickets", {"limit": "1", "sort": "created_at", "filter[organization_id][empty]": "0"}
    )["data"]
    [deal] = api.get("/sales/opportunities", {"limit": "1", "sort": "created_at", "filter[customer_id][empty]": "0"})[
        "data"
    ]
    seller = api.as_("manager")
    call = {"channel": "phone", "direction": "incoming", "organization_id": ticket["organization_id"], "minutes": 6}
    words = {"subject": "Hol tart a bejelentésük?", "text": "Megkérdezték, hol tart; visszahívást ígértünk."}
    seller.post("/contacts/interactions", {**call, **words, "ticket_id": ticket["id"], "ticket_name": ticket["number"]})
    call = {"channel": "meeting", "direction": "outgoing", "organization_id": deal["customer_id"], "minutes": 45}
    words = {"subject": "Egyeztetés az ajánlatról", "agreed": "A jövő héten döntenek."}
    seller.post(
        "/contacts/interactions", {**call, **words, "opportunity_id": deal["id"], "opportunity_name": deal["name"]}
    )


def _by(page: Any, key: str, value: str) -> dict[str, str]:
    return {row[key]: row[value] for row in page["data"] if row[key] and row[value]}


def _ticket(api: Api, case: Case, products: dict[str, str], invoices: dict[str, str]) -> dict[str, Any]:
    customer = api.get("/contacts/people", {"filter[email]": case.email, "fields": "organization_id"})["data"]
    person = customer[0] if customer else {}
    return {
        "subject": case.subject,
        "message": case.text,
        "type": case.type,
        "priority": case.priority,
        "channel": case.channel,
        "contact_name": case.name or None,
        "contact_email": case.email,
        "language": case.language,
        "person_id": person.get("id"),
        "organization_id": person.get("organization_id"),
        "product_id": products.get(case.product),
        "reference": invoices.get(person.get("organization_id", "")) if case.billed else None,
    }


def _take(agent: Api, ticket_id: str, step: Step) -> None:
    body: dict[str, str] = {"body": step.text} if step.text else {}
    if step.action == "assign":
        body = {"owner_id": agent.as_(step.text).user_id}
    if step.status:
        body["status"] = step.status
    agent.post(f"/helpdesk/tickets/{ticket_id}/{step.action}", body)


def _publish(agent: Api, article: dict[str, Any], title: str) -> None:
    agent.patch(f"/helpdesk/articles/{article['id']}", {"title": title, "audience": "public"})
    agent.post(f"/helpdesk/articles/{article['id']}/publish", {})


def _article(writing: Writing, products: dict[str, str]) -> dict[str, Any]:
    return {
        "title": writing.title,
        "body": writing.body,
        "language": writing.language,
        "audience": writing.audience,
        "product_id": products.get(writing.product),
    }
