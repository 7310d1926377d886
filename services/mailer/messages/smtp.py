"""Talking to the mail server. What goes wrong is told apart by what to do about it: try later, give up, or unknown."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from services.mailer.trouble import BadSettings, Trouble

TIMEOUT = 60.0
_LOCAL = {"localhost", "127.0.0.1", "::1"}


class TryLater(Trouble):
    """The server is away or refuses for the moment."""


class Refused(Trouble):
    """The server refuses for good."""


class Unknown(Trouble):
    """The mail was handed over, but the server's answer never came."""


class NotOurs(Exception):
    """Somebody else has taken the mail meanwhile; it was not handed over."""


@dataclass(frozen=True)
class Server:
    """Where mails are handed over. `security`: tls (from the start), or STARTTLS required, offered or none."""

    host: str
    port: int
    security: str = "offered"
    username: str = ""
    password: str = ""
    timeout: float = TIMEOUT

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, {self.security})"


def from_url(url: str) -> Server | None:
    """The server of `smtp://user:password@host:587?tls=required|offered|none` or `smtps://…`; None for no URL.

    A password is never sent in the clear, except to this very machine or with `tls=none`.
    """
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSettings("KAPOCS_SMTP_URL has to look like smtp://user:password@host:587 or smtps://….")
    asked = parse_qs(parts.query).get("tls", [""])[0]
    usual = "required" if parts.username and parts.hostname not in _LOCAL else "offered"
    tls = asked or usual
    if tls not in ("required", "offered", "none"):
        raise BadSettings("tls in KAPOCS_SMTP_URL has to be required, offered or none.")
    implicit = parts.scheme == "smtps"
    return Server(
        host=parts.hostname,
        port=parts.port or (465 if implicit else 587 if parts.username else 25),
        security="tls" if implicit else tls,
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def deliver(
    server: Server, sender: str, recipients: Sequence[str], content: bytes, before_the_end: Callable[[], bool]
) -> str:
    """Hand a mail over and return the server's words.

    `before_the_end` is called when the server has everything but the final dot, the last moment at which nothing has
    happened yet; unless it answers True the mail is not handed over (NotOurs).
    """
    with _connection(server) as smtp:
        smtp.ehlo_or_helo_if_needed()
        _expect(smtp.mail(sender), 250)
        for recipient in recipients:
            _expect(smtp.rcpt(recipient), 250, 251)
        _expect(smtp.docmd("DATA"), 354)
        smtp.send(_quoted(content))
        if not before_the_end():
            raise NotOurs
        return _end(smtp)


@contextmanager
def _connection(server: Server) -> Iterator[smtplib.SMTP]:
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _connect(server)
        yield smtp
        _leave(smtp)
    except smtplib.SMTPResponseException as error:  # of a greeting or a login: our settings, not this mail
        raise TryLater("%(reply)s", reply=_words(error.smtp_code, error.smtp_error)) from error
    except (OSError, smtplib.SMTPException) as error:
        words = "The mail server %(server)s does not answer: %(why)s"
        raise TryLater(words, server=f"{server.host}:{server.port}", why=error) from error
    finally:
        if smtp is not None:
            smtp.close()  # no farewell: in the middle of a mail it would be taken for a part of it


def _connect(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        smtp.ehlo_or_helo_if_needed()
        if server.security == "required" or (server.security == "offered" and smtp.has_extn("starttls")):
            smtp.starttls(context=context)
            smtp.ehlo_or_helo_if_needed()
        if server.username:
            smtp.login(server.username, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _expect(reply: tuple[int, bytes], *wanted: int) -> None:
    code, words = reply
    if code in wanted:
        return
    raise (Refused if 500 <= code < 600 else TryLater)("%(reply)s", reply=_words(code, words))


def _end(smtp: smtplib.SMTP) -> str:
    try:
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise Unknown("The connection ended before the mail server answered: %(why)s", why=error) from error
    _expect((code, words), 250)
    return _words(code, words)


def _leave(smtp: smtplib.SMTP) -> None:
    with suppress(OSError, smtplib.SMTPException):  # the mail is the server's already
        smtp.quit()


def _quoted(content: bytes) -> bytes:
    lines = re.sub(rb"\r\n|\n|\r", b"\r\n", content)
    dotted = re.sub(rb"(?m)^\.", b"..", lines)
    return dotted if dotted.endswith(b"\r\n") else dotted + b"\r\n"


def _words(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:900]
