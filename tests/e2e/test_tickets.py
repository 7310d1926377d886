"""A ticket as a conversation."""

import re

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.support.servers import until


def test_the_answer_is_mailed_and_the_note_is_not(desk: Desk) -> None:
    desk.sign_in("helpdesk")
    page = desk.page
    desk.open("/helpdesk/tickets/new")
    page.locator("#f-subject").fill("Nyikorog a szék")
    page.locator("#f-contact_email").fill("vevo@nyikorgo.example")
    page.locator("#f-message").fill("Reggel óta nyikorog.")
    desk.save()
    number = re.search(r"T-[\d-]+", page.get_by_role("heading", level=1).inner_text())
    assert number
    say(desk, "Csak köztünk: ez a harmadik ilyen.", internal=True)
    say(desk, "Holnap kicseréljük.", internal=False)
    talk = page.locator(".talk")
    expect(talk).to_contain_text("Reggel óta nyikorog.")
    expect(talk.locator(".note-inner")).to_contain_text("harmadik")
    expect(talk.locator(".agent")).to_contain_text("kicseréljük")

    desk.sign_in("admin")
    until("the answer's mail", lambda: sent(desk, number[0]), 30)
    desk.open(f"/mailer/messages/{sent(desk, number[0])['id']}")
    letter = page.frame_locator("iframe.mail-frame").locator("body")
    expect(letter).to_contain_text("kicseréljük")
    expect(letter).not_to_contain_text("harmadik")


def say(desk: Desk, words: str, *, internal: bool) -> None:
    form = desk.page.locator("[data-reply]")
    form.get_by_label("Internal note" if internal else "Answer to the customer").check()
    form.get_by_label("Your words").fill(words)
    form.get_by_role("button", name="Send").click()
    expect(desk.page.locator(".talk")).to_contain_text(words)


def sent(desk: Desk, number: str) -> dict[str, str]:
    """The mail with the answer, once it has been made."""
    rows = desk.ask("/mailer/messages?limit=50&sort=-created_at")["data"]
    return next((row for row in rows if number in row["subject"] and "TicketUpdated" in str(row["event_type"])), {})
