"""A request concerning personal data, and how far each service got with it."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, String, select
from sqlalchemy.orm import Mapped, column_property, mapped_column

from chassis.db import Id, JsonB, LongText, Record, UTCDateTime
from chassis.errors import DomainError
from chassis.types import utc_now
from services.contacts.base import Base
from services.contacts.people.models import Person

TYPES = ["access", "export", "rectification", "erasure"]
STATUSES = ["received", "approved", "running", "done", "refused"]
OPEN = ["received", "approved", "running"]
_NEXT = {"received": {"approved", "refused", "done"}, "approved": {"running", "refused", "done"}, "running": {"done"}}


class PrivacyRequest(Record, Base):
    """What somebody wants done with the data we hold of him or her, due within a month (GDPR article 12(3))."""

    __tablename__ = "privacy_requests"
    kind = "privacy_request"

    number: Mapped[str] = mapped_column(String(40), unique=True)
    type: Mapped[str] = mapped_column(String(20), index=True)
    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    received_on: Mapped[date] = mapped_column(Date, index=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    status: Mapped[str] = mapped_column(String(20), index=True, default="received")
    details: Mapped[str | None] = mapped_column(LongText)
    reason: Mapped[str | None] = mapped_column(String(500))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_by_id: Mapped[str | None] = mapped_column(String(36))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    salt: Mapped[str | None] = mapped_column(String(64))
    services: Mapped[dict[str, Any]] = mapped_column(JsonB, default=dict)

    person_name: ClassVar[Any]

    def move_to(self, status: str) -> None:
        """Go on to a status that may follow."""
        if status not in _NEXT.get(self.status, ()):
            raise DomainError("bad_transition", "The request cannot go on like this from where it stands.")
        self.status = status
        if status == "done":
            self.done_at = utc_now()

    def answered(self, service: str, evidence: dict[str, Any], expected: set[str]) -> bool:
        """Note what a service did; True when that was the last one."""
        self.services = {**self.services, service: evidence}
        if self.status != "running" or not expected <= set(self.services):
            return False
        self.move_to("done")
        return True


PrivacyRequest.person_name = column_property(
    select(Person.name).where(Person.id == PrivacyRequest.person_id).correlate_except(Person).scalar_subquery()
)
