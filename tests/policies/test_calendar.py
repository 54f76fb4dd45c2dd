"""The working calendar from notices and libraries."""

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest

from app import policies
from tests.policies.conftest import NOW


@pytest.mark.parametrize("year", range(2004, 2027))
def test_the_covered_years_are_as_the_notices_say(year):
    calendar = policies.current_calendar()
    days = [date(year, 1, 1) + timedelta(days=step) for step in range(365)]

    wrong = [day for day in days if calendar.is_workday(day) != chinese_calendar.is_workday(day)]

    assert wrong == []


def test_the_years_after_have_statutory_days_and_are_provisional():
    calendar = policies.current_calendar()
    new_year, spring_festival, saturday = date(2027, 1, 1), date(2027, 2, 8), date(2027, 2, 20)

    assert not any(calendar.is_workday(day) for day in (new_year, spring_festival, saturday))
    assert calendar.is_provisional(new_year)
    assert not calendar.is_provisional(date(2026, 12, 31))


def test_the_horizon_is_counted_in_months():
    assert policies.horizon_months(NOW) == 29
    assert policies.horizon_months(datetime(2028, 12, 31, 17, tzinfo=UTC)) == -1


def test_importing_the_same_calendar_again_adds_no_version():
    assert policies.import_calendar(now=NOW).version == 1


def test_an_official_notice_replaces_its_year():
    notice = "2027-02-05,off\n2027-02-20,work\n"

    added = policies.import_notice(2027, notice, "国办发明电〔2026〕1号", now=NOW)

    calendar = policies.calendar(added.version)
    assert calendar.is_workday(date(2027, 2, 20))
    assert calendar.is_workday(date(2027, 10, 4))
    assert not calendar.is_provisional(date(2027, 12, 31))
    assert "国办发明电" in policies.calendar_source(added.version)


def test_the_calendar_a_case_ran_under_stays():
    policies.import_notice(2027, "2027-02-20,work", "通知", now=NOW)

    assert not policies.calendar(1).is_workday(date(2027, 2, 20))
    assert policies.current_calendar_version() == 2


@pytest.mark.parametrize(
    "notice", ["", "2027-02-05", "2026-02-05,off", "2027-02-05,maybe", "Feb 5,off"]
)
def test_a_notice_that_cannot_be_read_is_refused(notice):
    with pytest.raises(policies.BadNoticeError):
        policies.import_notice(2027, notice, "通知", now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"hours": []},
        {"hours": [["13:30", "17:30"], ["09:00", "12:00"]]},
        {"hours": [["nine", "17:30"]]},
        {"exceptions": {"2026-13-01": "off"}},
        {"exceptions": {"2026-10-01": "holiday"}},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(change):
    body = {"exceptions": {}, "covers_until": "2026-12-31", "provisional_from": "2027-01-01"}

    with pytest.raises(policies.BadCalendarError):
        policies.import_calendar(body | {"hours": [["09:00", "17:30"]]} | change, now=NOW)
