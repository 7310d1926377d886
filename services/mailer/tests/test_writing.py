"""Which event becomes which mail, to whom, in which language; and that it becomes one mail only."""

from typing import Any

import pytest
from sqlalchemy import delete

from chassis.ids import new_id
from chassis.inbox import Outcome
from chassis.tables import inbox
from services.mailer.examples import EXAMPLES
from services.mailer.templates.queries import defaults
from services.mailer.tests.steps import Mailer

CUSTOMER = {"name": "Smith & Sons Ltd.", "email": "office@smith.example", "language": "en"}


@pytest.mark.parametrize("event_type", sorted(EXAMPLES))
def test_every_event_is_written_about_in_both_languages(mailer: Mailer, event_type: str) -> None:
    assert {(event_type, "hu"), (event_type, "en")} <= defaults().keys()
    if event_type == "inventory.StockLow":
        for language in ("hu", "en"):
            mailer.edit(mailer.template(event_type, language), send_to="raktar@example.com")
    mailer.hear(event_type)
    mail = mailer.only()
    assert (mail["status"], mail["error"], mail["event_type"]) == ("queued", None, event_type)
    assert mail["subject"]
    text = mailer.harness.get(f"/messages/{mail['id']}/text").json["text"]
    assert len(text) > 80
    assert "<" not in text


def test_the_customers_language_decides(mailer: Mailer) -> None:
    mailer.hear("sales.InvoiceIssued", customer=CUSTOMER)
    assert (mailer.only()["language"], mailer.only()["subject"]) == ("en", "Invoice INV-2026-00031")


def test_a_customer_of_unknown_language_is_written_in_the_houses(mailer: Mailer) -> None:
    mailer.hear("sales.InvoiceIssued", customer=CUSTOMER | {"language": None})
    assert mailer.only()["language"] == "hu"


def test_the_same_event_makes_one_mail(mailer: Mailer) -> None:
    event_id = new_id()
    for _ in range(3):
        mailer.hear("sales.InvoiceIssued", event_id=event_id)
    mailer.hear("sales.InvoiceIssued")
    assert len(mailer.mails()) == 2


def test_one_mail_even_when_the_inbox_forgot_the_event(mailer: Mailer) -> None:
    event_id = new_id()
    mailer.hear("sales.InvoiceIssued", event_id=event_id)
    with mailer.harness.session() as session:
        session.execute(delete(inbox))
    assert mailer.hear("sales.InvoiceIssued", event_id=event_id) is Outcome.HANDLED
    assert len(mailer.mails()) == 1


@pytest.mark.parametrize(
    ("customer", "words"),
    [
        (CUSTOMER | {"email": None}, "nincs e-mail-címe"),
        (None, "nincs e-mail-címe"),
        (CUSTOMER | {"email": "not an address"}, "nem e-mail-cím"),
        (CUSTOMER | {"email": "a@b.example\r\nBcc: evil@example.com"}, "nem e-mail-cím"),
        (CUSTOMER | {"email": "őrség@example.com"}, "nem fogadnak el"),
    ],
)
def test_without_a_good_address_the_mail_fails_with_words(mailer: Mailer, customer: Any, words: str) -> None:
    changes = {} if customer else {"document": None}
    mailer.hear("sales.PaymentReceived", customer=customer or {"name": "Névtelen"}, **changes)
    mail = mailer.only()
    assert mail["status"] == "failed"
    assert words in mail["error"]
    [event] = mailer.events("MailFailed")
    assert words in event.data["error"]


def test_a_sale_without_a_customer_at_all_fails_with_words_too(mailer: Mailer) -> None:
    mailer.hear("sales.InvoiceIssued", customer=None)
    assert mailer.only()["status"] == "failed"


def test_values_cannot_become_markup(mailer: Mailer) -> None:
    mailer.hear("helpdesk.TicketOpened", text="<script>alert(1)</script>\n<b>x</b>", subject="<i>Tárgy</i>")
    body = mailer.harness.get(f"/messages/{mailer.only()['id']}/body").get_data(as_text=True)
    assert "<script" not in body
    assert "&lt;b&gt;x&lt;/b&gt;" in body
    assert mailer.only()["subject"].endswith("<i>Tárgy</i>"), "a subject is plain text, nothing to escape"


def test_a_subject_is_one_line(mailer: Mailer) -> None:
    mailer.hear("helpdesk.TicketOpened", subject="Első\r\nBcc: evil@example.com\n\nvége")
    assert mailer.only()["subject"].endswith("Első Bcc: evil@example.com vége")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer": "Kérjük, próbálja újra.", "changed": ["answer"]}, True),
        ({"answer": None, "changed": ["status"], "previous_status": "open", "status": "solved"}, True),
        ({"answer": None, "changed": ["status"], "previous_status": "solved", "status": "open"}, True),
        ({"answer": None, "changed": ["status", "message"], "previous_status": "solved", "status": "open"}, False),
        ({"answer": None, "changed": ["status"], "previous_status": "solved", "status": "closed"}, False),
        ({"answer": None, "changed": ["status"], "previous_status": "new", "status": "open"}, False),
        ({"answer": None, "changed": ["owner_id"], "previous_status": "open", "status": "open"}, False),
    ],
)
def test_the_customer_hears_of_answers_and_of_what_matters(mailer: Mailer, changes: dict[str, Any], told: bool) -> None:
    mailer.hear("helpdesk.TicketUpdated", **changes)
    assert len(mailer.mails()) == int(told)


def test_the_mail_is_its_records_owners(mailer: Mailer) -> None:
    seller = new_id()
    mailer.harness.known_user(seller, "Szabó Anna")
    mailer.hear("sales.InvoiceIssued", owner_id=seller)
    mailer.hear("sales.InvoiceIssued", owner_id=new_id())
    assert {mail["owner_name"] for mail in mailer.mails()} == {"Szabó Anna", None}
    other = mailer.harness.as_(mailer__message={"verbs": ["view"], "view": "own"})
    assert other.get("/messages").json["data"] == []


def test_nobody_is_thanked_for_money_given_back(mailer: Mailer) -> None:
    mailer.hear("sales.PaymentReceived", amount="-5000.00")
    assert mailer.mails() == []


def test_low_stock_goes_to_each_colleague_named_in_the_template(mailer: Mailer) -> None:
    mailer.hear("inventory.StockLow")
    assert "címzetteket a sablonban" in mailer.only()["error"]
    mailer.edit(mailer.template("inventory.StockLow"), send_to="raktar@example.com, beszerzes@example.com")
    mailer.hear("inventory.StockLow")
    sent = [mail for mail in mailer.mails() if mail["status"] == "queued"]
    assert {mail["to_address"] for mail in sent} == {"raktar@example.com", "beszerzes@example.com"}
    assert "Belső értesítés" in mailer.harness.get(f"/messages/{sent[0]['id']}/body").get_data(as_text=True)


def test_a_switched_off_template_writes_nothing(mailer: Mailer) -> None:
    mailer.edit(mailer.template("sales.InvoiceIssued"), enabled=False)
    mailer.hear("sales.InvoiceIssued")
    assert mailer.mails() == []


def test_the_mail_relates_to_what_the_event_is_about(mailer: Mailer) -> None:
    mailer.hear("sales.InvoiceIssued")
    mailer.send()
    [event] = mailer.events("MailKept")
    assert "sales.invoice:01932f6e-7c00-7000-8000-0000000000f1" in event.relates_to
    assert event.raw["causationid"] == mailer.only()["event_id"]


def test_somebody_writes_a_mail_by_hand(mailer: Mailer) -> None:
    ref = "contacts.person:01932f6e-7c00-7000-8000-000000000001"
    body = {"to": "julia@tisza.example", "subject": "Boldog névnapot!", "text": "Kedves <Júlia>!\n\nSok boldogságot!"}
    made = mailer.harness.post("/messages", {**body, "about": ref})
    assert made.status_code == 201
    mail = mailer.only()
    assert (mail["id"], mail["to_address"], mail["owner_name"]) == (made.json["id"], body["to"], "Kiss Anna")
    html = mailer.harness.get(f"/messages/{mail['id']}/body").get_data(as_text=True)
    assert "Kedves &lt;Júlia&gt;!" in html
    mailer.send()
    assert ref in mailer.events("MailKept")[0].relates_to


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"to": "nem cím"}, "to"),
        ({"subject": " "}, "subject"),
        ({"text": None}, "text"),
        ({"about": "valaki"}, "about"),
    ],
)
def test_what_is_wrong_with_a_written_mail_is_named(mailer: Mailer, values: dict[str, Any], field: str) -> None:
    body = {"to": "julia@tisza.example", "subject": "Szia", "text": "Szia!", **values}
    answer = mailer.harness.request("POST", "/messages", body)
    assert (answer.status_code, list(answer.json["errors"])) == (422, [field])
    assert mailer.mails() == []


def test_writing_needs_the_right_to(mailer: Mailer) -> None:
    other = mailer.harness.as_(mailer__message={"verbs": ["view"]})
    body = {"to": "julia@tisza.example", "subject": "Szia", "text": "Szia!"}
    assert other.request("POST", "/messages", body).status_code == 403
