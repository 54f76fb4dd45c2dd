"""The worklist by browser: by keyboard, while colleagues work, many at once, on a phone."""

import re
from urllib.parse import quote
from uuid import UUID

import pytest
from playwright.sync_api import Page, Request, expect

from app import runtime
from app.core.db import db
from app.tasks import together
from tests.browser.axe import flaws
from tests.browser.conftest import Site
from tests.browser.desk import DOING, Desk
from tests.browser.keyboard import choose, enter, go, reach, tick, type_into
from tests.browser.others import Others, again, forms_of, post, program, refused
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
    expect(page).to_have_url(re.compile(f"q={quote('第二小学')}(&|$)"))
    expect(page.locator("a.task")).to_have_count(1)
    expect(page.locator("[data-search] input[type=search]")).to_be_focused()
    assert str(orders[2]) in str(page.locator("a.task.sel").get_attribute("href"))
    reach(page, page.locator("a.task"))
    enter(page)
    expect(page).to_have_url(re.compile(f"/tasks/{orders[2]}"))
    reach(page, page.locator(f"{DOING} textarea").first)
    page.keyboard.type("已签收")
    reach(page, page.locator(f"{DOING} button[type=submit].btn-primary"))
    enter(page)
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
    with page.expect_navigation():
        press(page, "g")
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


def test_many_are_claimed_and_completed_with_one_form_by_keys(
    orders: list[UUID], site: Site, desk: Desk, others: Others
) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    tick(page, "全选本页")
    expect(page.locator("[data-picked-words]")).to_have_text("已选 3 件")
    with forms_of(page) as claimed:
        go(page, "领取")
    expect(page.locator(".flash.done")).to_contain_text("已领取 3 件")
    each_is_refused(site, others, claimed[0], "/tasks/claim", {"ids": list(map(str, orders))})

    page = desk.open("wx_desk", "/tasks/?tab=mine")
    tick(page, "全选本页")
    go(page, "批量办理")
    clean(page)
    reach(page, page.locator(f"{DOING} textarea").first)
    page.keyboard.type("统一签收")
    with forms_of(page) as completed:
        go(page, "办理 3 件")

    expect(page.locator("main")).to_contain_text("3 件完成，0 件没有完成。")
    clean(page)
    db.session.rollback()
    assert [runtime.task(each).outcome for each in orders] == ["completed"] * 3
    told = desk.open("wx_desk", f"/cases/{site.player.case_id}").locator(".tl")
    expect(told).to_contain_text("签收工单")
    for username in ("wx_desk2", "th_desk"):
        answer = again(completed[-1], others.of(username))
        assert (username, answer.status) == (username, 200 if username == "wx_desk2" else 404)


def each_is_refused(
    site: Site, others: Others, sent: Request, path: str, body: dict[str, list[str]]
) -> None:
    """A colleague is told for each who was first; an outsider learns nothing of any."""
    for username, words in (("wx_desk2", "孔一诺"), ("th_desk", "没有找到这项任务")):
        report = again(sent, others.of(username)).words
        assert (report.count(words), "0 件完成，3 件没有完成" in report) == (3, True), report
        asking = program(site.app, username)
        with site.app.app_context():
            results = asking.post(path, body).json
        assert [each["done"] for each in results] == [False] * 3  # type: ignore[union-attr]


def test_a_filter_is_shared_within_the_unit_and_hidden_from_others(
    orders: list[UUID], site: Site, desk: Desk, others: Others
) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups&level=L2")
    reach(page, page.locator(".savedmenu > summary"))
    page.keyboard.press("Enter")
    go(page, "保存当前筛选")
    type_into(page, "名称", "二级工单")
    choose(page, "共享", "望溪街道的同事")
    go(page, "保存")
    expect(page.locator(".savedmenu")).to_contain_text("二级工单")

    page = desk.open("wx_desk", "/tasks/filters/")
    own = page.locator("form[action$='/delete']").get_attribute("action") or ""
    seen = {"wx_desk2": "二级工单 孔一诺共享", "th_desk": "还没有保存的筛选"}
    refusals = {"wx_desk2": (403, "只有保存它的人才能修改"), "th_desk": (404, "没有找到")}
    for username, words in seen.items():
        other = others.open(username, "/tasks/filters/")
        expect(other.locator("main")).to_contain_text(words)
        answer = post(site.base + own, other, b"csrf_token=-")
        status, sentence = refusals[username]
        assert (answer.status, sentence in answer.words) == (status, True), answer
        changed = own.removesuffix("/delete")
        assert (
            refused(site.app, username, changed.removeprefix("/tasks"), {}, how="PATCH") == status
        )


def test_a_phone_reaches_tabs_filters_and_tasks(orders: list[UUID], desk: Desk) -> None:
    page = desk.open("wx_desk", "/tasks/?tab=groups")
    page.set_viewport_size({"width": 390, "height": 844})
    clean(page)
    page.locator('[data-tab="done"]').click()
    expect(page).to_have_url(re.compile("tab=done"))
    page.locator('[data-tab="groups"]').click()
    expect(page).to_have_url(re.compile("tab=groups"))

    page.locator("[data-open-filter]").click()
    expect(page.locator("dialog[data-filter-sheet]")).to_be_visible()
    page.locator("dialog.sheet").get_by_label("L2").check()
    clean(page)
    page.get_by_role("button", name="查看结果").click()
    expect(page.locator(".chip.on")).to_contain_text("L2")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    page.get_by_role("link", name="清除筛选").first.click()
    expect(page.locator(".chip.on")).to_have_count(0)
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
