"""Notices are read in one's own language and remembered as read."""

import pytest

from app import jobs
from tests.page import said
from tests.web.waiting import wait

__all__ = ["wait"]


@pytest.fixture
def desk(wait, page, morning):
    """The browser of the desk that was told of a late task."""
    wait("08:30")
    jobs.tick(morning.at("08:48"))
    return page.log_in("wx_desk")


def unread(shown):
    """Return the unread lines."""
    return [said(line) for line in shown.find("//ul[@class='notices']/li[contains(@class, 'new')]")]


def test_a_notice_says_what_is_late_and_since_when(desk):
    lines = unread(desk.get("/notices/"))

    assert len(lines) == 1
    assert "【已逾期】签收工单" in lines[0]
    assert "今日 08:30" in lines[0]


def test_opening_a_notice_leads_to_its_case_and_reads_it(desk):
    case = desk.send(desk.get("/notices/"), {}, "已逾期")

    assert "青石桥下积水" in case.text
    assert unread(desk.get("/notices/")) == []


def test_all_can_be_read_at_once(desk):
    after = desk.send(desk.get("/notices/"), {}, "全部标为已读")

    assert unread(after) == []


def test_others_have_notices_of_their_own(desk, page):
    assert "还没有通知" in page.log_in("th_desk").get("/notices/").text


def test_a_case_that_is_no_id_is_not_found(desk):
    shown = desk.get("/notices/")
    desk.send(shown, {"case_id": "x"}, "已逾期", status=404)
