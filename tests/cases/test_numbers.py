"""Case numbers count up, by region and year, whoever asks at once."""

import threading
from datetime import datetime

from sqlalchemy import select

from app import cases
from app.cases import Case
from app.core.clock import LOCAL
from app.core.db import db, transaction
from app.identity import SYSTEM

THREADS = 8
NOON = datetime(2026, 7, 14, 12, 0, tzinfo=LOCAL)


def number(year=2026, month=7, region="qh", now=None):
    now = now or datetime(year, month, 14, 8, 0, tzinfo=LOCAL)
    with transaction():
        case = cases.open_case("p_ledger", {"facts": "事"}, region_id=region, actor=SYSTEM, now=now)
        return case.reference


def test_numbers_count_up(app):
    assert [number() for _ in range(3)] == [f"QH-2026-00000{n}" for n in (1, 2, 3)]


def test_each_year_begins_anew(app):
    assert [number(2026), number(2027), number(2026)] == [
        "QH-2026-000001", "QH-2027-000001", "QH-2026-000002",
    ]  # fmt: skip


def test_the_year_is_that_of_the_district(app):
    before_midnight = datetime.fromisoformat("2026-12-31T15:59:59+00:00")
    after_midnight = datetime.fromisoformat("2026-12-31T16:00:00+00:00")

    assert number(now=before_midnight) == "QH-2026-000001"
    assert number(now=after_midnight) == "QH-2027-000001"


def test_each_region_counts_for_itself(app):
    assert [number(), number(region="bj"), number()] == [
        "QH-2026-000001", "BJ-2026-000001", "QH-2026-000002",
    ]  # fmt: skip


def test_a_case_that_was_not_opened_takes_no_number(app):
    with transaction():
        number_within = cases.open_case("p_ledger", {}, region_id="qh", actor=SYSTEM, now=NOON)
        assert number_within.reference == "QH-2026-000001"
        db.session.rollback()

    assert number() == "QH-2026-000001"


def test_numbers_asked_for_at_once_are_all_different(app):
    def ask():
        with app.app_context():
            number()
            db.session.remove()

    threads = [threading.Thread(target=ask) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    given = sorted(db.session.scalars(select(Case.reference)))
    assert given == [f"QH-2026-{n:06d}" for n in range(1, THREADS + 1)]
