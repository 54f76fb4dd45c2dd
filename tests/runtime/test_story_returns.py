"""The sample case goes back to any of its earlier tasks, as the preview said, and is rebuilt."""

import pytest

from app import runtime
from app.core.db import transaction
from app.identity import SYSTEM
from tests.flows.story import at


class GivenUpError(Exception):
    """The transaction is undone, so that each return starts from the same case."""


@pytest.fixture(params=["08:21", "09:04"])
def until(request):
    return request.param


def test_every_return_does_what_its_preview_said(player, until):
    targets = runtime.returnable(player.case_id)
    assert targets

    for target in targets:
        shown = runtime.preview_return(player.case_id, target.token)
        with pytest.raises(GivenUpError):
            go_back(player.case_id, shown, at(until))


def go_back(case_id, shown, now):
    with transaction():
        before, visits = open_tasks(case_id), len(runtime.trail(case_id))
        runtime.return_to(case_id, shown.target.token, "材料不全", actor=SYSTEM, now=now)
        after = open_tasks(case_id)
        entered = {element for kind, _, element, *_ in runtime.trail(case_id)[visits:]}
        cancelled = {going.token for going in shown.cancels if going.kind == "task"}
        assert before - after == cancelled, shown.target
        assert shown.target.element_id in entered  # a limit that is over may take it away at once
        assert after - before
        assert runtime.replay(case_id).same, shown.target
        raise GivenUpError


def open_tasks(case_id):
    return {task.id for task in runtime.tasks_of(case_id) if task.is_open}
