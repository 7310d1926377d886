"""The same firm entered twice: warned of at entry, found by the scan, merged side by side, and taken apart again."""

import re

from playwright.sync_api import Locator, expect

from tests.e2e.desk import Desk

NAME, TWIN = "Kékfény Optika Kft.", "KEKFENY OPTIKA"


def test_warned_found_merged_and_undone(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    first = enter(desk, NAME, "https://kekfeny.example", "Optika")
    desk.open("/contacts/organizations/new")
    page.locator("#f-name").fill(TWIN)
    expect(page.locator("#similar")).to_contain_text(NAME)
    page.locator("#f-industry").fill("Szemészet")
    page.locator("#record-form .form-bar button.btn-primary").click()
    expect(page.get_by_role("alert")).to_contain_text("perhaps already there")
    page.get_by_role("button", name="Save anyway").click()
    expect(page.locator(".rec-head")).to_be_visible()
    second = page.url.rpartition("/")[2]
    desk.open("/contacts/organizations/duplicates")
    page.get_by_role("button", name="Compare all now").click()
    pair = page.get_by_role("article").filter(has_text=TWIN)
    expect(pair).to_contain_text("similar name")
    pair.get_by_role("link", name="Merge").click()
    merge_into(desk, first)
    choice(page.locator(".merge-table"), "Industry", "Szemészet").check()
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator(".toast-msg")).to_contain_text(f"Merged into {NAME}")
    merged = desk.ask(f"/contacts/organizations/{first}")
    assert (merged["name"], merged["industry"], merged["website"]) == (NAME, "Szemészet", "https://kekfeny.example")
    desk.open(f"/contacts/organizations/{second}")
    expect(page.locator("h1")).to_contain_text(NAME)
    expect(page).to_have_url(re.compile(first))
    card = page.get_by_role("region", name="Merged into this")
    card.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast-msg")).to_contain_text("The merge is undone")
    assert desk.ask(f"/contacts/organizations/{first}")["industry"] == "Optika"
    assert desk.ask(f"/contacts/organizations/{second}")["name"] == TWIN


def test_the_page_fits_a_phone(phone: Desk) -> None:
    phone.sign_in()
    phone.open("/contacts/people/duplicates")
    page = phone.page
    pair = page.get_by_role("article").filter(has_text="Szabo Julia")
    expect(pair).to_contain_text("same phone")
    assert fits(phone)
    pair.get_by_role("link", name="Merge").click()
    expect(page.locator(".merge-table")).to_be_visible()
    assert fits(phone)
    table = page.locator(".grid-scroll:has(.merge-table)")
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth"), "both records are seen side by side"


def enter(desk: Desk, name: str, website: str, industry: str) -> str:
    desk.open("/contacts/organizations/new")
    for field, text in (("name", name), ("industry", industry)):
        desk.page.locator(f"#f-{field}").fill(text)
    box = desk.page.locator("#f-website")
    if not box.is_visible():
        desk.page.locator("details:has(#f-website) > summary").click()
    box.fill(website)
    desk.save()
    return desk.page.url.rpartition("/")[2]


def merge_into(desk: Desk, survivor: str) -> None:
    """Have this one stay: which of a pair comes first is no promise."""
    table = desk.page.locator(".merge-table")
    expect(table).to_be_visible()
    if survivor not in desk.page.url.partition("/merge")[0]:
        table.get_by_role("link", name="Keep this one").click()
        expect(desk.page).to_have_url(re.compile(f"{survivor}/merge"))


def choice(table: Locator, field: str, value: str) -> Locator:
    row = table.get_by_role("row").filter(has=table.page.get_by_role("rowheader", name=field, exact=True))
    return row.get_by_role("cell").filter(has_text=value).get_by_role("radio")


def fits(desk: Desk) -> bool:
    return bool(desk.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
