"""The monitor says what is late, whose move it is and why, and pushes."""

import pytest

from app import identity, runtime
from app.core.db import transaction
from app.tasks import urging
from tests.page import said
from tests.web.waiting import wait

__all__ = ["wait"]


@pytest.fixture
def watch(page):
    """The watch officer's browser."""
    return page.log_in("watch")


def rows(shown):
    """Return the lines of the table."""
    return [said(row) for row in shown.find("//tr[contains(@class, 'late-row')]")]


def test_a_late_task_says_case_mover_lateness_and_reason(wait, watch, morning):
    wait("08:30")
    morning.at("08:48")

    found = rows(watch.get("/monitor/"))

    assert len(found) == 1
    for words in ("签收工单", "青石桥下积水", "望溪街道", "逾期 18 分", "尚无人领取", "尚未催促"):
        assert words in found[0]


def test_every_figure_is_a_link_to_what_it_counts(wait, watch, morning):
    wait("08:30")
    morning.at("08:48")

    shown = watch.get("/monitor/")

    for link in shown.find("//nav[@class='strip']/a"):
        figure = int(said(link.find("b")))
        assert len(rows(watch.get(link.get("href")))) == figure, said(link)


def test_urging_from_the_line_is_seen_at_the_line(wait, watch, morning):
    wait("08:30")
    morning.at("08:48")

    after = watch.send(watch.get("/monitor/"), {"words": "请立即签收"}, "发出催办")

    assert "已催办" in after.text
    assert "请立即签收" in rows(after)[0]
    assert "已催办 1 次" in rows(after)[0]


@pytest.fixture
def pushed(wait, watch, morning):
    """A late task that was urged."""
    task = runtime.tasks_of(wait("08:30"))[0]
    morning.at("08:48")
    watch.send(watch.get("/monitor/"), {"words": "请立即签收"}, "发出催办")
    return task


def test_a_push_says_whether_it_was_answered_with_which_words_and_when(pushed, watch, morning):
    before = rows(watch.get("/monitor/?figure=unanswered"))
    morning.at("08:50")
    desk = identity.actor_of(identity.find_user("wx_desk"), morning.now)
    with transaction():
        [open_one] = urging.open_urges(runtime.task(pushed.id))
        urging.answer(pushed.id, open_one.id, "马上签", actor=desk, now=morning.now)

    assert len(before) == 1
    assert "未答复" in before[0]
    assert rows(watch.get("/monitor/?figure=unanswered")) == []
    [after] = rows(watch.get("/monitor/"))
    for words in ("已答复", "马上签", "08:50", "孔一诺"):
        assert words in after
    assert "未答复" not in after


def test_the_table_says_whether_pushes_were_answered(pushed, watch):
    head, line = watch.get("/monitor.csv?figure=unanswered").html.splitlines()

    assert "催办答复" in head
    assert "未答复" in line


def test_urging_without_words_says_so_at_the_field(wait, watch, morning):
    wait("08:30")
    morning.at("08:48")

    after = watch.send(watch.get("/monitor/"), {"words": " "}, "发出催办", status=422)

    assert "请写明催办的话" in rows(after)[0]


def test_another_street_sees_nothing(wait, page, morning):
    wait("08:30")
    morning.at("08:48")

    shown = page.log_in("th_desk").get("/monitor/")

    assert rows(shown) == []
    assert "没有“逾期”的任务" in shown.text


def test_whoever_supervises_nothing_is_refused(page):
    operator = page.log_in("operator")

    operator.get("/monitor/", status=403)
    operator.get("/monitor/wall", status=403)


def test_the_wall_has_figures_and_no_controls(wait, watch, morning):
    wait("08:30")
    morning.at("08:48")

    shown = watch.get("/monitor/wall")

    assert "18 分" in shown.text
    assert shown.find("//button") == []


def test_the_table_can_be_taken_away(wait, watch, morning):
    wait("08:30", title="=1+1")
    morning.at("08:48")

    lines = watch.get("/monitor.csv").html.splitlines()

    assert "编号" in lines[0]
    assert "'=1+1" in lines[1]


def test_only_the_live_part_is_sent_on_refresh(wait, watch, morning):
    wait("08:30")
    morning.at("08:48")

    answer = watch.client.get("/monitor/", headers={"HX-Request": "true"})

    assert "<html" not in answer.text
    assert "青石桥下积水" in answer.text


def test_nonsense_in_the_address_is_no_error(watch):
    watch.get("/monitor/?figure=x&page=nought")
