"""一哨一考核: one sheet."""

from tests.processes.story import ORDER, Story

NO = "QH-2026-000123-1"


def sheet():
    return Story("p_whistle_assess", **ORDER, whistle_no=NO, department="qh.water")


def stages(story):
    return [e.inputs["stage"] for e in story.effects if e.type == "score"]


def test_a_confirmed_sheet_is_final():
    story = sheet()

    assert story.due("score_department qh.water") == "07-16 17:30"
    assert story.task("score_department qh.water").properties["batch"] == "=whistle_no"
    story.do("score_department qh.water")
    assert story.told == ["scored"]
    story.do("answer_score qh.water", appeal=False)

    assert stages(story) == ["attendance", "final"]
    assert story.ended == "assessed"


def test_an_appeal_is_decided_by_the_assessment_office():
    story = sheet()
    story.do("score_department qh.water")

    assert story.do("answer_score qh.water", appeal=True) == ["decide_appeal qh.water"]
    assert story.due("decide_appeal qh.water") == "07-21 17:30"
    story.do("decide_appeal qh.water")

    assert story.told == ["scored", "appeal_decided"]
    assert story.ended == "assessed"


def test_silence_is_consent():
    story = sheet()
    story.do("score_department qh.water")

    story.at("2026-07-17 17:30")

    assert story.ended == "assessed"
    assert stages(story) == ["attendance", "final"]
