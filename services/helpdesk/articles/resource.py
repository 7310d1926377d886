"""What the knowledge base offers over HTTP and in the pages."""

from chassis.resource import Action, Resource
from services.helpdesk.articles.commands import edit_article, publish_article, withdraw_article, write_article
from services.helpdesk.articles.models import Article
from services.helpdesk.articles.schemas import ArticleSchema

ARTICLES = Resource(
    kind="article",
    collection="articles",
    model=Article,
    schema=ArticleSchema,
    label="Article",
    label_plural="Articles",
    icon="book-2",
    title="title",
    columns=("title", "product_id", "audience", "status", "language", "updated_at"),
    sort="title",
    search=("title", "body"),
    create=write_article,
    update=edit_article,
    actions=(
        Action(
            "publish",
            publish_article,
            label="Publish",
            when={"status": ["draft"]},
            style="primary",
            icon="world-upload",
        ),
        Action("withdraw", withdraw_article, label="Withdraw", when={"status": ["published"]}, icon="world-off"),
    ),
)
