"""Every two operations that could meet on one task or case meet, many times over.

Where they exclude each other exactly one is done, and whoever comes second reads who was first and
when. Afterwards the record is whole, the case replays, and nothing is there twice.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from app import create_app, tasks
from app.core.db import db
from app.tasks import handing, urging
from tests import installation
from tests.crash import deeds as d
from tests.crash import scenes as s
from tests.crash.races import Scene, is_whole, race
from tests.installation import Backend

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
ROUNDS = {"sqlite": 1, "postgresql": 2}
"""SQLite lets one writer in at a time, so there a pair meets in two ways only."""
ONE, BOTH, ANY = {1}, {2}, {1, 2}


@dataclass(frozen=True)
class Meeting:
    """Two deeds that meet in a scene, and how many of them may be done."""

    scene: Callable[[], Scene]
    one: d.Do
    other: d.Do
    winners: set[int]


claim = d.on_task(tasks.claim, by="wx_desk2")
release = d.on_task(tasks.unclaim, by="wx_desk")
take_over = d.on_task(handing.take_over, "久未办理", by="wx_deputy")
recall = d.on_task(handing.recall, by="wx_desk")
resolve = d.on_task(handing.resolve, {"note": "已核实"}, "请看", by="wx_duty")
urge = d.on_task(urging.urge, "请尽快", by="watch")
sign_before = d.on_task(tasks.sign, [s.DEPUTY], "before", "请把关", by="wx_desk")
done, done_by_other = d.complete("wx_desk"), d.complete("wx_desk2")
finished = d.complete("wx_desk", s.FINISHED)

MEETINGS = {
    "claim, claim": Meeting(s.order, d.on_task(tasks.claim, by="wx_desk"), claim, ONE),
    "claim, take over": Meeting(s.order, claim, take_over, ANY),
    "claim, complete": Meeting(s.order, claim, done, ONE),
    "release, complete": Meeting(s.claimed, release, done, ANY),
    "release, claim": Meeting(s.claimed, release, claim, ANY),
    "complete, complete": Meeting(s.order, done, done_by_other, ONE),
    "complete twice": Meeting(s.order, done, done, ONE),
    "complete twice, one key": Meeting(
        s.order, d.complete("wx_desk", key="k"), d.complete("wx_desk", key="k"), BOTH),
    "complete, return": Meeting(s.handled, finished, d.go_back("wx_desk2"), ONE),
    "complete, transfer": Meeting(s.claimed, done, d.transfer("wx_desk", "wx_duty"), ONE),
    "transfer, transfer": Meeting(
        s.claimed, d.transfer("wx_desk", "wx_duty"), d.transfer("wx_desk", "wx_desk2"), ONE),
    "transfer, recall": Meeting(s.delegated, d.transfer("wx_desk", "wx_desk2"), recall, ANY),
    "resolve, recall": Meeting(s.delegated, resolve, recall, ONE),
    "delegate, complete": Meeting(s.claimed, d.delegate("wx_desk", "wx_duty"), done, ONE),
    "delegate, delegate": Meeting(
        s.claimed, d.delegate("wx_desk", "wx_duty"), d.delegate("wx_desk", "wx_desk2"), ONE),
    "resolve, take over": Meeting(s.delegated, resolve, take_over, ANY),
    "take over, take over": Meeting(
        s.claimed, take_over, d.on_task(handing.take_over, "久未办理", by="watch"), ANY),
    "take over, complete": Meeting(s.claimed, take_over, done, ONE),
    "ask to sign, complete": Meeting(s.handled, sign_before, finished, ONE),
    "ask to sign twice": Meeting(s.handled, sign_before, sign_before, ANY),
    "sign, ask no more": Meeting(s.asked_to_sign, d.co_sign("wx_deputy"), d.unsign("wx_desk"), ONE),
    "ask no more twice": Meeting(s.asked_to_sign, d.unsign("wx_desk"), d.unsign("wx_desk2"), ONE),
    "withdraw, claim": Meeting(s.signed, d.withdraw("wx_desk"), claim, ANY),
    "withdraw, withdraw": Meeting(s.signed, d.withdraw("wx_desk"), d.withdraw("wx_desk"), ONE),
    "urge, urge": Meeting(s.order, urge, urge, ONE),
    "urge, urge of another": Meeting(
        s.urged_twice, d.on_task(urging.urge, "请尽快", by="watch2"),
        d.on_task(urging.urge, "请尽快", by="command_head"), ONE),
    "urge, complete": Meeting(s.order, urge, done, ANY),
    "pause, complete": Meeting(s.handled, d.pause("wx_desk2"), finished, ANY),
    "pause, pause": Meeting(s.handled, d.pause("wx_desk2"), d.pause("wx_deputy"), ONE),
    "pause, extension": Meeting(s.handled, d.pause("wx_desk2"), d.extend(), ANY),
    "extension twice": Meeting(s.handled, d.extend(), d.extend(), ONE),
    "link, link": Meeting(s.pair, d.link("wx_desk"), d.link("wx_desk2", back=True), ONE),
    "merge, merge back": Meeting(s.pair, d.merge("wx_desk"), d.merge("wx_desk2", back=True), ONE),
    "merge, merge": Meeting(s.pair, d.merge("wx_desk"), d.merge("wx_desk2"), ONE),
    "merge, link": Meeting(s.pair, d.merge("wx_desk"), d.link("wx_desk2", back=True), ANY),
    "merge, complete": Meeting(s.pair, d.merge("dispatcher"), done, ANY),
    "merge, comment": Meeting(s.pair, d.merge("dispatcher"), d.comment("wx_desk"), BOTH),
    "batch, batch": Meeting(s.several, d.batch("wx_desk", 0, 2), d.batch("wx_desk2", 1, 3), BOTH),
    "batch, complete": Meeting(s.several, d.batch("wx_desk2", 0, 3), done, ANY),
    "draft, complete": Meeting(s.order, d.keep_draft("wx_desk"), done, ANY),
    "versions": Meeting(s.filed, d.add_version("wx_desk", 9), d.add_version("wx_desk2", 10), BOTH),
    "absence, absence": Meeting(
        d.of_a_day, d.enter_absence("wx_desk"), d.enter_absence("wx_secretary", "11:00"), ONE),
    "absence ended twice": Meeting(
        d.stood_in_for, d.end_absence("wx_desk"), d.end_absence("wx_secretary"), ONE),
    "absence ended, complete": Meeting(
        d.stood_in_for, d.end_absence("wx_desk"), d.done_for("wx_director"), ANY),
    "hand over, complete": Meeting(s.claimed, d.hand_over("admin", "wx_desk2"), done, ANY),
    "hand over twice": Meeting(
        s.claimed, d.hand_over("admin", "wx_desk2"), d.hand_over("admin", "wx_duty"), BOTH),
    "hand over, merge": Meeting(
        s.claimed_pair, d.hand_over("admin", "wx_desk2"), d.merge("dispatcher"), BOTH),
    "report twice": Meeting(s.on_site, d.report(), d.report(), BOTH),
}  # fmt: skip


@pytest.fixture(scope="module")
def district(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One installation for all races: each is run in cases of its own."""
    folder = tmp_path_factory.mktemp("races")
    with backend.database(folder) as url:
        made = create_app(installation.settings(url, folder))
        s.on_their_way.clear()
        with made.app_context():
            yield made
        installation.close(made)


@pytest.mark.parametrize("name", MEETINGS)
def test_of_two_deeds_at_once_each_is_done_or_told_why_not(district: Flask, name: str) -> None:
    meeting, chance = MEETINGS[name], random.Random(name)

    for _ in range(ROUNDS[db.engine.dialect.name]):
        scene = meeting.scene()
        pair = [meeting.one(scene), meeting.other(scene)]
        ended = race(district, pair, chance)

        assert (ended.broken, is_whole(scene)) == ([], [])
        assert ended.winners in meeting.winners, ended.errors
