"""The operations on a task: what is pressed and typed for each, and what it then says."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.keyboard import choose, enter, go, labelled, press_keys, reach, type_into, worded
from tests.browser.operation import NO_RIGHT, NOT_THEIRS, UNKNOWN, Operation

Keys = Callable[[Page], None]
TASK, CASE = "/tasks/{task}", "/cases/{case}"


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


HELD = "“孔一诺”已于 08:0. 领取这项任务。"
LENT = "“孔一诺”已于 08:0. 把这项任务委派给“华听澜”。"
GIVEN = "“孔一诺”已于 08:0. 把这项任务转办给“华听澜”。"
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
    "“孔一诺”已于 08:0. 收回这项任务。",
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
    NOT_THEIRS,
)
UNSIGN = Operation(
    TASK,
    "wx_duty",
    steps(to("取消此加签"), why("不需要"), to("确认取消加签")),
    "取消此加签",
    "取消加签：望溪街道 · 分管领导 不需要",
    "wx_deputy",
    NOT_THEIRS,
)
COMPLETE = Operation(
    TASK,
    "wx_duty",
    steps(chosen("审批结果", "同意"), to("吹哨审批")),
    "吹哨审批",
    "吹哨审批 同意",
    "wx_deputy",
    NOT_THEIRS,
)


def on_the_diagram(page: Page) -> None:
    """Choose a step where it is drawn; the list says the same."""
    drawing = page.frame_locator("iframe")
    expect(drawing.locator("[data-note]")).to_be_empty()  # it stands where it stays
    drawing.locator('g.djs-element[data-element-id="arrive"]').click()
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
    "“范守拙”已于 09:0. ",
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
    "“孔一诺”已于 09:0. ",
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
    NOT_THEIRS,
)
