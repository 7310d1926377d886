"""People and how they are reached."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Date, ForeignKey, SmallInteger, String, false, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from chassis.db import Child, Id, LongText, Record, SortText
from chassis.tags import Tagged
from services.contacts.base import Base
from services.contacts.organizations.models import Organization
from services.contacts.points import AddressColumns, EmailColumns, PhoneColumns, ProfileColumns, address_part
from services.contacts.sources.models import Source

FLAGS = {"may_email": "email", "may_phone": "phone", "may_post": "post", "may_sms": "sms"}
"""Columns that repeat what the newest consent to marketing says, and their channels."""


class Person(Record, Tagged, Base):
    """A person. `name` is the name as it is said in the person's language; lists sort by it."""

    __tablename__ = "people"
    kind = "person"
    unaudited = frozenset({"birth_key", "name_key"})

    name: Mapped[str] = mapped_column(SortText(300), index=True)
    title: Mapped[str | None] = mapped_column(String(40))
    family_name: Mapped[str] = mapped_column(SortText(100), index=True)
    given_name: Mapped[str | None] = mapped_column(SortText(100), index=True)
    organization_id: Mapped[str | None] = mapped_column(Id, ForeignKey("organizations.id"), index=True)
    job_title: Mapped[str | None] = mapped_column(SortText(100), index=True)
    code: Mapped[str | None] = mapped_column(String(40), unique=True, index=True)
    sex: Mapped[str | None] = mapped_column(String(10), index=True)
    birth_date: Mapped[date | None] = mapped_column(Date, index=True)
    name_day: Mapped[str | None] = mapped_column(String(5), index=True)
    marital_status: Mapped[str | None] = mapped_column(String(20), index=True)
    children: Mapped[int | None] = mapped_column(index=True)
    education: Mapped[str | None] = mapped_column(String(20), index=True)
    habits: Mapped[str | None] = mapped_column(String(500))
    hobby: Mapped[str | None] = mapped_column(String(200))
    vip: Mapped[bool] = mapped_column(index=True, default=False, server_default=false())
    source_id: Mapped[str | None] = mapped_column(Id, index=True)
    birth_key: Mapped[int | None] = mapped_column(SmallInteger, index=True)
    name_key: Mapped[int | None] = mapped_column(SmallInteger, index=True)
    language: Mapped[str] = mapped_column(String(2), default="hu")
    may_email: Mapped[bool] = mapped_column(default=False, index=True)
    may_phone: Mapped[bool] = mapped_column(default=False, index=True)
    may_post: Mapped[bool] = mapped_column(default=False, index=True)
    may_sms: Mapped[bool] = mapped_column(default=False, index=True)
    consent_on: Mapped[date | None] = mapped_column(Date)
    consent_source: Mapped[str | None] = mapped_column(String(200))
    notes: Mapped[str | None] = mapped_column(LongText)
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(40), index=True)
    city: Mapped[str | None] = mapped_column(SortText(100), index=True)

    organization: Mapped[Organization | None] = relationship()
    addresses: Mapped[list["PersonAddress"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonAddress.position", back_populates="person"
    )
    phones: Mapped[list["PersonPhone"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonPhone.position", back_populates="person"
    )
    emails: Mapped[list["PersonEmail"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonEmail.position", back_populates="person"
    )
    profiles: Mapped[list["PersonProfile"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonProfile.position", back_populates="person"
    )
    positions: Mapped[list["PersonPosition"]] = relationship(  # type: ignore[name-defined]  # noqa: F821
        cascade="all, delete-orphan",
        order_by="PersonPosition.position",
        back_populates="person",
        foreign_keys="PersonPosition.person_id",
    )
    organization_name: ClassVar[Any]
    source_name: ClassVar[Any]

    @property
    def marketing_consent(self) -> bool:
        """Whether offers may be mailed to the person: what events have called it since their first version."""
        return self.may_email

    country = address_part("country", "mailing")
    postal_code = address_part("postal_code", "mailing")
    street = address_part("street", "mailing")


def full_name(family_name: str, given_name: str | None, title: str | None, language: str) -> str:
    """Name as it is said: in Hungarian the family name comes first (dr. Szabó Júlia), elsewhere last."""
    parts = (title, family_name, given_name) if language == "hu" else (title, given_name, family_name)
    return " ".join(part for part in parts if part)


class PersonAddress(Child, AddressColumns, Base):
    """An address of a person."""

    __tablename__ = "person_addresses"
    root = ("person", "person_id")

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(back_populates="addresses")


class PersonProfile(Child, ProfileColumns, Base):
    """A social profile of a person."""

    __tablename__ = "person_profiles"
    root = ("person", "person_id")

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(back_populates="profiles")


class PersonPhone(Child, PhoneColumns, Base):
    """A phone number of a person."""

    __tablename__ = "person_phones"
    root = ("person", "person_id")

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(back_populates="phones")


class PersonEmail(Child, EmailColumns, Base):
    """An e-mail address of a person."""

    __tablename__ = "person_emails"
    root = ("person", "person_id")

    person_id: Mapped[str] = mapped_column(Id, ForeignKey("people.id"), index=True)
    person: Mapped[Person] = relationship(back_populates="emails")


Person.organization_name = column_property(
    select(Organization.name)
    .where(Organization.id == Person.organization_id)
    .correlate_except(Organization)
    .scalar_subquery()
)
Person.source_name = column_property(
    select(Source.name).where(Source.id == Person.source_id).correlate_except(Source).scalar_subquery()
)
