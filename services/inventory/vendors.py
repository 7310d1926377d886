"""Vendors: whom the firm buys from."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from chassis.db import LongText as LongTextType
from chassis.db import Record, SortText
from chassis.duplicates import Duplicates, folding
from chassis.fields import Country, Email, LongText, Schema, Text
from chassis.resource import Resource
from services.inventory.base import Base
from services.inventory.merge_events import VendorMerged, VendorMergeUndone


class Vendor(Record, Base):
    """A firm that supplies goods."""

    __tablename__ = "vendors"
    kind = "vendor"
    code: Mapped[str | None] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(SortText(200), index=True)
    tax_number: Mapped[str | None] = mapped_column(String(40))
    contact_name: Mapped[str | None] = mapped_column(String(120))
    contact_title: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(60))
    fax: Mapped[str | None] = mapped_column(String(60))
    website: Mapped[str | None] = mapped_column(String(300))
    address: Mapped[str | None] = mapped_column(String(300))
    city: Mapped[str | None] = mapped_column(SortText(120), index=True)
    region: Mapped[str | None] = mapped_column(String(120))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(2), index=True)
    notes: Mapped[str | None] = mapped_column(LongTextType)


class VendorSchema(Schema):
    """A vendor as it comes in and goes out."""

    code = Text(max=40, example="SZ-012", aliases=("supplier id", "vendor id"))
    name = Text(required=True, max=200, example="Alföldi Bútoripari Kft.")
    tax_number = Text(max=40, filter=False, sort=False, example="12345676-2-41", aliases=("vat number",))
    contact_name = Text(max=120, filter=False, sort=False, section="Contact")
    contact_title = Text(max=120, filter=False, sort=False, section="Contact")
    email = Email(section="Contact")
    phone = Text(max=60, filter=False, sort=False, section="Contact")
    fax = Text(max=60, filter=False, sort=False, section="Contact")
    website = Text(max=300, filter=False, sort=False, section="Contact", aliases=("home page",))
    address = Text(max=300, filter=False, sort=False, section="Address")
    city = Text(max=120, section="Address")
    region = Text(max=120, filter=False, sort=False, section="Address")
    postal_code = Text(max=20, filter=False, sort=False, section="Address")
    country = Country(section="Address")
    notes = LongText()


VENDORS = Resource(
    kind="vendor",
    collection="vendors",
    model=Vendor,
    schema=VendorSchema,
    label="Vendor",
    label_plural="Vendors",
    icon="truck",
    title="name",
    columns=("code", "name", "contact_name", "city", "country", "phone"),
    sort="name",
    search=("code", "name", "contact_name", "city", "email"),
    importable=True,
    match=("code", "name"),
    merged=VendorMerged,
    unmerged=VendorMergeUndone,
    duplicates=Duplicates(exact={"tax_number": folding.firm_number}, emails="email", phones="phone", near=("city",)),
)
