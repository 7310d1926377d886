"""An article of the knowledge base."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, LongText, Record, SortText, UTCDateTime, utc_now
from chassis.errors import DomainError
from services.helpdesk.base import Base

STATUSES = ["draft", "published"]
AUDIENCES = ["internal", "public"]


class Article(Record, Base):
    """How something is done or put right; for colleagues only, or for customers too."""

    __tablename__ = "articles"
    kind = "article"

    title: Mapped[str] = mapped_column(SortText(200), index=True)
    body: Mapped[str] = mapped_column(LongText)
    status: Mapped[str] = mapped_column(String(20), default="draft", index=True)
    audience: Mapped[str] = mapped_column(String(20), default="internal", index=True)
    language: Mapped[str] = mapped_column(String(5), default="hu", index=True)
    product_id: Mapped[str | None] = mapped_column(Id, index=True)
    product_name: Mapped[str | None] = mapped_column(SortText(200))
    ticket_id: Mapped[str | None] = mapped_column(Id, index=True)
    ticket_number: Mapped[str | None] = mapped_column(String(40))
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)

    def publish(self) -> None:
        """Make it readable for its audience."""
        if self.status == "published":
            raise DomainError("already_published", "This article is published already.")
        self.status, self.published_at = "published", utc_now()

    def withdraw(self) -> None:
        """Take it back to a draft."""
        if self.status == "draft":
            raise DomainError("not_published", "This article is not published.")
        self.status, self.published_at = "draft", None
