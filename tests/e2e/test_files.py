"""Files on a record: looked at on the page, replaced by newer versions, brought back; and nothing in them runs."""

import io
from pathlib import Path

import pypdfium2
from PIL import Image
from playwright.sync_api import expect

from tests.e2e.desk import Desk
from tests.e2e.test_pages import violations

FIRM = "/contacts/organizations"
EVIL = b"""<svg xmlns="http://www.w3.org/2000/svg" onload="fetch('/')"><script>fetch(1)</script></svg>"""


def picture(colour: str) -> bytes:
    """A square of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (300, 300), colour).save(out, "PNG")
    return out.getvalue()


def pdf(pages: int) -> bytes:
    """A document of empty pages."""
    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(200, 280)
    document.save(out)
    return out.getvalue()


def write(folder: Path, name: str, content: bytes) -> Path:
    """A file to be chosen."""
    (folder / name).write_bytes(content)
    return folder / name


def a_firm(desk: Desk, name: str) -> None:
    """Make a firm and stay on its page."""
    desk.open(f"{FIRM}/new")
    desk.page.locator("#f-name").fill(name)
    desk.save()
    desk.settled()


def attach(desk: Desk, file: Path) -> None:
    """Choose a file on the record's page and send it."""
    desk.page.get_by_label("File to attach").set_input_files(file)
    desk.page.locator("#files").get_by_role("button", name="Attach", exact=True).click()
    expect(desk.page.locator("#files li").filter(has_text=file.name)).to_be_visible()


def test_a_picture_gets_a_newer_version_and_the_old_one_comes_back(desk: Desk, tmp_path: Path) -> None:
    desk.sign_in()
    a_firm(desk, "Képes Kft.")
    page = desk.page
    attach(desk, write(tmp_path, "terv.png", picture("red")))
    row, dialog = page.locator("#files li"), page.locator("#dialog")
    row.get_by_role("link", name="Versions of terv.png").click()
    newer = write(tmp_path, "terv-2.png", picture("blue"))
    dialog.get_by_label("New version").set_input_files(newer)
    dialog.get_by_role("button", name="Attach a new version").click()
    expect(dialog.locator("li")).to_have_count(2)
    expect(row).to_contain_text("terv-2.png")
    expect(row).to_contain_text("version 2")
    assert violations(desk, covered=True) == []
    dialog.get_by_label("New version").set_input_files(newer)
    dialog.get_by_role("button", name="Attach a new version").click()
    expect(dialog.get_by_role("alert")).to_have_text("This file is the same as the newest version.")
    dialog.get_by_role("button", name="Make version 1 the newest again").click()
    expect(dialog.locator("li")).to_have_count(3)
    expect(row).to_contain_text("version 3")
    with page.expect_download() as waiting:
        dialog.get_by_role("link", name="Save version 2").click()
    assert Path(waiting.value.path()).read_bytes() == picture("blue")
    dialog.get_by_role("link", name="Version 2", exact=True).click()
    shown = dialog.locator(".viewer img")
    expect(shown).to_have_js_property("complete", True)
    expect(shown).to_have_js_property("naturalWidth", 300)


def test_a_pdf_is_read_page_by_page(desk: Desk, tmp_path: Path) -> None:
    desk.sign_in()
    a_firm(desk, "Lapozó Kft.")
    attach(desk, write(tmp_path, "ajanlat.pdf", pdf(3)))
    desk.page.locator("#files").get_by_role("link", name="ajanlat.pdf", exact=True).click()
    dialog = desk.page.locator("#dialog")
    expect(dialog.get_by_role("img", name="Page 1 of ajanlat.pdf")).to_have_js_property("naturalHeight", 1600)
    expect(dialog.get_by_role("link", name="Previous page")).to_have_count(0)
    dialog.get_by_role("link", name="Next page").click()
    expect(dialog.get_by_role("img", name="Page 2 of ajanlat.pdf")).to_have_js_property("naturalHeight", 1600)
    assert violations(desk, covered=True) == []
    dialog.get_by_role("link", name="Next page").click()
    expect(dialog.get_by_text("3 / 3")).to_be_visible()
    expect(dialog.get_by_role("link", name="Next page")).to_have_count(0)


def test_what_could_run_is_only_saved(desk: Desk, tmp_path: Path) -> None:
    desk.sign_in()
    a_firm(desk, "Gyanús Kft.")
    attach(desk, write(tmp_path, "rossz.svg", EVIL))
    link = desk.page.locator("#files").get_by_role("link", name="rossz.svg", exact=True)
    address = str(link.get_attribute("href")).removesuffix("?save=1")
    answer = desk.page.request.get(address)
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    with desk.page.expect_download() as waiting:
        link.click()
    assert Path(waiting.value.path()).read_bytes() == EVIL


def test_a_chosen_parent_fills_what_is_empty_and_nothing_else(desk: Desk) -> None:
    desk.sign_in()
    page = desk.page
    desk.open(f"{FIRM}/new")
    page.locator("#f-name").fill("Kitöltős Anya GmbH")
    page.locator("#f-currency").select_option("EUR")
    page.locator("#f-payment_days").fill("45")
    page.locator("#f-industry").fill("Bútor")
    box = page.locator('[data-lines="addresses"]')
    box.get_by_role("button", name="Add row").click()
    box.locator('tbody [data-field="city"]').fill("Graz")
    desk.save()
    desk.open(f"{FIRM}/new")
    page.locator("#f-name").fill("Kitöltős Leány")
    page.locator("#f-industry").fill("Saját")
    desk.pick("Parent organization", "Kitöltős Anya")
    expect(page.locator("#f-payment_days")).to_have_value("45")
    expect(page.locator(".ts-dropdown:visible")).to_have_count(0)
    expect(page.locator("#f-currency")).to_have_value("EUR")
    expect(page.locator("#f-industry")).to_have_value("Saját")
    expect(box.locator('tbody [data-field="city"]')).to_have_value("Graz")
    filled = page.locator(".field.is-filled").filter(has=page.locator("#f-payment_days"))
    expect(filled).to_contain_text("Filled in for you")
    page.locator("#f-payment_days").fill("10")
    expect(filled).to_have_count(0)
    desk.save()
    made = desk.ask("/contacts/organizations?filter[name]=Kitöltős Leány")["data"][0]
    assert (made["payment_days"], made["currency"], made["industry"], made["city"]) == (10, "EUR", "Saját", "Graz")
