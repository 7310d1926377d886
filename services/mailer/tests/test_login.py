"""Logging in to the mail server: with a password only where nobody can overhear it."""

import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from services.mailer.messages.smtp import NotOurs, Server, TryLater, deliver
from tests.support.servers import free_port

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
MAIL = b"Subject: x\r\n\r\nbody\r\n"


class Guarded:
    """A real mail server that wants a password, and STARTTLS before it if it has a certificate."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.logins: list[LoginPassword] = []
        self.mails: list[bytes] = []
        self.port = free_port()
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self._check, auth_required=True,
            auth_require_tls=context is not None, require_starttls=context is not None, tls_context=context,
        )  # fmt: skip
        self._controller.start()

    def _check(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: LoginPassword) -> AuthResult:
        self.logins.append(data)
        return AuthResult(success=data.password == b"titok", handled=False)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # aiosmtpd's name
        self.mails.append(envelope.content)
        return "250 2.0.0 Ok"

    def server(self, security: str, password: str = "titok") -> Server:
        """How to reach it."""
        return Server("127.0.0.1", self.port, security, "anna", password, timeout=10)

    def close(self) -> None:
        """Stop listening."""
        self._controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(path), "-out", str(path) + ".crt"]
    subprocess.run(command, check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


@pytest.fixture
def open_server() -> Iterator[Guarded]:
    """Wants a password, and has no TLS."""
    made = Guarded()
    yield made
    made.close()


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[Guarded]:
    """Wants STARTTLS, then a password."""
    made = Guarded(certificate)
    yield made
    made.close()


def _send(server: Server) -> str:
    return deliver(server, "a@example.com", ["b@example.com"], MAIL, lambda: True)


def test_a_login_opens_the_door(open_server: Guarded) -> None:
    assert _send(open_server.server("none")).startswith("250")
    assert open_server.logins == [LoginPassword(b"anna", b"titok")]


def test_a_wrong_password_is_no_fault_of_the_mail(open_server: Guarded) -> None:
    with pytest.raises(TryLater, match="535"):
        _send(open_server.server("none", "rossz"))
    assert open_server.mails == []


def test_where_tls_is_demanded_no_password_goes_without_it(open_server: Guarded) -> None:
    with pytest.raises(TryLater, match="STARTTLS"):
        _send(open_server.server("required"))
    assert open_server.logins == []


def test_a_certificate_that_nobody_vouches_for_is_refused(tls_server: Guarded) -> None:
    with pytest.raises(TryLater, match="certificate"):
        _send(tls_server.server("required"))
    assert tls_server.logins == []


def test_a_mail_goes_over_tls(tls_server: Guarded, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")  # the operator's way to trust an authority of his own
    assert _send(tls_server.server("required")).startswith("250")
    assert tls_server.mails == [MAIL]


def test_a_mail_held_back_at_the_last_moment_never_arrives(open_server: Guarded) -> None:
    with pytest.raises(NotOurs):
        deliver(open_server.server("none"), "a@example.com", ["b@example.com"], MAIL, lambda: False)
    assert open_server.mails == []
