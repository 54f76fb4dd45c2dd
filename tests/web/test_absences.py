"""Being away and leaving, on the pages: the person, the substitute, the head, the stranger."""

import pytest

from app import identity, tasks
from app.core.db import db, transaction
from app.identity import standing
from app.identity.standing import Plan
from app.runtime import UserTask
from tests.builders import Statements
from tests.flows.story import at

DESK = "qh.wx/指挥中心"
FROM, UNTIL = "2026-07-14T08:10", "2026-07-14T18:00"


@pytest.fixture
def until():
    return "08:03"


@pytest.fixture
def order(player):
    """The order waits for the street's desk."""
    return player.task("sign_order").id


def who(username):
    db.session.rollback()
    return identity.find_user(username).id


def entered(browser, substitute="wx_director", group=DESK, status=200, **changes):
    """Enter an absence as one does on the page."""
    form = browser.get("/absences/new")
    values = {"starts_at": FROM, "ends_at": UNTIL, f"substitute:{group}": str(who(substitute))}
    return browser.send(form, {**values, **changes}, "登记请假", status)


@pytest.fixture
def away(player, order):
    """孔一诺 of the desk is away from 08:03 until 18:00; the street's director stands in."""
    with transaction():
        person = identity.find_user("wx_desk")
        plan = Plan(at("08:03"), at("18:00"), "休假", {DESK: who("wx_director")})
        standing.enter(person.id, plan, actor=player.actor("wx_desk", at("08:03")), now=at("08:03"))


class TestEntering:
    def test_without_an_absence_the_page_says_what_to_do(self, player, page):
        shown = page.log_in("wx_desk").get("/absences")

        assert "没有登记请假" in shown.text
        assert "目前没有人请您代办。" in shown.text
        assert shown.link("登记请假") == "/absences/new"

    def test_an_absence_is_entered_and_shown_to_both(self, player, page):
        told = entered(page.log_in("wx_desk"))

        assert "已登记请假" in told.text
        assert "由 魏嘉树 代办" in told.text
        assert "孔一诺" in page.log_in("wx_director").get("/absences").text
        assert "由您代办" in page.log_in("wx_director").get("/notices/").text

    @pytest.mark.parametrize(
        ("changes", "field", "why"),
        [
            ({"starts_at": ""}, "starts_at", "请填写日期和时间。"),
            ({"starts_at": "2026-07-13T08:00"}, "starts_at", "开始时间不能早于现在。"),
            ({"ends_at": FROM}, "ends_at", "结束时间须晚于开始时间。"),
            ({"ends_at": "2027-07-14T08:00"}, "ends_at", "一次请假不能超过 180 天。"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
        self, player, page, changes, field, why
    ):
        shown = entered(page.log_in("wx_desk"), status=422, **changes)

        assert shown.errors() == {field: why}
        assert shown.fields("登记请假")[f"substitute:{DESK}"] == str(who("wx_director"))

    def test_a_substitute_who_is_away_is_refused_with_the_reason(self, player, page):
        entered(page.log_in("wx_director"), "wx_deputy", "qh.wx/主任")

        shown = entered(page.log_in("wx_desk"), status=422)

        assert "“魏嘉树”这段时间也请假" in shown.errors()[f"substitute:{DESK}"]

    def test_an_overlap_is_told_and_nothing_typed_is_lost(self, player, page):
        browser = page.log_in("wx_desk")
        entered(browser)

        shown = entered(browser, status=409, kind="出差")

        assert "与已登记的请假（“休假”，08:10 至 18:00）重叠" in shown.text
        assert shown.find("//input[@value='出差']/@checked")

    def test_it_is_cancelled_and_kept(self, player, page):
        browser = page.log_in("wx_desk")

        shown = browser.send(entered(browser), {}, "确认取消")

        assert "请假已取消。" in shown.text
        assert "没有登记请假" in shown.text
        assert "原定至" in shown.text

    def test_who_cancels_second_is_told_who_was_first(self, player, page):
        browser, head = page.log_in("wx_desk"), page.log_in("admin")
        mine = entered(browser)
        head.send(head.get("/absences/team"), {}, "确认取消")

        refused = browser.send(mine, {}, "确认取消", 409)

        assert "结束，不用再做" in refused.text

    def test_who_can_be_chosen_comes_from_the_own_organisation_first(self, player, page):
        shown = page.log_in("wx_desk").get("/absences/new")

        names = shown.find(f"//select[@name='substitute:{DESK}']/option/text()")
        assert names[0] == "不指定，由同岗位的同事办理"
        assert "曹秋实" in names
        assert "吕疏桐" not in names


class TestTheOffice:
    def test_a_head_sees_who_is_away_and_enters_for_others(self, away, page):
        head = page.log_in("wx_desk2")
        shown = head.get("/absences/team")

        assert "孔一诺 休假 请假中" in shown.text
        form = head.get(f"/absences/new?person={who('wx_deputy')}")
        values = {"starts_at": FROM, "ends_at": UNTIL}
        assert "已登记请假" in head.send(form, values, "登记请假").text
        assert "曹秋实为您登记了休假" in page.log_in("wx_deputy").get("/notices/").text

    def test_others_see_no_office_and_enter_for_nobody_else(self, away, page):
        stranger = page.log_in("water_duty")

        stranger.get("/absences/team", status=403)
        stranger.get(f"/absences/new?person={who('wx_desk')}", status=403)
        spell = standing.absences_of(who("wx_desk"))[0]
        stranger.post(f"/absences/{spell.absence.id}/end", {}, status=404)

    def test_the_list_costs_the_same_however_many_are_away(self, away, player, page):
        head = page.log_in("admin")
        head.get("/absences/team")
        with Statements() as before:
            head.get("/absences/team")
        _everybody_away(player)

        with Statements() as after:
            head.get("/absences/team")

        assert len(after) == len(before), after


def _everybody_away(player):
    for username in ("wx_duty", "wx_deputy", "water_head", "water_duty"):
        with transaction():
            actor = player.actor(username, at("08:03"))
            plan = Plan(at("09:00"), at("12:00"), "培训")
            standing.enter(actor.user_id, plan, actor=actor, now=at("08:03"))


class TestStandingIn:
    def test_the_worklist_says_in_whose_place_and_until_when(self, away, page):
        shown = page.log_in("wx_director").get("/tasks/")

        assert "您正在代 孔一诺（望溪街道 · 指挥中心）至 今日 18:00。" in shown.text.replace(
            "\xa0", " "
        )

    def test_the_substitute_does_what_was_claimed_in_the_absent_person_s_name(
        self, player, order, away, page
    ):
        with transaction():
            actor = player.actor("wx_desk", at("08:03"))
            tasks.claim(order, actor=actor, now=at("08:03"))

        _sign(page.log_in("wx_director"), order)

        assert _done_by(order) == ("魏嘉树（代孔一诺）", who("wx_desk"))
        case = page.log_in("wx_desk2").get(f"/cases/{player.case_id}")
        assert "魏嘉树（代孔一诺）" in case.text

    def test_what_the_substitute_claims_is_the_absent_person_s(self, player, order, away, page):
        browser = page.log_in("wx_director")

        browser.post(f"/tasks/{order}/claim", {})

        assert _task(order).assignee_id == who("wx_desk")
        _sign(browser, order)
        assert _done_by(order)[0] == "魏嘉树（代孔一诺）"

    def test_outsiders_and_former_substitutes_do_not(self, order, away, morning, page):
        page.log_in("wx_deputy").get(f"/tasks/{order}", status=403)
        morning.at("18:00")

        page.log_in("wx_director").get(f"/tasks/{order}", status=403)

    def test_a_substitute_who_is_away_too_is_told_why(self, player, order, away, page):
        with transaction():
            actor = player.actor("wx_director", at("08:03"))
            plan = Plan(at("08:03"), at("12:00"), "病假")
            standing.enter(actor.user_id, plan, actor=actor, now=at("08:03"))
        browser = page.log_in("wx_director")

        refused = browser.get(f"/tasks/{order}", status=403)

        assert "您本人这段时间也请假，不能代“孔一诺”办理。" in refused.text
        assert "不能代“孔一诺”办理" in browser.get("/tasks/").text

    def test_pages_cost_a_substitute_no_statement_more(self, order, away, morning, page):
        browser = page.log_in("wx_director")
        counted = []
        for wall in ("08:04", "18:00"):
            morning.at(wall)
            browser.get("/tasks/?tab=groups")
            with Statements() as seen:
                browser.get("/absences")
            counted.append(len(seen))

        assert counted[0] == counted[1]


def _sign(browser, order):
    form = browser.get(f"/tasks/{order}")
    return browser.send(form, {}, "签收工单")


def _task(task_id):
    db.session.rollback()
    return db.session.get(UserTask, task_id)


def _done_by(task_id):
    task = _task(task_id)
    return task.completed_by_name, task.completed_for_id


def test_the_whole_is_there_in_english(away, page):
    browser = page.log_in("wx_director")
    browser.post("/language", {"language": "en"})

    shown = [browser.get(path).text for path in ("/absences", "/absences/new", "/tasks/")]

    assert "You are standing in for 孔一诺" in shown[2]
    assert "Posts I hold for others" in shown[0]
    assert "Enter absence" in shown[1]
