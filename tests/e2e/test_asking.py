"""Questions one answers by clicks: what is there, and who changed it."""

from playwright.sync_api import expect

from tests.e2e.desk import Desk


def test_whose_phone_number_somebody_changed(desk: Desk) -> None:
    desk.sign_in("seller")
    page = desk.page
    seller = next(u for u in desk.ask("/gateway/users?limit=50")["data"] if u["username"] == "seller")
    rows = desk.ask(f"/contacts/people?limit=50&filter[owner_id]={seller['id']}&filter[phone][empty]=0")["data"]
    person = desk.ask(f"/contacts/people/{rows[0]['id']}")
    desk.open(f"/contacts/people/{person['id']}")
    card = page.locator("#rows-card-phones")
    card.get_by_role("link", name="Edit").click()
    card.locator("[data-field=number]").first.fill("+36 30 555 9876")
    card.get_by_role("button", name="Save").click()
    expect(card.locator("tbody")).to_contain_text("+36 30 555 9876")

    desk.sign_in()
    desk.open("/audit")
    page.get_by_label("Who").fill(seller["name"])
    page.get_by_label("Records").select_option(label="People")
    page.get_by_label("Field").select_option(label="Phones: Number")
    page.get_by_label("What happened").select_option(label="changed")
    page.get_by_label("Period").select_option(label="this week")
    found = page.locator("#audit tbody tr")
    expect(found).to_have_count(1)
    expect(found).to_contain_text(f"{person['family_name']} {person['given_name']}")
    expect(found.locator("del")).to_have_count(1)
    expect(found.locator("ins")).to_have_text("+36 30 555 9876")


def test_the_search_page_has_what_the_palette_has(desk: Desk) -> None:
    desk.sign_in()
    desk.open("/search?q=kft")
    firms = desk.page.get_by_role("region", name="Organizations")
    expect(firms.locator("[data-open-row]").filter(has_text="Kft.").first).to_be_visible()
    expect(firms.locator(".sub").filter(has_text="P-").first).to_be_visible()
