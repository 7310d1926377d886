"""The account mails go out from: the name and address the customer sees, and the closing words of each letter."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from chassis.db import LongText, Record
from chassis.fields import Email, Language, Schema, Text
from chassis.fields import LongText as LongTextField
from chassis.resource import Resource
from services.mailer.base import Base

ACCOUNT_ID = "00000000-0000-7000-8000-000000000001"


class Account(Record, Base):
    """The one account; its mail server and password come from the environment, never from the database."""

    __tablename__ = "accounts"
    kind = "account"

    name: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(254))
    reply_to: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(5), default="hu")
    footer_hu: Mapped[str | None] = mapped_column(LongText)
    footer_en: Mapped[str | None] = mapped_column(LongText)

    def footer(self, language: str) -> str | None:
        """The closing words in a language; None for the usual ones."""
        return self.footer_hu if language == "hu" else self.footer_en


class AccountSchema(Schema):
    """The account as its page shows it."""

    name = Text(
        label="Sender's name", filter=False, sort=False, example="Minta Bútor Kft.",
        help="Left empty, the seller named by the event is used.",
    )  # fmt: skip
    address = Email(
        label="Sender's address", filter=False, sort=False, help="Left empty: the address in the server's settings."
    )
    reply_to = Email(label="Replies go to", filter=False, sort=False)
    language = Language(
        default="hu", filter=False, sort=False, help="For colleagues, and for customers whose language is not known."
    )
    footer_hu = LongTextField(2000, label="Footer (Hungarian)", help="Left empty, the usual closing words are used.")
    footer_en = LongTextField(2000, label="Footer (English)", help="Left empty, the usual closing words are used.")


def account(session: Session) -> Account:
    """The account, made when there is none yet."""
    found = session.scalars(select(Account).where(Account.id == ACCOUNT_ID)).one_or_none()
    if found is None:
        found = Account(id=ACCOUNT_ID, language="hu", custom={})
        session.add(found)
    return found


ACCOUNTS = Resource(
    kind="account",
    collection="accounts",
    model=Account,
    schema=AccountSchema,
    label="Mail account",
    label_plural="Mail accounts",
    icon="at",
    title="name",
    columns=("name", "address", "reply_to"),
    sort="-created_at",
    create=False,
    delete=False,
    importable=False,
)
