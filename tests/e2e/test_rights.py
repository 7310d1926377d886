"""What somebody may not see is not there."""

import re

from playwright.sync_api import expect

from tests.e2e.desk import Desk


def test_a_seller_sees_only_his_own_and_his_subordinates(desk: Desk) -> None:
    desk.sign_in("seller")
    mine = {row["owner_name"] for row in desk.ask("/sales/opportunities?limit=200")["data"]}
    desk.open("/sales/opportunities")
    shown = set(desk.page.locator("td[data-name=Owner]").all_inner_texts())
    assert mine
    assert shown <= {f"{name[0]}{name.split()[-1][0]}\n{name}" for name in mine} | mine | {""}

    desk.sign_in("seller2")
    others = {row["id"] for row in desk.ask("/sales/opportunities?limit=200")["data"]}
    desk.sign_in("admin")
    everybody = {row["id"] for row in desk.ask("/sales/opportunities?limit=200")["data"]}
    assert others < everybody
    desk.sign_in("seller2")
    hidden = sorted(everybody - others)[0]
    desk.page.goto(f"/sales/opportunities/{hidden}")
    expect(desk.page.locator(".fault .code")).to_have_text("404")


def test_pages_of_the_administration_are_closed(desk: Desk) -> None:
    desk.sign_in("seller")
    side = desk.page.locator("#side")
    expect(side.get_by_role("link", name="Leads")).to_be_visible()
    for name in ("Operations", "Users", "Roles", "Permissions", "Company", "Custom fields", "Audit"):
        expect(side.get_by_role("link", name=name, exact=True), name).to_have_count(0)
    for address, code in (
        ("/operations", "403"),
        ("/audit", "403"),
        ("/gateway/profiles", "404"),
    ):
        desk.page.goto(address)
        expect(desk.page.locator(".fault .code"), address).to_have_text(code)


def test_an_auditor_reads_what_he_may_not_change(desk: Desk) -> None:
    desk.sign_in("auditor")
    for name in ("Users", "Roles", "Permissions", "Audit"):
        expect(desk.page.locator("#side").get_by_role("link", name=name, exact=True), name).to_be_visible()


def test_without_signing_in_there_is_only_the_form_and_then_the_page_that_was_wanted(desk: Desk) -> None:
    page = desk.page
    page.goto("/sales/orders?sort=number")
    expect(page).to_have_url(re.compile("/login"))
    page.locator("#username").fill("admin")
    page.locator("#password").fill("wrong")
    page.locator("form button.btn-primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.locator("#password").fill("e2e-admin-password")
    page.locator("form button.btn-primary").click()
    expect(page).to_have_url(re.compile(r"/sales/orders\?sort=number$"))


def test_the_matrix_takes_a_right_away_and_gives_it_back(desk: Desk) -> None:
    desk.sign_in()
    found = next(p for p in desk.ask("/gateway/profiles?limit=50")["data"] if p["name"] == "Raktár")
    tick = desk.page.locator('input[name="inventory.vendor:create"]')
    for wanted in (False, True):
        desk.open(f"/gateway/profiles/{found['id']}")
        tick.set_checked(wanted)
        desk.page.locator(".form-bar .btn-primary").click()
        expect(desk.page.locator(".toast-msg")).to_be_visible()
        rules = desk.ask(f"/gateway/profiles/{found['id']}")["rules"]
        assert ("inventory.vendor" in rules) is not wanted
        assert rules["inventory.*"]["verbs"] == ["*"]
