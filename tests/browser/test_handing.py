"""A task changes hands in the browser, seen from both sides."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.desk import Desk
from tests.flows.story import at, play

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


@pytest.fixture
def task_id(site: Site) -> UUID:
    """The order waits for the desk of 望溪街道."""
    play(site.player, until="08:03")
    site.set_clock(at("08:04"))
    return site.player.task("sign_order").id


def choose(page: Page, words: str) -> None:
    """Open the menu and choose a line of it by keyboard."""
    page.locator("details.deeds > summary").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    line = page.get_by_role("link", name=words, exact=True)
    for _ in range(10):
        if line.evaluate("e => e === document.activeElement"):
            break
        page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def give(page: Page, name: str, reason: str, words: str) -> None:
    option = page.locator("#to option", has_text=name).first.get_attribute("value")
    page.select_option("#to", option)
    page.fill("#reason", reason)
    press(page, words)


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


def test_a_task_is_transferred_by_keyboard(site: Site, desk: Desk, task_id: UUID) -> None:
    page = desk.open("wx_desk", f"/tasks/{task_id}")
    press(page, "领取")

    choose(page, "转办")
    give(page, "值班领导", "出差", "确认转办")

    other = desk.open("wx_duty", "/tasks/?tab=mine")
    expect(other.locator("main")).to_contain_text("签收工单")
    other = desk.open("wx_duty", f"/tasks/{task_id}")
    expect(other.locator(".told").first).to_contain_text("出差")
    expect(page.locator("main")).to_contain_text("已转办")


def test_a_helper_prepares_and_the_owner_completes(site: Site, desk: Desk, task_id: UUID) -> None:
    page = desk.open("wx_desk", f"/tasks/{task_id}")
    choose(page, "委派")
    give(page, "值班领导", "请核实", "确认委派")

    helper = desk.open("wx_duty", f"/tasks/{task_id}")
    helper.fill("#handing-note", "已核实")
    press(helper, "交回")

    page = desk.open("wx_desk", f"/tasks/{task_id}")
    expect(page.locator(".told").first).to_contain_text("已核实")
    desk.send(page)
    expect(page.locator("main")).to_contain_text("已办理")


def test_an_urge_is_answered_and_the_watch_takes_over(
    site: Site, desk: Desk, task_id: UUID
) -> None:
    case = f"/cases/{site.player.case_id}"
    watch = desk.open("watch", case)
    with watch.expect_navigation():
        watch.get_by_role("link", name=re.compile("^催办")).click()
    press(watch, "发出催办")

    page = desk.open("wx_desk", f"/tasks/{task_id}")
    page.locator(".pushed input[name=words]").fill("正在办")
    press(page, "答复")
    expect(page.locator(".pushed")).to_have_count(0)

    watch = desk.open("watch", case)
    watch.locator(".pushes summary").click()
    expect(watch.locator(".pushes")).to_contain_text("正在办")
    choose(watch, "接管")
    watch.fill("#reason", "久未办理")
    press(watch, "确认接管")
    expect(watch).to_have_url(re.compile(f"/tasks/{task_id}"))
