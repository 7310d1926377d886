"""What comes in and goes out about articles."""

from chassis.fields import Choice, DateTime, Language, Link, LongText, Schema, Text
from services.helpdesk.articles.models import AUDIENCES, STATUSES

BODY_LIMIT = 100_000


class ArticleSchema(Schema):
    """An article with its text, in Markdown."""

    title = Text(required=True, example="E42 hiba a CNC marón")
    body = LongText(required=True, max=BODY_LIMIT, listed=False, help="Headings with #, lists with - or 1., **bold**.")
    status = Choice(STATUSES, read_only=True, colours={"draft": "secondary", "published": "green"})
    audience = Choice(AUDIENCES, default="internal", sort=False, colours={"internal": "orange", "public": "blue"})
    language = Language(default="hu", sort=False)
    product_id = Link("inventory.product", label_field="product_name", sort=False)
    product_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    ticket_id = Link("helpdesk.ticket", label_field="ticket_number", read_only=True, sort=False)
    ticket_number = Text(read_only=True, hidden=True, filter=False, sort=False)
    published_at = DateTime(read_only=True)
