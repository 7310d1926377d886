"""A mail: what it says, to whom, and how far it got."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from chassis.db import Child, Id, JsonB, LongText, Record, UTCDateTime, utc_now
from chassis.errors import DomainError
from services.mailer.base import Base

STATUSES = ["queued", "sending", "sent", "kept", "failed", "uncertain", "cancelled"]
_REPEATABLE = {"failed", "kept", "uncertain", "cancelled"}


class Message(Record, Base):
    """One mail to one recipient. `send_key` makes sure that one event writes it once.

    A job sends it, and only the one that carries the present `turn`: jobs left over from earlier tries do nothing.
    """

    __tablename__ = "messages"
    kind = "message"
    __table_args__ = {"info": {"refers": {"refs": "contacts.organization contacts.person"}}}
    audit_hidden = frozenset({"html", "text"})  # the mail itself is the record of what was written

    to_address: Mapped[str | None] = mapped_column(String(254), index=True)
    to_name: Mapped[str | None] = mapped_column(String(200))
    cc: Mapped[list[str]] = mapped_column(JsonB, default=list)
    sender_name: Mapped[str] = mapped_column(String(200), default="Kapocs")
    sender: Mapped[str | None] = mapped_column(String(600))
    subject: Mapped[str] = mapped_column(String(300), index=True)
    html: Mapped[str] = mapped_column(LongText)
    text: Mapped[str] = mapped_column(LongText)
    language: Mapped[str] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(20), default="queued", index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(1000))
    event_type: Mapped[str | None] = mapped_column(String(100), index=True)
    event_id: Mapped[str | None] = mapped_column(Id, index=True)
    template_id: Mapped[str | None] = mapped_column(Id, index=True)
    send_key: Mapped[str] = mapped_column(String(400), unique=True)
    message_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    refs: Mapped[list[str]] = mapped_column(JsonB, default=list)
    turn: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sending_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    documents: Mapped[list["Document"]] = relationship(
        cascade="all, delete-orphan", order_by="Document.position", back_populates="message"
    )

    def hand_over(self) -> bool:
        """Say that the mail is about to be the server's; False when it is not ours to send any more."""
        if self.status != "queued":
            return False
        self.status, self.sending_since = "sending", utc_now()
        return True

    def arrived(self) -> None:
        """The mail server took responsibility for it."""
        self.status, self.sent_at = "sent", utc_now()
        self.error = self.sending_since = self.next_try_at = None

    def keep(self) -> None:
        """There is no mail server: the mail stays here to be read."""
        self.status, self.error, self.next_try_at = "kept", None, None

    def put_off(self, error: str, next_try_at: datetime) -> None:
        """It did not work this time; it is tried again later."""
        self.status, self.sending_since, self.turn = "queued", None, self.turn + 1
        self.error, self.next_try_at = error[:1000], next_try_at

    def give_up(self, error: str) -> None:
        """It will not work, however often it is tried."""
        self.status, self.error = "failed", error[:1000]
        self.sending_since = self.next_try_at = None

    def doubt(self, error: str) -> None:
        """Nobody can say whether the server took it. A person decides; it is never repeated by itself."""
        self.status, self.error = "uncertain", error[:1000]
        self.sending_since = self.next_try_at = None

    def requeue(self) -> None:
        """Send it (again) because a person says so."""
        if self.status not in _REPEATABLE:
            raise DomainError("not_repeatable", "This mail cannot be sent again as it stands.")
        if not self.to_address:
            raise DomainError("no_address", "This mail has no address to go to.")
        self.status, self.attempts, self.turn = "queued", 0, self.turn + 1
        self.error = self.next_try_at = None

    def cancel(self) -> None:
        """Do not send it."""
        if self.status not in ("queued", "failed", "kept"):
            raise DomainError("not_cancellable", "This mail cannot be held back any more.")
        self.status, self.next_try_at = "cancelled", None


class Document(Child, Base):
    """A file that goes with a mail: named by the event, fetched when the mail is sent, and kept from then on."""

    __tablename__ = "message_documents"
    root = ("message", "message_id")
    audit_hidden = frozenset({"content"})

    message_id: Mapped[str] = mapped_column(Id, ForeignKey("messages.id", ondelete="CASCADE"), index=True)
    message: Mapped[Message] = relationship(back_populates="documents")
    service: Mapped[str] = mapped_column(String(50))
    path: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100), default="application/pdf")
    size: Mapped[int | None] = mapped_column(Integer)
    sha256: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
