"""Linking and merging cases on pages."""

import pytest

from app.cases import Case
from app.cli.player import Player
from app.core.db import db
from tests.flows.story import REQUEST, at
from tests.flows.test_extension import handle_alone

REASON = "同一处占道经营，重复登记"


@pytest.fixture
def pair(player, morning):
    handle_alone(player)
    other = Player()
    other.register("operator", at("09:00"), {**REQUEST, "requester_phone": "13900000001"})
    morning.at("10:00")
    return db.session.get(Case, other.case_id), db.session.get(Case, player.case_id)


def test_a_case_is_found_by_its_number_and_linked(page, pair):
    one, other = pair
    desk = page.log_in("wx_desk")
    place = f"/cases/{one.id}/links"

    found = desk.get(f"{place}?q={other.reference[-6:]}")
    chosen = desk.get(found.link(other.reference))
    linked = desk.send(chosen, {"reason": REASON}, "关联")

    assert f"相关 {other.reference}" in linked.text
    assert f"望溪街道将本案关联到：{one.reference}" in desk.get(f"/cases/{other.id}").text
    gone = desk.send(linked, {}, "取消关联")
    assert "还没有关联案件" in gone.text
    assert f"望溪街道取消关联案件：{one.reference}" in desk.get(f"/cases/{other.id}").text


def test_what_is_wrong_with_a_link_comes_back_at_its_field(page, pair):
    desk = page.log_in("wx_desk")
    said = {"reference": "QH-2026-999999", "relation": "相关", "reason": REASON}

    found = desk.post(f"/cases/{pair[0].id}/links", said, 422)

    assert found.errors() == {"reference": "没有编号为“QH-2026-999999”的案件，或您无权查看。"}
    assert found.fields("关联")["reason"] == REASON


def test_merging_shows_what_it_does_and_then_does_it(page, pair):
    one, main = pair
    desk = page.log_in("dispatcher")
    preview = desk.get(f"/cases/{one.id}/merge?reference={main.reference}")

    done = desk.send(preview, {"reason": REASON}, "确认并案")

    assert "下面 1 项会取消" in preview.text
    assert "签收工单望溪街道 · 指挥中心" in preview.text.replace(" 望溪", "望溪")
    assert "共 2 位，都由主案回访" in preview.text
    assert done.url == f"/cases/{main.id}"
    assert f"并入了案件：{one.reference}" in done.text
    assert f"将本案并入：{main.reference}" in desk.get(f"/cases/{one.id}").text


def test_what_cannot_be_merged_says_why(page, pair):
    one, _main = pair
    desk = page.log_in("dispatcher")

    itself = desk.get(f"/cases/{one.id}/merge?reference={one.reference}")
    unknown = desk.get(f"/cases/{one.id}/merge?reference=QH-2026-999999")
    short = desk.post(f"/cases/{one.id}/merge", {"reference": _main.reference, "reason": "同"}, 422)

    assert "不能并入自己。" in itself.text
    assert "没有编号为“QH-2026-999999”的案件" in unknown.text
    assert short.errors() == {"reason": "请写明理由，4 到 200 个字。"}


def test_who_may_not_is_refused(page, pair):
    one, main = pair
    said = {"reference": main.reference, "relation": "相关", "reason": REASON}

    page.log_in("operator").get(f"/cases/{one.id}/merge", 403)
    page.log_in("operator").post(f"/cases/{one.id}/merge", said, 403)
    page.log_in("th_desk").post(f"/cases/{one.id}/merge", said, 404)
    page.log_in("th_desk").post(f"/cases/{one.id}/links", said, 404)
    page.log_in("th_desk").get(f"/cases/{one.id}/links", 404)

    assert "并入主案…" not in page.log_in("operator").get(f"/cases/{one.id}").text
