"""The case page read aloud, its papers, and a report-in by keys: by person, colleague, outsider."""

import pytest
from playwright.sync_api import Page, expect

from app.core.db import db
from tests.browser.keyboard import attach, go, press, reach, type_into
from tests.browser.others import refused
from tests.builders import the_case
from tests.flows.story import at

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
PHONE = {"width": 390, "height": 844}
PROGRESS = """
- list "流程进度":
  - listitem: 受理 已完成
  - listitem: 派单 已完成
  - listitem: 吹哨 已完成
  - listitem: 报到 2/3 进行中
  - listitem: 处置 进行中
  - listitem: 考核 未到
  - listitem: 回访 未到
"""
STANDING = """
- list /现在停在/:
  - listitem: 到场登记 排水公司 进行中 · 逾期 20 分 部门报到
  - listitem: /处置反馈 水务局 进行中 · .*/
  - listitem: /处置反馈 交警大队 进行中 · .*/
"""
WALKED = (
    "诉求登记 已经过",
    "工单办理 进行中",
    "签收工单 望溪街道 已完成，孔一诺 今日 08:05",
    "报到签收 消防救援 已取消",
    "到场登记 水务局 已完成",
    "到场登记 排水公司 进行中 · 逾期 20 分",
)


@pytest.fixture
def backend(stages):
    """The sample case at 09:05: 排水公司 has not arrived."""
    return stages.at("09:04")


@pytest.fixture
def case(site):
    site.set_clock(at("09:05"))
    return the_case()


def test_the_diagram_has_a_list_that_says_where_each_branch_stands(desk, others, case):
    page = desk.open("wx_desk", f"/cases/{case.case_id}")
    expect(page.locator("main")).to_match_aria_snapshot(PROGRESS)
    branches = page.get_by_role("list", name="各部门").get_by_role("listitem")
    expect(branches.nth(1)).to_contain_text("排水公司未到场 · 逾期 20 分")
    waiting = page.get_by_role("list", name="待办").get_by_role("listitem")
    expect(waiting.first).to_contain_text("到场登记：排水公司")

    go(page, "流程图")
    expect(page.locator("main")).to_match_aria_snapshot(STANDING)
    steps = page.get_by_role("list", name="走过的环节").get_by_role("listitem")
    said = [" ".join(each.split()) for each in steps.all_inner_texts()]
    found = [next(n for n, each in enumerate(said) if words in each) for words in WALKED]
    assert len(set(found)) == len(found)

    stranger = others.of("th_desk")
    answer = stranger.goto(f"{desk.base}/cases/{case.case_id}/diagram")
    assert answer.status == 404
    expect(stranger.get_by_role("heading", level=1)).to_have_text("没有找到这一页")


def test_a_diagram_that_did_not_come_through_comes_with_the_network(desk, case):
    page = desk.open("wx_desk", f"/cases/{case.case_id}/diagram")
    note = page.locator("[data-note]")
    expect(note).to_have_text("")
    other = page.locator("[data-key=p_hotline_intake]")
    expect(other).to_have_attribute("aria-selected", "false")
    page.context.set_offline(True)
    other.click()
    expect(note).to_have_text("流程图没有打开，下面的列表内容相同。")
    assert [each for each in desk.problems if "ERR_INTERNET_DISCONNECTED" not in each] == []
    desk.problems.clear()

    page.context.set_offline(False)

    expect(note).to_have_text("")
    expect(other).to_have_attribute("aria-selected", "true")


def test_papers_are_fetched_by_keys_and_not_by_others(desk, others, case):
    papers = f"/cases/{case.case_id}/papers/"
    page = desk.open("wx_desk", f"/cases/{case.case_id}")
    go(page, "打印")
    reach(page, page.get_by_role("link", name="交办单"))
    with page.context.expect_event("response", lambda each: ".pdf" in each.url) as got:
        page.keyboard.press("Enter")

    assert got.value.headers["content-type"] == "application/pdf"
    kinds = {"th_desk": "order", "wx_community": "supervision", "water_liaison": "supervision"}
    for username, kind in kinds.items():
        answer = others.of(username).request.get(f"{desk.base}{papers}{kind}.pdf")
        assert (username, answer.status) == (username, 404)
        assert "没有" in answer.text()


def test_an_arrival_is_reported_by_keys(desk, others, site, case):
    task_id = case.task("arrive", "qh.drain").id
    db.session.rollback()
    page = desk.open("drain_duty", f"/field/{task_id}")
    page.set_viewport_size(PHONE)
    reported(page, desk)

    case_page = desk.open("wx_desk", f"/cases/{case.case_id}")
    expect(case_page.locator(".tl li").nth(1)).to_contain_text("排水公司：到场登记")
    colleague = others.of("drain_liaison")
    colleague.goto(f"{site.base}/field/{task_id}")
    expect(colleague.locator("main")).to_contain_text("“韦立言”已于")
    for username in ("water_liaison", "drain_head"):
        assert others.of(username).goto(f"{site.base}/field/{task_id}").status in (403, 404)
        assert refused(site.app, username, f"/tasks/{task_id}/complete", {}) in (403, 404)


def reported(page: Page, desk) -> None:
    press(page, "我已到场")
    expect(page.locator("[data-place-said]")).to_contain_text("误差约")
    attach(page, page.locator("[data-camera]"), desk.photo)
    expect(page.locator("ul[data-photos] li")).to_have_count(1)
    if not page.locator("[name=people-0-name]").input_value():
        type_into(page, "姓名", "赵明")
    press(page, "发送报到")
    expect(page.locator("[data-outbox-title]")).to_have_text("报到已送达")
