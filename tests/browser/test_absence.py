"""Away on a phone: the substitute does the work marked 代, the outsider does not; handing over."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app import identity
from app.core.db import db
from app.runtime import UserTask
from tests.builders import a_case
from tests.flows.story import at

DESK = "qh.wx/指挥中心"
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def order(site) -> UUID:
    """The order waits for the street's desk at 08:04."""
    task_id = a_case("08:03").task("sign_order").id
    db.session.rollback()
    site.set_clock(at("08:04"))
    return task_id


def enter(page: Page, base: str, substitute: str) -> None:
    """Enter an absence from the next minute on, as one does on a phone."""
    page.set_viewport_size(PHONE)
    page.goto(f"{base}/me")
    page.get_by_role("main").get_by_role("link", name="请假与代办").click()
    page.get_by_role("link", name="登记请假").click()
    page.get_by_label("从").fill("2026-07-14T08:05")
    page.get_by_label("至", exact=True).fill("2026-07-14T18:00")
    page.get_by_label("出差").check()
    page.get_by_label("望溪街道 · 指挥中心由谁代办").select_option(label=substitute)
    page.get_by_role("button", name="登记请假").click()


def wide(page: Page) -> int:
    """Return by how many pixels a page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_the_substitute_does_the_work_of_somebody_away(desk, site, order):
    mine = desk.of("wx_desk")
    enter(mine, site.base, "魏嘉树")
    expect(mine.get_by_text("由 魏嘉树 代办")).to_be_visible()
    assert wide(mine) == 0
    site.set_clock(at("08:06"))

    theirs = desk.open("wx_director", "/tasks/?tab=groups")
    expect(theirs.get_by_text("您正在代 孔一诺")).to_be_visible()
    expect(theirs.locator(f'a[href*="{order}"]').first).to_be_visible()
    expect(theirs.get_by_text("代 孔一诺", exact=True).first).to_be_visible()
    desk.find_task("wx_director", order)
    expect(theirs.get_by_text("记录写作“魏嘉树（代孔一诺）”")).to_be_visible()
    desk.send(theirs)

    done = site_task(order)
    assert (done.completed_by_name, done.outcome) == ("魏嘉树（代孔一诺）", "completed")


def test_an_outsider_cannot_and_a_head_hands_everything_over(desk, site, order):
    outsider = desk.of("wx_deputy")
    assert outsider.request.get(f"{site.base}/tasks/{order}").status == 403
    person = identity.find_user("wx_desk").id
    db.session.rollback()

    head = desk.open("admin", f"/people/{person}/handover")
    head.get_by_label("全部交给").select_option(label="曹秋实")
    head.get_by_role("button", name="确认交接").click()

    expect(head.get_by_role("status").filter(has_text="已交接")).to_be_visible()


def site_task(task_id: UUID) -> UserTask:
    """Return a task as it now stands."""
    db.session.rollback()
    return db.session.get_one(UserTask, task_id)
