"""Going back, taking back, asking others to sign, on the pages."""

import pytest

from app import runtime
from app.core.db import db, transaction
from tests.flows.story import at

AGREED = {"approved": "同意"}


@pytest.fixture
def until():
    return "08:12"


@pytest.fixture
def approval(player):
    """The whistle waits for the street's leader; its desk drafted it."""
    return player.task("approve_whistle").id


@pytest.fixture
def leader(page):
    return page.log_in("wx_duty")


@pytest.fixture
def desk(page):
    return page.log_in("wx_desk")


def chosen(browser, approval, name="吹哨申请"):
    """Return the page that shows what returning to a task would do."""
    asked = browser.get(f"/tasks/{approval}/return")
    [token] = asked.find(f"//label[contains(., '{name}')]/input/@value")
    return browser.get(f"/tasks/{approval}/return?to={token}")


def back(leader, approval, reason="材料不全"):
    return leader.send(chosen(leader, approval), {"reason": reason}, "确认退回")


class TestReturning:
    def test_the_task_offers_it_and_the_page_says_what_it_costs(self, leader, approval):
        task = leader.get(f"/tasks/{approval}")

        shown = chosen(leader, approval)

        assert task.link("退回") == f"/tasks/{approval}/return"
        assert "下面 1 项会取消：" in shown.text
        assert "吹哨审批您的这一步" in shown.text.replace(" ", "")

    def test_who_did_it_gets_it_again_and_reads_why(self, leader, desk, player, approval):
        told = back(leader, approval)
        again = player.task("draft_whistle").id

        assert "案件已退回“吹哨申请”，原办理人会重新收到任务。" in told.text
        assert "望溪街道退回至：吹哨申请" in desk.get(f"/tasks/{again}").text
        assert "材料不全" in desk.get(f"/tasks/{again}").text
        assert "待我办理 1" in desk.get("/tasks/").text

    def test_without_a_reason_the_choice_stays(self, leader, approval):
        wrong = leader.send(chosen(leader, approval), {"reason": " "}, "确认退回", status=422)

        assert wrong.errors() == {"reason": "请写明原因。"}
        assert wrong.find("//input[@type='radio'][@checked]")

    def test_without_a_choice_nothing_happens(self, leader, approval):
        wrong = leader.post(f"/tasks/{approval}/return", {"reason": "材料不全"}, status=422)

        assert wrong.errors() == {"to": "请选择退回到哪一步。"}

    def test_a_stranger_learns_nothing(self, page, approval):
        page.log_in("th_desk").get(f"/tasks/{approval}/return", status=403)

    def test_who_comes_second_is_told_who_was_first(self, page, leader, approval, player):
        form = chosen(leader, approval)
        player.complete("approve_whistle", at("08:13"), AGREED)

        late = leader.send(form, {"reason": "材料不全"}, "确认退回", status=409)

        assert "”已于 08:13 办理这项任务。" in late.text

    def test_a_first_task_offers_no_return(self, page, player, approval, leader, desk):
        shown = desk.get(f"/cases/{player.case_id}")

        assert not shown.find("//a[contains(@href, '/return')]")


class TestAmongDepartments:
    @pytest.fixture
    def until(self):
        return "09:04"

    def test_a_department_goes_back_over_its_own_steps_only(self, page, player):
        report = player.task("report_result", "qh.water").id

        asked = page.log_in("water_liaison").get(f"/tasks/{report}/return")

        offered = [label.text_content() for label in asked.find("//label[input[@name='to']]")]
        assert [label.split("局")[0] for label in offered] == ["到场登记：水务", "报到签收：水务"]

    def test_a_step_of_another_department_is_refused_by_hand_too(self, page, player):
        report = player.task("report_result", "qh.water").id
        traffic = next(p for p in runtime.returnable(player.case_id) if p.element_id == "arrive")
        asked = {"to": str(traffic.token), "reason": "请重新到场"}

        late = page.log_in("water_liaison").post(f"/tasks/{report}/return", asked, status=409)

        assert "情况已经变化" in late.text


class TestWithdrawing:
    def test_ones_own_last_step_is_taken_back(self, desk, player):
        case = desk.get(f"/cases/{player.case_id}")

        asked = desk.get(case.link("撤回"))
        told = desk.send(asked, {"reason": "填错了"}, "确认撤回")

        assert "“吹哨申请”已撤回，可以重新办理。" in told.text
        again = desk.get(f"/tasks/{player.task('draft_whistle').id}")
        assert "望溪街道撤回已办：吹哨申请" in again.text
        assert again.fields("吹哨申请")["meet_at"] == "青石桥东口"
        assert "填错了" in again.text

    def test_a_reason_is_needed(self, desk, player):
        case = desk.get(f"/cases/{player.case_id}")

        wrong = desk.send(desk.get(case.link("撤回")), {"reason": ""}, "确认撤回", status=422)

        assert wrong.errors() == {"reason": "请写明原因。"}

    def test_only_who_did_it_is_offered_it(self, page, leader, desk, player):
        address = desk.get(f"/cases/{player.case_id}").link("撤回")

        assert "撤回" not in " ".join(
            a.text_content() for a in leader.get(f"/cases/{player.case_id}").find("//main//a")
        )
        leader.get(address, status=404)
        page.log_in("th_desk").get(address, status=404)

    def test_once_somebody_acted_it_is_too_late(self, desk, player):
        asked = desk.get(desk.get(f"/cases/{player.case_id}").link("撤回"))
        player.complete("approve_whistle", at("08:13"), AGREED)

        late = desk.send(asked, {"reason": "填错了"}, "确认撤回", status=409)

        assert "后面的环节已经有人办理，不能撤回" in late.text


class TestSigning:
    @pytest.fixture
    def ask(self, leader, approval):
        def ask(status=200, **typed):
            form = leader.get(leader.get(f"/tasks/{approval}").link("加签"))
            sent = {"groups": "qh.th/值班领导", "when": "before", "reason": "跨街道"} | typed
            return leader.send(form, sent, "发出加签", status=status)

        return ask

    def signer(self, player):
        return next(task.id for task in player.open_tasks() if task.signing)

    def test_the_task_waits_and_says_for_whom(self, ask):
        held = ask()

        assert "前加签还没有办完，暂不能办理。" in held.text
        assert "等加签 1" in held.text
        assert held.find("//fieldset[@disabled]")
        assert held.find("//button[@type='submit'][@disabled]")

    def test_the_signer_reads_who_asks_and_why(self, ask, page, player):
        ask()
        signer = page.log_in("th_deputy")

        shown = signer.get(f"/tasks/{self.signer(player)}")

        assert shown.title.startswith("前加签：")
        assert "跨街道" in shown.text
        assert not shown.find("//a[contains(@href, '/return')]")

    def test_who_asked_reads_the_opinion(self, ask, page, player, leader, approval):
        ask()
        signer = page.log_in("th_deputy")
        given = {"granted": "不同意", "reason": "超出管辖范围"}

        signer.send(signer.get(f"/tasks/{self.signer(player)}"), given, "签署意见")

        shown = leader.get(f"/tasks/{approval}")
        assert "加签意见：不同意" in shown.text
        assert "超出管辖范围" in shown.text
        assert not shown.find("//fieldset[@disabled]")

    def test_what_was_typed_stays_when_something_is_missing(self, ask):
        wrong = ask(status=422, groups="", when="after")

        assert wrong.errors() == {"groups": "请选择加签的岗位。"}
        assert wrong.fields("发出加签")["reason"] == "跨街道"
        assert wrong.fields("发出加签")["when"] == "after"

    def test_several_posts_are_asked_at_once(self, ask):
        held = ask(groups=["qh.th/值班领导", "qh.ch/值班领导"])

        assert "等加签 2" in held.text

    def test_a_signer_is_asked_no_more_and_only_once(self, ask, leader):
        asked = leader.get(ask(when="after").link("取消此加签"))

        told = leader.send(asked, {"reason": "不需要"}, "确认取消加签")

        assert "已取消加签。" in told.text
        assert "等加签" not in told.text
        leader.send(asked, {"reason": "不需要"}, "确认取消加签", status=409)

    def test_a_return_that_would_cancel_more_by_now_asks_again(self, ask, leader, approval):
        form = chosen(leader, approval)
        ask(groups="qh.wx/分管领导")

        asked = leader.send(form, {"reason": "材料不全"}, "确认退回", status=409)
        told = leader.send(asked, {}, "确认退回")

        assert "退回会取消的任务比您看到的多，请看过清单再确认。" in asked.text
        assert "前加签：吹哨审批" in asked.text.replace(" ", "")
        assert asked.fields("确认退回")["reason"] == "材料不全"
        assert "案件已退回“吹哨申请”" in told.text

    def test_a_stranger_asks_nobody(self, page, approval):
        page.log_in("th_desk").get(f"/tasks/{approval}/sign", status=403)


def test_a_task_that_may_not_go_back_says_so(leader, approval):
    db.session.rollback()
    with transaction():
        runtime.task(approval).properties = {"return": "none"}

    shown = leader.get(f"/tasks/{approval}/return")

    assert "没有可以退回的环节" in shown.text
    assert not leader.get(f"/tasks/{approval}").find("//a[contains(@href, '/return')]")
