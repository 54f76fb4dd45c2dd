"""What people do with a case: by keys, seen by a colleague, refused to whom the rules forbid it.

``wx_desk`` handles the order; ``wx_director`` has another post in the same street office;
``th_desk`` has the same post in another street.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from app import cases, identity
from app.cli.player import Player
from app.core.db import db
from tests.browser.conftest import Site, served
from tests.browser.desk import Desk
from tests.browser.keyboard import (
    attach,
    choose,
    enter,
    go,
    labelled,
    press_keys,
    reach,
    tick,
    type_into,
)
from tests.browser.others import Answer, Others, again, forms_of, post, refused
from tests.flows.story import at
from tests.flows.test_extension import handle_alone
from tests.installation import SqliteBackend

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
PERSON, COLLEAGUE, OUTSIDER = "wx_desk", "wx_director", "th_desk"
NO_RIGHT, NOT_FOUND = "您没有权限做这件事", "没有找到这一页"
REASON = "同一处占道经营，重复登记"


@dataclass
class Office:
    """One installation for all these tests, who sits in it, and the case they work on."""

    site: Site
    desk: Desk
    others: Others
    folder: Path
    case_id: UUID
    reference: str
    twin: str
    """The number of a case about the same."""

    twin_id: UUID

    @property
    def case(self) -> str:
        return f"/cases/{self.case_id}"

    def url(self, path: str) -> str:
        return f"{self.site.base}{self.case}/{path}".replace("{twin_id}", str(self.twin_id))


@pytest.fixture(scope="module")
def office(
    backend: SqliteBackend, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with served(backend, folder) as site:
        desk, others = Desk(browser, site.base, folder), Others(browser, site.base, folder)
        twin, case_id = an_order(), an_order()
        site.set_clock(at("09:00"))
        yield Office(site, desk, others, folder, case_id, number(case_id), number(twin), twin)
        others.close()
        desk.close()
        assert desk.problems + others.problems == []


def an_order() -> UUID:
    player = Player()
    handle_alone(player)
    return player.case_id


def number(case_id: UUID) -> str:
    person = identity.find_user(PERSON)
    assert person is not None
    found = cases.case(case_id, identity.actor_of(person)).reference
    db.session.rollback()
    return found


def copies(page: Page, office: Office) -> None:
    go(page, "抄送给…")
    type_into(page, "找单位、岗位或人", "ymy")
    expect(labelled(page, "严沐阳")).to_be_attached()
    tick(page, "严沐阳")
    type_into(page, "附言", "请阅知")
    go(page, "抄送")


def reads(page: Page, office: Office) -> None:
    go(page, "抄送我的 1")
    go(page, "查看")


def comments(page: Page, office: Office) -> None:
    type_into(page, "写评论", "请 @yan")
    name = page.get_by_role("option", name="严沐阳")
    expect(name).to_be_visible()
    press_keys(page, "ArrowDown", "ArrowUp", "Enter")
    expect(labelled(page, "写评论")).to_have_value("请 @严沐阳 ")
    page.keyboard.type("过目")
    go(page, "发表评论")


def takes_back(page: Page, office: Office) -> None:
    type_into(page, "写评论", "写错了")
    go(page, "发表评论")
    reach(page, page.locator(".said li").last.get_by_role("button", name="收回这条评论"))
    enter(page)


def attaches(page: Page, office: Office) -> None:
    go(page, "加附件、看版本")
    for version in (1, 2):
        file = office.folder / "勘查记录.pdf"
        file.write_bytes(b"%PDF-1.7 " + bytes([version]))
        attach(page, page.locator("#file"), file)
        if version == 2:
            choose(page, "作为哪个附件的新版本", "勘查记录")
        go(page, "保存附件")


def pauses(page: Page, office: Office) -> None:
    go(page, "暂停计时")
    choose(page, "暂停的原因", "补正")
    reach(page, labelled(page, "暂停到哪一天（含）"))
    page.keyboard.type("07172026")
    type_into(page, "情况", "等诉求人补交照片")
    go(page, "暂停计时")


def resumes(page: Page, office: Office) -> None:
    go(page, "恢复计时")


def links(page: Page, office: Office) -> None:
    go(page, "关联案件…")
    type_into(page, "找案件：编号、地点或内容", office.twin)
    enter(page)
    go(page, office.twin)
    choose(page, "关系", "同源")
    type_into(page, "理由", REASON)
    go(page, "关联")


def unlinks(page: Page, office: Office) -> None:
    go(page, "关联案件…")
    go(page, f"取消关联 ：{office.twin}")


def reveals(page: Page, office: Office) -> None:
    type_into(page, "申请查看的理由", "核实联系电话")
    go(page, "申请查看")


def merges(page: Page, office: Office) -> None:
    go(page, "并入主案…")
    type_into(page, "主案编号", office.twin)
    go(page, "看看会怎样")
    type_into(page, "理由", REASON)
    go(page, "确认并案")


@dataclass(frozen=True)
class Operation:
    """One operation: how it is done by keys, what is told of it, and how others are refused."""

    do: Callable[[Page, Office], None]
    told: str
    """What the timeline says."""
    colleague: tuple[int, str] | None
    """What the colleague is answered; None when the rule allows it to colleagues too."""
    api: str = ""
    sent: dict[str, Any] = field(default_factory=dict)
    seen: str = ""
    """What the colleague's page shows of it."""
    by: str = PERSON
    first: str = ""
    """The address, where others try it before the person leaves nothing to do."""


OPERATIONS = (
    Operation(
        copies, "发出抄送：严沐阳", (403, "只有正在办理、办过或督办这个案件的人才能抄送"),
        "copies", {"to": ["user:wx_deputy"]},
    ),
    Operation(
        reads, "严沐阳已阅抄送", (404, "不是给您的"), seen="严沐阳 09:00 已阅", by="wx_deputy"
    ),
    Operation(
        comments, "评论@严沐阳", (403, NO_RIGHT), "comments", {"text": "请过目"}, "请 @严沐阳 过目"
    ),
    Operation(takes_back, "收回一条评论", (403, "只有写评论的人才能收回")),
    Operation(attaches, "更新附件为第 2 版：勘查记录.pdf", None, seen="第 2 版"),
    Operation(
        pauses, "暂停计时：补正", (403, "只有正在办理这个案件的人"), "pause",
        {"reason": "补正", "words": "等诉求人补交照片", "until": "2026-07-17"}, first="pause",
    ),
    Operation(resumes, "恢复计时：补正", (403, "只有正在办理这个案件的人"), "resume"),
    Operation(
        links, "将本案关联到", (403, NO_RIGHT), "links",
        {"reference": "{twin}", "relation": "同源", "reason": REASON},
    ),
    Operation(
        unlinks, "取消关联案件", (403, "只有关联的人和督办人员"), "links/{twin}/remove",
        first="links/{twin_id}/remove",
    ),
    Operation(reveals, "查看诉求人信息", (403, NO_RIGHT)),
    Operation(
        merges, "将本案并入", (403, NO_RIGHT), "merge", {"into": "{twin}", "reason": REASON}, "并案"
    ),
)  # fmt: skip


def test_every_operation_of_a_case_is_done_by_keys_and_refused_to_others(office: Office) -> None:
    wrong = [fault for each in OPERATIONS for fault in done(office, each)]

    assert wrong == []
    told = office.desk.open(PERSON, office.case).locator(".tl").inner_text()
    assert [each.told for each in OPERATIONS if each.told not in told] == []
    shown = office.others.open(COLLEAGUE, office.case).locator("main").inner_text()
    assert [each.seen for each in OPERATIONS if each.seen not in shown] == []


def done(office: Office, operation: Operation) -> Iterator[str]:
    """Let the person do it by keys and others try the same; yield what did not go as it should."""
    page = office.desk.open(operation.by, office.case if operation.by == PERSON else "/tasks/")
    if operation.first:
        body = urlencode({"csrf_token": "-", **operation.sent}).encode()
        url = office.url(operation.first)
        yield from tried(office, operation, lambda other: post(url, other, body))
    with forms_of(page) as sent:
        operation.do(page, office)
    if not operation.first:
        yield from tried(office, operation, lambda other: again(sent[-1], other))


def tried(office: Office, operation: Operation, attempt: Callable[[Page], Answer]) -> Iterator[str]:
    expected = {COLLEAGUE: operation.colleague, OUTSIDER: (404, NOT_FOUND)}
    for username, (status, words) in {k: v for k, v in expected.items() if v}.items():
        got = attempt(office.others.of(username))
        if got.status != status or words not in got.words:
            yield f"{operation.do.__name__}, {username}: {got}"
        if operation.api and (said := by_program(office, operation, username)) != status:
            yield f"{operation.do.__name__} by program, {username}: {said}"


def by_program(office: Office, operation: Operation, username: str) -> int:
    body = {k: office.twin if v == "{twin}" else v for k, v in operation.sent.items()}
    path = f"/cases/{office.reference}/{operation.api}".replace("{twin}", office.twin)
    return refused(office.site.app, username, path, body, is_form=operation.first == "pause")
