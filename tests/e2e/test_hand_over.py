"""A colleague leaves: what is theirs is shown, goes to others, and comes back."""

from playwright.sync_api import expect

from tests.e2e.desk import Desk


def owned(desk: Desk, user: str) -> set[str]:
    rows = desk.ask(f"/sales/opportunities?limit=200&filter[owner_id]={user}")["data"]
    return {row["id"] for row in rows}


def test_everything_of_a_colleague_goes_to_another_and_back(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    users = {row["username"]: row for row in desk.ask("/gateway/users?limit=50")["data"]}
    leaving, heir = users["seller2"], users["seller"]
    theirs, before = owned(desk, leaving["id"]), owned(desk, heir["id"])
    assert theirs

    desk.open("/hand-over")
    page.get_by_label("Present owner").select_option(label=leaving["name"])
    page.get_by_role("button", name="Show what there is").click()
    row = page.locator(".check-row").filter(has_text="Opportunities")
    expect(row.locator(".count")).to_have_text(str(len(theirs)))
    expect(row.get_by_role("checkbox")).to_be_checked()

    send = page.locator(".form-bar").get_by_role("button", name="Hand over")
    send.click()
    expect(page.get_by_role("alert")).to_have_text("Choose at least one colleague.")
    page.get_by_role("checkbox", name=heir["name"]).check()
    send.click()
    back = page.locator(".form-bar").get_by_role("button", name="Undo")
    expect(back).to_be_visible()
    assert owned(desk, leaving["id"]) == set()
    assert owned(desk, heir["id"]) == theirs | before

    back.click()
    expect(page.locator("#progress")).to_contain_text("given back")
    expect(page.locator(".form-bar").get_by_role("link", name="Back")).to_be_visible()
    assert owned(desk, leaving["id"]) == theirs
    assert owned(desk, heir["id"]) == before
