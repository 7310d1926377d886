"""From the first lead to the paid invoice, by clicking."""

import re
from decimal import Decimal

from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.support.servers import until


def goods(desk: Desk) -> dict[str, str]:
    """A product of which there is plenty."""
    rows = desk.ask("/inventory/products?filter[type]=goods&limit=100")["data"]
    return max(rows, key=lambda row: Decimal(row["available"] or 0))


def on_hand(desk: Desk, product_id: str) -> Decimal:
    return Decimal(desk.ask(f"/inventory/products/{product_id}")["on_hand"])


def test_from_lead_to_paid_invoice(desk: Desk) -> None:
    desk.sign_in()
    page, product = desk.page, goods(desk)
    before = on_hand(desk, product["id"])

    desk.open("/sales/leads/new")
    page.locator("#f-company_name").fill("Láncszem Kft.")
    page.locator("#f-family_name").fill("Próba")
    page.locator("#f-given_name").fill("Piroska")
    page.locator("#f-email").fill("piroska@lancszem.example")
    desk.save()
    desk.act("Convert", opportunity_name="Első üzlet", amount="1250000")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Első üzlet")

    desk.act("Make quote")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Q-")
    page.locator(".rec-head").get_by_role("link", name="Edit").click()
    write_line(desk, product["name"], "2")
    desk.save()
    desk.act("Send")
    expect(desk.status).to_have_text("Sent")
    desk.act("Accept")
    expect(desk.status).to_have_text("Accepted")

    desk.act("Make order")
    expect(page.get_by_role("heading", level=1)).to_contain_text("SO-")
    desk.act("Confirm")
    expect(desk.status).to_have_text("Confirmed")
    wait_for_step(desk, "Reserved")

    desk.act("Make invoice")
    expect(page).to_have_url(re.compile("/sales/invoices/"))
    desk.act("Issue")
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV-")
    invoice = page.url
    number = page.get_by_role("heading", level=1).inner_text()
    desk.act("Record payment")
    desk.open(invoice)
    expect(desk.status).to_have_text("Paid")

    until("the stock to go down", lambda: on_hand(desk, product["id"]) == before - 2, 30)
    until("the invoice's mail", lambda: [m for m in mails(desk) if number in m["subject"]], 30)
    desk.open("/mailer/messages?filter[event_type]=sales.InvoiceIssued")
    page.locator("[data-open-row]").filter(has_text=number).first.click()
    expect(page.frame_locator("iframe.mail-frame").locator("body")).to_contain_text(number)
    expect(page.locator(".rec-side")).to_contain_text(".pdf")


def write_line(desk: Desk, product: str, quantity: str) -> None:
    """One line of the quote, whose total the server calculates while it is written."""
    lines = desk.page.locator("[data-lines=lines]")
    if lines.locator("tbody tr").count() == 0:
        lines.get_by_role("button", name="Add row").click()
    row = lines.locator("tbody tr").first
    desk.pick("Product", product, row)
    expect(row.locator("[data-field=unit_price]")).not_to_have_value("")
    row.locator("[data-field=quantity]").fill(quantity)
    row.locator("[data-field=quantity]").blur()
    expect(desk.page.locator("#sums .grand").last).not_to_have_text("–")


def wait_for_step(desk: Desk, label: str) -> None:
    """The event has come round when the line of progress says so."""

    def done() -> bool:
        desk.page.reload()
        return desk.page.locator(".steps .done").filter(has_text=label).count() == 1

    until(f"the step {label}", done, 30)


def mails(desk: Desk) -> list[dict[str, str]]:
    found: list[dict[str, str]] = desk.ask("/mailer/messages?limit=50&sort=-created_at")["data"]
    return found


def test_kanban_by_hand_and_by_button(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open("/sales/opportunities/board")
    first, second = page.locator("[data-board-cards=new]"), page.locator("[data-board-cards=qualified]")
    card = first.locator(".board-card").first
    title = card.locator(".title-link").inner_text()
    card.drag_to(second, target_position={"x": 60, "y": 20})
    desk.settled()
    expect(second.locator(".board-card").filter(has_text=title).first).to_be_visible()
    desk.open("/sales/opportunities/board")
    moved = second.locator(".board-card").filter(has_text=title).first
    moved.hover()
    moved.get_by_role("button", name="to New").click()
    expect(first.locator(".board-card").filter(has_text=title).first).to_be_visible()


def test_a_card_dragged_to_lost_asks_for_the_reason(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    page.set_viewport_size({"width": 2000, "height": 900})  # all columns in sight
    desk.open("/sales/opportunities/board?filter[amount][gt]=0")
    first, lost = page.locator("[data-board-cards=new]"), page.locator("[data-board-cards=lost]")
    card = first.locator(".board-card").first
    title = card.locator(".title-link").inner_text()
    card.drag_to(lost, target_position={"x": 60, "y": 20})
    dialog = page.locator("#dialog")
    expect(dialog.get_by_role("heading", name="Lost")).to_be_visible()
    expect(first.locator(".board-card").filter(has_text=title).first).to_be_visible()
    dialog.get_by_role("button", name="Move").click()
    expect(dialog.locator("#e-reason")).to_be_visible()
    dialog.locator("#f-reason").fill("Drága volt")
    dialog.get_by_role("button", name="Move").click()
    expect(lost.locator(".board-card").filter(has_text=title).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"/board\?filter"))
    lost.locator(".title-link").filter(has_text=title).first.click()
    expect(page.locator("#fact-close_reason .value")).to_have_text("Drága volt")


def test_a_deal_is_not_lost_without_a_reason(desk: Desk) -> None:
    desk.sign_in()
    desk.open("/sales/opportunities?filter[stage]=negotiation")
    desk.page.locator("[data-open-row]").first.click()
    desk.settled()
    desk.page.locator(".rec-head details.menu > summary").click()
    desk.page.locator(".rec-head .menu-item").filter(has_text="Lost").click()
    dialog = desk.page.locator("#dialog")
    dialog.locator(".dialog-foot button").last.click()
    expect(dialog.locator("#f-reason")).to_have_attribute("aria-invalid", "true")
    expect(dialog.locator("#e-reason")).to_be_visible()
