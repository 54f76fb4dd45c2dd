"""The dispatch catalogue and its search."""

from datetime import timedelta

import pytest

from app import policies
from tests.policies.conftest import BEFORE, NOW, shipped


@pytest.mark.parametrize(
    "typed",
    [
        "积水",
        "SW0101",
        "sw0101",
        "道路积水内涝",
        "内涝",
        "jishui",
        "dljsnl",
        "桥下积水",
        "青石桥积水",
    ],
)
def test_the_flooded_road_is_found_first(typed):
    assert policies.search_catalogue(typed)[0].code == "SW0101"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("电梯困人", "ZJ0103"),
        ("路灯", "CG0303"),
        ("js", "SW0101"),
        ("rqxl", "GY0101"),
        ("nuan qi", "GY0102"),
        ("power cut", "GY0103"),
        ("黑车", "JT0103"),
        ("老鼠", "SC0101"),
    ],
)
def test_people_s_words_find_the_matter(typed, code):
    assert code in [row.code for row in policies.search_catalogue(typed)]


@pytest.mark.parametrize("typed", ["", "  ", "xyzzy", "火星 月球"])
def test_what_means_nothing_finds_nothing(typed):
    assert policies.search_catalogue(typed) == []


def test_the_best_answers_come_first_and_only_so_many():
    found = policies.search_catalogue("停车", limit=2)

    assert found[0].code == "JT0101"
    assert len(policies.search_catalogue("管", limit=3)) == 3


def test_a_row_names_its_units_and_their_organisations():
    row = policies.catalogue_row("SW0101")

    assert (row.name, row.level, row.whistle_class) == ("道路积水内涝", "L1", "紧急")
    assert (row.lead, row.lead_code) == ("水务局", "qh.water")
    assert row.path == "水务 / 排水防涝 / 道路积水内涝"
    assert row.cooperating == ("排水公司", "交警", "消防")
    assert row.cooperating_codes == ("qh.drain", "qh.traffic", "qh.fire")


def test_a_unit_chosen_on_the_form_has_no_code():
    row = policies.catalogue_row("CG0102")

    assert (row.cooperating, row.cooperating_codes) == (("物业企业",), (None,))


def test_the_catalogue_has_44_rows_whose_other_units_all_exist():
    rows = policies.catalogue_rows()
    units = [
        (name, code)
        for row in rows
        for name, code in zip(
            (row.lead, *row.cooperating), (row.lead_code, *row.cooperating_codes), strict=True
        )
    ]

    assert len(rows) == 44
    assert {name for name, code in units if code is None} == {"权属单位", "物业企业"}


def test_an_unknown_matter_is_not_found():
    with pytest.raises(policies.UnknownMatterError, match="XX9999"):
        policies.catalogue_row("XX9999")


def test_importing_the_same_catalogue_again_adds_no_version():
    again = policies.import_catalogue(shipped("catalogue"), valid_from=NOW)

    assert (again.version, again.valid_from) == (1, BEFORE)


def test_a_case_keeps_the_catalogue_it_began_with():
    body = shipped("catalogue")
    body["row"][10]["level"] = "L2"

    policies.import_catalogue(body, valid_from=NOW)

    assert policies.catalogue_row("SW0101").level == "L2"
    assert policies.catalogue_row("SW0101", version=1).level == "L1"
    assert policies.current_versions(NOW - timedelta(days=1)).catalogue == 1


@pytest.mark.parametrize(
    ("field", "value"), [("level", "L5"), ("whistle_class", "特急"), ("street_role", "X")]
)
def test_a_row_with_a_wrong_word_is_refused(field, value):
    body = shipped("catalogue")
    body["row"][0][field] = value

    with pytest.raises(policies.BadCatalogueError, match="CG0101"):
        policies.import_catalogue(body, valid_from=NOW)


def test_an_edition_that_does_not_exist_has_no_rows():
    with pytest.raises(policies.UnknownVersionError):
        policies.catalogue_rows(7)
