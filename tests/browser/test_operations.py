"""Every operation on a task by keys alone, for the person, the colleague and the outsider."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core.db import transaction
from app.tasks import handing
from tests.browser.conftest import Site
from tests.browser.keyboard import (
    choose,
    enter,
    go,
    labelled,
    press_keys,
    reach,
    type_into,
    worded,
)
from tests.browser.operation import NO_RIGHT, UNKNOWN, Office, Operation
from tests.browser.others import Others
from tests.flows.story import at, play
from tests.flows.test_extension import handle_alone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Keys = Callable[[Page], None]
TASK, CASE = "/tasks/{task}", "/cases/{case}"


@pytest.fixture
def office(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Office]:
    desk = Others(browser, site.base, tmp_path)
    opened = Office(site, desk)
    yield opened
    desk.close()
    assert not desk.problems + opened.wrong, "\n".join(desk.problems + opened.wrong)


def menu(words: str, *then: Keys) -> Keys:
    """Open the task's menu and follow a line of it."""

    def keys(page: Page) -> None:
        reach(page, page.locator("details.deeds > summary"))
        page.keyboard.press("Enter")
        reach(page, worded(page, words), key="ArrowDown")
        enter(page)
        for step in then:
            step(page)

    return keys


def steps(*then: Keys) -> Keys:
    """Do one thing after the other."""

    def keys(page: Page) -> None:
        for step in then:
            step(page)

    return keys


def to(words: str) -> Keys:
    """Press a button, or follow a link, to the next page."""
    return lambda page: go(page, words)


def follow(beginning: str) -> Keys:
    """Follow the link whose words begin so."""

    def keys(page: Page) -> None:
        reach(page, page.get_by_role("link", name=re.compile(beginning)))
        enter(page)

    return keys


def typed(label: str, text: str) -> Keys:
    return lambda page: type_into(page, label, text)


def chosen(label: str, option: str) -> Keys:
    return lambda page: choose(page, label, option)


def why(text: str) -> Keys:
    return typed("原因", text)


HELD = "“孔一诺”已于 07-14 08:0. 领取这项任务。"
LENT = "“孔一诺”已于 07-14 08:0. 把这项任务委派给“华听澜”。"
GIVEN = "“孔一诺”已于 07-14 08:0. 把这项任务转办给“华听澜”。"
CLAIM = Operation(
    TASK,
    "wx_desk",
    to("领取"),
    "领取",
    "望溪街道领取：签收工单 孔一诺",
    "wx_desk2",
    HELD,
    is_shared=True,
)
URGE = Operation(
    CASE,
    "watch",
    steps(follow("^催办"), typed("催办的话", "请立即签收"), to("发出催办")),
    "催办：签收工单",
    "催办：签收工单 请立即签收",
    "arbiter",
    "您不在等这项任务，不能催办。",
    unknown=UNKNOWN,
)
ANSWER = Operation(
    TASK,
    "wx_desk",
    steps(typed("答复", "正在办"), to("答复")),
    "答复",
    "答复催办：签收工单 正在办",
    "wx_desk2",
    HELD,
)
DELEGATE = Operation(
    TASK,
    "wx_desk",
    menu("委派", chosen("请谁协办", "华听澜"), typed("请对方做什么", "请核实"), to("确认委派")),
    "委派",
    "委派给华听澜：签收工单 请核实",
    "wx_desk2",
    HELD,
)
RESOLVE = Operation(
    TASK,
    "wx_duty",
    steps(typed("备注", "积水较深"), typed("给委派人的话", "已核实"), to("交回")),
    "交回",
    "交回给孔一诺：签收工单 已核实",
    "wx_desk2",
    LENT,
)
RECALL = Operation(TASK, "wx_desk", menu("收回"), "收回", "收回委派：签收工单", "wx_desk2", LENT)
TRANSFER = Operation(
    TASK,
    "wx_desk",
    menu("转办", chosen("转给谁", "华听澜"), typed("转办原因", "出差"), to("确认转办")),
    "转办",
    "转办给华听澜：签收工单 出差",
    "wx_desk2",
    "“孔一诺”已于 07-14 08:0. 收回这项任务。",
)
RELEASE = Operation(
    TASK, "wx_duty", menu("退回本岗"), "退回本岗", "退回本岗：签收工单", "wx_desk", GIVEN
)
TAKE_OVER = Operation(
    CASE,
    "watch",
    menu("接管", why("久未办理"), to("确认接管")),
    "接管",
    "接管：签收工单 久未办理",
    "wx_desk2",
    "这项任务就在您这里，请直接办理。",
    unknown=UNKNOWN,
)
SKIP = Operation(
    TASK,
    "watch",
    menu("跳过", why("系统切换"), to("确认跳过环节")),
    "跳过",
    "跳过：签收工单 系统切换",
    "wx_desk2",
    NO_RIGHT,
    unknown=NO_RIGHT,
    api=TASK + "/skip",
)


def whose(page: Page) -> None:
    """Be told whose work is lost by going back."""
    expect(page.locator(".chosen")).to_contain_text("吹哨审批")
    expect(page.locator(".chosen")).to_contain_text("值班领导")


WITHDRAW = Operation(
    CASE,
    "wx_desk",
    steps(to("撤回：吹哨申请"), whose, why("填错了"), to("确认撤回")),
    "撤回：吹哨申请",
    "撤回已办：吹哨申请 填错了",
    "wx_desk2",
    UNKNOWN,
    unknown=UNKNOWN,
)
SIGN = Operation(
    TASK,
    "wx_duty",
    menu(
        "加签",
        chosen("何时签", "前加签"),
        chosen("请谁签", "分管领导"),
        why("跨街道"),
        to("发出加签"),
    ),
    "加签",
    "请求前加签：望溪街道 · 分管领导 跨街道",
    "wx_deputy",
    "这项任务不在您的岗位。",
)
UNSIGN = Operation(
    TASK,
    "wx_duty",
    steps(to("取消此加签"), why("不需要"), to("确认取消加签")),
    "取消此加签",
    "取消加签：望溪街道 · 分管领导 不需要",
    "wx_deputy",
    "这项任务不在您的岗位。",
)
COMPLETE = Operation(
    TASK,
    "wx_duty",
    steps(chosen("审批结果", "同意"), to("吹哨审批")),
    "吹哨审批",
    "吹哨审批 同意",
    "wx_deputy",
    "这项任务不在您的岗位。",
)


def on_the_diagram(page: Page) -> None:
    """Choose a step where it is drawn; the list says the same."""
    page.frame_locator("iframe").locator('g.djs-element[data-element-id="arrive"]').click()
    expect(page.locator('[data-place="p_report_in/arrive"]').first).to_be_checked()
    expect(page.locator("#then h2")).to_contain_text("到场登记")


RETURN = Operation(
    TASK,
    "water_liaison",
    menu(
        "退回",
        on_the_diagram,
        chosen("退回到哪一步", "到场登记"),
        why("请补拍现场照片"),
        to("确认退回"),
    ),
    "退回",
    "退回至：到场登记 请补拍现场照片",
    "water_duty",
    "“范守拙”已于 07-14 09:0. ",
    is_shared=True,
)
REMOVE = Operation(
    CASE,
    "wx_duty",
    steps(to("减签：排水公司"), why("另有任务"), to("确认减签")),
    "减签：排水公司",
    "解除：排水公司 另有任务",
    "wx_deputy",
    UNKNOWN,
    unknown=UNKNOWN,
)


def extension(page: Page) -> None:
    go(page, "申请延期")
    reach(page, labelled(page, "延至"))
    page.keyboard.type("07242026")
    press_keys(page, "ArrowRight")
    page.keyboard.type("0600PM")
    type_into(page, "延期理由", "物业须先行清运，已约定时间")
    go(page, "确认：申请延期")


EXTEND = Operation(
    CASE,
    "wx_desk",
    extension,
    "申请延期",
    "申请延期",
    "wx_desk2",
    "“孔一诺”已于 07-14 09:0. ",
    unknown=UNKNOWN,
    is_shared=True,
)
GRANT = Operation(
    TASK,
    "wx_deputy",
    steps(chosen("审批结果", "同意"), to("审批延期")),
    "审批延期",
    "审批延期 同意",
    "wx_desk",
    "这项任务不在您的岗位。",
)


def stand(office: Office, until: str, element: str, department: str | None = None) -> None:
    """Play the story up to a moment; a minute later a task of it is looked at."""
    play(office.site.player, until=until)
    hour, minute = map(int, until.split(":"))
    office.site.set_clock(at(f"{hour:02}:{minute + 1:02}"))
    office.task_id = office.site.player.task(element, department).id


def lend(office: Office) -> None:
    """Delegate the task once more, behind the pages."""
    player = office.site.player
    mine, helper = (player.actor(name, at("08:04")) for name in ("wx_desk", "wx_duty"))
    assert office.task_id is not None
    with transaction():
        handing.delegate(office.task_id, helper.user_id, "请核实", actor=mine, now=at("08:04"))


def seen_again(listed: Page) -> Locator:
    """Come back to a list that was left open; return its row."""
    listed.evaluate("window.dispatchEvent(new Event('focus'))")
    return listed.locator("[data-row]")


def test_an_order_changes_hands(office: Office) -> None:
    stand(office, "08:03", "sign_order")

    listed = office.look("wx_desk2", "/tasks/?tab=groups")
    office.perform(CLAIM)
    expect(seen_again(listed)).to_contain_text("孔一诺")
    office.perform(URGE, ANSWER, DELEGATE, RESOLVE)
    lend(office)
    office.perform(RECALL, TRANSFER, RELEASE)
    expect(seen_again(listed)).not_to_have_class(re.compile("gone"))
    office.perform(TAKE_OVER, SKIP)


def test_others_are_asked_and_a_step_is_taken_back(office: Office) -> None:
    stand(office, "08:12", "approve_whistle")
    player = office.site.player

    office.perform(WITHDRAW)
    play(player, start="08:12", until="08:12")
    office.task_id = player.task("approve_whistle").id
    office.perform(SIGN)
    page = office.look("wx_duty", TASK + "/return")
    choose(page, "退回到哪一步", "吹哨申请")
    expect(page.locator("#then .chosen")).to_contain_text("望溪街道 · 分管领导")
    office.perform(UNSIGN, COMPLETE)


def test_a_step_goes_back(office: Office) -> None:
    stand(office, "09:04", "report_result", "qh.water")

    office.perform(RETURN, REMOVE)


def test_an_extension_is_asked_for_and_granted(office: Office) -> None:
    player = office.site.player
    handle_alone(player)
    office.site.set_clock(at("09:00"))

    office.perform(EXTEND)
    office.task_id = player.task("decide_extension").id
    office.perform(GRANT)
