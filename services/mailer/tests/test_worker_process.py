"""The distributed profile: a worker process of its own fetches the document over HTTP and talks to the mail server."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from chassis.identity import HEADER, Verifier, make_keys
from services.mailer.tests.steps import PDF, Mailer, Postbox
from tests.support.servers import databases, until, virtual_host

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq]
PRIVATE, PUBLIC = make_keys()


class _Sales(BaseHTTPRequestHandler):
    """Hands the document to whom carries an identity that may see invoices, and to nobody else."""

    def do_GET(self) -> None:
        identity = Verifier(PUBLIC, "sales").verify(self.headers[HEADER])
        allowed = identity.may("sales.invoice", "view") and not identity.may("sales.invoice", "edit")
        self.send_response(200 if allowed and "language=hu" in self.path else 403)
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(len(PDF)))
        self.end_headers()
        self.wfile.write(PDF)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture
def sales_url() -> Iterator[str]:
    """Where something answers as sales would."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sales)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_worker_process_sends_what_was_written(tmp_path: Path, postbox: Postbox, sales_url: str) -> None:
    with databases("mailer") as database, virtual_host() as broker:
        mailer = Mailer(database_urls={"*": database})
        mailer.hear("sales.InvoiceIssued")
        env = os.environ | {
            "KAPOCS_PROFILE": "distributed",
            "KAPOCS_AMQP_URL": broker,
            "KAPOCS_DATABASE_URL": database,
            "KAPOCS_SMTP_URL": postbox.url,
            "KAPOCS_SALES_URL": sales_url,
            "KAPOCS_IDENTITY_PRIVATE_KEY": PRIVATE,
            "KAPOCS_IDENTITY_PUBLIC_KEY": PUBLIC,
            "KAPOCS_DATA_DIR": str(tmp_path),
        }
        with (tmp_path / "log").open("wb") as log:
            command = [sys.executable, "-m", "chassis.cli", "worker", "mailer"]
            process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
            try:
                until("the mail is sent", lambda: mailer.only()["status"] == "sent", 90)
            except AssertionError as error:
                raise AssertionError(f"{error}\n{mailer.only()}\n{(tmp_path / 'log').read_text()[-3000:]}") from None
            finally:
                process.terminate()
                process.wait(60)
        [mail] = postbox.mails
        [pdf] = mail.iter_attachments()
        assert pdf.get_content() == PDF
        mailer.close()
