"""A mail as it goes over the wire. No value can become a header: the standard library refuses line breaks in them."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from email_validator import EmailNotValidError, validate_email

from services.mailer.layout import one_line
from services.mailer.messages.models import Message
from services.mailer.trouble import BadSettings, Trouble

UNSENT = "Kapocs <kapocs@localhost>"


class BadAddress(Trouble):
    """The address cannot be written to; the message says why."""


def wire_address(text: str) -> str:
    """The address in the form mail servers know (the domain in ASCII); BadAddress when there is none."""
    try:
        found = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadAddress("“%(address)s” is not an e-mail address.", address=one_line(text)) from error
    if found.ascii_email is None:
        words = "The part of “%(address)s” before the @ has letters that mail servers do not take."
        raise BadAddress(words, address=one_line(text))
    return found.ascii_email


def sender_of(name: str, address: str | None, usual: str) -> str:
    """The From line: the account's name and address, with `usual` (the server's setting) where it has none.

    BadSettings when that is wrong.
    """
    usual_name, usual_address = parseaddr(usual)
    try:
        return str(Address(name or usual_name, addr_spec=wire_address(address) if address else usual_address))
    except (HeaderParseError, ValueError) as error:
        words = "The sender's address “%(address)s” in the server's settings is not valid."
        raise BadSettings(words, address=one_line(usual)) from error


def bare_sender(sender: str) -> str:
    """The address in a From line: what the mail server is told the mail is from."""
    return parseaddr(sender)[1]


def domain_of(sender: str) -> str:
    """The domain message ids are made with."""
    return bare_sender(sender).rpartition("@")[2] or "localhost"


def build(message: Message, reply_to: str | None = None) -> EmailMessage:
    """The mail with its text, its HTML and its documents. Building it twice gives the same mail."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = message.sender or UNSENT
    mail["To"] = _mailbox(message.to_name, message.to_address) if message.to_address else "undisclosed-recipients:;"
    if message.cc:
        mail["Cc"] = [_mailbox(None, address) for address in message.cc]
    if reply_to:
        mail["Reply-To"] = _mailbox(None, reply_to)
    mail["Subject"] = one_line(message.subject)
    mail["Date"] = format_datetime(message.created_at)
    if message.message_id:
        mail["Message-ID"] = message.message_id
    mail["Content-Language"] = message.language
    mail["Auto-Submitted"] = "auto-generated"  # so that absence notes and other robots do not answer
    mail.set_content(message.text, cte="quoted-printable")
    mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    _attach(mail, message)
    return mail


def _attach(mail: EmailMessage, message: Message) -> None:
    boundary = f"=_{message.id.replace('-', '')}"
    for document in message.documents:
        if document.content is not None:
            maintype, _, subtype = document.content_type.partition("/")
            mail.add_attachment(document.content, maintype=maintype, subtype=subtype, filename=one_line(document.name))
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"{boundary}_{number}")


def _mailbox(name: str | None, address: str) -> Address:
    return Address(display_name=one_line(name or ""), addr_spec=wire_address(address))
