"""A field of one's own: made, filled in, shown, filtered by, removed and brought back."""

from playwright.sync_api import expect

from tests.e2e.desk import Desk

EDITOR = "/settings/custom-fields/sales/lead"


def test_a_field_is_made_and_used_everywhere(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open(EDITOR)
    page.get_by_role("link", name="New field").first.click()
    page.get_by_role("link", name="Choice One of the values you list").click()
    page.locator("#f-label").fill("Mood")
    page.locator("#f-label_hu").fill("Hangulat")
    rows = page.locator("[data-lines=choices] tbody tr")
    for place, words in enumerate(("Sunny", "Rainy")):
        rows.nth(place).locator("[data-field=label]").fill(words)
    page.locator(".form-bar .btn-primary").click()
    expect(page.locator(".row-item").filter(has_text="Mood")).to_be_visible()

    page.reload()
    desk.open("/sales/leads/new")
    page.locator("#f-company_name").fill("Derűs Kft.")
    page.get_by_label("Mood").select_option(label="Sunny")
    desk.save()
    fact = page.locator(".fact").filter(has_text="Mood")
    expect(fact.locator(".value")).to_have_text("Sunny")

    fact.hover()
    fact.locator(".edit").click()
    page.locator(".fact-form").get_by_label("Mood").select_option(label="Rainy")
    page.locator(".fact-form").get_by_role("button", name="Save").click()
    expect(fact.locator(".value")).to_have_text("Rainy")

    desk.open("/sales/leads")
    page.locator("summary").filter(has_text="Filter").click()
    page.locator("#filter-pop .menu-item").filter(has_text="Mood").click()
    page.locator("#filter-pop").get_by_label("Rainy").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chip")).to_contain_text("Rainy")
    expect(page.locator("[data-open-row]")).to_have_text(["Derűs Kft."])

    desk.open(EDITOR)
    page.get_by_role("button", name="Remove: Mood").click()
    expect(page.get_by_role("heading", name="Removed fields")).to_be_visible()
    page.locator(".row-item").filter(has_text="Mood").get_by_role("button", name="Bring back").click()
    expect(page.locator(".toast-msg")).to_contain_text("is back with its values")
