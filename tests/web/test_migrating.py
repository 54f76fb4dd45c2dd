"""Cases move to the newest version of their process: mapped, tried, moved, and taken back."""

import pytest

from app import runtime
from app.core.db import db
from tests.page import said
from tests.runtime.small import done, opened
from tests.runtime.test_migration import newer


@pytest.fixture
def policy(page):
    """The policy author's browser."""
    return page.log_in("policy")


@pytest.fixture
def ways(morning):
    """Two cases whose b and c wait, and a newer version in which b is called b2."""
    cases = [opened("p_ways", now=morning.now) for _ in range(2)]
    for case_id in cases:
        done(case_id, "a")
    newer("p_ways")
    db.session.rollback()
    return cases


@pytest.fixture
def strict(morning):
    """Three cases; one stands at b, which the newer version has no more."""
    cases = [opened("p_strict", now=morning.now) for _ in range(3)]
    done(cases[1], "a")
    newer("p_strict")
    db.session.rollback()
    return cases


def mapping_of(browser, process):
    """Go from the versions in use to what becomes what."""
    listed = browser.get("/operations/migrations/")
    versions = browser.get(listed.find(f"//a[contains(@href, '{process}')]")[0].get("href"))
    return browser.get(versions.link("迁移到最新版"))


def ticked(page):
    """Return the ids of the cases that can go."""
    return [box.get("value") for box in page.find("//input[@name='item']")]


def version(case_id):
    """Return on which versions a case runs."""
    db.session.rollback()
    return runtime.instance(case_id).set_id


def test_versions_are_listed_with_their_cases(ways, policy):
    listed = policy.get("/operations/migrations/")
    versions = policy.get(listed.link("p_ways"))

    assert "第 1 版" in said(listed.find("//tr[contains(@class, 'late-row')]")[0])
    assert "1 → 2 版" in versions.text


def test_what_became_what_is_suggested_and_can_be_changed(ways, policy):
    shown = mapping_of(policy, "p_ways")

    fields = shown.fields("试迁移")

    assert fields["map:p_ways/b"] == "p_ways/b2"
    assert fields["map:p_ways/c"] == "p_ways/c"
    assert "按名称或前后环节找到" in shown.text


def test_the_dry_run_names_each_case_that_cannot_go_and_why(strict, policy):
    shown = mapping_of(policy, "p_strict")

    tried = policy.send(shown, {}, "试迁移")

    assert "试迁移：2 件可以，1 件不能" in tried.text
    [kept] = [said(row) for row in tried.find("//ul/li") if "不能迁移" in said(row)]
    assert "b：新版流程中没有这个元素" in kept
    assert str(strict[1]) not in ticked(tried)
    assert len({version(case_id) for case_id in strict}) == 1


def test_those_that_can_go_do_and_come_back_together(strict, policy):
    before = version(strict[0])
    tried = policy.send(mapping_of(policy, "p_strict"), {}, "试迁移")
    chosen = {"item": ticked(tried), "reason": "流程改版"}
    action = "/operations/migrations/p_strict/run"

    unsaid = policy.post(action, tried.filled({**chosen, "reason": ""}, "迁移选中"), 422)
    moved = policy.post(action, tried.filled(chosen, "迁移选中"))
    after = [version(case_id) for case_id in strict]
    asked = policy.send(moved, {}, "撤销这次迁移")
    undone = policy.send(asked, {"reason": "回退"}, "确认撤销迁移 2 件")

    assert unsaid.errors() == {"reason": "请写明原因。"}
    assert moved.title == "迁移：完成 2 件，共 2 件"
    assert [each == before for each in after] == [False, True, False]
    assert "撤销迁移：2 件都已完成" in undone.text
    assert [version(case_id) for case_id in strict] == [before] * 3


def test_a_run_can_be_taken_back_later_from_the_list_of_runs(strict, policy):
    before = version(strict[0])
    tried = policy.send(mapping_of(policy, "p_strict"), {}, "试迁移")
    chosen = {"item": ticked(tried), "reason": "流程改版"}
    policy.post("/operations/migrations/p_strict/run", tried.filled(chosen, "迁移选中"))

    asked = policy.send(policy.get("/operations/migrations/p_strict"), {}, "撤销 2 件")
    undone = policy.send(asked, {"reason": "回退"}, "确认撤销迁移 2 件")

    assert version(strict[0]) == before
    assert "已撤销、又迁移或办结 2 件" in undone.text


def test_only_the_last_of_two_runs_can_be_taken_back(ways, policy, morning):
    for time in ("09:00", "10:00"):
        morning.at(time)
        tried = policy.send(mapping_of(policy, "p_ways"), {}, "试迁移")
        chosen = {"item": ticked(tried), "reason": "流程改版"}
        moved = policy.post("/operations/migrations/p_ways/run", tried.filled(chosen, "迁移选中"))
        if time == "09:00":
            asked = policy.send(moved, {}, "撤销这次迁移")
            policy.send(asked, {"reason": "回退"}, "确认撤销迁移 2 件")

    runs = policy.get("/operations/migrations/p_ways").find(
        "//h2/following-sibling::table//tbody/tr"
    )

    assert ["撤销 2 件" in said(row) for row in runs] == [True, False]


def test_a_changed_mapping_is_kept_and_counts(ways, policy):
    tried = policy.send(mapping_of(policy, "p_ways"), {"map:p_ways/b": ""}, "试迁移")

    assert "试迁移：0 件可以，2 件不能" in tried.text
    assert tried.fields("按这些对应再试")["map:p_ways/b"] == ""


def test_one_case_comes_back_from_its_page(ways, policy):
    before = version(ways[0])
    tried = policy.send(mapping_of(policy, "p_ways"), {}, "试迁移")
    run = tried.filled({"item": [str(ways[0])], "reason": "流程改版"}, "迁移选中")
    policy.post("/operations/migrations/p_ways/run", run)

    case_page = policy.get(f"/operations/cases/{ways[0]}")
    asked = policy.send(case_page, {}, "撤销迁移")
    after = policy.send(asked, {"reason": "回退"}, "确认撤销迁移")

    assert version(ways[0]) == before
    assert after.url == f"/operations/cases/{ways[0]}"
    assert "撤销这次迁移" not in after.text


def test_the_moment_before_a_migration_is_drawn_in_the_version_of_then(ways, policy, morning):
    morning.at("09:00")
    tried = policy.send(mapping_of(policy, "p_ways"), {}, "试迁移")
    run = tried.filled({"item": ticked(tried), "reason": "流程改版"}, "迁移选中")
    policy.post("/operations/migrations/p_ways/run", run)

    address = f"/cases/{ways[0]}/diagram.json"
    then = policy.client.get(f"{address}?at=2026-07-14T08:30").json
    now = policy.client.get(address).json

    assert [each["processes"][0]["version"] for each in (then, now)] == [1, 2]
    assert 'id="b2"' not in policy.client.get(then["processes"][0]["xml"]).text
    assert {each["element"] for each in then["live"]} >= {"b", "c"}


def test_nothing_chosen_is_said(ways, policy):
    tried = policy.send(mapping_of(policy, "p_ways"), {}, "试迁移")
    run = tried.filled({"item": None, "reason": "流程改版"}, "迁移选中")

    assert "没有选中案件" in policy.post("/operations/migrations/p_ways/run", run).text


def test_calm_states(policy):
    assert "没有在办的案件" in policy.get("/operations/migrations/").text
    assert "没有在办的案件" in policy.get("/operations/migrations/p_report_in").text


def test_what_does_not_exist_is_not_found(ways, policy):
    policy.get("/operations/migrations/p_nothing", status=404)
    policy.get("/operations/migrations/p_ways?from=x", status=404)


@pytest.mark.parametrize("name", ["wx_desk", "operator", "watch"])
def test_whoever_may_not_migrate_is_refused(ways, page, name):
    stranger = page.log_in(name)

    stranger.get("/operations/migrations/", status=403)
    stranger.get("/operations/migrations/p_ways", status=403)
    stranger.post("/operations/migrations/p_ways/try", {}, status=403)
    stranger.post("/operations/migrations/p_ways/run", {"reason": "x"}, status=403)
    stranger.post("/operations/unmigrate", {"item": [str(ways[0])]}, status=403)
