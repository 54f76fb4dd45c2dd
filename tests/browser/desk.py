"""A desk with a browser: people sign in, find their task, fill in the form, send it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from app.cli.player import PHOTO, picture
from tests.installation import PASSWORD

DOING = "form:is(.doing, .scoring)"
PATIENCE = 30_000
"""Milliseconds to wait for a page, or for what it is to say."""
MOVING = ".htmx-request, .htmx-swapping, .htmx-settling, [data-asked], [aria-busy=true]:not(form)"
"""What is being asked for or drawn: a form after a live field changed, a list of matches."""


class Desk:
    """Signs people in once each and keeps their pages; ``sizes`` is the window."""

    def __init__(self, browser: Browser, base: str, folder: Path, *, locale: str = "zh-CN") -> None:
        self.browser, self.base, self.locale = browser, base, locale
        self.photo = folder / "现场.png"
        self.photo.write_bytes(picture())
        self.pages: dict[str, Page] = {}
        self.problems: list[str] = []
        self.is_closed = False

    def of(self, username: str) -> Page:
        """Return the page of a person, signed in."""
        if username not in self.pages:
            self.pages[username] = self._sign_in(username)
        return self.pages[username]

    def open(self, username: str, path: str) -> Page:
        """Open a page of the site as a person."""
        page = self.of(username)
        answer = page.goto(self.base + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        return page

    def find_task(self, username: str, task_id: object) -> Page:
        """Find a task among those that wait, as the person would, and open it."""
        page = self.open(username, "/tasks/?tab=groups")
        row = page.locator(f'a.task[href*="{task_id}"]')
        if "sel" not in str(row.get_attribute("class")).split():
            row.click()
        page.locator(f'a.btn-primary[href*="{task_id}"]:visible').click()
        expect(page).to_have_url(re.compile(f"/tasks/{task_id}"))
        page.wait_for_selector(DOING)
        return page

    def fill(self, page: Page, values: Mapping[str, Any]) -> None:
        """Fill in the form's fields by key, as one types, ticks, chooses and uploads."""
        for key, value in values.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                self._rows(page, key, value)
            else:
                self._field(page, key, value)

    def send(self, page: Page) -> None:
        """Press the form's main button and wait for the answer."""
        with page.expect_navigation():
            page.locator(f"{DOING} button[type=submit].btn-primary").click()

    def close(self) -> None:
        """Put everything away."""
        for page in self.pages.values():
            page.title()  # what the page said before is heard, what it says when torn down is not
        self.is_closed = True
        for page in self.pages.values():
            page.context.close()

    def _sign_in(self, username: str) -> Page:
        context = self.browser.new_context(
            locale=self.locale,
            timezone_id="Asia/Shanghai",
            viewport={"width": 1440, "height": 900},
            geolocation={"latitude": 30.75, "longitude": 117.2},
            permissions=["geolocation"],
        )
        page = context.new_page()
        page.on("pageerror", lambda error: self._hear(username, "error", str(error), ""))
        page.on(
            "console",
            lambda said: self._hear(username, said.type, said.text, said.location["url"]),
        )
        page.goto(self.base + "/login")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        return page

    def _hear(self, username: str, kind: str, text: str, url: str) -> None:
        expected = "422" in text or "409" in text or text.startswith("htmx:")  # left the page
        if kind == "error" and not expected and not self.is_closed:
            self.problems.append(f"{username}: {text} {url}")

    def _rows(self, page: Page, key: str, rows: list[dict[str, Any]]) -> None:
        listed = page.locator(f'{DOING} [data-rows]:has([name^="{key}-"])')
        there = listed.locator("[data-row]").count()
        for number in range(there + 1, len(rows) + 1):
            listed.locator("[data-add-row]").click()
            expect(listed.locator("[data-row]")).to_have_count(number)
        for index, row in enumerate(rows):
            for column, value in row.items():
                self._field(page, f"{key}-{index}-{column}", value)

    def _field(self, page: Page, key: str, value: Any) -> None:
        if value == PHOTO:
            page.locator(f'{DOING} input[type=file][name="{key}-upload"]').first.set_input_files(
                self.photo
            )
            page.wait_for_selector(f'{DOING} input[name="{key}"]:checked')
            return
        found = page.locator(f'{DOING} [name="{key}"]')
        expect(found.first).to_be_attached()
        self._enter(page, found, value)
        expect(page.locator(MOVING)).to_have_count(0)

    def _enter(self, page: Page, found: Locator, value: Any) -> None:
        kind = found.first.evaluate("e => e.type")
        if kind in ("radio", "checkbox") and (kind == "radio" or isinstance(value, list)):
            for one in value if isinstance(value, list) else [value]:
                found.and_(page.locator(f'[value="{one}"]')).check()
        elif kind == "checkbox":
            found.set_checked(value == "true")
        elif kind == "select-one" and not found.is_visible():
            self._search(page, str(found.get_attribute("id")), str(value))
        elif kind.startswith("select"):
            found.select_option(value)
        else:
            found.fill(str(value))
            found.blur()

    def _search(self, page: Page, select_id: str, value: str) -> None:
        box = page.locator(f"#{select_id.removesuffix('-value')}")
        box.fill(SEARCHED.get(value, value))
        page.locator(
            f'[role=option][data-value="{value}"], [role=option]:has-text("{value}")'
        ).first.click()


SEARCHED = {"SW0101": "积水"}
"""What people type to find a value."""
