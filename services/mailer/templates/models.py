"""The words of the mail about one event in one language."""

from sqlalchemy import Boolean, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import LongText, Record
from services.mailer.base import Base


class Template(Record, Base):
    """What is written when an event of this type happens. The HTML is the inner part; the layout is put around it."""

    __tablename__ = "templates"
    kind = "template"

    event_type: Mapped[str] = mapped_column(String(100), index=True)
    language: Mapped[str] = mapped_column(String(5), index=True)
    subject: Mapped[str] = mapped_column(String(300))
    html: Mapped[str] = mapped_column(LongText)
    text: Mapped[str | None] = mapped_column(LongText)
    enabled: Mapped[bool] = mapped_column(Boolean, default=True, index=True)
    send_to: Mapped[str | None] = mapped_column(String(1000))
    edited: Mapped[bool] = mapped_column(Boolean, default=False)

    __table_args__ = (UniqueConstraint("event_type", "language"),)

    @property
    def recipients(self) -> list[str]:
        """The fixed addresses this mail goes to, instead of the customer's."""
        return [address.strip() for address in (self.send_to or "").split(",") if address.strip()]
