"""派单异议裁定: the decider, the four opinions, the ruling."""

import pytest

from tests.processes.story import ORDER, Story

PARTY = {"party": "qh.wx", "party_desk": "qh.wx/指挥中心", "whistle_departments": None}


def dispute(about="工单", **more):
    return Story("p_dispatch_dispute", **ORDER, **{"object_of": about, **PARTY, **more})


@pytest.mark.parametrize(
    ("about", "decider"), [("工单", "qh.hotline/审核派单员"), ("哨单", "qh.wx/指挥中心")]
)
def test_who_called_decides_first(about, decider):
    story = dispute(about)

    assert story.task("decide_objection").groups == [decider]


def test_an_agreed_objection_names_the_new_unit_and_stays_open_to_it():
    story = dispute()

    story.do("decide_objection", agreed=True, new_org="qh.water", reason="属水务职责")

    assert story.ended == "decided"
    assert story.step.variables["ruling"] == "改派"
    assert story.step.variables["ruling_final"] is False
    told = story.effects[-1].inputs
    assert told["to"] == ["qh.wx/指挥中心", "qh.wx/指挥中心", "qh.water/联络员"]
    assert told["basis"] == "属水务职责"


def test_a_refused_objection_is_consulted_on_and_ruled():
    story = dispute()

    assert story.do("decide_objection", agreed=False) == ["opinions"] * 4
    for _ in range(4):
        story.do("opinions")
    assert story.open == ["rule"]
    story.do("rule", ruling="维持", basis="三定方案", suggest_catalogue=True)

    assert story.step.variables["ruling_final"] is True
    assert "qh.bianzhi/编制岗" in story.effects[-1].inputs["to"]


def test_silence_moves_it_on_and_missing_opinions_stand():
    story = dispute()

    story.at("2026-07-14 14:30")
    assert story.open == ["opinions"] * 4
    story.at("2026-07-15 17:30")
    assert story.open == ["rule"]
    story.do("rule", ruling="改派", new_org="qh.ch", basis="属地在春晖街道")

    assert story.step.variables["new_org"] == "qh.ch"
    assert "qh.ch/指挥中心" in story.effects[-1].inputs["to"]
