"""Several workers, and both databases: each mail still goes out once."""

import threading
from collections.abc import Iterator

import pytest

from services.mailer.messages.sending import send_mail
from services.mailer.tests.steps import BrokenServer, Mailer, Postbox
from tests.support.servers import databases


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def shared_mailer(request: pytest.FixtureRequest, postbox: Postbox) -> Iterator[Mailer]:
    """A mailer whose database several workers share."""
    if request.param == "sqlite":
        made = Mailer(smtp_url=postbox.url)
        yield made
        made.close()
        return
    with databases("mailer") as url:
        made = Mailer(smtp_url=postbox.url, database_urls={"*": url})
        yield made
        made.close()


def test_two_runs_of_one_job_send_one_mail(shared_mailer: Mailer, postbox: Postbox) -> None:
    together = threading.Barrier(2)
    shared_mailer.hear("sales.InvoiceIssued")
    mail = shared_mailer.only()

    def run() -> None:
        together.wait(30)
        send_mail(shared_mailer.harness.runtime, {"message_id": mail["id"], "turn": 0})

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(postbox.mails) == 1
    assert shared_mailer.only()["status"] == "sent"


def test_an_answer_ends_the_doubt_of_one_who_took_the_sender_for_dead(mailer: Mailer) -> None:
    mailer.hear("sales.PaymentReceived")
    mail = mailer.only()
    args = {"message_id": mail["id"], "turn": 0}
    server = BrokenServer(lambda: send_mail(mailer.harness.runtime, args), b"250 2.0.0 Ok")
    mailer.use_server(server.url)
    send_mail(mailer.harness.runtime, args)
    server.close()
    assert (mailer.only()["status"], len(server.got)) == ("sent", 1)
    assert len(mailer.events("MailUncertain")) == len(mailer.events("MailSent")) == 1


def test_many_mails_by_several_workers_each_once(shared_mailer: Mailer, postbox: Postbox) -> None:
    for number in range(20):
        shared_mailer.hear("sales.PaymentReceived", number=f"INV-{number}")
    threads = [threading.Thread(target=shared_mailer.send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(str(mail["Subject"]).split()[-1] for mail in postbox.mails) == sorted(f"INV-{n}" for n in range(20))
    assert {mail["status"] for mail in shared_mailer.mails()} == {"sent"}
