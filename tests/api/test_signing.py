"""A program asks others to sign, releases one of several, and skips a step; others are refused."""

import pytest

from app import cases
from app.cli.player import Player
from app.core.db import db
from app.identity import SYSTEM
from tests.api.test_story import task_of
from tests.flows.story import play

ASKED = {"groups": ["qh.th/值班领导"], "when": "before", "reason": "跨街道"}


@pytest.fixture
def whistle(app):
    """The address of a case whose departments are at work."""
    with app.app_context():
        player = Player()
        play(player, until="08:18")
        found = cases.file(player.case_id, SYSTEM).case.reference
        db.session.remove()
    return f"/cases/{found}"


@pytest.fixture
def task(street, reference):
    return f"/tasks/{task_of(street, reference)['id']}"


def test_a_signer_is_asked_and_asked_no_more(street, task):
    asked = street.post(f"{task}/sign", ASKED)
    [signer] = street.get(f"{task}/signers").json
    waiting = street.post(f"{task}/complete")
    told = street.post(f"{task}/sign/{signer['id']}/remove", {"reason": "不需要"})

    assert (asked.status_code, waiting.status_code, told.status_code) == (200, 409, 200)
    assert (signer["groups"], signer["when"]) == (ASKED["groups"], "before")
    assert street.get(f"{task}/signers").json == []


def test_what_is_missing_is_named(street, task):
    answers = [street.post(f"{task}/sign", ASKED | wrong)
               for wrong in ({"groups": []}, {"when": "x"}, {"reason": " "})]  # fmt: skip

    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert [list(answer.json["errors"]) for answer in answers] == [["groups"], ["when"], ["reason"]]


def test_a_supervisor_skips_a_step(program, task):
    told = program("watch").post(f"{task}/skip", {"reason": "系统切换"})

    assert (told.status_code, told.json["outcome"]) == (200, "cancelled")


def test_others_are_refused(street, program, task):
    street.post(f"{task}/claim")
    others = [program(who) for who in ("th_desk", "wx_desk2")]

    signing = [other.post(f"{task}/sign", ASKED) for other in others]
    skipping = [other.post(f"{task}/skip", {"reason": "系统切换"}) for other in others]

    assert [each.status_code for each in signing] == [403, 409]
    assert [each.status_code for each in skipping] == [403, 403]


def test_one_of_several_is_released_by_who_may_call_in(program, whistle):
    leader, liaison = program("wx_duty"), program("drain_liaison")
    drain = next(b for b in leader.get(f"{whistle}/branches").json if b["label"] == "qh.drain")
    release = f"{whistle}/branches/{drain['id']}/release"

    answers = [
        liaison.post(release, {"reason": "另有任务"}),
        leader.post(release),
        leader.post(release, {"reason": "另有任务"}),
        leader.post(release, {"reason": "另有任务"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 422, 204, 404]
    assert liaison.get(f"{whistle}/branches").json == []
