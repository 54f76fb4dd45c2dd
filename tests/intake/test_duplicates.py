"""The same matter at the same place is offered for merging, and counted."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest

from app import cases, intake, runtime
from app.core.errors import InvalidError
from app.identity import SYSTEM
from app.intake.queries import REPEAT_WINDOW, SHOWN
from tests.flows.story import at
from tests.intake.conftest import CALM


def offered(player, **typed):
    actor = player.actor("operator", at("08:10"))
    view = intake.blank(actor, now=at("08:10"), raw={**CALM, "photos": [], **typed})
    return [choice["value"] for choice in view.options["open_duplicates"]]


def repeats(player):
    return runtime.look(player.case_id, at("09:00")).variables["repeats_90d"]


def test_an_open_case_of_the_same_matter_and_place_is_offered(send, player):
    case = send()

    assert offered(player) == [case.reference]


@pytest.mark.parametrize("other", [{"matter": "CG0102"}, {"place_key": "望溪-青石-04"}])
def test_another_matter_or_place_is_no_duplicate(send, player, other):
    send()

    assert offered(player, **other) == []


@pytest.mark.parametrize("missing", [{"matter": ""}, {"place_key": ""}])
def test_nothing_is_offered_before_matter_and_place_are_known(send, player, missing):
    send()

    assert offered(player, **missing) == []


def test_a_closed_case_is_shown_but_not_offered(send, player):
    send(in_scope="", reject_reason="重复", channel_hint="原渠道继续反映")

    around = intake.queries.situation(player.actor("operator", at("08:10")), CALM, at("08:10"))

    assert [row["state"] for row in around.facts["duplicates"]] == ["已办结"]
    assert offered(player) == []


def test_more_than_are_shown_are_said_and_found_by_the_search(send, player):
    first = send()
    for n in range(1, SHOWN + 1):
        send(received_at=f"2026-07-14T07:{n:02}")
    operator = player.actor("operator", at("08:10"))

    around = intake.queries.situation(operator, CALM, at("08:10")).facts
    asked = dict(parse_qsl(around["more_duplicates"]))
    wanted = cases.Wanted(matter=asked["matter"], place_key=asked["place"])

    assert (len(around["duplicates"]), len(around["open_duplicates"])) == (SHOWN, SHOWN)
    assert cases.search(operator, wanted).total == SHOWN + 1
    assert cases.search(operator, replace(wanted, matter="CG0102")).total == 0
    assert first.matter == asked["matter"]


def test_as_many_as_are_shown_are_all(send, player):
    send()

    around = intake.queries.situation(player.actor("operator", at("08:10")), CALM, at("08:10"))

    assert around.facts["more_duplicates"] is None


def test_a_duplicate_is_merged_into_the_case_there_is(send, player):
    kept = send()
    merged = send(clock="08:10", duplicate_of=kept.reference)

    assert (merged.is_closed, merged.result) == (True, "已并入")
    assert not cases.case(kept.id, SYSTEM).is_closed
    links = cases.file(merged.id, SYSTEM).links
    assert [(relation, case.reference) for relation, case in links] == [("并入", kept.reference)]


def test_only_what_was_offered_can_be_merged_into(send):
    elsewhere = send(place_key="望溪-青石-04")
    send()

    with pytest.raises(InvalidError) as refused:
        send(duplicate_of=elsewhere.reference)

    assert set(refused.value.fields) == {"duplicate_of"}


def test_where_nothing_is_offered_nothing_is_merged(send):
    kept = send()
    case = send(place_key="望溪-青石-04", duplicate_of=kept.reference)

    assert not case.is_closed
    assert cases.file(case.id, SYSTEM).links == []


def test_the_first_case_repeats_nothing(send, player):
    send()

    assert repeats(player) == 0


def test_an_earlier_case_is_counted(send, player):
    send(received_at="2026-07-14T07:50")
    send(clock="08:10", received_at="2026-07-14T08:09")

    assert repeats(player) == 1


def test_merged_and_refused_cases_are_not_counted(send, player):
    kept = send(received_at="2026-07-14T07:30")
    send(received_at="2026-07-14T07:40", duplicate_of=kept.reference)
    send(received_at="2026-07-14T07:50", in_scope="", reject_reason="重复", channel_hint="原渠道")
    send(clock="08:10", received_at="2026-07-14T08:09")

    assert repeats(player) == 1


def test_what_was_long_ago_is_not_similar(send, player):
    case = send()
    operator = player.actor("operator", at("08:10"))
    edge = case.received_at + REPEAT_WINDOW

    def found(now):
        return intake.duplicates("CG0101", "望溪-青石-03", actor=operator, now=now)

    assert [c.id for c in found(edge)] == [case.id]
    assert found(edge + timedelta(seconds=1)) == []
