"""The firm itself: one record with what its documents say about it and what new documents start from."""

from decimal import Decimal
from typing import Any

from marshmallow.validate import Regexp
from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.addresses import address_lines
from chassis.db import LongText, Percent, Record
from chassis.fields import Country, Currency, Email, Integer, Language, Phone, Schema, Text, Url
from chassis.fields import LongText as LongTextField
from chassis.fields import Percent as PercentField
from chassis.identity import Identity
from chassis.records import update
from services.sales.base import Base

COMPANY_ID = "00000000-0000-7000-8000-000000000001"


class Company(Record, Base):
    """The one firm that works with this Kapocs."""

    __tablename__ = "company"
    kind = "company"

    name: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str] = mapped_column(String(2), default="HU")
    postal_code: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(100))
    street: Mapped[str | None] = mapped_column(String(200))
    tax_number: Mapped[str | None] = mapped_column(String(40))
    eu_vat: Mapped[str | None] = mapped_column(String(40))
    registry_number: Mapped[str | None] = mapped_column(String(40))
    bank_account: Mapped[str | None] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    website: Mapped[str | None] = mapped_column(String(500))
    logo_text: Mapped[str | None] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(5), default="hu")
    currency: Mapped[str] = mapped_column(String(3), default="HUF")
    vat_rate: Mapped[Decimal] = mapped_column(Percent, default=Decimal(27))
    payment_days: Mapped[int] = mapped_column(default=8)
    quote_days: Mapped[int] = mapped_column(default=30)
    invoice_series: Mapped[str] = mapped_column(String(10), default="INV")
    legal_notes: Mapped[str | None] = mapped_column(LongText)

    def address_lines(self, language: str) -> list[str]:
        """The firm's address for a document in a language."""
        return address_lines(self.country, self.postal_code, self.city, self.street, language)


class CompanySchema(Schema):
    """The firm's own data."""

    name = Text(required=True)
    logo_text = Text(40, help="The word shown as the logo on documents; left empty, the name.")
    country = Country()
    postal_code = Text(20)
    city = Text(100)
    street = Text()
    tax_number = Text(40)
    eu_vat = Text(40, label="EU VAT number")
    registry_number = Text(40)
    bank_account = Text(60)
    email = Email(label="E-mail")
    phone = Phone()
    website = Url()
    language = Language(label="Language of documents")
    currency = Currency()
    vat_rate = PercentField(label="VAT %")
    payment_days = Integer(0, 365)
    quote_days = Integer(0, 365, label="Days a quote is valid")
    invoice_series = Text(
        10,
        help="The letters invoice numbers start with.",
        validate=Regexp(r"[A-Za-z0-9-]+\Z", error="Only letters, digits and hyphens."),
    )
    legal_notes = LongTextField(2000, help="Printed at the foot of every document.")


NEEDED = ("country", "language", "currency", "vat_rate", "payment_days", "quote_days", "invoice_series")


def company(session: Session) -> Company:
    """The firm's record, made with the usual Hungarian settings when there is none yet."""
    if "company" not in session.info:  # read once per transaction, however many lines and documents ask
        session.info["company"] = session.get(Company, COMPANY_ID) or _blank()
    found: Company = session.info["company"]
    return found


def _blank() -> Company:
    columns = Company.__table__.columns
    defaults = {c.key: c.default.arg for c in columns if c.default is not None and c.default.is_scalar}
    return Company(id=COMPANY_ID, custom={}, **defaults)


def change_company(session: Session, actor: Identity, data: dict[str, Any]) -> Company:
    """Change the given fields of the firm's data."""
    record = company(session)
    if record not in session:
        session.add(record)
    # A setting that documents start from cannot be emptied; left empty it keeps its value.
    return update(session, actor, record, {k: v for k, v in data.items() if v is not None or k not in NEEDED})
