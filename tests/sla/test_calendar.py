"""The working calendar."""

from datetime import date, time, timedelta

from app import sla


def test_weekdays_are_worked_unless_an_exception_says_otherwise(calendar):
    worked = [day for day in range(1, 12) if calendar.is_workday(date(2026, 10, day))]

    assert worked == [8, 9, 10]


def test_days_after_the_last_official_notice_are_provisional(calendar):
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2027, 1, 1))
    assert not sla.Calendar().is_provisional(date(2027, 1, 1))


def test_a_working_day_is_as_long_as_its_sessions():
    summer = sla.Calendar(hours=((time(8), time(12)), (time(15), time(18))))

    assert sla.Calendar().day_length == timedelta(hours=7)
    assert summer.day_length == timedelta(hours=7)
    assert summer.closes_at(date(2026, 7, 14)).hour == 18
