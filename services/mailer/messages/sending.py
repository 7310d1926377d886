"""Sending a mail: the job that brings it to the mail server once, and says afterwards what became of it."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from chassis.db import utc_now
from chassis.events import EventType
from chassis.identity import SYSTEM
from chassis.jobs import enqueue
from chassis.records import lookup
from chassis.runtime import Runtime
from services.mailer.accounts import account
from services.mailer.events import MailFailed, MailKept, MailSent, MailUncertain
from services.mailer.messages.commands import SEND, tell
from services.mailer.messages.documents import fetch_missing
from services.mailer.messages.mime import BadAddress, bare_sender, build, domain_of, sender_of, wire_address
from services.mailer.messages.models import Message
from services.mailer.messages.smtp import NotOurs, Refused, Server, TryLater, Unknown, deliver, from_url
from services.mailer.trouble import BadSettings, Trouble

DELAYS = (60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600)
"""Seconds from one try to the next; after the last one the mail has failed."""

_CRASHED = Trouble("The process ended just when the mail was handed over. Nobody knows whether it arrived.")


def send_mail(runtime: Runtime, args: dict[str, Any]) -> None:
    """Bring one mail to the mail server, or put it off, or give it up.

    Only the final dot makes a mail the server's. “sending” is committed before it: whoever finds a mail in that state
    knows that an earlier run ended between the two, and does not repeat it.
    """
    sending = Sending(runtime, args["message_id"], args["turn"])
    try:
        if not sending.begin():
            return
        fetch_missing(runtime, sending.message_id)
        server = from_url(runtime.settings.smtp_url)
        if server is None:
            sending.keep()
        else:
            sending.hand_over(server)
    except NotOurs:
        return
    except Unknown as error:
        sending.end(MailUncertain, Message.doubt, error)
    except (Refused, BadAddress) as error:
        sending.end(MailFailed, Message.give_up, error)
    except (TryLater, BadSettings) as error:
        sending.put_off(error)


class Sending:
    """One run of the job. Each step is a transaction of its own; between them the row may have changed."""

    def __init__(self, runtime: Runtime, message_id: str, turn: int) -> None:
        self.runtime, self.message_id, self.turn = runtime, message_id, turn
        self.cause: str | None = None

    def begin(self) -> bool:
        """Take the mail up and sign it; False when it is not this job's to send. BadSettings when it has no sender."""
        with self.runtime.transaction() as session:
            message = self._mine(session)
            if message is None:
                return False
            if message.status == "sending":
                message.doubt(_said(session, _CRASHED))
                tell(session, MailUncertain, message)
                return False
            self.cause = message.event_id
            message.attempts += 1
            trouble = self._sign(session, message)
        if trouble:
            raise trouble
        return True

    def _sign(self, session: Session, message: Message) -> BadSettings | None:
        """Give the mail its sender and its id; an id once given stays, so that a repeated mail is known as the same."""
        if message.message_id is None:
            own = account(session).address
            try:
                message.sender = sender_of(message.sender_name, own, self.runtime.settings.mail_from)
            except BadSettings as error:
                return error
            message.message_id = f"<{message.id}@{domain_of(message.sender)}>"
        return None

    def hand_over(self, server: Server) -> None:
        """Give the mail to the server and note its answer."""
        sender, recipients, content = self._envelope()
        deliver(server, sender, recipients, content, self._before_the_end)
        self.end(MailSent, Message.arrived)

    def keep(self) -> None:
        """Without a mail server: write the mail to the mail folder and keep it."""
        _, _, content = self._envelope()
        _write(self.runtime.settings.data_dir / "mail" / f"{self.message_id}.eml", content)
        self.end(MailKept, Message.keep)

    def end(self, event_type: EventType, step: Callable[..., None], *troubles: Trouble) -> None:
        """Note what became of the mail, and tell it."""
        with self.runtime.transaction(SYSTEM, cause=self.cause) as session:
            if message := self._mine(session, answered=True):
                step(message, *(_said(session, trouble) for trouble in troubles))
                tell(session, event_type, message)

    def put_off(self, trouble: Trouble) -> None:
        """Try again later, or give up after the last try."""
        with self.runtime.transaction(SYSTEM, cause=self.cause) as session:
            message = self._mine(session, answered=True)
            if message is None:
                return
            error = _said(session, trouble)
            if message.attempts > len(DELAYS):
                message.give_up(error)
                tell(session, MailFailed, message)
                return
            delay = DELAYS[message.attempts - 1]
            message.put_off(error, utc_now() + timedelta(seconds=delay))
            enqueue(session, SEND, {"message_id": message.id, "turn": message.turn}, after=delay)

    def _before_the_end(self) -> bool:
        with self.runtime.transaction() as session:
            message = self._mine(session)
            return message is not None and message.hand_over()

    def _mine(self, session: Session, *, answered: bool = False) -> Message | None:
        """The mail, locked, if it is this run's. An answer also ends the doubt of one who took this run for dead."""
        states = ("queued", "sending", "uncertain") if answered else ("queued", "sending")
        message = lookup(session, Message, self.message_id, lock=True)
        return message if message and message.turn == self.turn and message.status in states else None

    def _envelope(self) -> tuple[str, list[str], bytes]:
        with self.runtime.reading() as session:
            message = session.get_one(Message, self.message_id)
            recipients = [wire_address(address) for address in (message.to_address, *message.cc) if address]
            content = build(message, account(session).reply_to).as_bytes()
            return bare_sender(message.sender or ""), recipients, content


def _said(session: Session, trouble: Trouble) -> str:
    return trouble.said(account(session).language)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
