"""The tables propose a level; a person may change it, with a reason."""

import pytest

from app import intake, runtime
from app.core.errors import InvalidError
from tests.flows.story import at


def proposed(**typed):
    said = intake.proposal(typed, at("08:00"))
    return said.level, said.reason


def variables(player):
    return runtime.look(player.case_id, at("08:10")).variables


LEVELS = [
    ({"request_type": "求助", "matter": "SW0101"}, "L1"),
    ({"request_type": "投诉", "matter": "CG0101"}, "L3"),
    ({"request_type": "投诉", "matter": "SW0102"}, "L2"),
    ({"request_type": "投诉", "matter": "SC0102"}, "L4"),
    ({"request_type": "投诉", "matter": "CG0101", "danger_to_life": "true"}, "L1"),
    ({"request_type": "投诉", "matter": "CG0101", "danger_to_life": "on"}, "L1"),
    ({"request_type": "咨询"}, "L2"),
    ({"request_type": "咨询", "matter": "CG0101", "danger_to_life": "true"}, "L2"),
]


def test_the_table_proposes_a_level_with_a_reason(app):
    said = [proposed(**typed) for typed, _ in LEVELS]

    assert [level for level, _ in said] == [level for _, level in LEVELS]
    assert all(reason for _, reason in said)


@pytest.mark.parametrize("typed", [{}, {"matter": ""}, {"matter": "XX"}, {"danger_to_life": "no"}])
def test_of_a_request_hardly_begun_something_is_said_without_failing(app, typed):
    assert intake.proposal(typed, at("08:00")).matter is None


def test_the_proposed_level_is_taken(send, player):
    assert send().level == "L3"
    assert variables(player)["level"] == "L3"


def test_a_level_corrected_with_a_reason_is_taken(send, player):
    case = send(level_choice="L2", level_reason="三日内已有五次来电")

    assert case.level == "L2"
    assert variables(player)["order_due_at"] < at("08:03", day=16)


def test_a_level_corrected_without_a_reason_is_refused(send):
    with pytest.raises(InvalidError) as refused:
        send(level_choice="L2", level_reason="")

    assert set(refused.value.fields) == {"level_reason"}


def test_the_proposed_level_is_no_correction(send):
    with pytest.raises(InvalidError) as refused:
        send(level_choice="L3", level_reason="就是三级的")

    assert refused.value.fields["level_choice"] == "与建议等级相同，不用修改"


def test_a_level_that_was_not_changed_needs_no_reason(send):
    assert send(level_choice="", level_reason="").level == "L3"
