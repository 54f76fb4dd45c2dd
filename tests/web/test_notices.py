"""Notices stand by case, in one's own language, lead to the task, and are remembered as read."""

import pytest
from sqlalchemy import delete

from app import identity, jobs, notifications, runtime
from app.core.db import db, transaction
from app.identity import Membership
from tests.builders import Statements
from tests.page import said
from tests.web.waiting import wait

__all__ = ["wait"]


@pytest.fixture
def the_task(wait):
    """The task that was due."""
    return runtime.tasks_of(wait("08:30"))[0]


@pytest.fixture
def desk(the_task, page, morning):
    """The browser of the desk that was told of a late task."""
    jobs.tick(morning.at("08:48"))
    return page.log_in("wx_desk")


def unread(shown):
    """Return the unread lines."""
    new = "//section[@class='bell-case']//li[contains(@class, 'new')]/a"
    return [said(line) for line in shown.find(new)]


def tell(username, count=1, case_id=None):
    person = identity.find_user(username)
    with transaction():
        for number in range(count):
            notifications.tell(
                "scored", groups=[], user_ids=[person.id], values={"whistle_no": f"哨{number}"},
                case_id=case_id, now=person.created_at,
            )  # fmt: skip


def test_a_notice_says_what_is_late_and_since_when(desk):
    lines = unread(desk.get("/notices/"))

    assert len(lines) == 1
    assert "【已逾期】签收工单" in lines[0]
    assert "今日 08:30" in lines[0]
    assert "待您办理" in lines[0]


def test_notices_stand_below_their_case(desk):
    heading = desk.get("/notices/").find("//section[@class='bell-case']/h2")[0]

    assert "QH-2026-000001" in said(heading)


def test_opening_a_notice_leads_to_its_task_and_reads_it(desk, the_task):
    link = desk.get("/notices/").link("【已逾期】")

    assert desk.client.get(link).location == f"/tasks/{the_task.id}"
    assert unread(desk.get("/notices/")) == []


def test_a_notice_whose_task_was_done_leads_to_the_case(desk, the_task, morning):
    link = desk.get("/notices/").link("【已逾期】")
    with transaction():
        runtime.lock(the_task.instance_id)
        task = runtime.task(the_task.id)
        doer = identity.actor_of(identity.find_user("wx_desk"), morning.now)
        runtime.complete(task, {}, actor=doer, now=morning.now)

    assert desk.client.get(link).location == f"/cases/{the_task.case_id}"


def test_one_notice_is_read_without_leaving_the_list(desk):
    after = desk.send(desk.get("/notices/"), {}, "", status=200)

    assert after.url == "/notices/"


def test_all_can_be_read_at_once(desk):
    after = desk.send(desk.get("/notices/"), {}, "全部标为已读")

    assert unread(after) == []


def test_the_unread_ones_stand_alone(desk):
    tell("wx_desk")
    desk.client.get(desk.get("/notices/").link("【已逾期】"))

    assert len(unread(desk.get("/notices/?unread=1"))) == 1
    assert "已逾期" not in desk.get("/notices/?unread=1").text


def test_every_notice_is_reached_by_turning_the_pages(page, morning):
    tell("wx_desk", 120)
    desk, url, seen = page.log_in("wx_desk"), "/notices/", []

    while url:
        shown = desk.get(url)
        seen += unread(shown)
        url = next((link.get("href") for link in shown.find("//a[@rel='next']")), None)

    assert len(seen) == len(set(seen)) == 120


def test_the_list_costs_the_same_for_few_and_for_many(desk):
    desk.get("/notices/")
    with Statements() as few:
        desk.get("/notices/")
    tell("wx_desk", 40)
    with Statements() as many:
        desk.get("/notices/")

    assert len(many) == len(few) <= 9, str(many)


def test_the_badge_is_not_sent_again_until_it_changes(desk):
    first = desk.client.get("/notices/badge")
    again = desk.client.get("/notices/badge", headers={"If-None-Match": first.headers["ETag"]})
    tell("wx_desk")
    changed = desk.client.get("/notices/badge", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.json["count"], again.status_code, changed.json["count"]) == (1, 304, 2)


def test_others_have_notices_of_their_own(desk, page):
    stranger = page.log_in("th_desk")
    link = desk.get("/notices/").link("【已逾期】")

    assert "还没有通知" in stranger.get("/notices/").text
    stranger.get(link, status=404)
    stranger.post(f"{link}/read", {}, status=404)
    assert len(unread(desk.get("/notices/"))) == 1


def test_a_cursor_that_is_none_is_refused_with_a_sentence(desk):
    assert desk.get("/notices/?before=x", status=422).find("//h1")


def test_whoever_lost_the_right_to_see_a_case_reads_nothing_of_it(desk, the_task):
    person = identity.find_user("wx_desk")
    with transaction():
        db.session.execute(delete(Membership).where(Membership.user_id == person.id))

    shown = desk.get("/notices/")

    assert "您已不能查看这件案件，内容不再显示。" in shown.text
    assert "签收工单" not in shown.text
    assert "QH-2026-000001" not in shown.text
    assert desk.client.get(shown.link("您已不能查看")).location == "/notices/"
