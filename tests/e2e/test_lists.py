"""Lists and records: filters, views, bulk, inline edit, lost update, undo, keyboard; also without any script."""

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.desk import ADMIN_PASSWORD, Desk
from tests.e2e.test_pages import violations


def test_filter_sort_columns_and_saved_view(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open("/contacts/organizations")
    page.locator("summary").filter(has_text="Filter").click()
    page.locator("#filter-pop .menu-item").filter(has_text="Life cycle").click()
    page.locator("#filter-pop").get_by_label("Former").check()
    page.get_by_role("button", name="Apply").first.click()
    expect(page.locator(".chip")).to_contain_text("Former")
    desk.settled()
    states = page.locator('td[data-name="Life cycle"]').all_inner_texts()
    assert states
    assert set(states) == {"Former"}
    page.get_by_role("link", name="Name").click()
    expect(page.locator("th[aria-sort=descending]")).to_be_visible()
    page.locator("summary").filter(has_text="Save view").click()
    page.locator("#view-name").fill("Régi ügyfelek")
    page.locator(".views form button.btn-primary").click()
    expect(page.locator(".views a[aria-current=page]")).to_contain_text("Régi ügyfelek")
    desk.open("/contacts/organizations")
    page.get_by_role("link", name="Régi ügyfelek").click()
    expect(page.locator(".chip")).to_contain_text("Former")


def test_search_as_one_types_ignores_accents_and_keeps_the_place(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open("/contacts/organizations")
    page.keyboard.press("/")
    page.keyboard.type("gozfurdo zzz")
    expect(page.get_by_text("Nothing fits these filters")).to_be_visible()
    expect(page.locator("#list-q")).to_be_focused()
    page.locator("#list-q").fill("alfoldi")
    expect(page.locator("[data-open-row]").first).to_contain_text("Alföldi")
    expect(page).to_have_url(re.compile("q=alfoldi"))


def test_bulk_edit_and_bulk_delete_with_undo(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    made = [new_lead(desk, f"Tömeges {n} Kft.") for n in (1, 2)]
    desk.open("/sales/leads?filter[q]=&q=Tömeges")
    page.get_by_label("Pick all rows").check()
    expect(page.locator("#bulk [data-count]")).to_have_text("2")
    page.get_by_role("button", name="Edit a field").click()
    page.locator("#bulk-field").select_option("city")
    page.locator("#dialog #f-city").fill("Baja")
    page.get_by_role("button", name="Apply to all").click()
    expect(page.locator(".toast-msg")).to_contain_text("2 records")
    assert {desk.ask(f"/sales/leads/{i}")["city"] for i in made} == {"Baja"}
    page.locator(".toast-msg").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast-msg")).to_contain_text("Undone for 2 records")
    assert {desk.ask(f"/sales/leads/{i}")["city"] for i in made} == {None}
    page.locator(".toast-msg").get_by_role("button", name="Undo").click()
    expect(page.locator(".toast-msg")).to_contain_text("Undone for 2 records")
    assert {desk.ask(f"/sales/leads/{i}")["city"] for i in made} == {"Baja"}
    page.get_by_label("Pick all rows").check()
    page.locator("#bulk").get_by_role("button", name="Delete").click()
    expect(page.locator(".toast-msg")).to_contain_text("Done for 2 records")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast-msg")).to_contain_text("Undone for 2 records")
    assert {desk.ask(f"/sales/leads/{i}")["city"] for i in made} == {"Baja"}


def new_lead(desk: Desk, company: str) -> str:
    desk.open("/sales/leads/new")
    desk.page.locator("#f-company_name").fill(company)
    desk.save()
    return desk.page.url.rpartition("/")[2]


def test_inline_edit_history_and_putting_a_value_back(desk: Desk) -> None:
    desk.sign_in()
    page, lead = desk.page, new_lead(desk, "Helyben Kft.")
    for city in ("Vác", "Paks"):
        if page.locator(".facts-more:not([open]) #fact-city").count():
            page.locator(".facts-more > summary").click()
        page.locator("#fact-city").hover()
        page.locator("#fact-city .edit").click()
        page.locator("#fact-city #f-city").fill(city)
        page.locator("#fact-city").get_by_role("button", name="Save").click()
        expect(page.locator("#fact-city .value")).to_have_text(city)
    desk.open(f"/sales/leads/{lead}")
    assert violations(desk) == []
    page.get_by_role("button", name=re.compile("restore City: Vác")).click()
    expect(page.locator("#fact-city .value")).to_have_text("Vác")


def test_fields_of_every_type_are_edited_in_place(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    lead = new_lead(desk, "Minden Mező Kft.")
    expect(page.locator("#fact-status .value")).to_have_text("New")

    def edit(name: str) -> Locator:
        if not page.locator(f"#fact-{name}").is_visible():
            page.locator(".facts-more > summary").click()
        page.locator(f"#fact-{name}").hover()
        page.locator(f"#fact-{name} .edit").click()
        return page.locator(f"#fact-{name}")

    form = edit("status")
    form.locator("#f-status").select_option(label="Contacted")
    form.get_by_role("button", name="Save").click()
    expect(desk.status).to_have_text("Contacted")

    desk.open(f"/contacts/people/{desk.ask('/contacts/people?limit=1')['data'][0]['id']}")
    for name, value, shown in (("birth_date", "1980-02-03", "3 Feb 1980"), ("vip", "yes", "Yes")):
        form = edit(name)
        desk.fill(form.locator(f"input#f-{name}"), value)
        form.get_by_role("button", name="Save").click()
        expect(form.locator(".value")).to_have_text(shown)
    form = edit("tags")
    form.locator(".ts-control input").press_sequentially("kedves,")
    form.get_by_role("button", name="Save").click()
    expect(form.locator(".value")).to_contain_text("kedves")
    assert desk.ask(f"/sales/leads/{lead}")["status"] == "contacted"


def test_a_lost_update_is_shown_and_decided(desk: Desk) -> None:
    desk.sign_in()
    page, lead = desk.page, new_lead(desk, "Kettős Kft.")
    desk.open(f"/sales/leads/{lead}/edit")
    other = page.context.new_page()
    other.goto(f"/sales/leads/{lead}/edit")
    other.locator("#f-city").fill("Tata")
    other.locator("#record-form .form-bar .btn-primary").click()
    expect(other.locator(".rec-head")).to_be_visible()
    page.locator("#f-city").fill("Mór")
    page.locator("#record-form .form-bar .btn-primary").click()
    expect(page.get_by_role("heading", name="Somebody else changed this meanwhile")).to_be_visible()
    expect(page.locator("tbody")).to_contain_text("Tata")
    page.get_by_role("button", name="Save mine").click()
    expect(page.locator("#fact-city .value")).to_have_text("Mór")


def test_errors_stand_beside_their_fields(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open("/contacts/organizations/new")
    page.locator("#record-form .form-bar .btn-primary").click()
    expect(page.locator("#f-name")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#e-name")).to_be_visible()


def test_palette_and_keys(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("alfoldi")
    page.keyboard.press("Enter")  # before the results are there, as fast hands do
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alföldi")
    desk.open("/contacts/organizations")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("[data-open-row]").nth(1)
    expect(second).to_be_focused()
    name = second.inner_text()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile("/edit$"))
    desk.open("/contacts/organizations")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/new$"))
    page.locator("body").press("?")
    expect(page.locator("#keys-help")).to_be_visible()


@pytest.fixture
def scriptless(browser: Browser, product: str) -> Desk:
    """A browser that runs no script."""
    context = browser.new_context(base_url=product, java_script_enabled=False, locale="en-GB")
    return Desk(context.new_page(), product)


def test_everything_is_links_and_forms_without_script(scriptless: Desk) -> None:
    page = scriptless.page
    page.goto("/login")
    page.locator("#username").fill("admin")
    page.locator("#password").fill(ADMIN_PASSWORD)
    page.locator("form button.btn-primary").click()
    page.goto("/contacts/organizations?sort=name")
    page.locator("[data-open-row]").first.click()
    expect(page.locator(".rec-head")).to_be_visible()
    page.goto(page.url + "/timeline")
    expect(page.locator(".feed, .empty").first).to_be_visible()
    page.goto("/sales/leads/new")
    page.locator("#f-company_name").fill("Szkript Nélkül Kft.")
    page.locator("#record-form .form-bar .btn-primary").click()
    expect(page.locator("h1")).to_contain_text("Szkript Nélkül Kft.")
