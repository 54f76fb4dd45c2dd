"""A case keeps the versions it was started with."""

from dataclasses import replace

import pytest

from app import definitions, runtime
from app.cli.player import Player
from app.core.db import db, transaction
from app.definitions.service import RefusedError
from tests.builders import a_case
from tests.definitions.sources import P04, SIGN_FORM, deploy, draft
from tests.flows.story import LINES, WATER, at, play, play_line

RENAMED = ('name="到场登记"', 'name="到场报到"')
REACHED = {
    "p_hotline_intake", "p_handle_order", "p_whistle", "p_report_in", "p_joint_enforcement",
    "p_dispatch_dispute", "p_callback", "p_whistle_assess",
}  # fmt: skip


def elsewhere(until):
    """Play the sample case at another bridge: one place has one whistle at a time."""
    player = Player()
    for line in LINES:
        if line.do == "register":
            line = replace(line, values={**line.values, "place_key": "望溪-青石-04"})
        if line.clock <= until:
            play_line(player, line)
    return player


def pin(root):
    with transaction():
        return definitions.pin(root).id


def members(set_id):
    return definitions.pinned(set_id).members


def test_a_pin_holds_everything_a_process_may_reach(app):
    held = members(pin("p_hotline_intake"))

    assert {m[5:] for m in held if m.startswith("bpmn:")} == REACHED
    assert {"dmn:definitions_d_level", "form:sign_whistle", "form:score_sheet"} <= held.keys()
    assert set(held.values()) == {1}


def test_a_pin_holds_nothing_else(app):
    held = members(pin("p_dispatch_dispute"))

    assert {m for m in held if m.startswith("bpmn:")} == {"bpmn:p_dispatch_dispute"}
    assert "form:sign_whistle" not in held


def test_the_same_versions_are_one_set(app):
    assert pin("p_whistle") == pin("p_whistle")
    assert pin("p_whistle") != pin("p_hotline_intake")


def test_a_new_version_of_a_part_is_a_new_set(app):
    before = pin("p_hotline_intake")
    deploy(draft(SIGN_FORM, ("预计", "估计")))

    after = pin("p_hotline_intake")

    assert after != before
    assert members(before)["form:sign_whistle"] == 1
    assert members(after)["form:sign_whistle"] == 2


def test_a_new_version_of_something_unused_is_the_same_set(app):
    before = pin("p_dispatch_dispute")
    deploy(draft(SIGN_FORM, ("预计", "估计")))

    assert pin("p_dispatch_dispute") == before


def test_the_forms_of_a_set_have_the_versions_it_pins(app):
    deploy(draft(SIGN_FORM, ("预计", "估计")))

    assert definitions.form_versions(pin("p_report_in"))["sign_whistle"] == 2


def test_what_calls_something_unknown_is_not_pinned(app):
    deploy(draft(P04, ('processId="p_dispatch_dispute"', 'processId="p_nowhere"')))

    with pytest.raises(RefusedError, match="p_nowhere"):
        pin("p_report_in")


def test_a_running_case_keeps_its_diagram_and_a_new_one_gets_the_new(app):
    older = a_case("08:15")
    deploy(draft(P04, RENAMED))
    newer = elsewhere("08:15")

    for player in (older, newer):
        player.complete("sign", at("08:17"), department=WATER)

    assert [task.name for task in (older.task("arrive"), newer.task("arrive"))] == [
        "到场登记", "到场报到",
    ]  # fmt: skip


def test_a_running_case_keeps_its_forms(app):
    player = a_case("08:12")
    deploy(draft(SIGN_FORM, ("预计", "估计")))

    play(player, start="08:15", until="08:15")

    assert player.task("sign").form_version == 1


def test_cases_of_two_versions_are_both_rebuilt_from_their_commands(app):
    older = a_case("08:15")
    deploy(draft(P04, RENAMED))
    newer = elsewhere("08:15")

    sets = {runtime.instance(p.case_id).set_id for p in (older, newer)}

    assert len(sets) == 2
    assert runtime.replay(older.case_id).same
    assert runtime.replay(newer.case_id).same
    db.session.rollback()
