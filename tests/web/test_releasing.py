"""One of several at work is released; a case at rest offers nothing, on the pages."""

import pytest

from app import supervision
from app.core.db import transaction
from tests.flows.story import at


@pytest.fixture
def leader(page):
    return page.log_in("wx_duty")


@pytest.fixture
def until():
    return "08:21"


def test_who_may_call_in_releases_one(leader, player):
    asked = leader.get(leader.get(f"/cases/{player.case_id}").link("减签：排水公司"))

    told = leader.send(asked, {"reason": "另有任务"}, "确认减签")

    assert "已减签，它的任务都已取消。" in told.text
    assert "减签：排水公司" not in told.text
    assert "排水公司已减签" in told.text
    assert not [task for task in player.open_tasks() if task.department == "qh.drain"]


def test_a_reason_is_needed(leader, player):
    asked = leader.get(leader.get(f"/cases/{player.case_id}").link("减签：排水公司"))

    wrong = leader.send(asked, {"reason": ""}, "确认减签", status=422)

    assert wrong.errors() == {"reason": "请写明原因。"}


def test_who_may_not_call_in_is_not_offered_it(page, leader, player):
    address = leader.get(f"/cases/{player.case_id}").link("减签：排水公司")
    liaison = page.log_in("drain_liaison")

    assert "减签" not in liaison.get(f"/cases/{player.case_id}").text
    liaison.get(address, status=404)


def test_a_signature_is_no_arrival(page, player, leader):
    liaison = page.log_in("water_liaison")
    form = liaison.get(f"/tasks/{player.task('arrive', 'qh.water').id}/sign")
    asked = {"groups": "qh.wx/值班领导", "when": "before", "reason": "重大险情"}
    liaison.send(form, asked, "发出加签")
    signer = next(task.id for task in player.open_tasks() if task.signing)

    leader.send(leader.get(f"/tasks/{signer}"), {"granted": "同意"}, "签署意见")

    shown = leader.get(f"/cases/{player.case_id}").text
    assert "望溪街道加签：到场登记" in shown
    assert "水务局已签收" in shown.replace(" ", "")


def test_a_suspended_case_says_why_and_offers_nothing(leader, player):
    with transaction():
        watch = player.actor("watch", at("08:22"))
        supervision.suspend(player.case_id, "等待上级意见", actor=watch, now=at("08:22"))

    shown = leader.get(f"/cases/{player.case_id}")

    assert "案件已挂起，恢复后才能继续办理。" in shown.text
    assert "等待上级意见" in shown.text
    assert not shown.find("//a[contains(@href, '/release')]")


def test_an_action_opened_before_is_closed_when_the_case_is_suspended(leader, player):
    address = leader.get(f"/cases/{player.case_id}").link("加派部门")
    with transaction():
        watch = player.actor("watch", at("08:22"))
        supervision.suspend(player.case_id, "等待上级意见", actor=watch, now=at("08:22"))

    shown = leader.get(address)

    assert "案件已挂起，恢复后才能继续办理。" in shown.text
    assert shown.find("//main//button[@type='submit'][@disabled]")
