"""The State Council's holiday notices: which days differ from the plain week."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import chinese_calendar
import holidays

from app.core.errors import InvalidError

OFF, WORK = "off", "work"
FIRST_YEAR, LAST_OFFICIAL_YEAR, LAST_YEAR = 2004, max(chinese_calendar.holidays).year, 2028
HOURS = [["09:00", "12:00"], ["13:30", "17:30"]]
SATURDAY = 5


class BadNoticeError(InvalidError):
    """文件无法读取：每行应为“日期,off 或 work”，例如“2027-02-06,off”。"""


def seeded_calendar() -> dict[str, Any]:
    """Return a calendar body: official 2004 to the last notice known, statutory days after.

    The years after have no 调休 yet and are provisional.
    """
    return {
        "hours": HOURS,
        "exceptions": dict(_official()) | dict(_statutory()),
        "source": f"chinesecalendar {FIRST_YEAR}–{LAST_OFFICIAL_YEAR}，其后为法定节日（holidays）",
        "covers_until": f"{LAST_YEAR}-12-31",
        "provisional_from": f"{LAST_OFFICIAL_YEAR + 1}-01-01",
    }


def with_notice(body: Mapping[str, Any], year: int, text: str, source: str) -> dict[str, Any]:
    """Return the calendar with one year replaced by an official notice in CSV."""
    kept = {day: kind for day, kind in body["exceptions"].items() if int(day[:4]) != year}
    end = f"{year}-12-31"
    return {
        **body,
        "exceptions": kept | _read_notice(year, text),
        "source": f"{body['source']}；{year}：{source}",
        "covers_until": max(body["covers_until"], end),
        "provisional_from": max(body["provisional_from"], f"{year + 1}-01-01"),
    }


def _official() -> Iterator[tuple[str, str]]:
    for day in chinese_calendar.holidays:
        if day.weekday() < SATURDAY:
            yield day.isoformat(), OFF
    for day in chinese_calendar.workdays:
        yield day.isoformat(), WORK


def _statutory() -> Iterator[tuple[str, str]]:
    years = range(LAST_OFFICIAL_YEAR + 1, LAST_YEAR + 1)
    for day in holidays.country_holidays("CN", years=years):
        if day.weekday() < SATURDAY:
            yield day.isoformat(), OFF


def _read_notice(year: int, text: str) -> dict[str, str]:
    rows = [row for row in csv.reader(text.splitlines()) if row]
    try:
        days = {date.fromisoformat(row[0].strip()): row[1].strip() for row in rows}
    except (ValueError, IndexError) as error:
        raise BadNoticeError from error
    wrong = [day for day, kind in days.items() if kind not in (OFF, WORK) or day.year != year]
    if wrong or not days:
        raise BadNoticeError
    return {day.isoformat(): kind for day, kind in days.items()}
