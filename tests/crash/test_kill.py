"""kill -9 in the middle of the story: no acknowledged step is lost, none is done twice."""

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import audit, create_app, runtime
from app.cases import Case, Submission
from app.core.db import db
from app.runtime import Command
from tests import installation
from tests.crash.server import STEPS, Progress, run_for
from tests.installation import Backend

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
KILLS = 100
LONGEST = 0.6
COMMANDS = {
    "start": 1,
    "complete": sum(not step.do.startswith(("act:", "register", "tick")) for step in STEPS),
    "deliver": 1,
    "wake": 4,  # three by the clock; the order's first date at 10:00 passes before the review
}


def test_a_killed_server_loses_nothing_and_does_nothing_twice(
    backend: Backend, tmp_path: Path
) -> None:
    chance, progress, kills = random.Random(20260714), Progress(), 0
    with backend.database(tmp_path) as url:
        settings = installation.settings(url, tmp_path, sqlite_synchronous="FULL")
        while kills < KILLS:
            kills += run_for(chance.uniform(0, LONGEST), settings, progress, stories=1000)
        while progress.step or progress.intent:
            run_for(60, settings, progress, stories=progress.stories + 1)

        app = create_app(settings)
        try:
            with app.app_context():
                everything_is_whole(progress.stories)
        finally:
            installation.close(app)


def everything_is_whole(stories: int) -> None:
    cases = db.session.scalars(select(Case.id)).all()
    assert len(cases) == stories
    for case_id in cases:
        counted = select(Command.kind, func.count()).where(Command.instance_id == case_id)
        kinds = db.session.execute(counted.group_by(Command.kind)).all()
        assert dict(map(tuple, kinds)) == COMMANDS
        replies = select(Submission.element_id).where(Submission.case_id == case_id)
        assert Counter(db.session.scalars(replies)) == Counter(REPLIES)
        assert runtime.replay(case_id).same
    assert audit.verify(runtime.audit_heads()) == []


REPLIES = ["request_received"] + [
    step.do.removeprefix("act:") for step in STEPS if step.do not in ("register", "tick")
]
