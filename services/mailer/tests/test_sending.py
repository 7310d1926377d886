"""From the queue to a real mail server: once, again when it may, never when it must not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from itertools import accumulate
from pathlib import Path

import pytest

from services.mailer.messages.sending import DELAYS
from services.mailer.tests.steps import PDF, BrokenServer, Mailer, Postbox
from tests.support.servers import free_port, until


def test_a_mail_is_sent_once(sending_mailer: Mailer, postbox: Postbox) -> None:
    sending_mailer.hear("sales.InvoiceIssued")
    sending_mailer.send()
    sending_mailer.send()
    [mail] = postbox.mails
    shown = sending_mailer.only()
    assert (shown["status"], shown["attempts"], bool(shown["sent_at"])) == ("sent", 1, True)
    assert postbox.recipients == [["iroda@tiszafa.example"]]
    assert mail["Subject"] == "Számla: INV-2026-00031"
    assert mail["To"] == '"Tisza Faipari Kft." <iroda@tiszafa.example>'
    assert mail["From"].addresses[0].display_name == "Minta Bútor Kft."
    assert mail["Message-ID"] == shown["message_id"]
    assert mail["Auto-Submitted"] == "auto-generated"
    [event] = sending_mailer.events("MailSent")
    assert event.data["to"] == "iroda@tiszafa.example"


def test_it_has_text_html_and_the_pdf(sending_mailer: Mailer, postbox: Postbox) -> None:
    sending_mailer.hear("sales.InvoiceIssued")
    sending_mailer.send()
    [mail] = postbox.mails
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "Fizetési határidő: 2026. március 26." in text.get_content()
    assert "Tisztelt Tisza Faipari Kft.!" in html.get_content()
    assert 'style="' in html.get_content()
    [pdf] = mail.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content_type()) == ("INV-2026-00031.pdf", "application/pdf")
    assert pdf.get_content() == PDF
    assert sending_mailer.asked == ["/invoices/0197a1b2-0000-7000-8000-0000000000f1/pdf?language=hu"]


def test_a_document_is_fetched_once_and_kept(sending_mailer: Mailer, postbox: Postbox) -> None:
    postbox.answers = ["451 4.3.0 later"]
    sending_mailer.hear("sales.InvoiceIssued")
    sending_mailer.send()
    sending_mailer.documents["/invoices/0197a1b2-0000-7000-8000-0000000000f1/pdf"] = (404, b"gone")
    sending_mailer.send_when_due()
    [pdf] = postbox.mails[0].iter_attachments()
    assert pdf.get_content() == PDF
    [document] = sending_mailer.only()["documents"]
    path = f"/messages/{sending_mailer.only()['id']}/documents/{document['id']}"
    assert sending_mailer.harness.get(path).get_data() == PDF


def test_a_document_that_is_away_holds_the_mail_back(sending_mailer: Mailer, postbox: Postbox) -> None:
    path = "/invoices/0197a1b2-0000-7000-8000-0000000000f1/pdf"
    sending_mailer.documents[path] = (503, b"")
    sending_mailer.hear("sales.InvoiceIssued")
    sending_mailer.send()
    assert postbox.mails == []
    assert sending_mailer.only()["status"] == "queued"
    assert "503" in sending_mailer.only()["error"]
    del sending_mailer.documents[path]
    sending_mailer.send_when_due()
    assert len(postbox.mails) == 1


def test_a_document_that_is_not_there_fails_the_mail(sending_mailer: Mailer, postbox: Postbox) -> None:
    sending_mailer.documents["/invoices/0197a1b2-0000-7000-8000-0000000000f1/pdf"] = (404, b"")
    sending_mailer.hear("sales.InvoiceIssued")
    sending_mailer.send()
    assert postbox.mails == []
    assert (sending_mailer.only()["status"], "nem található" in sending_mailer.only()["error"]) == ("failed", True)


def test_451_is_tried_again_later(sending_mailer: Mailer, postbox: Postbox) -> None:
    postbox.answers = ["451 4.3.0 Mailbox busy"]
    sending_mailer.hear("sales.PaymentReceived")
    sending_mailer.send()
    waiting = sending_mailer.only()
    assert (waiting["status"], waiting["attempts"]) == ("queued", 1)
    assert waiting["error"].startswith("451 4.3.0 Mailbox busy")
    assert waiting["next_try_at"]
    sending_mailer.send()
    assert postbox.mails == [], "not before its time"
    assert sending_mailer.send_when_due() == pytest.approx(DELAYS[0], abs=10)
    assert (sending_mailer.only()["status"], sending_mailer.only()["attempts"]) == ("sent", 2)
    assert len(postbox.mails) == 1


def test_550_is_for_good(sending_mailer: Mailer, postbox: Postbox) -> None:
    postbox.answers = ["550 5.1.1 No such mailbox"]
    sending_mailer.hear("sales.PaymentReceived")
    sending_mailer.send()
    mail = sending_mailer.only()
    assert (mail["status"], mail["error"], mail["next_try_at"]) == ("failed", "550 5.1.1 No such mailbox", None)
    [event] = sending_mailer.events("MailFailed")
    assert event.data["error"] == "550 5.1.1 No such mailbox"
    sending_mailer.send()
    assert postbox.mails == []


def test_a_person_may_send_a_failed_mail_again(sending_mailer: Mailer, postbox: Postbox) -> None:
    postbox.answers = ["550 5.1.1 No such mailbox"]
    sending_mailer.hear("sales.PaymentReceived")
    sending_mailer.send()
    assert sending_mailer.act(sending_mailer.only(), "retry").json["status"] == "queued"
    sending_mailer.send()
    assert (sending_mailer.only()["status"], len(postbox.mails)) == ("sent", 1)
    refused = sending_mailer.act(sending_mailer.only(), "retry")
    assert (refused.status_code, refused.json["code"]) == (409, "not_repeatable")


def test_connection_refused_is_tried_until_the_last_time(mailer: Mailer) -> None:
    mailer.use_server(f"smtp://127.0.0.1:{free_port()}")
    mailer.hear("sales.PaymentReceived")
    mailer.send()
    assert (mailer.only()["status"], mailer.only()["attempts"]) == ("queued", 1)
    assert "127.0.0.1" in mailer.only()["error"]
    for expected in accumulate(DELAYS):
        assert mailer.send_when_due() == pytest.approx(expected, abs=10)
    assert (mailer.only()["status"], mailer.only()["attempts"]) == ("failed", len(DELAYS) + 1)
    assert len(mailer.events("MailFailed")) == 1


def test_a_job_left_over_from_an_earlier_try_does_nothing(sending_mailer: Mailer, postbox: Postbox) -> None:
    postbox.answers = ["451 later", "451 later", "451 later"]
    sending_mailer.hear("sales.PaymentReceived")
    sending_mailer.send()
    mail = sending_mailer.only()
    sending_mailer.act(mail, "cancel")
    sending_mailer.act(mail, "retry")
    sending_mailer.send()
    assert sending_mailer.only()["attempts"] == 1
    sending_mailer.send_when_due()
    assert sending_mailer.only()["attempts"] == 1, "the job of the cancelled try was the first to be due"
    sending_mailer.send_when_due()
    assert sending_mailer.only()["attempts"] == 2


def test_a_cancelled_mail_is_not_sent(sending_mailer: Mailer, postbox: Postbox) -> None:
    sending_mailer.hear("sales.PaymentReceived")
    assert sending_mailer.act(sending_mailer.only(), "cancel").json["status"] == "cancelled"
    sending_mailer.send()
    assert postbox.mails == []


def test_a_sender_that_is_none_holds_the_mail_back_until_the_settings_are_right(
    sending_mailer: Mailer, postbox: Postbox
) -> None:
    runtime = sending_mailer.harness.runtime
    right = runtime.settings
    runtime.settings = replace(right, mail_from="nobody")
    sending_mailer.hear("sales.PaymentReceived")
    sending_mailer.send()
    assert (sending_mailer.only()["status"], sending_mailer.only()["attempts"]) == ("queued", 1)
    assert "nobody" in sending_mailer.only()["error"]
    runtime.settings = right
    sending_mailer.send_when_due()
    assert len(postbox.mails) == 1


@pytest.fixture
def silent_server() -> Iterator[BrokenServer]:
    """Takes the mail and hangs up instead of answering."""
    made = BrokenServer(lambda: None)
    yield made
    made.close()


def test_without_an_answer_at_the_end_nobody_knows(mailer: Mailer, silent_server: BrokenServer) -> None:
    mailer.use_server(silent_server.url)
    mailer.hear("sales.PaymentReceived")
    mailer.send()
    mailer.send()
    assert len(silent_server.got) == 1
    assert mailer.only()["status"] == "uncertain"
    assert len(mailer.events("MailUncertain")) == 1
    assert mailer.act(mailer.only(), "cancel").status_code == 409


_SENDER = """
import sys
from pathlib import Path
from chassis.jobs import JobRunner
from chassis.runtime import compose
from chassis.settings import Settings
runtime = compose("mailer", Settings(data_dir=Path(sys.argv[1]), smtp_url=sys.argv[2]))
JobRunner(runtime).run_all()
"""


def test_killed_between_the_mail_and_the_answer_it_is_uncertain_and_never_repeated(tmp_path: Path) -> None:
    mailer = Mailer(folder=tmp_path)
    mailer.hear("sales.PaymentReceived")
    process: list[subprocess.Popen[bytes]] = []
    server = BrokenServer(lambda: process[0].kill())
    try:
        process.append(
            subprocess.Popen(
                [sys.executable, "-c", _SENDER, str(tmp_path), server.url],
                env=os.environ | {"PYTHONPATH": str(Path.cwd())},
            )
        )
        process[0].wait(60)
        until("the server has the mail", lambda: server.got)
        assert mailer.only()["status"] == "sending", "committed before the final dot"
        _as_after_a_restart(mailer, server.url)
        assert mailer.only()["status"] == "uncertain"
        assert len(mailer.events("MailUncertain")) == 1
        assert len(server.got) == 1, "the mail that may have arrived was not repeated"
        assert "Köszönjük" in str(message_from_bytes(server.got[0], policy=default)["Subject"])
    finally:
        server.close()
        mailer.close()


def test_killed_before_the_end_it_is_simply_sent_again(tmp_path: Path, postbox: Postbox) -> None:
    mailer = Mailer(folder=tmp_path)
    path = "/invoices/0197a1b2-0000-7000-8000-0000000000f1/pdf"
    mailer.hear("sales.InvoiceIssued")
    runtime = mailer.harness.runtime
    from services.mailer.messages.sending import Sending

    first = Sending(runtime, mailer.only()["id"], 0)
    assert first.begin(), "the process dies after this step"
    assert path not in mailer.documents
    _as_after_a_restart(mailer, postbox.url)
    assert (mailer.only()["status"], len(postbox.mails)) == ("sent", 1)
    mailer.close()


def _as_after_a_restart(mailer: Mailer, url: str) -> None:
    from chassis.jobs import JobRunner

    mailer.use_server(url)
    JobRunner(mailer.harness.runtime).free_all()
    mailer.send()


def test_without_a_mail_server_the_mail_is_kept_to_be_read(mailer: Mailer) -> None:
    mailer.hear("sales.InvoiceIssued")
    mailer.send()
    kept = mailer.only()
    assert kept["status"] == "kept"
    written = (mailer.folder / "mail" / f"{kept['id']}.eml").read_bytes()
    downloaded = mailer.harness.get(f"/messages/{kept['id']}/eml")
    assert downloaded.get_data() == written
    assert downloaded.headers["Content-Type"] == "message/rfc822"
    mail = message_from_bytes(written, policy=default)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["INV-2026-00031.pdf"]


def test_what_was_kept_can_be_sent_when_there_is_a_server(mailer: Mailer, postbox: Postbox) -> None:
    mailer.hear("sales.InvoiceIssued")
    mailer.send()
    mailer.use_server(postbox.url)
    mailer.act(mailer.only(), "retry")
    mailer.send()
    assert (mailer.only()["status"], len(postbox.mails)) == ("sent", 1)


def test_lines_that_begin_with_a_dot_arrive_whole(sending_mailer: Mailer, postbox: Postbox) -> None:
    sending_mailer.hear("helpdesk.TicketUpdated", answer=".hidden\n.\n..két pont")
    sending_mailer.send()
    body = postbox.mails[0].get_body(("plain",))
    assert body is not None
    assert ".hidden\n.\n..két pont" in body.get_content().replace("\r\n", "\n")
