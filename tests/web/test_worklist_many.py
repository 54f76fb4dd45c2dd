"""Many rows at once on the page: claim, give back, complete together; a report per task."""

from uuid import uuid4

import pytest

from app import runtime
from app.core.db import db
from tests.flows.story import REQUEST

CALM = {**REQUEST, "danger_to_life": "false", "called_119": None}


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def orders(player, morning):
    """Three orders that wait for the street to sign them."""
    found = [player.task("sign_order").id]
    for _ in range(2):
        player.register("operator", morning.now, CALM)
        found.append(player.task("sign_order").id)
    return found


def chosen(ids, **more):
    return {"task": [str(each) for each in ids], "back": "/tasks/?tab=groups", **more}


def test_all_chosen_are_claimed_and_the_list_says_so(page, orders):
    desk = page.log_in("wx_desk")

    back = desk.post("/tasks/claim", chosen(orders))

    assert "已领取 3 件。" in back.text
    assert "待我办理 3" in back.text


def test_who_took_one_before_is_told_and_the_others_are_mine(page, orders):
    page.log_in("wx_desk2").post("/tasks/claim", chosen(orders[:1]))

    report = page.log_in("wx_desk").post("/tasks/claim", chosen(orders))

    assert "未领取" in report.text
    assert "已于 08:03 领取" in report.text
    assert "2 件完成，1 件没有完成。" in report.text


def test_all_chosen_go_back_to_the_post(page, orders):
    desk = page.log_in("wx_desk")
    desk.post("/tasks/claim", chosen(orders))

    back = desk.post("/tasks/unclaim", chosen(orders))

    assert "3 件已退回本岗。" in back.text
    assert "本岗待领 3" in back.text


def test_one_form_completes_all_and_the_report_names_each(page, orders):
    desk = page.log_in("wx_desk")
    form = desk.post("/tasks/together", chosen(orders))

    report = desk.send(form, {"note": "统一签收"}, "办理 3 件")

    assert form.title == "批量办理：签收工单"
    assert report.title == "批量办理的结果"
    assert "3 件完成，0 件没有完成。" in report.text
    db.session.rollback()
    assert [runtime.task(each).outcome for each in orders] == ["completed"] * 3


def test_sent_twice_says_the_same_and_does_nothing_more(page, orders):
    desk = page.log_in("wx_desk")
    form = desk.post("/tasks/together", chosen(orders))
    desk.send(form, {}, "办理 3 件")

    again = desk.send(form, {}, "办理 3 件")

    db.session.rollback()
    assert "3 件完成，0 件没有完成。" in again.text
    assert {runtime.instance(runtime.task(each).instance_id).commands for each in orders} == {2}


def test_one_that_is_gone_is_told_with_who_and_when(page, orders):
    desk, colleague = page.log_in("wx_desk"), page.log_in("wx_desk2")
    form = desk.post("/tasks/together", chosen(orders))
    colleague.send(colleague.post("/tasks/together", chosen(orders[:1])), {}, "办理 1 件")

    report = desk.send(form, {}, "办理 3 件")

    assert "已于 08:03 办理" in report.text
    assert "2 件完成，1 件没有完成。" in report.text


def test_one_that_is_not_mine_is_not_named(page, orders):
    desk = page.log_in("wx_desk")
    form = desk.post("/tasks/together", chosen(orders))

    report = desk.post(
        "/tasks/together/complete", {**form.fields("办理"), **chosen([*orders, uuid4()])}
    )

    assert "没有找到这项任务，或它不在您的岗位" in report.text
    assert "3 件完成，1 件没有完成。" in report.text


def test_a_wrong_value_comes_back_at_its_field(page, orders):
    desk = page.log_in("wx_desk")
    form = desk.post("/tasks/together", chosen(orders))

    again = desk.send(form, {"note": "长" * 501}, "办理 3 件", 422)

    assert set(again.errors()) == {"note"}
    assert "长" * 501 in again.html
    assert [runtime.task(each).outcome for each in orders] == [None] * 3


@pytest.mark.parametrize("address", ["/tasks/claim", "/tasks/together"])
def test_more_than_a_hundred_are_refused(page, orders, address):
    desk = page.log_in("wx_desk")

    refused = desk.post(address, chosen([uuid4() for _ in range(101)]), status=422)

    assert "一次最多办理 100 件" in refused.text


def test_strangers_and_unlike_tasks_are_refused(page, orders, player, morning):
    desk = page.log_in("wx_desk")
    player.complete("sign_order", morning.now, {})
    unlike = [orders[0], player.task("contact_requester").id]

    page.log_in("th_desk").post("/tasks/together", chosen(orders), status=404)
    refused = desk.post("/tasks/together", chosen(unlike), status=422)
    alone = desk.post("/tasks/together", chosen(unlike[1:]), status=409)

    assert "只有同一流程、同一环节、同一表单" in refused.text
    assert "诉求人信息" in alone.text


def test_only_rows_that_can_are_offered_together(page, orders, player, morning):
    desk = page.log_in("wx_desk")
    before = desk.get("/tasks/?tab=groups")
    player.complete("sign_order", morning.now, {})

    kinds = [
        each.get("data-kind") for each in desk.get("/tasks/?tab=groups").find("//li[@data-row]")
    ]

    assert before.form("批量办理") is not None
    assert sorted(bool(kind) for kind in kinds) == [False, True, True]
