"""A case on the operations page: where it stands, what may be done to it, any of its moments."""

import json

import pytest

from app import runtime
from app.core.db import db
from tests.page import said
from tests.runtime.small import MINUTE, do, done, opened, the


@pytest.fixture
def policy(page):
    """The policy author's browser: may set variables."""
    return page.log_in("policy")


@pytest.fixture
def ways(morning):
    """A case whose b and c wait at the same time."""
    case_id = opened("p_ways", now=morning.now)
    done(case_id, "a")
    db.session.rollback()
    return case_id


@pytest.fixture
def many(morning):
    """A case with a branch for each of two departments."""
    case_id = opened("p_many", now=morning.now, departments=["qh.water", "qh.fire"])
    db.session.rollback()
    return case_id


def waiting(case_id):
    """Return the elements of the open tasks."""
    db.session.rollback()
    return sorted(task.element_id for task in runtime.tasks_of(case_id) if task.is_open)


def address(case_id, rest=""):
    return f"/operations/cases/{case_id}{rest}"


def test_a_case_says_where_it_stands_and_what_waits(ways, policy):
    shown = policy.get(address(ways))

    assert [said(row.find("div/b")) for row in shown.find("//section[h2[@id='h-tasks']]//li")] == [
        "b", "c",
    ]  # fmt: skip
    assert shown.find("//iframe")[0].get("src") == f"/cases/{ways}/diagram/frame"
    assert "case_ref" in shown.text
    assert "R-1" in shown.text


def test_its_diagram_is_seen_by_whoever_operates_though_they_read_no_cases(ways, page):
    admin = page.log_in("admin")

    admin.get(f"/cases/{ways}/diagram/frame")
    state = json.loads(admin.client.get(f"/cases/{ways}/diagram.json").text)

    assert {each["element"] for each in state["live"]} >= {"b", "c"}


def test_a_task_is_skipped_with_a_reason(ways, policy):
    asked = policy.get(address(ways, f"/skip?token={the(ways, 'b').id}"))
    again = policy.send(asked, {"reason": ""}, "确认跳过环节", status=422)
    after = policy.send(again, {"reason": "已电话确认"}, "确认跳过环节")

    assert again.errors() == {"reason": "请写明原因。"}
    assert "跳过环节：b，已完成" in after.text
    assert waiting(ways) == ["c"]


def test_going_back_first_shows_whose_tasks_it_cancels(ways, policy):
    listed = policy.get(address(ways))
    asked = policy.get(listed.find("//a[contains(@href, '/return?')]")[0].get("href"))
    after = policy.send(asked, {"reason": "材料不全"}, "确认退回")

    assert [said(row.find("b")) for row in asked.find("//ul[@class='chosen']/li")] == ["b", "c"]
    assert "望溪街道 · 指挥中心" in asked.text
    assert "退回到：a，已完成" in after.text
    assert waiting(ways) == ["a"]


def test_a_variable_is_set_where_it_is_read(ways, policy):
    asked = policy.get(address(ways, "/set?variable=case_ref"))
    wrong = {"value": "R 2", "reason": "更正"}
    again = policy.send(asked, wrong, "确认设变量", status=422)
    after = policy.send(again, {"value": '"R-2"'}, "确认设变量")

    assert set(again.errors()) == {"value"}
    assert again.fields("确认设变量") | wrong == again.fields("确认设变量")
    assert '"R-2"' in after.text


def test_a_branch_is_added_and_another_released(many, policy):
    listed = policy.get(address(many))
    asked = policy.get(listed.find("//a[contains(@href, '/add?')]")[0].get("href"))
    nobody = policy.send(asked, {"element": " ", "reason": "险情"}, "确认加派一家", status=422)
    more = policy.send(nobody, {"element": "qh.drain"}, "确认加派一家")
    water = more.find("//a[contains(@aria-label, '解除') and contains(@aria-label, '水务')]")[0]
    after = policy.send(policy.get(water.get("href")), {"reason": "已处置"}, "确认解除一家")

    assert set(nobody.errors()) == {"element"}
    assert "加派一家：report，已完成" in more.text
    assert "解除一家：" in after.text
    assert len(waiting(many)) == 2


def test_a_case_is_suspended_and_resumed_from_its_page(ways, policy):
    asked = policy.send(policy.get(address(ways)), {}, "挂起")
    still = policy.send(asked, {"reason": "等待上级意见"}, "确认挂起")
    assert "已挂起" in still.text
    assert "等待上级意见" in still.text
    assert still.find("//a[contains(@href, '/skip?')]") == []

    asked = policy.send(still, {}, "恢复案件")
    again = policy.send(asked, {"reason": "意见已到"}, "确认恢复案件")

    assert "等待上级意见" not in again.text


def test_an_ended_case_is_shown_without_deeds(ways, policy, morning):
    do(runtime.cancel, ways, "重复", now=morning.now)

    shown = policy.get(address(ways))

    assert "案件已经办结" in shown.text
    assert shown.find("//main//form") == []


def test_what_is_gone_is_said_and_nothing_is_lost(ways, policy):
    asked = policy.get(address(ways, f"/skip?token={the(ways, 'b').id}"))
    done(ways, "b")

    after = policy.send(asked, {"reason": "已电话确认"}, "确认跳过环节")

    assert "情况已经变化" in after.text


def test_any_moment_of_a_case_is_on_its_diagram_and_in_a_list(ways, policy, morning):
    done(ways, "b", now=morning.now + MINUTE)
    listed = policy.get(address(ways, "/moments"))
    rows = [said(row) for row in listed.find("//tbody/tr")]
    start = policy.get(listed.find("//tbody/tr")[-1].find(".//a").get("href"))
    frame = policy.get(start.find("//iframe")[0].get("src"))
    state = policy.client.get(frame.find("//section")[0].get("data-viewer")).json

    assert ["办理任务" in row for row in rows] == [True, True, False]
    assert "第 2 步，共 3 步" in start.text
    assert {each["element"] for each in state["live"]} >= {"b", "c"}
    assert "b" not in state["done"]["p_ways"]
    assert policy.client.get(state["processes"][0]["xml"]).text.startswith("<definitions")
    assert "第 3 步" in policy.get(start.link("下一步")).text


def test_before_its_start_nothing_is_live(ways, policy):
    shown = policy.get(address(ways, "/moment?at=2026-01-01T00:00"))

    assert "那时案件还没有开始" in shown.text
    policy.get(address(ways, "/moment?at=x"), status=404)


def test_personal_data_is_masked_now_and_then(policy, morning):
    case_id = opened("p_ways", now=morning.now, phone="13800001111", note="请拨 13800001111")

    now = policy.get(address(case_id))
    then = policy.get(address(case_id, "/moment?at=2026-07-14T23:00"))

    assert "13800001111" not in now.text + then.text
    assert "个人信息，不显示" in now.text


@pytest.mark.parametrize("name", ["wx_desk", "operator"])
def test_whoever_operates_nothing_is_refused(ways, page, name):
    stranger, token = page.log_in(name), the(ways, "b").id

    for rest in ("", "/moments", "/moment?at=2026-07-14T09:00"):
        stranger.get(address(ways, rest), status=403)
    for deed in ("skip", "return", "add", "remove", "set"):
        stranger.get(address(ways, f"/{deed}?token={token}"), status=403)
        stranger.post(address(ways, f"/{deed}"), {"token": str(token)}, status=403)


def test_a_colleague_without_the_right_is_refused(ways, page):
    watch = page.log_in("watch")

    assert watch.get(address(ways)).find("//a[contains(@href, '/set?')]") == []
    watch.get(address(ways, "/set"), status=403)
    watch.post(address(ways, "/set"), {"name": "x"}, status=403)


def test_a_case_that_does_not_exist_is_not_found(policy):
    policy.get(address("00000000-0000-7000-8000-000000000000"), status=404)
    policy.get(address("00000000-0000-7000-8000-000000000000", "/moments"), status=404)


def test_what_does_not_wait_is_no_place_for_a_deed(ways, policy):
    policy.get(address(ways, "/skip?token=x"), status=404)
    policy.get(address(ways, f"/skip?token={ways}"), status=409)
    policy.get(address(ways, "/remove"), status=409)
