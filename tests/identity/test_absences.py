"""Somebody is away: who may say so, who stands in, and exactly how long."""

from datetime import timedelta

import pytest

from app import identity
from app.core.errors import InvalidError, NotPermittedError
from app.identity import standing
from app.identity.standing import AbsenceOverError, AbsenceOverlapsError, Plan, UnknownAbsenceError
from tests.identity.conftest import NOW

HOUR = timedelta(hours=1)
LIAISON, DUTY, DESK = "qh.water/联络员", "qh.water/值班员", "qh.wx/指挥中心"
FIELD = f"substitute:{LIAISON}"
STOOD = {LIAISON: "water_duty"}


def at(username, hours=0):
    return identity.actor_of(identity.find_user(username), NOW + hours * HOUR)


def who(username):
    return identity.find_user(username).id


def away(username="water_liaison", instead=None, *, by=None, start=1, end=9, kind="休假"):
    chosen = {group: name and who(name) for group, name in (instead or {}).items()}
    plan = Plan(NOW + start * HOUR, NOW + end * HOUR, kind, chosen)
    return standing.enter(who(username), plan, actor=at(by or username), now=NOW)


def names(groups, hours):
    return [person.username for person in identity.people_in(groups, NOW + hours * HOUR)]


def refused(*how, **more):
    with pytest.raises(InvalidError) as wrong:
        away(*how, **more)
    return wrong.value.fields


def test_a_head_enters_it_for_their_people_and_a_stranger_does_not():
    away(instead=STOOD, by="water_head")

    for stranger in ("drain_head", "water_duty", "wx_desk"):
        with pytest.raises(NotPermittedError):
            away(by=stranger, start=20, end=21)
    assert away("water_head", by="admin").entered_by_name == at("admin").name


def test_a_street_s_desk_keeps_the_absences_of_its_communities():
    away("wx_grid", by="wx_desk")

    with pytest.raises(NotPermittedError):
        away("wx_grid", by="ch_desk", start=20, end=21)


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"start": -1}, "starts_at"),
        ({"end": 1}, "ends_at"),
        ({"end": 1 + 180 * 24 + 0.1}, "ends_at"),
        ({"kind": "旅游"}, "kind"),
        ({"instead": {"qh.water/负责人": "water_duty"}}, "substitute:qh.water/负责人"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(how, field):
    assert set(refused(**how)) == {field}


def test_an_absence_lasts_a_hundred_and_eighty_days_at_most():
    assert away(end=1 + 180 * 24).planned_until == NOW + HOUR + timedelta(days=180)


@pytest.mark.parametrize(
    ("username", "group", "substitute", "why"),
    [
        ("water_liaison", LIAISON, "water_liaison", "本人以外"),
        ("water_liaison", LIAISON, "drain_duty", "都没有岗位"),
        ("wx_grid", "qh.wx.qingshi/网格员", "ch_desk", "都没有岗位"),
        ("admin", "qh/系统管理员", "policy", "只能由本人履行"),
        ("auditor", "qh/审计员", "policy", "只能由本人履行"),
        ("policy", "qh/政策岗", "admin", "只能由本人履行"),
    ],
)
def test_a_substitute_without_the_right_is_refused_with_the_reason(
    username, group, substitute, why
):
    wrong = refused(username, {group: substitute})

    assert why in wrong[f"substitute:{group}"]


def test_the_organisation_above_may_stand_in():
    away("wx_grid", {"qh.wx.qingshi/网格员": "wx_desk"})

    assert "qh.wx.qingshi/网格员" in at("wx_desk", 2).groups


def test_a_shut_account_stands_in_for_nobody():
    identity.set_active(who("water_duty"), False, actor=at("admin"))

    assert "已停用" in refused(instead=STOOD)[FIELD]


@pytest.mark.parametrize(("start", "end"), [(0, 2), (8, 10), (3, 4), (0, 20)])
def test_who_is_away_for_any_part_of_the_time_does_not_stand_in(start, end):
    away("water_duty", start=start, end=end)

    assert "不会再转给别人" in refused(instead=STOOD)[FIELD]


def test_one_absence_may_begin_when_the_other_s_ends():
    away("water_duty", start=9, end=10)

    assert away(instead=STOOD).ends_at == NOW + 9 * HOUR


def test_overlapping_absences_are_refused_naming_the_other():
    away(kind="出差")

    with pytest.raises(AbsenceOverlapsError, match=r"“出差”，2026-07-14 09:00 至 2026-07-14 17:00"):
        away(start=8, end=12)
    assert away(start=9, end=12)


def test_a_cancelled_absence_is_in_nobody_s_way():
    absence = away(instead=STOOD)
    standing.end(absence.id, actor=at("water_liaison"), now=NOW)

    again = away(instead=STOOD)

    assert (absence.is_cancelled, again.is_cancelled) == (True, False)
    assert absence.planned_until == NOW + 9 * HOUR


def test_back_early_the_post_is_one_s_own_again():
    absence = away(instead=STOOD)
    back = NOW + 3 * HOUR

    standing.end(absence.id, actor=at("water_head"), now=back)

    assert (names([LIAISON], 2.9), names([LIAISON], 3)) == (["water_duty"], ["water_liaison"])
    assert (absence.ends_at, absence.ended_by_name) == (back, at("water_head").name)


def test_who_ends_it_second_is_told_who_was_first():
    absence = away()
    standing.end(absence.id, actor=at("water_head"), now=NOW)

    with pytest.raises(AbsenceOverError, match=r"“郎云帆”于 2026-07-14 08:00 结束"):
        standing.end(absence.id, actor=at("water_liaison"), now=NOW)


def test_what_has_run_out_is_not_ended_again():
    absence = away()

    with pytest.raises(AbsenceOverError, match="到期"):
        standing.end(absence.id, actor=at("water_liaison"), now=NOW + 9 * HOUR)


def test_only_those_concerned_know_of_an_absence():
    absence = away(instead=STOOD)

    seen = [standing.spell(absence.id, at(name), NOW).person.username
            for name in ("water_liaison", "water_duty", "water_head", "admin")]  # fmt: skip

    assert seen == ["water_liaison"] * 4
    for stranger in ("drain_head", "wx_desk"):
        with pytest.raises(UnknownAbsenceError):
            standing.spell(absence.id, at(stranger), NOW)
    with pytest.raises(NotPermittedError):
        standing.end(absence.id, actor=at("water_duty"), now=NOW)
