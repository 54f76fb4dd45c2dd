"""Handing a task on, from the page, as the person, a colleague and a stranger."""

import pytest

from app import runtime, supervision, tasks
from app.core.db import db, transaction
from tests.flows.story import at


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def task_id(player):
    """The order waits for the desk of 望溪街道, and wx_desk has taken it."""
    found = player.task("sign_order").id
    with transaction():
        tasks.claim(found, actor=player.actor("wx_desk", at("08:03")), now=at("08:03"))
    return found


@pytest.fixture
def desk(page, task_id):
    return page.log_in("wx_desk")


def person(player, username):
    return str(player.actor(username, at("08:03")).user_id)


def give(browser, player, task_id, verb, to, status=200, reason="出差"):
    asked = browser.get(f"/tasks/{task_id}/{verb}")
    words = {"transfer": "确认转办", "delegate": "确认委派", "reassign": "确认改派"}[verb]
    sent = {"to": to and person(player, to)}
    return browser.send(asked, sent | ({"reason": reason} if reason is not None else {}), words,
                        status=status)  # fmt: skip


def holder(task_id):
    db.session.rollback()
    return runtime.task(task_id).assignee_id


def test_the_menu_offers_what_the_person_may_do(desk, task_id):
    shown = desk.get(f"/tasks/{task_id}")

    lines = shown.find("//details[contains(@class, 'deeds')]//*[self::a or self::button]")
    assert [each.text_content().strip() for each in lines] == [
        "加签", "转办", "委派", "改派", "退回本岗",
    ]  # fmt: skip


def test_a_task_is_transferred_and_the_other_reads_why(desk, page, player, task_id):
    told = give(desk, player, task_id, "transfer", "wx_duty")

    shown = page.log_in("wx_duty").get(f"/tasks/{task_id}")
    assert "“签收工单”已转办。" in told.text
    assert "转办给" in shown.text
    assert "出差" in shown.text
    assert desk.get(f"/tasks/{task_id}", status=409).text.count("转办给") == 1


def test_what_was_typed_stays_when_nobody_is_chosen(desk, player, task_id):
    wrong = give(desk, player, task_id, "transfer", "", status=422)

    assert wrong.errors() == {"to": "请选择接手的人。"}
    assert "出差" in wrong.html


@pytest.mark.parametrize(("who", "status"), [("wx_desk2", 409), ("th_desk", 403)])
@pytest.mark.parametrize("verb", ["transfer", "delegate"])
def test_others_hand_on_nothing(page, task_id, who, status, verb):
    page.log_in(who).get(f"/tasks/{task_id}/{verb}", status=status)


def test_a_delegated_task_is_prepared_handed_back_and_completed(desk, page, player, task_id):
    give(desk, player, task_id, "delegate", "wx_duty", reason="请核实")
    helper = page.log_in("wx_duty")
    shown = helper.get(f"/tasks/{task_id}")
    lent = desk.get(f"/tasks/{task_id}")

    told = helper.send(shown, {"handing-note": "已核实"}, "交回")

    assert "请核实" in shown.text
    assert lent.find("//fieldset[@disabled]")
    assert "已交回" in told.text
    back = desk.get(f"/tasks/{task_id}")
    assert "已核实" in back.text
    assert "“签收工单”已办理。" in desk.send(back, {}, "签收工单").text


def test_the_owner_takes_it_back(desk, page, player, task_id):
    give(desk, player, task_id, "delegate", "wx_duty", reason="请核实")

    told = desk.send(desk.get(f"/tasks/{task_id}"), {}, "收回")

    assert "已收回，由您办理" in told.text
    page.log_in("wx_duty").get(f"/tasks/{task_id}", status=409)


def test_the_watch_takes_over_from_the_case_page(desk, page, player, task_id):
    watch = page.log_in("watch")
    case = watch.get(f"/cases/{player.case_id}")

    asked = watch.get(case.link("接管"))
    wrong = watch.send(asked, {"reason": " "}, "确认接管", status=422)
    told = watch.send(asked, {"reason": "久未办理"}, "确认接管")

    assert wrong.errors() == {"reason": "请写明原因。"}
    assert "已由您接管" in told.text
    assert holder(task_id) == player.actor("watch", at("08:03")).user_id
    page.log_in("th_desk").get(f"/tasks/{task_id}/take-over", status=404)


def test_the_watch_reassigns_and_finds_the_way_to_skip(desk, page, player, task_id):
    watch = page.log_in("watch")
    case = watch.get(f"/cases/{player.case_id}")

    told = give(watch, player, task_id, "reassign", "wx_desk2", reason=None)

    assert "“签收工单”已改派。" in told.text
    assert f"/cases/{player.case_id}/skip?token={task_id}" in case.link("跳过")


def test_an_urge_is_read_answered_and_not_repeated_at_once(desk, page, player, task_id):
    watch = page.log_in("watch")
    asked = watch.get(watch.get(f"/cases/{player.case_id}").link("催办"))

    told = watch.send(asked, {"words": "请立即签收"}, "发出催办")
    again = watch.send(asked, {"words": "再催一次"}, "发出催办", status=409)
    shown = desk.get(f"/tasks/{task_id}")
    desk.send(shown, {"words": "正在办"}, "答复")

    assert "未答复" in told.text
    assert "10:03 后可再催" in again.text
    assert "再催一次" in again.html
    assert "请立即签收" in shown.text
    assert "正在办" in watch.get(f"/cases/{player.case_id}").text


def test_who_does_not_wait_does_not_urge(page, desk, task_id):
    page.log_in("th_desk").get(f"/tasks/{task_id}/urge", status=404)
    page.log_in("callback").get(f"/tasks/{task_id}/urge", status=403)


def test_a_case_that_stands_still_offers_nothing(desk, player, task_id):
    with transaction():
        watch = player.actor("watch", at("08:03"))
        supervision.suspend(player.case_id, "等待", actor=watch, now=at("08:03"))

    shown = desk.get(f"/tasks/{task_id}")

    assert "案件已挂起，恢复后才能继续办理。" in shown.text
    assert not shown.find("//details[contains(@class, 'deeds')]")
    assert shown.find("//button[@disabled][contains(., '更多操作')]")
