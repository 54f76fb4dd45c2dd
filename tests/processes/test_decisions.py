"""The tables say what the policy says."""

from decimal import Decimal

import pytest

from app.feel import dmn
from tests.processes import files


def decide(table, **context):
    return files.decisions()[table].evaluate(table, context)


@pytest.mark.parametrize("table", files.TABLES)
def test_a_table_is_without_findings(table):
    assert dmn.check(files.TABLES[table]) == []


@pytest.mark.parametrize(
    ("kind", "danger", "catalogue", "level"),
    [
        ("咨询", True, "L1", "L2"),
        ("求助", True, "L4", "L1"),
        ("求助", None, "L4", "L4"),
        ("投诉", False, None, "L3"),
    ],
)
def test_danger_comes_before_the_catalogue(kind, danger, catalogue, level):
    found = decide("d_level", request_type=kind, danger_to_life=danger, catalogue_level=catalogue)

    assert found["level"] == level


@pytest.mark.parametrize(
    ("level", "default", "repeats", "whistle_class"),
    [
        ("L1", "日常", 0, "紧急"),
        ("L2", "紧急", 5, "紧急"),
        ("L3", "日常", 2, "攻坚"),
        ("L3", "攻坚", 0, "攻坚"),
        ("L3", None, 1, "日常"),
    ],
)
def test_repeats_raise_a_whistle_but_never_lower_it(level, default, repeats, whistle_class):
    found = decide("d_whistle_class", level=level, catalogue_class=default, repeats_90d=repeats)

    assert found["whistle_class"] == whistle_class


@pytest.mark.parametrize(
    ("whistle_class", "is_open", "resident", "role", "reasons", "eligible"),
    [
        ("紧急", True, False, "C", 3, False),
        ("紧急", False, True, "M", 0, True),
        ("日常", False, True, "C", 2, False),
        ("日常", False, False, "M", 1, False),
        ("日常", False, False, "M", 2, True),
        ("攻坚", False, False, None, 0, True),
    ],
)
def test_what_a_street_can_do_itself_is_not_whistled_for(
    whistle_class, is_open, resident, role, reasons, eligible
):
    found = decide(
        "d_eligibility",
        whistle_class=whistle_class,
        open_whistle=is_open,
        only_resident=resident,
        street_role=role,
        reasons=reasons,
    )

    assert found["eligible"] is eligible


def test_the_roster_adds_those_on_call_for_the_matter():
    lift, traffic = decide("d_roster", matter="ZJ0103"), decide("d_roster", matter="JT0101")

    assert [row["member"] for row in traffic] == [
        "综合执法队",
        "公安分局",
        "消防救援",
        "交通局",
        "市场监管局",
    ]
    assert lift[-1] == {"member": "住建局", "role": "随叫随到", "min_certified": Decimal(2)}


def test_the_table_and_the_searchable_catalogue_agree():
    rows = files.catalogue()

    found = {row["code"]: decide("d_catalogue", matter=row["code"]) for row in rows}
    assert len(found) == 44
    for row in rows:
        said = found[row["code"]]
        assert said["catalogue_level"] == row["level"]
        assert said["catalogue_class"] == row["whistle_class"]
        assert said["street_role"] == row["street_role"]
        assert len(said["cooperating"]) == len(row["cooperating"])
