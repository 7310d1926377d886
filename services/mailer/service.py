"""The manifest of mailer."""

from sqlalchemy.orm import Session

from chassis.service import Service
from services.mailer.accounts import ACCOUNTS, account
from services.mailer.base import Base
from services.mailer.events import EVENTS
from services.mailer.handlers import HANDLERS
from services.mailer.messages.commands import SEND
from services.mailer.messages.resource import MESSAGES
from services.mailer.messages.sending import send_mail
from services.mailer.templates.queries import load_defaults
from services.mailer.templates.resource import TEMPLATES


def set_up(session: Session) -> None:
    """Have the account and the shipped templates in place."""
    account(session)
    load_defaults(session)


service = Service(
    name="mailer",
    package="services.mailer",
    label="Mailer",
    icon="mail",
    order=60,
    metadata=Base.metadata,
    resources=[MESSAGES, TEMPLATES, ACCOUNTS],
    events=EVENTS,
    handlers=HANDLERS,
    jobs={SEND: send_mail},
    set_up=set_up,
)
