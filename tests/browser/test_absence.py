"""Away, by keys: a substitute works marked 代, others end nothing; work is handed over."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from app import identity, tasks
from app.core.db import db, transaction
from app.runtime import UserTask
from tests.browser.desk import DOING
from tests.browser.keyboard import choose, enter, go, labelled, reach
from tests.browser.others import again, forms_of, refused
from tests.builders import a_case
from tests.flows.story import at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def order(site) -> UUID:
    """The order waits for the street's desk at 08:04."""
    task_id = a_case("08:03").task("sign_order").id
    db.session.rollback()
    site.set_clock(at("08:04"))
    return task_id


def write(page: Page, label: str, moment: str) -> None:
    """Type a moment as the browser's own field takes it: month, day, year, time."""
    reach(page, labelled(page, label))
    page.keyboard.type(moment)


def leave(page: Page, base: str, substitute: str) -> None:
    """Enter an absence from the next minute on, as one does on a narrow screen."""
    page.set_viewport_size(PHONE)
    page.goto(f"{base}/me")
    go(page, "请假与代办")
    go(page, "登记请假")
    write(page, "从", "071420260805AM")
    write(page, "至", "071420260600PM")
    choose(page, "类别", "出差")
    choose(page, "望溪街道 · 指挥中心由谁代办", substitute)
    go(page, "登记请假")


def test_the_substitute_does_the_work_of_somebody_away(desk, others, site, order):
    mine = desk.of("wx_desk")
    leave(mine, site.base, "魏嘉树")
    expect(mine.get_by_text("由 魏嘉树 代办")).to_be_visible()
    assert int(mine.evaluate("document.documentElement.scrollWidth - innerWidth")) == 0
    site.set_clock(at("08:06"))

    theirs = desk.open("wx_director", "/tasks/?tab=groups")
    expect(theirs.get_by_text("您正在代 孔一诺")).to_be_visible()
    expect(theirs.get_by_text("代 孔一诺", exact=True).first).to_be_visible()
    outsider = others.of("th_desk")
    assert outsider.request.get(f"{site.base}/tasks/{order}").status in (403, 404)
    theirs.goto(f"{site.base}/tasks/{order}")
    expect(theirs.get_by_text("记录写作“魏嘉树（代孔一诺）”")).to_be_visible()
    reach(theirs, theirs.locator(f"{DOING} button[type=submit].btn-primary"))
    enter(theirs)
    done = site_task(order)
    assert (done.completed_by_name, done.outcome) == ("魏嘉树（代孔一诺）", "completed")

    mine.goto(f"{site.base}/absences")
    reach(mine, mine.locator("summary", has_text="提前结束"))
    mine.keyboard.press("Enter")
    with forms_of(mine) as sent:
        go(mine, "确认结束")
    expect(mine.get_by_role("status").filter(has_text="请假已结束")).to_be_visible()
    path = sent[0].url.removeprefix(site.base)
    for username in ("wx_director", "th_desk"):
        assert again(sent[0], others.of(username)).status in (403, 404)
        assert refused(site.app, username, path, {}) in (403, 404)


def test_a_head_hands_everything_over_in_one_action_and_nobody_else_may(desk, others, site, order):
    person = identity.find_user("wx_desk")
    actor = identity.actor_of(person, at("08:04"))
    db.session.rollback()
    with transaction():
        tasks.claim(order, actor=actor, now=at("08:04"))

    page = desk.open("admin", "/absences/team?q=孔一诺")
    go(page, "工作交接：孔一诺")
    choose(page, "全部交给", "曹秋实")
    with forms_of(page) as sent:
        go(page, "确认交接")

    expect(page.get_by_role("status").filter(has_text="已交接")).to_be_visible()
    assert site_task(order).assignee_id == identity.find_user("wx_desk2").id
    for username in ("wx_desk2", "th_desk"):
        answer = again(sent[0], others.of(username))
        assert (answer.status, "负责人或系统管理员" in answer.words) == (403, True)
        path = f"/people/{actor.user_id}/handover"
        assert refused(site.app, username, path, {"to": None}) == 403


def site_task(task_id: UUID) -> UserTask:
    """Return a task as it now stands."""
    db.session.rollback()
    return db.session.get_one(UserTask, task_id)
