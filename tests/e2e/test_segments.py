"""The rule builder: groups, figures, a count while building, members, why, the list; and the form without scripts."""

from typing import Any

from playwright.sync_api import Browser, Locator, expect

from tests.e2e.desk import Desk
from tests.support.servers import until

HOME = "/contacts/segments"


def asked(desk: Desk, rule: Locator, field: str) -> None:
    """Choose what a condition asks about; the form then shows the operators and the value."""
    desk.choose("What to ask about", field, rule)
    expect(rule.locator("select.rule-op")).to_be_visible()
    desk.settled()


def worked_out(desk: Desk, segment: str) -> int:
    """Wait until the new segment has its members; how many."""
    until("it is worked out", lambda: desk.ask(f"{HOME}/{segment}")["evaluated_at"], 60)
    return int(desk.ask(f"/contacts/organizations?filter[segment]={segment}&total=exact")["total"])


def test_build_rules_watch_the_count_and_ask_why(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open(f"{HOME}/new?record_kind=organization")
    page.locator("#f-name").fill("Kiemeltek vagy vevők")
    figure = page.locator(".count-figure b")
    asked(desk, page.locator(".rule").first, "VIP")
    expect(figure).to_be_visible()
    only_vip = figure.inner_text()

    page.locator(".rule-adds").get_by_role("button", name="Group of conditions").last.click()
    inner = page.locator(".rule-group .rule-group .rule")
    expect(inner).to_have_count(1)
    asked(desk, inner, "Revenue in the last 12 months")
    inner.locator("select.rule-op").select_option("gte")
    desk.settled()
    page.locator("#n-0-match").select_option("any")
    page.get_by_role("button", name="Save").click()
    expect(inner.locator(".error")).to_contain_text("Say what the value has to be.")
    expect(page.locator("#f-name")).to_have_value("Kiemeltek vagy vevők")
    expect(page.locator("#n-0-match")).to_have_value("any")

    inner.locator(".rule-value input").fill("1")
    expect(figure).not_to_have_text(only_vip)
    shown = int(figure.inner_text())
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".rec-head h1")).to_have_text("Kiemeltek vagy vevők")
    segment = page.url.rpartition("/")[2]
    assert worked_out(desk, segment) == shown

    desk.open(f"{HOME}/{segment}")
    expect(page.locator(".told").first).to_contain_text("Revenue in the last 12 months")
    page.get_by_role("link", name="Why?").first.click()
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("Member")
    expect(dialog.locator(".mark.c-green").first).to_be_visible()
    expect(dialog.locator(".told-actual")).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Open as a list").click()
    desk.settled()
    assert f"filter[segment]={segment}" in page.url
    expect(page.locator("table.grid tbody tr")).to_have_count(min(shown, 50))


def test_the_form_works_without_scripts_and_keeps_what_was_typed(browser: Browser, product: str) -> None:
    context = browser.new_context(base_url=product, locale="en-GB", java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(20_000)
    sign_in(page)
    page.goto(f"{HOME}/new?record_kind=organization")
    page.locator("#f-name").fill("Győri cégek")
    page.locator("#n-1-field").select_option("city")
    page.locator("button[value='redraw']").click()
    page.locator("#n-1-op").select_option("eq")
    page.locator("#n-1-value").fill("Győr")
    page.locator("button[value='add:0']").click()
    page.locator("#n-2-field").select_option("name")
    page.locator(".form-bar button.btn-primary").click()
    rules = page.locator(".rule")
    expect(rules.nth(1).locator(".error")).to_be_visible()
    expect(rules.nth(0).locator(".error")).to_have_count(0)
    expect(page.locator("#f-name")).to_have_value("Győri cégek")
    expect(rules.nth(0).locator(".rule-value input")).to_have_value("Győr")
    rules.nth(1).locator("button[value^='remove:']").click()
    expect(rules).to_have_count(1)
    page.locator("button[value='count']").click()
    expect(page.locator(".count-figure b")).to_be_visible()
    page.locator(".form-bar button.btn-primary").click()
    expect(page.locator(".rec-head h1")).to_have_text("Győri cégek")
    context.close()


def sign_in(page: Any) -> None:
    """Sign in by the form, as a manager who has chosen nothing yet."""
    page.goto("/login")
    page.locator("#username").fill("manager")
    page.locator("#password").fill("kapocs-demo")
    page.locator("form button.btn-primary").click()


def test_a_list_is_filled_by_lines_and_those_that_fit_nobody_are_shown(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open(f"{HOME}/new?record_kind=organization&mode=static")
    page.locator("#f-name").fill("Vásár")
    page.get_by_role("button", name="Save").click()
    name = desk.ask("/contacts/organizations?limit=1&sort=name")["data"][0]["name"]
    page.get_by_role("link", name="Fill from a file").click()
    page.locator("#fill-lines").fill(f"{name}\nNincs Ilyen Kft.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("1 record is added to the list.")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("There is no such record.")
    expect(page.locator("#fill-lines")).to_have_value(f"{name}\nNincs Ilyen Kft.")
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator("table.grid tbody tr")).to_have_count(1)
    expect(page.locator("table.grid tbody")).to_contain_text(name)
