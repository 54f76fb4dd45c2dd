"""What supervisors and caseworkers did by hand stands in the case's own history, in words."""

from functools import partial

import pytest

from app import runtime, supervision, tasks
from app.core.db import db, transaction
from app.identity import SYSTEM
from tests.flows.story import at


@pytest.fixture
def until():
    return "08:21"


@pytest.fixture
def watch(player):
    return player.actor("watch", at("08:30"))


def do(command, *arguments, actor, clock="08:30"):
    with transaction():
        return command(*arguments, actor=actor, now=at(clock))


def history(page, player, language=""):
    browser = page.log_in("watch")
    return browser.get(f"/cases/{player.case_id}{language}").text


def test_a_suspended_case_says_who_stopped_it_and_why(page, player, watch):
    do(supervision.suspend, player.case_id, "等待上级意见", actor=watch)
    do(supervision.resume, player.case_id, "意见已到", actor=watch)

    shown = history(page, player)

    assert "区指挥中心挂起案件等待上级意见" in shown
    assert "区指挥中心恢复办理意见已到" in shown


def test_what_was_skipped_signed_and_released_is_told(page, player, watch):
    leader = "qh.wx/值班领导"
    branch = runtime.branches(player.case_id, at("08:22"))[0]
    task = player.task("arrive")
    holder, early = player.candidate(task.groups, at("08:22")), partial(do, clock="08:22")
    early(tasks.sign, task.id, [leader], "before", "重大险情", actor=holder)
    early(supervision.skip, player.case_id, player.task("sign").id, "已电话确认", actor=watch)
    early(supervision.remove_branch, player.case_id, branch.token, "另有任务", actor=watch)
    early(supervision.set_variable, player.case_id, None, "note", "1", "补录", actor=SYSTEM)

    shown = history(page, player)

    assert "请求前加签：望溪街道 · 值班领导重大险情" in shown
    assert "跳过：报到签收已电话确认" in shown
    assert "解除：" in shown
    assert "更正流程变量：note补录" in shown


def test_where_a_case_was_returned_to_is_told(page, player, watch):
    db.session.rollback()
    target = supervision.returnable(player.case_id, actor=watch)[0]

    do(supervision.return_to, player.case_id, target.token, "材料不全", actor=watch)

    assert f"退回至：{target.name}材料不全" in history(page, player)


def test_an_ended_case_says_who_ended_it_and_why(page, player, watch):
    do(supervision.terminate, player.case_id, "重复登记", actor=watch)

    assert "区指挥中心终止案件重复登记" in history(page, player)


def test_a_suspended_case_is_marked_in_the_lists_and_on_the_task(page, player, watch):
    do(supervision.suspend, player.case_id, "等待上级意见", actor=watch, clock="08:22")
    task = player.task("arrive", "qh.water")
    desk = page.log_in("water_liaison")

    assert "已挂起" in desk.get("/tasks/?tab=groups").text
    assert "案件已挂起，恢复后才能继续办理。" in desk.get(f"/tasks/{task.id}").text


def test_a_signer_and_the_one_who_waits_for_the_signature_see_it(page, player):
    task = player.task("arrive", "qh.water")
    holder, task_id = player.candidate(task.groups, at("08:22")), task.id
    do(tasks.sign, task_id, ["qh.wx/值班领导"], "before", "重大险情", actor=holder, clock="08:22")
    signer = next(each for each in player.open_tasks() if each.signing)

    leader = page.log_in("wx_duty")
    assert "加签" in leader.get("/tasks/?tab=groups").text
    done = leader.send(leader.get(f"/tasks/{signer.id}"), {"granted": "同意"}, "到场登记")

    assert "“到场登记”已办理。" in done.text
    db.session.rollback()
    assert not runtime.task(task_id).is_held
