"""What comes in and goes out of a person."""

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError

from chassis.fields import Choice, Date, Flag, Integer, Language, Lines, Link, LongText, Schema, Tags, Text
from services.contacts.points import AddressSchema, EmailSchema, PhoneSchema, ProfileSchema
from services.contacts.positions.schemas import PositionSchema


class MonthDay(Text):
    """A day of every year, written 03-19; also 3. 19. is understood."""

    sample = "03-19"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(10, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        found = re.fullmatch(r"(\d{1,2})[-./ ]+(\d{1,2})\.?", super()._deserialize(value, attr, data, **kwargs))
        try:
            return f"{date(2024, int(found[1]), int(found[2])):%m-%d}" if found else self._refuse()
        except ValueError:
            return self._refuse()

    @staticmethod
    def _refuse() -> str:
        raise ValidationError("A month and a day like 03-19 are needed.")


class PersonSchema(Schema):
    """A person. `name` is put together from its parts: family name first in Hungarian."""

    name = Text(max=300, read_only=True)
    title = Text(max=40, example="dr.", filter=False, sort=False)
    family_name = Text(max=100, required=True, example="Szabó")
    given_name = Text(max=100, example="Júlia")
    organization_id = Link("contacts.organization", label_field="organization_name")
    organization_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    job_title = Text(max=100, example="Beszerzési vezető")
    code = Text(max=40, label="Internal id", example="SZ-0031", fold=True)
    vip = Flag(default=False, label="VIP")
    tags = Tags()
    language = Language(
        preset="hu", allow_none=False, filter=False, sort=False, help="Left empty: that of the organization."
    )
    source_id = Link("contacts.source", label_field="source_name", help="Where the person came from")
    source_name = Text(read_only=True, hidden=True, filter=False, sort=False)
    sex = Choice(["female", "male"], section="Personal", fold=True)
    birth_date = Date(section="Personal", fold=True)
    name_day = MonthDay(
        section="Personal", fold=True, example="03-19", help="Month and day, like 03-19. Left empty: by the given name."
    )
    marital_status = Choice(
        ["single", "married", "partner", "divorced", "widowed"],
        labels={"partner": "In partnership"},
        section="Personal",
        fold=True,
    )
    children = Integer(min=0, max=30, section="Personal", fold=True)
    education = Choice(
        ["primary", "vocational", "secondary", "college", "university", "doctorate"],
        labels={"primary": "Primary school", "vocational": "Vocational school", "secondary": "Secondary school"},
        section="Personal",
        fold=True,
    )
    hobby = Text(section="Personal", fold=True, filter=False, sort=False)
    habits = Text(
        500,
        section="Personal",
        fold=True,
        filter=False,
        sort=False,
        help="When and how they like to be reached, and such",
    )
    email = Text(read_only=True, hidden=True, label="E-mail")
    phone = Text(read_only=True, hidden=True)
    city = Text(read_only=True, hidden=True)
    positions = Lines(PositionSchema, max=50)
    addresses = Lines(AddressSchema, section="Contact", max=50)
    phones = Lines(PhoneSchema, section="Contact", max=50)
    emails = Lines(EmailSchema, section="Contact", label="E-mails", max=50)
    profiles = Lines(ProfileSchema, section="Contact", label="Social profiles", max=30, fold=True)
    may_email = Flag(default=False, section="Consent", label="Offers by e-mail", aliases=("marketing_consent",))
    may_phone = Flag(default=False, section="Consent", label="Offers by phone")
    may_post = Flag(default=False, section="Consent", label="Offers by post")
    may_sms = Flag(default=False, section="Consent", label="Offers by SMS")
    consent_on = Date(section="Consent", filter=False, sort=False, label="Consent given on")
    consent_source = Text(section="Consent", filter=False, sort=False, help="How the consent can be proven")
    notes = LongText(section="Notes")
