"""A person at the pages: signs in, clicks, reads."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, Request, expect

ADMIN_PASSWORD = "e2e-admin-password"
DEMO_PASSWORD = "kapocs-demo"

# What the browser writes to its console about every answer that is no success; the test itself looks at those.
REFUSAL = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


class Desk:
    """One window. `complaints` holds console errors, page errors and requests to elsewhere."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self._address = address
        page.on("console", lambda m: self._note(m.text) if m.type == "error" and not REFUSAL.match(m.text) else None)
        page.on("pageerror", lambda error: self._note(str(error)))
        page.on("request", self._look_where)

    def _note(self, words: str) -> None:
        self.complaints.append(words)

    def _look_where(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:", "about:")):
            self._note(f"a request to {request.url}")

    def sign_in(self, username: str = "admin", language: str = "en", theme: str | None = None) -> "Desk":
        """Sign in by the form and choose language and theme in the user menu."""
        page = self.page
        page.context.clear_cookies()
        page.goto("/login")
        page.locator("#username").fill(username)
        page.locator("#password").fill(ADMIN_PASSWORD if username == "admin" else DEMO_PASSWORD)
        page.locator("form button.btn-primary").click()
        page.wait_for_url("/")
        self.prefer("language", language)
        if theme:
            self.prefer("theme", theme)
        return self

    def prefer(self, name: str, value: str) -> None:
        """Choose in the user menu."""
        button = self.page.locator(f'button[name="{name}"][value="{value}"]')
        if button.get_attribute("aria-pressed") == "true":
            return
        self.page.locator(".user-btn").click()
        button.click()
        expect(self.page.locator(f'button[name="{name}"][value="{value}"]')).to_have_attribute("aria-pressed", "true")

    def open(self, address: str) -> None:
        """Go to an address and wait until its parts are there."""
        self.page.goto(address)
        self.settled()

    def settled(self) -> None:
        """Wait until no part is being loaded any more."""
        expect(self.page.locator(".skeleton")).to_have_count(0)
        expect(self.page.locator(".htmx-request, #board[aria-busy]")).to_have_count(0)

    def act(self, name: str, **fields: str) -> None:
        """Press an action's button; fill and send its dialog when there is one."""
        button = self.page.locator(".rec-head .btn-set").get_by_text(name, exact=True).first
        if not button.is_visible():
            self.page.locator(".rec-head details.menu > summary").click()
        asks = button.evaluate("element => element.tagName") == "A"
        button.click()
        if asks:
            dialog = self.page.locator("#dialog")
            for field, value in fields.items():
                self.fill(dialog.locator(f"#f-{field}"), value)
            dialog.locator(".dialog-foot button").last.click()
        expect(self.page.locator(".toast-msg").filter(has_text=name)).to_be_visible()

    def fill(self, box: Locator, value: str) -> None:
        """Write into a field, or tick it."""
        if box.get_attribute("type") == "checkbox":
            box.set_checked(value == "yes")
        else:
            box.fill(value)

    def pick(self, label: str, words: str, within: Locator | None = None) -> None:
        """Choose a record in a box that searches as one types, once it shows what was found for all that was typed."""
        with self.page.expect_response(lambda answer: parse_qs(urlsplit(answer.url).query).get("q") == [words]):
            self._type(label, words, within)
        expect(self.page.locator(".ts-wrapper.loading")).to_have_count(0)
        self._take(words)

    def choose(self, label: str, words: str, within: Locator) -> None:
        """Choose in a box that is searched in place."""
        self._type(label, words, within)
        self._take(words)

    def _type(self, label: str, words: str, within: Locator | None) -> None:
        box = (within or self.page.locator("#record-form")).get_by_role("combobox", name=label, exact=True).first
        box.click()
        box.press_sequentially(words, delay=15)

    def _take(self, words: str) -> None:
        self.page.locator(".ts-dropdown:visible .option").filter(has_text=words).first.click()

    def save(self) -> None:
        """Send the form of the page."""
        self.page.locator("#record-form .form-bar button.btn-primary").click()
        expect(self.page.locator(".rec-head")).to_be_visible()

    @property
    def status(self) -> Locator:
        """The badge of the record's state."""
        return self.page.locator(".rec-head .meta .badge")

    def ask(self, path: str) -> Any:
        """Ask the API as the same person, to compare with what the pages say."""
        answer = self.page.request.get(f"/api/v1{path}")
        assert answer.ok, answer.text()
        return answer.json()
