"""Every page is clean by WCAG 2.2 AA: a desk in light, a phone in dark; none is forgotten."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app import identity, runtime, tasks
from app.cases import Submission
from app.cli.player import Player
from app.core.db import db, transaction
from app.notifications import Receipt
from tests.browser.axe import flaws
from tests.browser.conftest import Site
from tests.browser.desk import MOVING, Desk
from tests.flows.story import at, play
from tests.flows.test_extension import handle_alone

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
NOW = at("09:05") + timedelta(seconds=1)
SIZES = (({"width": 1440, "height": 900}, "light"), ({"width": 390, "height": 844}, "dark"))
AT_REST = """() => Promise.race([
  Promise.all(document.getAnimations().map(each => each.finished.catch(() => {}))),
  new Promise(done => setTimeout(done, 500)),
])"""
PAGES = (
    ("wx_desk", "/tasks/"),
    ("drain_liaison", "/tasks/?tab=mine"),
    ("water_liaison", "/tasks/?tab=groups"),
    ("wx_desk", "/tasks/?tab=waiting"),
    ("operator", "/tasks/?tab=started"),
    ("watch", "/tasks/?tab=copies"),
    ("wx_desk", "/tasks/?tab=done"),
    ("wx_desk", "/tasks/?tab=mine&q=无此事"),
    ("wx_desk", "/tasks/filters/"),
    ("wx_desk", "/tasks/filters/new"),
    ("drain_liaison", "/tasks/{arrive}"),
    ("water_liaison", "/tasks/{report}"),
    ("water_liaison", "/tasks/{report}/return"),
    ("water_liaison", "/tasks/{report}/sign"),
    ("water_liaison", "/tasks/{report}/sign/{signer}/remove"),
    ("water_liaison", "/tasks/{report}/transfer"),
    ("water_liaison", "/tasks/{report}/delegate"),
    ("traffic_liaison", "/tasks/{arrived}/withdraw"),
    ("water_head", "/tasks/{report}/take-over"),
    ("watch", "/tasks/{arrive}/urge"),
    ("drain_liaison", "/field/"),
    ("drain_liaison", "/field/{arrive}"),
    ("water_liaison", "/drafts/task/{report}/drop"),
    ("watch", "/cases/"),
    ("wx_desk", "/cases/{case}"),
    ("water_liaison", "/cases/{case}"),
    ("wx_desk", "/cases/{case}/comments"),
    ("wx_desk", "/cases/{case}/copies"),
    ("wx_desk", "/cases/{case}/documents"),
    ("wx_desk", "/cases/{case}/links"),
    ("watch", "/cases/{case}/merge"),
    ("wx_desk", "/cases/{calm}/pause"),
    ("wx_desk", "/cases/{case}/papers/"),
    ("wx_desk", "/cases/{case}/diagram"),
    ("wx_desk", "/cases/{case}/branches/{token}/release"),
    ("wx_desk", "/actions/{action}"),
    ("wx_desk", "/submissions/{submission}/print"),
    ("watch", "/monitor/"),
    ("watch", "/monitor/wall"),
    ("watch", "/notices/"),
    ("watch", "/telling/"),
    ("watch", "/operations/"),
    ("watch", "/operations/cases/{case}"),
    ("watch", "/operations/cases/{case}/return?token={arrived}"),
    ("watch", "/operations/cases/{case}/skip?token={report}"),
    ("watch", "/operations/cases/{case}/moments"),
    ("watch", "/operations/cases/{case}/moment?at=2026-07-14T08:50"),
    ("policy", "/operations/migrations/"),
    ("policy", "/operations/migrations/p_whistle"),
    ("policy", "/processes/"),
    ("policy", "/processes/bpmn/p_callback"),
    ("policy", "/processes/bpmn/p_callback/1"),
    ("policy", "/processes/dmn/{table}"),
    ("policy", "/processes/form/arrive"),
    ("policy", "/processes/try"),
    ("operator", "/requests/new"),
    ("wx_desk", "/whistles/new"),
    ("wx_desk", "/me"),
    ("wx_desk", "/me/password"),
    ("water_liaison", "/absences"),
    ("water_liaison", "/absences/new"),
    ("water_head", "/absences/team"),
    ("admin", "/people/{person}/handover"),
)
NO_PAGES = frozenset(
    [
        "accounts.log_in",
        "cases.export",
        "cases.find",
        "diagrams.frame",
        "diagrams.source",
        "diagrams.state",
        "documents.show",
        "documents.thumbnail",
        "drafts.show_pass",
        "worker.card",
        "worker.script",
        "intake.catalogue",
        "monitor.export",
        "monitor.health.healthz",
        "notices.badge",
        "notices.open_notice",
        "papers.show",
        "pickers.search",
        "processes.download",
        "processes.download_draft",
        "static",
        "talk.comments.people",
        "tasks.home",
        "tasks.peek",
        "worklist.export.export",
        "worklist.lists.choose",
        "worklist.lists.fates",
        "worklist.lists.live",
    ]
)
"""Endpoints that answer with data, files or parts of a page, or only lead somewhere else."""


@pytest.fixture
def told(site: Site) -> dict[str, str]:
    """The sample case at 09:05, a calm one beside it, and what their addresses are made of."""
    play(site.player, until="09:04")
    site.set_clock(NOW)
    case_id = site.player.case_id
    report = site.player.task("report_result", "qh.water")
    water, desk = actor("water_liaison"), actor("wx_desk")
    with transaction():
        tasks.sign(report.id, ["qh.water/负责人"], "before", "请核对", actor=water, now=NOW)
    db.session.refresh(report)
    branches = tasks.branches(case_id, actor=desk, now=NOW)
    offered = [s for s in runtime.subscriptions_of(case_id) if "qh.wx/指挥中心" in s.groups]
    arrived = [t for t in runtime.tasks_of(case_id) if t.element_id == "arrive" and t.ended_at]
    traffic = next(t for t in arrived if t.department == "qh.traffic")
    calm = Player()
    handle_alone(calm)
    site.set_clock(NOW)
    return {
        "case": str(case_id),
        "calm": str(calm.case_id),
        "arrive": str(site.player.task("arrive", "qh.drain").id),
        "report": str(report.id),
        "arrived": str(traffic.id),
        "signer": report.signers[0]["token"],
        "token": str(branches[0].token),
        "action": str(next(s for s in offered if s.form_key and s.is_offered).id),
        "submission": str(db.session.scalars(select(Submission.id)).first()),
        "notice": str(db.session.scalars(select(Receipt.notice_id)).first()),
        "person": str(water.user_id),
        "table": "definitions_d_level",
    }


def actor(username: str) -> identity.Actor:
    person = identity.find_user(username)
    assert person is not None
    return identity.actor_of(person)


def test_every_page_is_listed(site: Site) -> None:
    with site.app.test_request_context():
        match = site.app.create_url_adapter(None) or site.app.url_map.bind("")
        shown = {match.match(sample(path), "GET")[0] for _, path in PAGES}  # type: ignore[index]
    rules = [r for r in site.app.url_map.iter_rules() if "GET" in (r.methods or ())]
    pages = {r.endpoint for r in rules if not r.rule.startswith("/api/")}

    assert sorted(pages - shown - NO_PAGES) == []
    assert sorted(NO_PAGES - pages) == []


def sample(path: str) -> str:
    some = "01a2017c-166e-783d-8510-270e63c6743e"
    names = ("case", "calm", "arrive", "report", "arrived", "signer", "token", "action")
    known = dict.fromkeys((*names, "submission", "person"), some)
    return path.split("?")[0].format_map({**known, "table": "x"})


def test_no_page_breaks_a_rule(site: Site, desk: Desk, told: dict[str, str]) -> None:
    broken = [
        f"{path} ({size['width']}) {flaw}"
        for username, path in PAGES
        for size, flaw in found_on(desk, username, path.format_map(told))
    ]

    assert not broken, "\n".join(broken)


def found_on(desk: Desk, username: str, path: str) -> Iterator[tuple[dict[str, int], str]]:
    page = desk.of(username)
    answer = page.goto(desk.base + path)
    if answer is None or not answer.ok:
        yield SIZES[0][0], f"{answer and answer.status}"
        return
    for size, scheme in SIZES:
        settle(page, size, scheme)
        yield from ((size, flaw) for flaw in flaws(page))


def settle(page: Page, size: dict[str, int], scheme: str) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    expect(page.locator(MOVING)).to_have_count(0)
    page.wait_for_timeout(60)  # the new size and colours begin to move
    page.evaluate(AT_REST)
