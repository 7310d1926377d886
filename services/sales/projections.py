"""What sales knows of customers (owned by contacts) and products (owned by inventory), kept by their events."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.addresses import address_lines
from chassis.db import Id, LongText, Money, Percent, Projection, SortText, plain
from chassis.events import Received
from chassis.fields import Flag as FlagField
from chassis.fields import Integer as IntegerField
from chassis.fields import Link, Schema, Text
from chassis.fields import Money as MoneyField
from chassis.fields import Percent as PercentField
from chassis.records import project
from services.sales.base import Base


class Customer(Projection, Base):
    """Whom we sell to: an organization or a person of contacts."""

    __tablename__ = "customers"
    __table_args__ = {"info": {"refers": {"organization_id": "contacts.organization"}}}

    type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(SortText(300), index=True)
    folded: Mapped[str] = mapped_column(String(600))
    organization_id: Mapped[str | None] = mapped_column(Id, index=True)
    organization_name: Mapped[str | None] = mapped_column(String(200))
    tax_number: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(LongText)
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str | None] = mapped_column(String(5))
    currency: Mapped[str | None] = mapped_column(String(3))
    payment_days: Mapped[int | None]
    owner_id: Mapped[str | None] = mapped_column(String(36))
    owner_name: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Product(Projection, Base):
    """What we sell: goods and services of inventory."""

    __tablename__ = "products"

    code: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(SortText(200), index=True)
    type: Mapped[str] = mapped_column(String(20), default="goods")
    folded: Mapped[str] = mapped_column(String(500))
    unit: Mapped[str | None] = mapped_column(String(20))
    price: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str | None] = mapped_column(String(3))
    vat_rate: Mapped[Decimal | None] = mapped_column(Percent)
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class OrganizationSeen(Schema):
    """What is needed of an organization to sell to it."""

    name = Text(required=True)
    tax_number = Text()
    eu_vat_number = Text()
    language = Text()
    currency = Text()
    payment_days = IntegerField()
    email = Text(254)
    billing_country = Text()
    billing_postal_code = Text()
    billing_city = Text()
    billing_street = Text(500)
    owner_id = Text()
    owner_name = Text()


class PersonSeen(Schema):
    """What is needed of a person to sell to him."""

    name = Text(300, required=True)
    organization_id = Link("contacts.organization")
    organization_name = Text()
    language = Text()
    email = Text(254)
    country = Text()
    postal_code = Text()
    city = Text()
    street = Text(500)
    owner_id = Text()
    owner_name = Text()


class ProductSeen(Schema):
    """What is needed of a product to sell it."""

    code = Text(required=True)
    name = Text(required=True)
    type = Text(default="goods")
    unit = Text()
    price = MoneyField()
    currency = Text()
    vat_rate = PercentField()
    active = FlagField(default=True)


def keep_organization(session: Session, event: Received) -> bool:
    """Keep an organization as a customer; False when newer news of it is here already."""
    data = event.data
    address = (data["billing_country"], data["billing_postal_code"], data["billing_city"], data["billing_street"])
    values = {
        "type": "organization",
        "tax_number": data["tax_number"] or data["eu_vat_number"],
        "currency": data["currency"],
        "payment_days": data["payment_days"],
        **_shared(data, address),
    }
    return project(session, Customer, event.subject_id, event, values)


def keep_person(session: Session, event: Received) -> bool:
    """Keep a person as a customer, and as the one to write to at an organization; False when newer news is here."""
    data = event.data
    address = (data["country"], data["postal_code"], data["city"], data["street"])
    values = {
        "type": "person",
        "organization_id": data["organization_id"],
        "organization_name": data["organization_name"],
        **_shared(data, address),
    }
    return project(session, Customer, event.subject_id, event, values)


def _shared(data: dict[str, Any], address: tuple[str | None, str | None, str | None, str | None]) -> dict[str, Any]:
    texts = (data["name"], data["email"], data.get("tax_number"), data.get("organization_name"))
    return {
        "name": data["name"],
        "folded": plain(" ".join(text for text in texts if text))[:600],
        "address": "\n".join(address_lines(*address, data["language"])) or None,
        "email": data["email"],
        "language": data["language"],
        "owner_id": data["owner_id"],
        "owner_name": data["owner_name"],
        "active": True,
    }


_KNOWN_WHILE_ACTIVE = (
    "tax_number", "currency", "payment_days", "organization_id", "organization_name",
    "address", "email", "language", "owner_id", "owner_name",
)  # fmt: skip


def retire_organization(session: Session, event: Received) -> None:
    """A deleted organization is offered no more; what was written for it stays."""
    _retire(session, event, "organization")


def retire_person(session: Session, event: Received) -> None:
    """A deleted person is offered no more; what was written for him stays."""
    _retire(session, event, "person")


def _retire(session: Session, event: Received, customer_type: str) -> None:
    name = str(event.data.get("name") or "")
    # All else is emptied, for it would otherwise depend on whether the news before this came in time.
    emptied = dict.fromkeys(_KNOWN_WHILE_ACTIVE)
    values = {**emptied, "type": customer_type, "name": name[:300], "folded": plain(name)[:600], "active": False}
    project(session, Customer, event.subject_id, event, values)


def keep_product(session: Session, event: Received) -> None:
    """Keep a product with its price."""
    data = event.data
    values = {**data, "folded": plain(f"{data['code']} {data['name']}")}
    project(session, Product, event.subject_id, event, values)
