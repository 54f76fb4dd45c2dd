"""Nobody sees what isn't theirs, and everybody what is, whatever was done before."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.cli.player import Player
from app.core import clock
from app.core.db import db
from tests import installation
from tests.builders import Stages
from tests.flows.story import REQUEST, at
from tests.tasks.seeing.deeds import DEEDS
from tests.tasks.seeing.doors import Visitor, faults, listed
from tests.tasks.seeing.play import CAST, Play
from tests.tasks.seeing.world import World

pytestmark = pytest.mark.timeout(300)
STAGES = ("08:18", "10:50")
STEPS, ASKED, VISITORS = 10, 3, 1
ELSEWHERE = REQUEST | {
    "danger_to_life": "false",
    "called_119": None,
    "place_text": "锦屏路口",
    "place_key": "安澜-锦屏-02",
    "requester_name": "李四",
}
seeded = settings(
    max_examples=2,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def begun(
    reused: Flask, stages: Stages, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Beginning"]:
    with pytest.MonkeyPatch.context() as patch:
        yield Beginning(reused, stages, tmp_path_factory, patch)


class Beginning:
    """The sample case at a time of its day, and one of another street, in a copy of their own."""

    def __init__(
        self,
        app: Flask,
        stages: Stages,
        folders: pytest.TempPathFactory,
        patch: pytest.MonkeyPatch,
    ) -> None:
        self.app, self.stages, self.folders, self.patch = app, stages, folders, patch

    @contextmanager
    def at(self, until: str, chance: random.Random) -> Iterator[Play]:
        """Yield a play that goes on from there."""
        source, folder = self.stages.at(until), self.folders.mktemp("seeing")
        with installation.moved(self.app, source, folder), self.app.app_context():
            now = at(until)
            Player().register("operator", now, ELSEWHERE | {"received_at": f"{now:%Y-%m-%dT%H:%M}"})
            play = Play(World(now), chance)
            self.patch.setattr(clock, "now", lambda: _read(play))
            yield play
            db.session.rollback()


def _read(play: Play) -> datetime:
    return play.world.now


@seeded
@given(until=st.sampled_from(STAGES), seed=st.integers(0, 2**32))
def test_nobody_sees_what_is_not_theirs(begun: Beginning, until: str, seed: int) -> None:
    chance = random.Random(seed)
    with begun.at(until, chance) as play:
        for name in chance.sample(2 * sorted(DEEDS), STEPS):
            play.do(name, DEEDS[name])
            _require(faults(play, CAST) + listed(play, play.concerned(ASKED)), play)

        _require(faults(play, sorted(play.world.own)) + listed(play, CAST), play)
        for name in chance.sample(sorted({*CAST} - play.world.gone), VISITORS):
            _require(Visitor(begun.app, play, name).faults(), play)


def _require(found: list[str], play: Play) -> None:
    if found:
        pytest.fail("\n".join([*play.done, "so:", *found]))
