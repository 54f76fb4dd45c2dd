"""Named limits, as the parameter tables say."""

from datetime import timedelta

import pytest

from app import sla
from app.sla.limits import BadAnchorError, BadLimitRowError
from app.sla.terms import BadTermError
from tests.sla.conftest import at, wall

SENT = at("2026-07-14 08:15")
CREATED = at("2026-07-14 09:45")


@pytest.mark.parametrize(
    ("key", "whistle_class", "due"),
    [
        ("approve", "日常", "2026-07-14 15:15"),
        ("approve", "攻坚", "2026-07-15 17:30"),
        ("approve", "紧急", "2026-07-14 09:55"),
        ("verbal_confirm", "日常", None),
        ("verbal_confirm", "紧急", "2026-07-14 10:15"),
        ("sign", "日常", "2026-07-14 10:00"),
        ("sign", "紧急", "2026-07-14 08:25"),
        ("contact", "日常", "2026-07-15 08:15"),
        ("contact", "紧急", None),
        ("report_in", "日常", "2026-07-17 17:30"),
        ("report_in", "攻坚", "2026-07-21 17:30"),
        ("report_in", "紧急", "2026-07-14 08:45"),
        ("late_1", "日常", "2026-07-20 09:30"),
        ("late_1", "紧急", "2026-07-14 08:45"),
        ("late_2", "攻坚", "2026-07-22 10:00"),
        ("late_2", "紧急", "2026-07-14 09:00"),
        ("first_report", "紧急", "2026-07-14 10:15"),
        ("plan", "攻坚", "2026-07-28 17:30"),
        ("finish", "日常", "2026-07-22 00:00"),
        ("finish", "紧急", "2026-07-15 08:15"),
        ("accept", "紧急", "2026-07-14 10:15"),
        ("objection_window", "紧急", None),
        ("score", "紧急", "2026-07-16 17:30"),
        ("appeal", None, "2026-07-17 17:30"),
        ("appeal_decision", None, "2026-07-21 17:30"),
    ],
)
def test_a_limit_of_a_whistle_follows_its_class(limits, calendar, key, whistle_class, due):
    facts = {"whistle_class": whistle_class, "level": "L1", "dispatched_at": SENT}

    assert wall(sla.limit(limits, key, facts, CREATED, calendar)) == due


@pytest.mark.parametrize(
    ("key", "level", "due"),
    [
        ("dispatch", None, "2026-07-14 08:30"),
        ("dispatch", "L1", "2026-07-14 08:05"),
        ("order_sign", "L1", "2026-07-14 08:25"),
        ("order_sign", "L4", "2026-07-14 10:00"),
        ("contact_requester", "L2", "2026-07-14 12:15"),
        ("handle", "L1", "2026-07-14 10:00"),
        ("handle", "L3", "2026-07-22 00:00"),
        ("rework", "L2", "2026-07-14 21:45"),
        ("callback", "L1", "2026-07-15 17:30"),
        ("callback_gap", "L1", "2026-07-15 09:00"),
        ("extension_decision", "L2", None),
        ("opinion", "L2", "2026-07-15 17:30"),
        ("escalation_receive", "L2", "2026-07-14 11:45"),
        ("escalation_coordinate", "L3", "2026-07-16 17:30"),
        ("ledger_review", "L4", "2026-07-22 00:00"),
    ],
)
def test_a_limit_of_an_order_follows_its_level(limits, calendar, key, level, due):
    facts = {"level": level, "received_at": at("2026-07-14 08:00"), "dispatched_at": SENT}

    assert wall(sla.limit(limits, key, facts, CREATED, calendar)) == due


def test_a_catalogue_row_may_count_working_days(limits, calendar):
    facts = {"level": "L3", "received_at": SENT, "catalogue_clock": "WORK_DAYS"}

    assert wall(sla.limit(limits, "handle", facts, CREATED, calendar)) == "2026-07-23 17:30"


def test_the_anchor_is_the_row_s_not_the_task_s(limits, calendar):
    facts = {"whistle_class": "紧急", "dispatched_at": SENT}

    assert sla.anchor(limits, "report_in", facts, CREATED, calendar) == SENT
    assert sla.anchor(limits, "accept", facts, CREATED, calendar) == CREATED
    assert wall(sla.anchor(limits, "late_2", facts, CREATED, calendar)) == "2026-07-14 08:45"


def test_a_ruling_counts_from_the_consultation(limits, calendar):
    facts = {"consult_at": at("2026-07-13 10:00")}

    assert wall(sla.limit(limits, "ruling", facts, CREATED, calendar)) == "2026-07-15 17:30"


def test_what_has_not_begun_has_no_limit(limits, calendar):
    assert sla.limit(limits, "sign", {"whistle_class": "紧急"}, CREATED, calendar) is None


def test_without_its_event_a_limit_s_clock_is_shown_from_the_task_on(limits, calendar):
    assert sla.anchor(limits, "sign", {}, CREATED, calendar) == CREATED


def test_the_limits_are_known_by_name(limits):
    assert {"sign", "late_2", "callback_gap"} <= set(sla.keys(limits))


def test_the_length_of_a_limit_is_in_its_own_clock(limits, calendar):
    def length(key, whistle_class):
        return sla.term(limits, key, {"whistle_class": whistle_class}).length(calendar)

    assert length("report_in", "日常") == timedelta(minutes=1260)
    assert length("report_in", "紧急") == timedelta(minutes=30)
    assert length("finish", "日常") == timedelta(days=7)


def test_an_unknown_limit_is_refused(limits, calendar):
    with pytest.raises(sla.UnknownLimitError, match="lunch"):
        sla.limit(limits, "lunch", {}, CREATED, calendar)


def test_an_anchor_that_is_no_time_is_refused(limits, calendar):
    with pytest.raises(BadAnchorError, match="dispatched_at"):
        sla.limit(limits, "sign", {"dispatched_at": "昨天"}, CREATED, calendar)


@pytest.mark.parametrize("cell", ["", "3 d", "3 d WH", "2 h WD", "1 h WH opening", "三天"])
def test_a_cell_that_cannot_be_read_is_refused(cell):
    with pytest.raises(BadTermError):
        sla.read_term(cell)


@pytest.mark.parametrize("row", [{"all": "1 d WD"}, {"anchor": "created_at", "L1": "1 d WD"}])
def test_a_row_without_anchor_or_fallback_is_refused(row):
    table = {"chosen_by": "level", "fallback": "L3", "rows": {"sign": row}}

    with pytest.raises(BadLimitRowError, match="sign"):
        sla.read_limits([table])
