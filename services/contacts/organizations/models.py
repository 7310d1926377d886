"""Organizations and how they are reached."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, String, column, false, select, table
from sqlalchemy.orm import Mapped, aliased, column_property, mapped_column, relationship

from chassis.db import Child, Id, LongText, Money, Record, SortText, UTCDateTime, utc_now
from chassis.tags import Tagged
from services.contacts.base import Base
from services.contacts.points import AddressColumns, EmailColumns, PhoneColumns, ProfileColumns, address_part
from services.contacts.sources.models import Source


class Organization(Record, Tagged, Base):
    """A firm or institution. `email`, `phone` and `city` repeat the primary entries, so that lists are quick."""

    __tablename__ = "organizations"
    kind = "organization"
    moments = frozenset({"status_since"})

    name: Mapped[str] = mapped_column(SortText(200), index=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    legal_name: Mapped[str | None] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20), index=True, default="prospect")
    tax_number: Mapped[str | None] = mapped_column(String(13), index=True)
    eu_vat_number: Mapped[str | None] = mapped_column(String(20), index=True)
    registry_number: Mapped[str | None] = mapped_column(String(30), index=True)
    industry: Mapped[str | None] = mapped_column(SortText(100), index=True)
    size: Mapped[str | None] = mapped_column(String(20), index=True)
    website: Mapped[str | None] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(2), default="hu")
    currency: Mapped[str] = mapped_column(String(3), default="HUF")
    payment_days: Mapped[int] = mapped_column(default=8)
    node_kind: Mapped[str] = mapped_column(String(20), index=True, default="company")
    parent_id: Mapped[str | None] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    ownership: Mapped[str | None] = mapped_column(String(20), index=True)
    vip: Mapped[bool] = mapped_column(index=True, default=False, server_default=false())
    risk: Mapped[str | None] = mapped_column(String(20), index=True)
    credit_limit: Mapped[Decimal | None] = mapped_column(Money, index=True)
    supplier_rating: Mapped[int | None] = mapped_column(index=True)
    customer_rating: Mapped[int | None] = mapped_column(index=True)
    source_id: Mapped[str | None] = mapped_column(Id, index=True)
    sole_trader_id: Mapped[str | None] = mapped_column(Id, index=True)
    customer_since: Mapped[date | None] = mapped_column(Date, index=True)
    status_since: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True, default=utc_now)
    notes: Mapped[str | None] = mapped_column(LongText)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    city: Mapped[str | None] = mapped_column(SortText(100), index=True)

    addresses: Mapped[list["OrganizationAddress"]] = relationship(
        cascade="all, delete-orphan", order_by="OrganizationAddress.position", back_populates="organization"
    )
    phones: Mapped[list["OrganizationPhone"]] = relationship(
        cascade="all, delete-orphan", order_by="OrganizationPhone.position", back_populates="organization"
    )
    emails: Mapped[list["OrganizationEmail"]] = relationship(
        cascade="all, delete-orphan", order_by="OrganizationEmail.position", back_populates="organization"
    )
    profiles: Mapped[list["OrganizationProfile"]] = relationship(
        cascade="all, delete-orphan", order_by="OrganizationProfile.position", back_populates="organization"
    )
    memberships: Mapped[list["Membership"]] = relationship(
        cascade="all, delete-orphan", order_by="Membership.position", back_populates="organization"
    )
    parent_name: ClassVar[Any]
    source_name: ClassVar[Any]
    sole_trader_name: ClassVar[Any]

    billing_country = address_part("country", "billing")
    billing_postal_code = address_part("postal_code", "billing")
    billing_city = address_part("city", "billing")
    billing_street = address_part("street", "billing")
    shipping_country = address_part("country", "shipping", "site")
    shipping_postal_code = address_part("postal_code", "shipping", "site")
    shipping_city = address_part("city", "shipping", "site")
    shipping_street = address_part("street", "shipping", "site")


class OrganizationAddress(Child, AddressColumns, Base):
    """An address of an organization."""

    __tablename__ = "organization_addresses"
    root = ("organization", "organization_id")

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship(back_populates="addresses")


class OrganizationProfile(Child, ProfileColumns, Base):
    """A social profile of an organization."""

    __tablename__ = "organization_profiles"
    root = ("organization", "organization_id")

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship(back_populates="profiles")


class Membership(Child, Base):
    """An organization's membership in a chamber or an association."""

    __tablename__ = "memberships"
    root = ("organization", "organization_id")

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    number: Mapped[str | None] = mapped_column(String(60))
    since: Mapped[date | None] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    organization: Mapped[Organization] = relationship(back_populates="memberships")


class OrganizationPhone(Child, PhoneColumns, Base):
    """A phone number of an organization."""

    __tablename__ = "organization_phones"
    root = ("organization", "organization_id")

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship(back_populates="phones")


class OrganizationEmail(Child, EmailColumns, Base):
    """An e-mail address of an organization."""

    __tablename__ = "organization_emails"
    root = ("organization", "organization_id")

    organization_id: Mapped[str] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    organization: Mapped[Organization] = relationship(back_populates="emails")


_people = table("people", column("id", Id), column("name", String))  # their model is made of this one
Organization.sole_trader_name = column_property(
    select(_people.c.name).where(_people.c.id == Organization.sole_trader_id).scalar_subquery()
)
_parent = aliased(Organization)
Organization.parent_name = column_property(
    select(_parent.name).where(_parent.id == Organization.parent_id).correlate_except(_parent).scalar_subquery()
)
Organization.source_name = column_property(
    select(Source.name).where(Source.id == Organization.source_id).correlate_except(Source).scalar_subquery()
)
