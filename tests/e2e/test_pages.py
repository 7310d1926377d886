"""Every page, light and dark, Hungarian and English, wide and narrow: axe finds nothing, the console is silent."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from chassis.settings import SERVICES
from tests.e2e.desk import Desk

pytestmark = pytest.mark.timeout(900)  # up to forty pages each

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIXED = [
    "/", "/search?q=kft", "/notifications", "/profile", "/audit", "/operations", "/roles", "/settings/company",
    "/settings/custom-fields", "/settings/custom-fields/contacts/organization",
    "/settings/custom-fields/contacts/organization/new", "/settings/custom-fields/inventory/product/new?type=choice",
    "/settings/custom-fields/inventory/product/new?type=money", "/settings/custom-fields/sales/lead",
    "/hand-over", "/api/docs",
    "/contacts/organizations/import", "/contacts/organizations/imports",
    "/sales/leads/duplicates", "/inventory/products/duplicates",
    "/sales/opportunities/board", "/helpdesk/tickets/board", "/sales/quotes/new",
    "/contacts/organizations/new", "/contacts/organizations/duplicates", "/contacts/people/duplicates",
    "/contacts/organizations?filter[name][contains]=nincs+ilyen", "/no/such/page",
    "/contacts/segments/new?record_kind=person",
    "/contacts/segments/new?filter[status]=active&record_kind=organization",
    "/contacts/sources/report",
    "/contacts/greetings", "/contacts/privacy/due", "/mailer/messages/new",
]  # fmt: skip


def of_a_service(desk: Desk, service: str) -> list[str]:
    """Of each kind its list, its newest record and that record's form."""
    found = []
    for kind in desk.ask(f"/{service}/meta?lang=en")["kinds"]:
        found.append(kind["path"])
        rows = desk.ask(f"{kind['path']}?limit=1")["data"]
        found += [f"{kind['path']}/{row['id']}" for row in rows]
        found += [f"{kind['path']}/{row['id']}/edit" for row in rows if kind["can"]["update"]]
    if service == "contacts":
        group = desk.ask("/contacts/organizations?limit=1&filter[parent_id][empty]=0")["data"]
        found += [f"/contacts/organizations/{row['id']}/{page}" for row in group for page in ("tree", "org-chart")]
        found += [f"/contacts/organizations/{row['parent_id']}" for row in group]  # it has people and figures
    return found


def violations(desk: Desk, *, covered: bool = False) -> list[str]:
    """What axe finds; with something open over the page, targets below it are partly covered and too small to it."""
    options: dict[str, Any] = {"runOnly": STANDARDS, "resultTypes": ["violations"]}  # the rest doubles its time
    if covered:
        options["rules"] = {"target-size": {"enabled": False}}
    found = Axe().run(desk.page, options=options).response["violations"]
    return [f"{v['id']}: {n['target']} {n['failureSummary'][:200]}" for v in found for n in v["nodes"]]


class EveryPage:
    """The pages of one part; a class each, so that the workers share them."""

    service = ""

    @pytest.mark.parametrize(
        ("theme", "language"), [("light", "hu"), pytest.param("dark", "en", marks=pytest.mark.slow)]
    )
    def test_on_a_desktop(self, desk: Desk, theme: str, language: str) -> None:
        self.look(desk, theme, language)

    @pytest.mark.slow  # as long as the desktop's, which `make test` has
    @pytest.mark.parametrize(("theme", "language"), [("dark", "hu"), ("light", "en")])
    def test_on_a_phone(self, phone: Desk, theme: str, language: str) -> None:
        self.look(phone, theme, language)

    def look(self, desk: Desk, theme: str, language: str) -> None:
        """Open every page and note what is wrong with any of them."""
        desk.sign_in("admin", language, theme)
        wrong: dict[str, list[str]] = {}
        for address in of_a_service(desk, self.service) if self.service else FIXED:
            desk.open(address)
            bad = violations(desk)
            width = desk.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if width > 0:
                bad.append(f"{width} px too wide")
            if language == "hu" and (english := untranslated(desk)):
                bad.append(f"English words: {english}")
            if bad:
                wrong[address] = bad
        assert wrong == {}


class TestFixedPages(EveryPage):
    pass


class TestPagesOfContacts(EveryPage):
    service = "contacts"


class TestPagesOfSales(EveryPage):
    service = "sales"


class TestPagesOfInventory(EveryPage):
    service = "inventory"


class TestPagesOfHelpdesk(EveryPage):
    service = "helpdesk"


class TestPagesOfMailer(EveryPage):
    service = "mailer"


class TestPagesOfGateway(EveryPage):
    service = "gateway"


def test_no_service_is_left_out() -> None:
    assert {part.service for part in EveryPage.__subclasses__()} == {"", "gateway", *SERVICES}


def untranslated(desk: Desk) -> list[str]:
    """Words of the frame that are still English on a Hungarian page."""
    text = desk.page.locator("main").inner_text()
    return [
        word
        for word in ("Save", "Cancel", "Delete", "Timeline", "Load more", "empty fields")
        if word in text.split("\n")
    ]


def test_the_login_page(desk: Desk) -> None:
    for language in ("hu", "en"):
        desk.page.set_extra_http_headers({"Accept-Language": language})
        desk.page.goto("/login")
        assert violations(desk) == []


def test_what_opens_over_a_page(desk: Desk) -> None:
    page = desk.sign_in().page
    desk.open("/contacts/organizations")
    openings = {
        "filter menu": lambda: page.locator("summary").filter(has_text="Filter").click(),
        "condition": lambda: page.locator("#filter-pop .menu-item").filter(has_text="Life cycle").click(),
        "picked rows": lambda: page.locator("[data-pick]").nth(1).check(),
        "user menu": lambda: page.locator(".user-btn").click(),
        "palette": lambda: page.keyboard.press("Control+k"),
    }
    for name, open_it in openings.items():
        open_it()
        desk.settled()
        assert violations(desk, covered=True) == [], name
        if name != "filter menu":
            page.keyboard.press("Escape")
    page.locator("body").press("?")
    assert violations(desk, covered=True) == []
