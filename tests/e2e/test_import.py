"""The import wizard: file, columns, rehearsal, import, and the rows that were refused."""

from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.desk import Desk

ROWS = "Name;City;E-mail\nElső Próba Kft.;Szeged;iroda@elso.example\nMásodik Próba Bt.;Győr;ez nem cím\n"


def test_rehearse_import_and_read_what_was_refused(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "partners.csv"
    file.write_text(ROWS, encoding="utf-8-sig")
    desk.sign_in()
    page = desk.page
    desk.open("/contacts/organizations/import")
    page.locator("#import-file").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    assert page.get_by_label("Field for Name").input_value() == "name"
    page.get_by_role("button", name="Rehearse").click()
    expect(page.get_by_role("heading", name="The rehearsal is over")).to_be_visible()
    assert names(desk) == []
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("3")

    page.get_by_role("button", name="Import now").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    assert names(desk) == ["Első Próba Kft."]
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download with reasons").click()
    assert "Második Próba Bt." in Path(waiting.value.path()).read_text(encoding="utf-8-sig")


def names(desk: Desk) -> list[str]:
    return [row["name"] for row in desk.ask("/contacts/organizations?q=Próba&limit=50")["data"]]


def test_export_is_what_the_list_shows(desk: Desk) -> None:
    desk.sign_in()
    desk.open("/contacts/organizations?filter[name][contains]=Kft&columns=name")
    desk.page.locator(".page-head details.menu > summary").click()
    with desk.page.expect_download() as waiting:
        desk.page.locator("[data-export=csv]").click()
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].strip('"') == "Name"
    assert len(lines) > 2
    assert all("Kft" in line for line in lines[1:])


def test_what_the_file_does_not_say_gets_a_value(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "hianyos.csv"
    file.write_text("Name;Industry\nHiányos Egy Kft.;Bútor\nHiányos Két Kft.;\n", encoding="utf-8-sig")
    desk.sign_in()
    page = desk.page
    desk.open("/contacts/organizations/import")
    page.locator("#import-file").set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Values for what the file does not say").click()
    for field, value in (("industry", "Faipar"), ("status", "active"), ("payment_days", "21")):
        page.locator("#new-default").select_option(field)
        page.get_by_role("button", name="Add a value").click()
        box = page.locator(f'[name="default.{field}"]')
        expect(box).to_be_visible()
        box.select_option(value) if field == "status" else box.fill(value)
    page.get_by_role("button", name="Remove Payment days").click()
    expect(page.locator('[name="default.payment_days"]')).to_have_count(0)
    expect(page.locator('[name="default.industry"]')).to_have_value("Faipar")
    page.get_by_role("button", name="Import at once").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    rows = desk.ask("/contacts/organizations?q=Hiányos&sort=name")["data"]
    assert [(row["name"], row["industry"], row["status"]) for row in rows] == [
        ("Hiányos Egy Kft.", "Bútor", "active"),
        ("Hiányos Két Kft.", "Faipar", "active"),
    ]
