"""The organisation tree."""

import pytest

from app import identity


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("交警", "qh.traffic"),
        ("交警大队", "qh.traffic"),
        ("消防", "qh.fire"),
        ("消防救援", "qh.fire"),
        ("公安", "qh.police"),
        ("水务局", "qh.water"),
        (" 望溪 ", "qh.wx"),
    ],
)
def test_a_policy_table_s_name_means_one_organisation(name, code):
    assert identity.resolve_name(name) == code


def test_a_name_that_is_no_organisation_is_left_open():
    assert identity.resolve_name("物业企业") is None


def test_an_organisation_is_called_by_its_name_in_either_language():
    assert identity.organisation_name("qh.water") == "水务局"
    assert identity.organisation_name("qh.water", "en") == "Water Authority"
    assert identity.organisation_name("qh.moon") == "qh.moon"


def test_a_diagram_sees_where_an_organisation_lies():
    facts = identity.organisation_facts("望溪-青石-03")

    assert (facts["kind"], facts["street"], facts["parent"]) == ("grid", "qh.wx", "qh.wx.qingshi")
    with pytest.raises(identity.UnknownOrganisationError):
        identity.organisation_facts("qh.moon")


def test_the_directory_is_read_once(statements):
    identity.organisation_name("qh.water")
    before = len(statements)

    identity.organisation_facts("qh.wx.qingshi")
    identity.resolve_name("交警")

    assert len(statements) == before


def test_an_organisation_knows_what_lies_below_it():
    communities = [node.name for node in identity.children("qh.wx")]

    assert communities == ["青石社区", "嘉禾社区", "溪桥社区"]


def test_an_unknown_organisation_is_not_found():
    with pytest.raises(identity.UnknownOrganisationError, match=r"qh\.moon"):
        identity.organisation("qh.moon")


@pytest.mark.parametrize("code", ["望溪-青石-03", "qh.wx.qingshi", "qh.wx"])
def test_the_street_of_a_place_is_found_up_the_tree(code):
    assert identity.street_of(code) == "qh.wx"


@pytest.mark.parametrize("code", ["qh.water", "qh", "nowhere"])
def test_what_lies_in_no_street_has_none(code):
    assert identity.street_of(code) is None


def test_a_position_falls_into_the_nearest_grid():
    bridge = identity.organisation("望溪-青石-03")

    found = identity.grid_near(bridge.lat + 0.0003, bridge.lon - 0.0003)

    assert found.code == "望溪-青石-03"


def test_a_street_lists_only_its_own_grids():
    ours, all_of_them = identity.grids("qh.wx"), identity.grids()

    assert {identity.street_of(grid.code) for grid in ours} == {"qh.wx"}
    assert 0 < len(ours) < len(all_of_them)


def test_a_utility_is_no_government_body():
    assert identity.organisation("qh.water").is_government
    assert not identity.organisation("qh.drain").is_government


def test_the_district_lies_between_its_outermost_grids():
    south, north, west, east = identity.district_box()

    assert all(south <= grid.lat <= north for grid in identity.grids())
    assert all(west <= grid.lon <= east for grid in identity.grids())
