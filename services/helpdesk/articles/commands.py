"""Every change of an article."""

from typing import Any

from sqlalchemy.orm import Session

from chassis.errors import DomainError
from chassis.events import emit
from chassis.identity import Identity
from chassis.records import create, load, update
from services.helpdesk.articles.models import Article
from services.helpdesk.events import ArticlePublished
from services.helpdesk.projections import KnownProduct
from services.helpdesk.tickets.models import Message, Ticket


def write_article(session: Session, actor: Identity, data: dict[str, Any]) -> Article:
    """Start an article as a draft."""
    return create(session, actor, Article, _with_product(session, data))


def edit_article(session: Session, actor: Identity, article: Article, data: dict[str, Any]) -> Article:
    """Change an article; a published one stays published."""
    return update(session, actor, article, _with_product(session, data))


def publish_article(session: Session, actor: Identity, article_id: str) -> Article:
    """Make the article readable for its audience."""
    article = load(session, actor, Article, article_id, action="publish")
    article.publish()
    emit(session, ArticlePublished, article, relates_to=_relations(article))
    return article


def withdraw_article(session: Session, actor: Identity, article_id: str) -> Article:
    """Take the article back to a draft."""
    article = load(session, actor, Article, article_id, action="withdraw")
    article.withdraw()
    return article


def make_article(session: Session, actor: Identity, ticket_id: str) -> Article:
    """Draft an article of what was asked and answered in a ticket. Internal notes are left out."""
    ticket = load(session, actor, Ticket, ticket_id, action="make_article")
    answers = [message.body for message in ticket.messages if message.direction == "out" and not message.internal]
    if not answers:
        raise DomainError("no_answer", "This ticket has no answer yet to make an article of.")
    data = {
        "title": ticket.subject,
        "body": _draft(ticket.messages, answers, ticket.language),
        "language": ticket.language,
        "product_id": ticket.product_id,
        "product_name": ticket.product_name,
        "ticket_id": ticket.id,
        "ticket_number": ticket.number,
    }
    return create(session, actor, Article, data)


_HEADINGS = {"hu": ("A kérdés", "A megoldás"), "en": ("The question", "The solution")}


def _draft(messages: list[Message], answers: list[str], language: str) -> str:
    asked = next((message.body for message in messages if message.direction == "in"), "")
    question, solution = _HEADINGS.get(language, _HEADINGS["en"])
    parts = [f"## {question}\n\n{asked}"] if asked else []
    return "\n\n".join([*parts, f"## {solution}", *answers])


def _with_product(session: Session, data: dict[str, Any]) -> dict[str, Any]:
    if "product_id" not in data:
        return data
    product = session.get(KnownProduct, data["product_id"]) if data["product_id"] else None
    return data | {"product_name": product.name if product else None}


def _relations(article: Article) -> list[str]:
    refs = [("inventory.product", article.product_id), ("helpdesk.ticket", article.ticket_id)]
    return [f"{kind}:{found}" for kind, found in refs if found]
