"""The operations lists say what stands still and why, and act on one or on many."""

import pytest

from app import runtime
from app.core.db import db, transaction
from tests.page import said
from tests.runtime.small import deploy, do, opened

LISTS = ("incidents", "suspended", "waiting", "kept", "expired", "timers")


@pytest.fixture
def watch(page):
    """The watch officer's browser."""
    return page.log_in("watch")


@pytest.fixture
def stuck(morning):
    """Open some cases that stand still at a failing script."""

    def stuck(count=1):
        found = [opened("p_stuck", now=morning.now) for _ in range(count)]
        db.session.rollback()
        return found

    return stuck


def rows(shown):
    """Return the lines of the table."""
    return [said(row) for row in shown.find("//tr[contains(@class, 'late-row')]")]


def choose(browser, name, tab="incidents", changes=None):
    """Tick every row of a list and press a button; return the page that asks."""
    shown = browser.get(f"/operations/?tab={tab}")
    ids = [box.get("value") for box in shown.find("//input[@name='item']")]
    return browser.post(f"/operations/{name}", {"tab": tab, "item": ids, **(changes or {})})


@pytest.mark.parametrize("tab", LISTS)
def test_each_list_has_a_designed_calm_state(watch, tab):
    shown = watch.get(f"/operations/?tab={tab}")

    assert shown.title == "运维"
    assert shown.find("//div[@class='empty']")


def test_an_incident_says_which_case_where_and_why(stuck, watch):
    stuck()

    [line] = rows(watch.get("/operations/"))

    for words in ("青石桥下积水", "risk", "missing", "08:00"):
        assert words in line


def test_each_list_shows_its_rows_and_how_many(stuck, watch, morning):
    [case_id] = stuck()
    _timed, listens = (opened(key, now=morning.now) for key in ("p_timed", "p_listens"))
    do(runtime.suspend, listens, "等待上级意见", now=morning.now)
    with transaction():
        runtime.send("answer", "R-9", {}, sender=case_id, now=morning.now)

    found = {tab: rows(watch.get(f"/operations/?tab={tab}")) for tab in LISTS}

    assert {tab: len(lines) for tab, lines in found.items()} == {
        "incidents": 1, "suspended": 1, "waiting": 1, "kept": 1, "expired": 0, "timers": 1,
    }  # fmt: skip
    assert "等待上级意见" in found["suspended"][0]
    assert "08:05" in found["timers"][0]
    assert "R-9" in found["kept"][0]
    assert "异常 1" in watch.get("/operations/?tab=timers").text


def test_many_are_suspended_at_once_with_a_reason(stuck, watch):
    cases = stuck(3)

    asked = choose(watch, "suspend")
    after = watch.send(asked, {"reason": "等待上级意见"}, "确认挂起 3 件")

    assert "任何人不能办理" in asked.text
    assert "挂起：3 件都已完成" in after.text
    db.session.rollback()
    assert all(runtime.instance(case_id).is_suspended for case_id in cases)


def test_an_action_without_a_reason_says_so_and_does_nothing(stuck, watch):
    [case_id] = stuck()

    after = watch.send(choose(watch, "terminate"), {"reason": " "}, "确认终止", status=422)

    assert after.errors() == {"reason": "请写明原因。"}
    assert not runtime.instance(case_id).is_ended


def test_nobody_is_asked_about_nothing(watch):
    assert "没有选中" in watch.post("/operations/suspend", {"tab": "incidents"}).text


def test_a_retry_that_fails_again_says_why_case_by_case(stuck, watch):
    stuck(2)

    after = watch.send(choose(watch, "retry"), {}, "确认重试 2 件")

    assert after.title == "重试：完成 0 件，共 2 件"
    assert ["没有完成" in line and "missing" in line for line in rows(after)] == [True, True]
    assert "已失败 2 次" in rows(watch.get("/operations/"))[0]


def test_what_is_missing_is_set_for_all_and_tried_again(stuck, watch):
    stuck(2)

    watch = watch.log_in("policy")
    set_ = {"name": "missing", "value": "2", "reason": "补录"}
    watch.send(choose(watch, "set"), set_, "确认设变量 2 件")
    after = watch.send(choose(watch, "retry"), {}, "确认重试 2 件")

    assert "重试：2 件都已完成" in after.text
    assert rows(after) == []


def test_a_wrong_value_is_refused_at_its_field_and_stays(stuck, page):
    stuck()
    policy = page.log_in("policy")

    wrong = {"name": "1x", "value": "日常 哨", "reason": "补录"}
    after = policy.send(choose(policy, "set"), wrong, "确认设变量", status=422)

    assert set(after.errors()) == {"name", "value"}
    assert after.fields("确认设变量")["reason"] == "补录"
    assert after.fields("确认设变量")["value"] == "日常 哨"


def test_skipping_lets_the_case_go_on(stuck, watch):
    [case_id] = stuck()

    watch.send(choose(watch, "skip"), {"reason": "已人工核实"}, "确认跳过环节")

    db.session.rollback()
    assert [task.element_id for task in runtime.tasks_of(case_id)] == ["a"]


def test_a_suspended_case_is_resumed_from_its_list(stuck, watch, morning):
    [case_id] = stuck()
    do(runtime.suspend, case_id, "等待", now=morning.now)

    watch.send(choose(watch, "resume", "suspended"), {"reason": "意见已到"}, "确认恢复案件")

    db.session.rollback()
    assert not runtime.instance(case_id).is_suspended


def test_every_row_is_reached_page_by_page(stuck, watch, monkeypatch):
    monkeypatch.setattr("app.web.operations.lists.A_PAGE", 2)
    stuck(3)

    first = watch.get("/operations/")
    second = watch.get(first.link("下一页"))

    assert (len(rows(first)), len(rows(second))) == (2, 1)
    assert "第 2 页 · 本页 1 条 · 共 3 条 · 已到最后一页" in second.text


def test_buttons_are_those_the_person_may_press(stuck, page):
    stuck()

    offered = {
        name: {said(b) for b in page.log_in(name).get("/operations/").find("//main//form//button")}
        for name in ("watch", "policy", "admin")
    }

    assert offered["watch"] == {"重试", "跳过环节", "挂起", "终止"}
    assert offered["policy"] == {"重试", "跳过环节", "设变量", "挂起"}
    assert offered["admin"] == {"重试", "跳过环节", "设变量", "挂起", "终止"}


@pytest.mark.parametrize("name", ["wx_desk", "operator"])
def test_whoever_operates_nothing_is_refused(stuck, page, name):
    [case_id] = stuck()
    stranger = page.log_in(name)

    stranger.get("/operations/", status=403)
    for action in ("retry", "skip", "set", "suspend", "resume", "terminate"):
        stranger.post(f"/operations/{action}", {"item": [str(case_id)]}, status=403)
    assert "运维" not in stranger.get("/tasks/").text


def test_a_colleague_without_the_right_is_refused(stuck, page):
    [case_id] = stuck()

    page.log_in("watch").post("/operations/set", {"item": [str(case_id)]}, status=403)
    page.log_in("policy").post("/operations/terminate", {"item": [str(case_id)]}, status=403)


def test_nonsense_is_not_found(watch):
    watch.get("/operations/?tab=x", status=404)
    watch.post("/operations/suspend", {"item": ["x"]}, status=404)
    watch.get("/operations/?page=nought")


def test_the_monitor_and_the_rail_lead_here(stuck, watch, page):
    deploy("p_ways")
    stuck()

    assert watch.get("/monitor/").link("异常") == "/operations/"
    assert watch.get("/processes/").link("异常") == "/operations/"
    assert page.log_in("admin").get("/tasks/").link("运维") == "/operations/"


def test_the_page_is_complete_in_english(stuck, watch):
    stuck()
    watch.headers = {"Accept-Language": "en"}

    shown = watch.get("/operations/")

    assert shown.title == "Operations"
    assert "Suspend" in shown.text
