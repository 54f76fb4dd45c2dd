"""A total is weighted, rounded half up, and changed by an appeal."""

from decimal import Decimal

import pytest

from app import policies
from app.evaluation import Assessment, Sheet

JUDGED = ("cooperation", "expertise", "responsibility")


def sheet(computed=100, judged=(90, 90, 90), **decided):
    row = Assessment(attendance=computed, parameters_version=1, facts={})
    scored = dict(zip(JUDGED, judged, strict=True)) if judged else {}
    return Sheet(row, scored, {}, decided)


@pytest.fixture(autouse=True)
def _weights(monkeypatch):
    weights = {"attendance": 0.4, "cooperation": 0.2, "expertise": 0.2, "responsibility": 0.2}
    known = {"assessment": {"weights": weights}}
    monkeypatch.setattr(policies, "parameters", lambda version: known)


@pytest.mark.parametrize(
    ("attendance", "judged", "total"),
    [
        (100, (100, 100, 100), "100.0"),
        (0, (0, 0, 0), "0.0"),
        (100, (95, 90, 95), "96.0"),
        (70, (85, 85, 80), "78.0"),
        (50, ("70.25", 0, 0), "34.1"),
        (50, ("70.5", "0.25", 0), "34.2"),
        (0, ("0.25", 0, 0), "0.1"),
        (0, ("0.24", 0, 0), "0.0"),
        (0, ("0.75", 0, 0), "0.2"),
    ],
)
def test_a_total_has_one_decimal_half_up(attendance, judged, total):
    assert sheet(attendance, judged).total == Decimal(total)


def test_until_it_is_scored_there_is_no_total():
    assert sheet(judged=None).total is None
    assert sheet(judged=(90, None, 90)).total is None


def test_an_appeal_that_was_granted_replaces_what_it_names():
    adjusted = sheet(50, (70, 85, 60), decision="调整", responsibility=70, attendance=None)

    assert adjusted.scores == {
        "attendance": 50, "cooperation": 70, "expertise": 85, "responsibility": 70,
    }  # fmt: skip
    assert adjusted.total == Decimal("65.0")


def test_attendance_too_may_be_replaced():
    assert sheet(50, (90, 90, 90), decision="调整", attendance=100).total == Decimal("94.0")


def test_a_score_of_nothing_replaces_too():
    assert sheet(100, (90, 90, 90), decision="调整", cooperation=0).scores["cooperation"] == 0


def test_an_appeal_that_was_refused_replaces_nothing():
    kept = sheet(50, (70, 85, 60), decision="维持", responsibility=70)

    assert kept.scores["responsibility"] == 60


def test_forms_read_exact_numbers_and_recorded_times():
    facts = sheet(100, (95, 90, 95)).as_facts()

    assert facts["total"] == Decimal("96.0")
    assert facts["cooperation"] == Decimal(95)
    assert [row["item"] for row in facts["facts"]] == ["签收", "到场", "人员"]
