"""A form in the browser: conditions, search, evidence, signatures, rows, all by keyboard."""

import hashlib
import json
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import cases, definitions, runtime
from app.cases import documents
from app.cli.player import picture
from app.core import clock
from app.core.db import db, transaction
from app.definitions import Draft
from app.identity import SYSTEM
from tests.browser.conftest import Site
from tests.browser.desk import DOING, Desk
from tests.browser.keyboard import enter, press, press_keys, reach, settle, type_into
from tests.browser.others import Others, again, forms_of, refused
from tests.jobs import diagrams

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
ASKING = b'<zeebe:userTask /><zeebe:formDefinition formId="trial" />'
FORM = {
    "type": "default",
    "id": "trial",
    "components": [
        {"type": "textfield", "key": "what", "label": "事由", "properties": {"to": "S"}},
        {"type": "textfield", "key": "more", "label": "补充", "properties": {"to": "S"},
         "conditional": {"hide": "=what = null or not(contains(what, \"水\"))"}},
        {"type": "text", "id": "echo", "text": "已写：{{what}}"},
        {"type": "select", "key": "unit", "label": "单位", "valuesKey": "orgs",
         "properties": {"to": "S", "kind": "org"}},
        {"type": "dynamiclist", "path": "people", "label": "人员",
         "properties": {"to": "S", "max_rows": "3"},
         "components": [{"type": "textfield", "key": "name", "label": "姓名"}]},
        {"type": "filepicker", "key": "photos", "label": "照片", "multiple": True,
         "accept": ".png,.jpg,.mp4", "properties": {"to": "S", "capture": "environment"}},
        {"type": "filepicker", "key": "drawn", "label": "手写签名",
         "properties": {"to": "S", "kind": "signature"}},
        {"type": "filepicker", "key": "typed", "label": "打字签名",
         "properties": {"to": "S", "kind": "signature"}},
    ],
}  # fmt: skip


@pytest.fixture
def page(site: Site, desk: Desk) -> Page:
    opened = desk.open("wx_desk", f"/tasks/{begin()}")
    expect(opened.locator(DOING)).to_be_visible()
    return opened


def test_a_condition_follows_the_typing_and_the_caret_stays(page: Page) -> None:
    field = page.get_by_label("事由")
    field.click()
    page.keyboard.type("路面积", delay=5)
    page.keyboard.press("Home")
    page.keyboard.type("水", delay=5)
    expect(page.get_by_label("补充")).to_be_visible()

    page.keyboard.type("在", delay=5)
    expect(page.locator("[data-part=echo]")).to_have_text("已写：水在路面积")
    page.get_by_label("补充").fill("深半米")
    page.get_by_label("事由").focus()
    page.keyboard.press("End")
    page.keyboard.type("深", delay=5)
    expect(page.locator("[data-part=echo]")).to_have_text("已写：水在路面积深")

    expect(field).to_be_focused()
    expect(field).to_have_value("水在路面积深")
    expect(page.get_by_label("补充")).to_have_value("深半米")
    field.fill("路")
    expect(page.get_by_label("补充")).to_have_count(0)


def test_a_form_is_filled_in_by_keys_and_others_cannot_send_it(
    site: Site, desk: Desk, others: Others, page: Page
) -> None:
    type_into(page, "事由", "已检查")
    finds_a_unit(page)
    adds_and_removes_rows(page)
    signs_by_name(page)
    with forms_of(page) as sent:
        reach(page, page.locator(f"{DOING} button[type=submit].btn-primary"))
        enter(page)

    said = reply()
    assert (said.values["people"], paper(said, "typed").signer) == ([{"name": "乙"}], "张三")
    told = desk.open("wx_desk", f"/cases/{said.case_id}").locator(".tl")
    expect(told).to_contain_text("望溪街道：签收工单")
    for username, status, words in (("wx_desk2", 409, "孔一诺"), ("th_desk", 404, "没有找到")):
        answer = again(sent[-1], others.of(username))
        assert (answer.status, words in answer.words) == (status, True), answer
        assert refused(site.app, username, f"/tasks/{said.task_id}/complete", {}) == status


def finds_a_unit(page: Page) -> None:
    """By pinyin, then by initials; what was chosen is read out."""
    box = reach(page, page.get_by_role("combobox", name="单位"))
    options = page.get_by_role("option")
    page.keyboard.type("chengguan", delay=5)
    expect(options.first).to_contain_text("城管")
    press_keys(page, "Escape", "Control+a")
    page.keyboard.type("cgj", delay=5)
    expect(options.first).to_contain_text("城管")

    settle(page)
    page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    page.keyboard.press("Enter")

    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("城管执法局")
    assert page.locator("select[name=unit]").input_value().startswith("qh.")


def test_enter_before_the_matches_means_the_first_of_them(page: Page) -> None:
    box = page.get_by_role("combobox", name="单位")
    box.focus()
    page.keyboard.type("cgj")
    press_keys(page, "Enter", "Tab")

    expect(box).to_have_value("城管执法局")
    expect(page.locator(DOING)).to_be_visible()


def adds_and_removes_rows(page: Page) -> None:
    type_into(page, "姓名", "甲")
    press(page, "加一行")
    expect(page.locator("[name='people-1-name']")).to_be_focused()
    settle(page)
    page.keyboard.type("乙")
    reach(page, page.get_by_role("button", name="去掉第 1 行"), key="Shift+Tab")
    page.keyboard.press("Enter")
    settle(page)

    expect(page.locator("[name='people-0-name']")).to_have_value("乙")
    expect(page.get_by_role("button", name="去掉第 1 行")).to_be_focused()
    expect(page.locator("[data-row]")).to_have_count(1)


def signs_by_name(page: Page) -> None:
    """What is drawn by pen elsewhere is typed and agreed to by key."""
    reach(page, page.locator("[name='typed-name']"))
    page.keyboard.type("张三")
    reach(page, page.locator("[name='typed-agree']"))
    page.keyboard.press("Space")


def test_a_photo_goes_up_with_hash_and_position_and_a_form_is_signed_by_pen_and_by_name(
    desk: Desk, page: Page
) -> None:
    page.locator("input[type=file][name='photos-upload']").first.set_input_files(desk.photo)
    item = page.locator("[data-part=photos] [data-file]")
    expect(item.locator("input:checked")).to_be_attached()
    expect(item).to_contain_text("30.75000,117.20000")

    page.get_by_label("事由").fill("已检查")
    expect(page.locator("[data-part=echo]")).to_have_text("已写：已检查")
    settle(page)
    pad = page.locator("[data-part=drawn] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    page.mouse.up()
    expect(page.locator("[data-part=drawn] [data-said]")).to_have_text("已签名")
    page.locator("[name='typed-name']").fill("张三")
    page.locator("[name='typed-agree']").check()
    expect(page.locator("[data-part=drawn] [data-said]")).to_have_text("已签名")
    desk.send(page)

    said = reply()
    photo, drawn, typed = (paper(said, key) for key in ("photos", "drawn", "typed"))
    assert photo.sha256 == hashlib.sha256(picture()).hexdigest()
    assert (photo.taken_lat, photo.taken_lon, photo.source) == (30.75, 117.2, "device")
    assert (drawn.source, typed.source, typed.signer) == ("drawn", "typed", "张三")
    assert drawn.signed_sha256
    assert drawn.signed_sha256 == typed.signed_sha256
    seen = desk.open("wx_desk", f"/submissions/{said.id}/print")
    expect(seen.locator(".sd-read-signature img")).to_have_count(2)


def begin() -> UUID:
    """Open a case whose only task has the form; return the task's id."""
    now = clock.now()
    diagram = diagrams.desk("p_trial", "试填").replace(b"<zeebe:userTask />", ASKING)
    with transaction():
        definitions.deploy(Draft("form", json.dumps(FORM).encode()), actor=SYSTEM, now=now)
        definitions.deploy(Draft("bpmn", diagram), actor=SYSTEM, now=now)
        about = {"title": "积水", "facts": "青石桥下积水", "street": "qh.wx"}
        case = cases.open_case("p_trial", about, region_id="qh", actor=SYSTEM, now=now)
        given = {"street": "qh.wx", "due_at": now + timedelta(days=1), "case_ref": case.reference}
        runtime.start("p_trial", given, case_id=case.id, region_id="qh", actor=SYSTEM, now=now)
        return runtime.tasks_of(case.id)[0].id


def reply() -> cases.Submission:
    db.session.rollback()
    newest = select(cases.Submission).where(cases.Submission.form_key == "trial")
    return db.session.scalars(newest).one()


def paper(said: cases.Submission, key: str) -> cases.Document:
    (found,) = documents.named([UUID(said.values[key][0])])
    return found
