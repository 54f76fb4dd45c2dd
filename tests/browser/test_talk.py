"""Comments with @ by keyboard, copies seen from both sides, a second version of a file."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.desk import Desk
from tests.flows.story import at
from tests.flows.test_extension import handle_alone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


def test_people_talk_in_a_case(site: Site, desk: Desk, tmp_path: Path) -> None:
    handle_alone(site.player)
    site.set_clock(at("09:00"))
    place = f"/cases/{site.player.case_id}"

    says_something(desk.open("wx_desk", place))
    sends_a_copy(desk.open("wx_desk", place))
    reads_it(desk.open("wx_deputy", "/tasks/?tab=copies"))
    expect(desk.open("wx_desk", place).locator("#copies")).to_contain_text("严沐阳 09:00 已阅")
    brings_two_versions(desk.open("wx_desk", f"{place}/documents"), tmp_path)


def says_something(page: Page) -> None:
    """By keyboard alone: type, go down the names and up again, choose, send."""
    text = page.locator("#comment-text")
    text.focus()
    page.keyboard.type("请 @yan")
    listed = page.locator("[role=option]")
    expect(listed.first).to_contain_text("严沐阳")
    expect(text).to_have_attribute("aria-activedescendant", "mentions-1-0")
    page.keyboard.press("ArrowDown")
    expect(text).to_have_attribute("aria-activedescendant", "mentions-1-1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(text).to_have_value("请 @严沐阳 ")
    expect(listed.first).to_be_hidden()
    page.keyboard.type("过目")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".said .at")).to_have_text("@严沐阳")


def sends_a_copy(page: Page) -> None:
    page.locator("#copies a.btn").click()
    page.locator("#q").press_sequentially("ymy")
    found = page.locator("#sending label", has_text="严沐阳").locator("input")
    found.focus()
    page.keyboard.press("Space")
    page.locator("#words").fill("请阅知")
    with page.expect_navigation():
        page.locator("#sending button").click()
    expect(page.locator("#copies")).to_contain_text("未读")


def reads_it(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="查看").first.click()
    expect(page.locator("#copies")).to_contain_text("已读")


def brings_two_versions(page: Page, folder: Path) -> None:
    for number in (1, 2):
        file = folder / "勘查记录.pdf"
        file.write_bytes(b"%PDF-1.7 " + bytes([number]))
        page.locator("#file").set_input_files(file)
        if number == 2:
            page.locator("#of").select_option(index=1)
        with page.expect_navigation():
            page.get_by_role("button", name="保存附件").click()
    expect(page.locator("main")).to_contain_text("2 个版本")
