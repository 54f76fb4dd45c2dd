"""A policy author changes P04's diagram in the browser: drafted, checked, published."""

from datetime import timedelta
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Page, Route, expect

from app import cases, definitions, runtime
from app.core import clock
from app.core.db import db, transaction
from app.identity import SYSTEM
from tests.browser.conftest import Site
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
KEY = "p_report_in"
PATH = f"/processes/bpmn/{KEY}"


def test_a_changed_diagram_serves_new_cases_while_running_ones_keep_theirs(
    site: Site, desk: Desk
) -> None:
    running = begin()
    page = workbench(desk)

    rename(page, "sign", "到岗签收")
    press(page, "check")
    expect(page.locator("[data-count]")).to_have_text("没有发现问题，可以发布。")
    press(page, "save")
    expect(page.locator("[data-note]")).to_contain_text("草稿已保存")
    publish(page, "签收改称到岗签收")

    expect(page.locator(".flash")).to_contain_text("已发布第 2 版")
    assert (first_task(running), first_task(begin())) == ("报到签收", "到岗签收")
    assert runtime.replay(running).same


def test_a_diagram_that_cannot_run_is_refused_and_its_finding_leads_to_the_element(
    site: Site, desk: Desk, tmp_path
) -> None:
    source = definitions.at_version("bpmn", KEY, 1).source.decode()
    broken = tmp_path / f"{KEY}.bpmn"
    broken.write_text(source.replace('dueDate="=limit(&#34;sign&#34;)"', 'dueDate="=limit("')
                      .replace("dueDate='=limit(\"sign\")'", "dueDate='=limit('"))  # fmt: skip
    page = workbench(desk)

    page.locator("[data-upload]").set_input_files(broken)
    expect(page.locator("[data-note]")).to_have_text("有未保存的改动")
    publish(page, "试一试")

    finding = page.locator("[data-list] button", has_text="报到签收")
    expect(finding).to_be_visible()
    finding.click()
    expect(page.locator('[data-element-id="sign"].selected')).to_have_count(1)
    assert definitions.latest("bpmn", KEY).version == 1


def test_whoever_saved_meanwhile_is_named_before_anything_is_overwritten(
    site: Site, desk: Desk
) -> None:
    page, other = workbench(desk), desk.of("policy").context.new_page()
    ready(other, desk.base + PATH)
    rename(other, "sign", "甲的名称")
    press(other, "save")
    expect(other.locator("[data-note]")).to_contain_text("草稿已保存")

    rename(page, "sign", "乙的名称")
    press(page, "save")
    conflict = page.locator("[data-dialog=conflict]")
    expect(conflict).to_contain_text("保存了草稿")
    conflict.locator("[data-ok]").click()

    expect(page.locator("[data-note]")).to_contain_text("2 次保存")


def test_what_is_changed_on_the_way_is_not_taken_for_saved(site: Site, desk: Desk) -> None:
    page = workbench(desk)
    rename(page, "sign", "甲的名称")
    sent = []

    def change(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request)
            if len(sent) == 1:
                rename(page, "sign", "乙的名称")
        route.continue_()

    page.route("**/processes/**", change)
    with page.expect_response(lambda each: each.request.method == "POST"):
        press(page, "save")
    expect(page.locator("[data-note]")).to_have_text("有未保存的改动")
    press(page, "save")

    expect(page.locator("[data-note]")).to_contain_text("2 次保存")
    assert "乙的名称" in unquote_plus(str(sent[1].post_data))


def workbench(desk: Desk) -> Page:
    page = desk.open("policy", "/processes/")
    page.get_by_role("link", name="部门报到").click()
    page.wait_for_selector("[data-workbench][data-ready]")
    return page


def ready(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("[data-workbench][data-ready]")


def rename(page: Page, element: str, name: str) -> None:
    page.locator(f'[data-element-id="{element}"] .djs-hit').first.dblclick()
    written = page.locator(".djs-direct-editing-content")
    expect(written).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(name)
    expect(written).to_have_text(name)
    page.keyboard.press("Enter")
    expect(written).to_have_count(0)
    expect(page.locator("[data-note]")).to_have_text("有未保存的改动")


def press(page: Page, what: str) -> None:
    page.locator(f"[data-do={what}]").click()


def publish(page: Page, note: str) -> None:
    press(page, "publish")
    page.locator("#publish-note").fill(note)
    page.locator("[data-dialog=publish] [data-ok]").click()


def begin():
    now = clock.now()
    with transaction():
        about = {"title": "积水", "facts": "青石桥下积水", "street": "qh.wx"}
        case = cases.open_case(KEY, about, region_id="qh", actor=SYSTEM, now=now)
        given = {
            "case_ref": case.reference, "district": "qh", "street": "qh.wx", "mode": "现场",
            "department": "qh.water", "whistle_no": f"{case.reference}-1",
            "whistle_class": "紧急", "level": "L1", "dispatched_at": now,
            "whistle_due_at": now + timedelta(days=1),
        }  # fmt: skip
        runtime.start(KEY, given, case_id=case.id, region_id="qh", actor=SYSTEM, now=now)
        return case.id


def first_task(case_id) -> str:
    db.session.rollback()
    return runtime.tasks_of(case_id)[0].name
