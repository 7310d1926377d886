"""A ticket, its conversation, and what may follow what."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from chassis.db import Child, Id, JsonB, LongText, Record, SortText, UTCDateTime, utc_now
from chassis.errors import DomainError
from chassis.tags import Tagged
from services.helpdesk.base import Base

TYPES = ["question", "fault", "complaint"]
STATUSES = ["new", "open", "waiting", "solved", "closed"]
PRIORITIES = ["low", "normal", "high", "urgent"]
CHANNELS = ["page", "api", "mail", "phone"]

_NEXT = {
    "new": {"open", "waiting", "solved"},
    "open": {"waiting", "solved"},
    "waiting": {"open", "solved"},
    "solved": {"open", "closed"},
    "closed": {"open"},
}


class Ticket(Record, Tagged, Base):
    """Something a customer wants from us, from the first word to the solution."""

    __tablename__ = "tickets"
    kind = "ticket"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    subject: Mapped[str] = mapped_column(SortText(200), index=True)
    type: Mapped[str] = mapped_column(String(20), default="question", index=True)
    status: Mapped[str] = mapped_column(String(20), default="new", index=True)
    priority: Mapped[str] = mapped_column(String(20), default="normal", index=True)
    channel: Mapped[str] = mapped_column(String(20), default="page", index=True)
    organization_id: Mapped[str | None] = mapped_column(Id, index=True)
    organization_name: Mapped[str | None] = mapped_column(SortText(200))
    person_id: Mapped[str | None] = mapped_column(Id, index=True)
    person_name: Mapped[str | None] = mapped_column(SortText(200))
    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5), default="hu")
    product_id: Mapped[str | None] = mapped_column(Id, index=True)
    product_name: Mapped[str | None] = mapped_column(SortText(200))
    reference: Mapped[str | None] = mapped_column(String(100), index=True)
    awaiting_since: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    last_message_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    first_answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    solved_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    hand_offs: Mapped[int] = mapped_column(Integer, default=0)
    messages: Mapped[list["Message"]] = relationship(
        cascade="all, delete-orphan", order_by="Message.position", back_populates="ticket"
    )

    __table_args__ = (Index("ix_tickets_status_awaiting_since", "status", "awaiting_since"),)

    @property
    def customer_name(self) -> str | None:
        """Whom we talk to: the person if there is one, else whoever gave a name, else the organization."""
        return self.person_name or self.contact_name or self.organization_name

    def move_to(self, status: str) -> bool:
        """Go to another status; False when it has it already, DomainError when that cannot follow."""
        if status == self.status:
            return False
        if status not in _NEXT[self.status]:
            raise DomainError("bad_transition", "The ticket cannot go to this status from the one it has.")
        self.status = status
        if status == "solved":
            self.solved_at, self.awaiting_since = utc_now(), None
        elif status == "open":
            self.solved_at, self.awaiting_since = None, self.awaiting_since or utc_now()
        elif status == "waiting":
            self.awaiting_since = None
        return True

    def hear(self, message: "Message") -> None:
        """Take in the customer's words: whatever was thought done is open again, and the customer waits for us."""
        self._add(message)
        if self.status not in ("new", "open"):
            self.move_to("open")
        self.awaiting_since = self.awaiting_since or message.created_at

    def say(self, message: "Message") -> None:
        """Add our answer; the first one stops the clock of the first answer."""
        if self.status == "closed":
            raise DomainError("ticket_closed", "This ticket is closed. Reopen it to write to the customer.")
        self._add(message)
        self.first_answered_at = self.first_answered_at or message.created_at
        self.awaiting_since = None

    def remark(self, message: "Message") -> None:
        """Add an internal note, which never leaves the house."""
        message.internal = True
        self._add(message)

    def _add(self, message: "Message") -> None:
        message.created_at = utc_now()
        message.position = len(self.messages)
        self.last_message_at = message.created_at
        self.messages.append(message)


class Message(Child, Base):
    """One contribution to a ticket's conversation. It is never changed."""

    __tablename__ = "ticket_messages"
    root = ("ticket", "ticket_id")

    ticket_id: Mapped[str] = mapped_column(Id, ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    ticket: Mapped[Ticket] = relationship(back_populates="messages")
    author_id: Mapped[str | None] = mapped_column(String(36))
    author_name: Mapped[str] = mapped_column(String(200))
    direction: Mapped[Literal["in", "out"]] = mapped_column(String(3))
    internal: Mapped[bool] = mapped_column(Boolean, default=False)
    body: Mapped[str] = mapped_column(LongText)
    attachment_ids: Mapped[list[str]] = mapped_column(JsonB, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
