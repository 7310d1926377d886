"""The words that mailer's tests speak, and the mail servers they talk to."""

import email
import socket
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import select

from chassis.client import register_local
from chassis.db import utc_now
from chassis.ids import new_id
from chassis.settings import Settings
from chassis.tables import jobs
from services.mailer.examples import EXAMPLES
from tests.support.servers import free_port
from tests.support.service import ServiceHarness

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


class Postbox:
    """A real mail server on a free port. It keeps what it gets; `answers` are given instead of 250, one per mail."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)
        self._controller.start()
        self.url = f"smtp://127.0.0.1:{port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # aiosmtpd's name
        if self.answers and not self.answers[0].startswith("250"):
            return self.answers.pop(0)
        self.mails.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        self.recipients.append(envelope.rcpt_tos)
        return "250 2.0.0 Ok"

    def close(self) -> None:
        """Stop listening."""
        self._controller.stop()


class BrokenServer:
    """A mail server that takes a whole mail, then does `at_the_end`, and answers only if it has an `answer`."""

    def __init__(self, at_the_end: Callable[[], None], answer: bytes = b"") -> None:
        self._answer = answer
        self.got: list[bytes] = []
        self._at_the_end = at_the_end
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self._talk(stream)

    def _talk(self, stream: Any) -> None:
        def say(line: bytes) -> None:
            stream.write(line + b"\r\n")
            stream.flush()

        say(b"220 ready")
        for line in stream:
            if line.upper().startswith(b"DATA"):
                say(b"354 go on")
                self.got.append(_until_the_dot(stream))
                self._at_the_end()
                if self._answer:
                    say(self._answer)
                return
            say(b"250 ok")

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()


def _until_the_dot(lines: Iterable[bytes]) -> bytes:
    content = b""
    for line in lines:
        if line == b".\r\n":
            break
        content += line
    return content


class Mailer:
    """A mailer on a database of its own, and short ways to make things happen in it."""

    def __init__(self, smtp_url: str = "", folder: Path | None = None, **settings: Any) -> None:
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="kapocs-mailer-")
        self.folder = folder or Path(self._own.name)  # type: ignore[union-attr]
        self.harness = ServiceHarness("mailer", Settings(data_dir=self.folder, smtp_url=smtp_url, **settings))
        self.documents: dict[str, tuple[int, bytes]] = {}
        self.asked: list[str] = []
        register_local("sales", self.harness.runtime.settings, self._sales)

    def use_server(self, url: str) -> None:
        """Send to another mail server from now on."""
        runtime = self.harness.runtime
        runtime.settings = replace(runtime.settings, smtp_url=url)

    def hear(self, event_type: str, event_id: str | None = None, **changes: Any) -> Any:
        """Deliver the event's example with some changes; the inbox's outcome."""
        data = {**EXAMPLES[event_type], **changes}
        return self.harness.deliver(
            event_type,
            data,
            event_id=event_id or new_id(),
            relates_to=("sales.invoice:01932f6e-7c00-7000-8000-0000000000f1",),
        )

    def mails(self) -> list[dict[str, Any]]:
        """All mails, the newest first."""
        return self.harness.get("/messages").json["data"]

    def only(self) -> dict[str, Any]:
        """The one mail there is, with everything it shows."""
        [mail] = self.mails()
        return self.harness.get(f"/messages/{mail['id']}").json

    def act(self, mail: dict[str, Any], action: str) -> Any:
        """Do something with a mail; the answer."""
        return self.harness.request("POST", f"/messages/{mail['id']}/{action}", {})

    def send(self) -> None:
        """Run all jobs that are due."""
        self.harness.run_jobs()

    def send_when_due(self) -> float:
        """Go to the moment when the next job is due and run it; how many seconds that was from now."""
        with self.harness.runtime.reading() as session:
            due = session.scalars(
                select(jobs.c.run_at).where(jobs.c.run_at.is_not(None)).order_by(jobs.c.run_at)
            ).first()
        assert due is not None, "no job waits"
        seconds = (due - utc_now()).total_seconds()
        with time_machine.travel(due, tick=True):
            self.harness.run_jobs()
        return seconds

    def template(self, event_type: str, language: str = "hu") -> dict[str, Any]:
        """A template with its words."""
        query = f"filter[event_type]={event_type}&filter[language]={language}"
        [found] = self.harness.get(f"/templates?{query}").json["data"]
        return self.harness.get(f"/templates/{found['id']}").json

    def edit(self, template: dict[str, Any], **changes: Any) -> Any:
        """Change a template; the answer."""
        return self.harness.request("PATCH", f"/templates/{template['id']}", changes)

    def events(self, name: str) -> list[Any]:
        """The events of a kind that mailer emitted."""
        return self.harness.events(f"mailer.{name}")

    def close(self) -> None:
        """Close the database and remove the folder."""
        self.harness.close()
        if self._own:
            self._own.cleanup()

    def _sales(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """What stands in for sales: it hands out the documents a test put there, to whom carries an identity."""
        path = environ["PATH_INFO"]
        self.asked.append(f"{path}?{environ['QUERY_STRING']}")
        status, content = self.documents.get(path, (200, PDF))
        if not environ.get("HTTP_KAPOCS_IDENTITY"):
            status, content = 401, b""
        start_response(f"{status} -", [("Content-Type", "application/pdf")])
        return [content]
