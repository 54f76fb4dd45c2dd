"""Long forms by keys alone: lists within lists, photos on a bad network, drafts, signers, steps."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect
from sqlalchemy import select

from app import cases
from app.core.db import db
from tests.browser import visiting
from tests.browser.conftest import Site
from tests.browser.desk import DOING, Desk
from tests.browser.keyboard import attach, choose, enter, go, reach, type_into
from tests.browser.operation import Office
from tests.browser.operations import TASK, chosen, menu, to, why
from tests.browser.others import Others
from tests.flows.story import at, play

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
PATIENCE = 30_000
HOMES = [{"door": "1-101", "people": [{"name": "甲"}]}, {"door": "3-303", "people": []}]
CHOOSER = "input[type=file][name='photos-upload']"
STATE = "[data-keep-state]"
SUBMIT = f"{DOING} button[type=submit].btn-primary"
UNDER_WAY = "[data-file][data-under-way]"
TICKED = "[data-file] input:checked"


@pytest.fixture
def task_id(site: Site) -> UUID:
    return visiting.begin()


@pytest.fixture
def page(desk: Desk, task_id: UUID) -> Page:
    return desk.open("wx_desk", f"/tasks/{task_id}")


@pytest.fixture
def office(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Office]:
    desk = Others(browser, site.base, tmp_path)
    opened = Office(site, desk)
    yield opened
    desk.close()
    assert not desk.problems + opened.wrong, "\n".join(desk.problems + opened.wrong)


def test_rows_within_rows_come_and_go_by_keys_and_are_stored_as_typed(
    desk: Desk, page: Page, task_id: UUID
) -> None:
    write(page, "homes-0-door", "1-101")
    write(page, "homes-0-people-0-name", "甲")
    add_row(page, "homes-0-people", "homes-0-people-1-name", "走错的人")
    add_row(page, "homes", "homes-1-door", "2-202")
    write(page, "homes-1-people-0-name", "乙")
    add_row(page, "homes", "homes-2-door", "3-303")
    remove_row(page, "homes-0-people-1")
    remove_row(page, "homes-1")
    expect(page.locator("[name='homes-1-door']")).to_have_value("3-303")
    expect(page.locator(STATE)).to_contain_text("已保存", timeout=PATIENCE)

    page.goto("about:blank")
    again = desk.open("wx_desk", f"/tasks/{task_id}")
    expect(again.locator("[name='homes-0-people-0-name']")).to_have_value("甲")
    expect(again.locator("[name='homes-1-door']")).to_have_value("3-303")
    expect(again.locator("[data-row]:visible > [data-remove-row]")).to_have_count(4)
    send(again)

    assert reply(task_id)["homes"] == HOMES


def write(page: Page, name: str, text: str) -> None:
    """Reach a field by its name and replace what stands there."""
    reach(page, page.locator(f"{DOING} [name='{name}']"))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def add_row(page: Page, rows: str, name: str, text: str) -> None:
    """Press the button of this very list; the new row's first field has the focus."""
    reach(page, page.locator(f"[data-rows='{rows}'] > [data-add-row]"))
    page.keyboard.press("Enter")
    expect(page.locator(f"[name='{name}']")).to_be_focused()
    page.keyboard.type(text)


def remove_row(page: Page, row: str) -> None:
    reach(page, page.locator(f"[data-row][data-part='{row}'] > [data-remove-row]"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-row-said]:focus-within, [data-rows] button:focus")).to_have_count(1)


def send(page: Page) -> None:
    reach(page, page.locator(SUBMIT))
    enter(page)


def reply(task_id: UUID) -> dict[str, object]:
    """Return what was stored of the task's form."""
    db.session.rollback()
    said = select(cases.Submission).where(cases.Submission.task_id == task_id)
    return dict(db.session.scalars(said).one().values)


@pytest.fixture
def photos(desk: Desk, tmp_path: Path) -> list[Path]:
    """Two photos of different content."""
    other = tmp_path / "近景.png"
    other.write_bytes(desk.photo.read_bytes() + b"\0")
    return [desk.photo, other]


def stall_first(page: Page) -> list[Route]:
    """Let the first file sent go into a dead network: it is never answered."""
    stalled: list[Route] = []

    def meet(route: Route) -> None:
        if stalled:
            route.continue_()
        else:
            stalled.append(route)

    page.route("**/documents/", meet)
    return stalled


def test_a_photo_that_stands_still_is_tried_again_and_attached_once(
    page: Page, task_id: UUID, photos: list[Path]
) -> None:
    stall_first(page)
    type_into(page, "事由", "两张照片")
    attach(page, page.locator(CHOOSER), photos)
    expect(page.locator(TICKED)).to_have_count(1, timeout=PATIENCE)
    expect(page.locator(UNDER_WAY)).to_have_count(1)

    reach(page, page.locator(SUBMIT))
    page.keyboard.press("Enter")
    expect(page.locator("[data-uploads-said]")).to_contain_text("还有文件正在上传")
    expect(page.locator(UNDER_WAY)).to_contain_text("网络没有反应", timeout=PATIENCE)
    reach(page, page.locator(UNDER_WAY).get_by_role("button", name="重试"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(TICKED)).to_have_count(2, timeout=PATIENCE)
    expect(page.locator("[data-uploads-said]")).to_have_text("文件已经处理好，请再提交一次。")
    send(page)

    said = reply(task_id)
    assert said["what"] == "两张照片"
    assert contents(said["photos"]) == {path.name for path in photos}


def contents(ids: object) -> set[str]:
    """Return the names of stored files, each of a content of its own."""
    assert isinstance(ids, list)
    found = cases.documents.named([UUID(each) for each in ids])
    assert len({each.sha256 for each in found}) == len(ids)
    return {each.name for each in found}


def test_a_photo_that_stands_still_is_taken_away_and_the_rest_is_sent(
    page: Page, task_id: UUID, photos: list[Path]
) -> None:
    stall_first(page)
    attach(page, page.locator(CHOOSER), photos)
    expect(page.locator(TICKED)).to_have_count(1, timeout=PATIENCE)

    reach(page, page.locator(UNDER_WAY).get_by_role("button", name="去掉"), key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-file]")).to_have_count(1)
    expect(page.locator(CHOOSER)).to_be_focused()
    send(page)

    assert len(contents(reply(task_id)["photos"])) == 1


def test_a_photo_that_failed_keeps_the_form_from_being_sent_without_it(
    page: Page, photos: list[Path]
) -> None:
    told = {"detail": "照片打不开。"}
    page.route("**/documents/", lambda route: route.fulfill(status=422, json=told))
    attach(page, page.locator(CHOOSER), photos[:1])
    expect(page.locator("[data-file]")).to_contain_text("照片打不开。", timeout=PATIENCE)

    reach(page, page.locator(SUBMIT))
    page.keyboard.press("Enter")

    expect(page.locator("[data-uploads-said]")).to_contain_text("有文件没有传上")


def test_a_draft_is_taken_up_and_given_up_by_keys(desk: Desk, page: Page, task_id: UUID) -> None:
    type_into(page, "事由", "写了一半")
    expect(page.locator(STATE)).to_contain_text("已保存", timeout=PATIENCE)
    page.goto("about:blank")

    again = desk.open("wx_desk", f"/tasks/{task_id}")
    expect(again.get_by_label("事由")).to_have_value("写了一半")
    go(again, "放弃草稿")
    expect(again.locator(".sd-typed")).to_contain_text("写了一半")
    go(again, "返回，继续填写")
    expect(again.get_by_label("事由")).to_have_value("写了一半")
    go(again, "放弃草稿")
    go(again, "放弃草稿")

    expect(again.locator(".flash")).to_contain_text("草稿已放弃")
    expect(again.get_by_label("事由")).to_have_value("")
    again.reload()
    expect(again.locator("[data-kept-notice]")).to_have_count(0)


def test_a_signer_after_is_asked_let_go_asked_again_and_signs_by_keys(office: Office) -> None:
    play(office.site.player, until="08:12")
    office.site.set_clock(at("08:13"))
    office.task_id = office.site.player.task("approve_whistle").id
    page = office.look("wx_duty", TASK)

    ask_after(page)
    expect(page.locator(".signers")).to_contain_text("后加签：我办完，对方再办")
    go(page, "取消此加签")
    why("不需要")(page)
    go(page, "确认取消加签")
    expect(page.locator(".signers")).to_have_count(0)
    ask_after(page)
    choose(page, "审批结果", "同意")
    go(page, "吹哨审批")

    signer = office.look("wx_deputy", "/tasks/?tab=groups")
    go(signer, "办理")
    expect(signer.locator("h1")).to_contain_text("后加签")
    choose(signer, "意见", "同意")
    go(signer, "签署意见：吹哨审批")

    assert "后加签" in office.timeline("wx_deputy")


def ask_after(page: Page) -> None:
    asking = (chosen("何时签", "后加签"), chosen("请谁签", "分管领导"), why("跨街道"))
    menu("加签", *asking, to("发出加签"))(page)


def test_the_step_to_go_back_to_is_chosen_in_the_list_and_marked_on_the_diagram(
    office: Office,
) -> None:
    play(office.site.player, until="09:04")
    office.site.set_clock(at("09:05"))
    office.task_id = office.site.player.task("report_result", "qh.water").id
    page = office.look("water_liaison", TASK + "/return")
    steps = page.locator("[data-place]")

    reach(page, steps)
    page.keyboard.press("Space")
    for step in steps.all():
        expect(step).to_be_focused()
        expect(step).to_be_checked()
        expect(page.locator("#then h2")).to_contain_text(name_of(step))
        assert step.evaluate(WHO), name_of(step)
        expect(drawn(page)).to_have_attribute("data-element-id", element_of(step))
        page.keyboard.press("ArrowDown")
    expect(page.locator("#then .chosen")).to_contain_text("您的这一步")

    diagram = page.frame_locator("iframe")
    diagram.locator('g.djs-element.pick[data-element-id="arrive"]').click()
    expect(page.locator("[data-place='p_report_in/arrive']").first).to_be_checked()
    expect(drawn(page)).to_have_attribute("data-element-id", "arrive")


WHO = "e => e.closest('label').querySelector('.sub').textContent.trim()"


def name_of(step: Locator) -> str:
    return str(step.evaluate("e => e.closest('label').querySelector('b').textContent.trim()"))


def element_of(step: Locator) -> str:
    return str(step.get_attribute("data-place")).split("/")[1]


def drawn(page: Page) -> Locator:
    """Return the one step that the diagram marks as chosen."""
    return page.frame_locator("iframe").locator("g.djs-element.picked")
