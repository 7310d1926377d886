"""Local copies of others' data: whom tickets come from, and which product they are about."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import Id, Projection, SortText
from services.helpdesk.base import Base


class KnownOrganization(Projection, Base):
    """An organization of contacts, as far as a ticket needs it."""

    __tablename__ = "known_organizations"

    name: Mapped[str] = mapped_column(SortText(200))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    language: Mapped[str | None] = mapped_column(String(5))


class KnownPerson(Projection, Base):
    """A person of contacts, with the organization he or she writes for."""

    __tablename__ = "known_people"
    __table_args__ = {"info": {"refers": {"organization_id": "contacts.organization"}}}

    name: Mapped[str] = mapped_column(SortText(200))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    language: Mapped[str | None] = mapped_column(String(5))
    organization_id: Mapped[str | None] = mapped_column(Id, index=True)


class KnownProduct(Projection, Base):
    """A product of inventory, by name."""

    __tablename__ = "known_products"

    name: Mapped[str] = mapped_column(SortText(200))
