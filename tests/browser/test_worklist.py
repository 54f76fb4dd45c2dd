"""The worklist by browser: by keyboard, while colleagues work, many at once, on a phone."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app import runtime
from app.core.db import db
from app.tasks import together
from tests.browser.axe import flaws
from tests.browser.conftest import Site
from tests.browser.desk import DOING, Desk
from tests.flows.story import REQUEST, at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
NOW = at("08:04")
CALM = {**REQUEST, "danger_to_life": "false", "called_119": None}
PLACES = ("青石桥头", "菜场北门", "第二小学")


@pytest.fixture
def orders(site: Site) -> list[UUID]:
    """Three orders that wait for the street's desk."""
    site.set_clock(NOW)
    found = []
    for place in PLACES:
        site.player.register("operator", NOW, {**CALM, "place_text": place})
        found.append(site.player.task("sign_order").id)
    db.session.rollback()
    return found


def test_a_task_is_found_and_done_by_keyboard_alone(orders: list[UUID], desk: Desk) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    expect(page.locator("a.task")).to_have_count(3)
    press(page, "j")
    expect(page.locator("a.task").nth(1)).to_be_focused()

    press(page, "/")
    page.keyboard.type("第二小学")
    expect(page.locator("a.task")).to_have_count(1)
    expect(page).to_have_url(re.compile("q="))
    expect(page.locator("[data-search] input[type=search]")).to_be_focused()
    assert str(orders[2]) in str(page.locator("a.task.sel").get_attribute("href"))
    while not page.evaluate("document.activeElement.matches('a.task')"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(DOING)
    page.locator(f"{DOING} textarea").first.focus()
    page.keyboard.type("已签收")
    page.locator(f"{DOING} button[type=submit].btn-primary").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("a.task", has_text="联系诉求人")).to_contain_text("第二小学")


def test_single_keys_can_be_turned_off(orders: list[UUID], desk: Desk) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    press(page, "?")
    expect(page.locator("dialog.keys")).to_be_visible()
    page.locator("[data-keys-on]").uncheck()
    page.keyboard.press("Escape")

    press(page, "x")
    expect(page.locator("input[name=task]:checked")).to_have_count(0)

    page.evaluate("localStorage.clear()")
    press(page, "x")
    expect(page.locator("input[name=task]:checked")).to_have_count(1)
    press(page, "g")
    with page.expect_navigation():
        press(page, "d")
    expect(page).to_have_url(re.compile("tab=done"))


def test_what_colleagues_do_is_told_without_moving_rows(
    orders: list[UUID], site: Site, desk: Desk
) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    page.locator(f'input[name=task][value="{orders[2]}"]').check()
    take(site, orders[:1])
    site.player.register("operator", NOW, {**CALM, "place_text": "河滨公园"})
    db.session.rollback()

    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.locator(f'[data-row="{orders[0]}"]')).to_contain_text("领取")
    expect(page.locator("[data-news-words]")).to_have_text("有 1 件新任务，1 件已不在列表")
    expect(page.locator("a.task")).to_have_count(3)
    expect(page.locator(f'input[name=task][value="{orders[2]}"]')).to_be_checked()
    page.locator("[data-refresh]").click()
    expect(page.locator(f'[data-row="{orders[0]}"]')).to_have_count(0)
    expect(page.locator("a.task")).to_have_count(3)
    expect(page.locator(f'input[name=task][value="{orders[2]}"]')).to_be_checked()


def test_many_are_claimed_and_completed_with_one_form(
    orders: list[UUID], site: Site, desk: Desk
) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    page.locator("[data-pick-all]").check()
    expect(page.locator("[data-picked-words]")).to_have_text("已选 3 件")
    with page.expect_navigation():
        page.get_by_role("button", name="领取").click()
    expect(page.locator(".flash.done")).to_contain_text("已领取 3 件")

    page = desk.open("wx_desk", "/tasks/?tab=mine")
    page.locator("[data-pick-all]").check()
    with page.expect_navigation():
        page.get_by_role("button", name="批量办理").click()
    clean(page)
    page.locator(f"{DOING} textarea").first.fill("统一签收")
    desk.send(page)

    expect(page.locator("main")).to_contain_text("3 件完成，0 件没有完成。")
    clean(page)
    db.session.rollback()
    assert [runtime.task(each).outcome for each in orders] == ["completed"] * 3


def test_a_phone_reaches_tabs_filters_and_tasks(orders: list[UUID], desk: Desk) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    page.set_viewport_size({"width": 390, "height": 844})
    clean(page)
    page.locator('[data-tab="done"]').click()
    expect(page).to_have_url(re.compile("tab=done"))
    page.locator('[data-tab="groups"]').click()

    page.locator("[data-open-filter]").click()
    page.locator("dialog.sheet").get_by_label("L2").check()
    clean(page)
    page.get_by_role("button", name="查看结果").click()
    expect(page.locator(".chip.on")).to_contain_text("L2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("link", name="清除筛选").first.click()
    page.locator("a.task").first.click()
    page.wait_for_selector(DOING)


def press(page: Page, key: str) -> None:
    page.keyboard.press(key)


def take(site: Site, ids: list[UUID]) -> None:
    db.session.rollback()
    colleague = site.player.actor("wx_desk2", NOW)
    together.claim(ids, actor=colleague, now=NOW)


def clean(page: Page) -> None:
    assert flaws(page) == []
