"""What belongs to one case is not asked for all: each keeps its own, or is told why not."""

import pytest

from app import cases
from app.core.db import db
from app.tasks import together
from tests.flows.story import at

NOW = at("08:14")


@pytest.fixture
def until():
    return "08:12"


@pytest.fixture
def asked(player):
    """The whistle that waits for approval, and who approves it."""
    found = player.task("approve_whistle")
    return found.id, player.actor("wx_duty", NOW)


def complete(task_id, actor, **values):
    db.session.rollback()
    together.check([task_id], values, actor=actor, now=NOW)
    return list(together.complete([task_id], values, one_time_key="k-1", actor=actor, now=NOW))


def test_each_case_keeps_the_departments_it_asks_for(asked, player):
    task_id, chief = asked

    told = complete(task_id, chief, approved="同意")

    db.session.rollback()
    (reply,) = (each for each in cases.submissions(player.case_id) if each.task_id == task_id)
    assert [each.is_done for each in told] == [True]
    assert len(reply.values["departments"]) == 4


def test_what_is_not_shared_is_not_drawn(asked):
    task_id, chief = asked

    fields = together.prepare([task_id], actor=chief, now=NOW).fields

    assert "departments" not in fields.visible
    assert "approved" in fields.visible


def test_who_must_open_one_reads_which_field_and_why(asked, page, monkeypatch):
    task_id, _chief = asked
    monkeypatch.setattr(together.service.queries, "own_values", lambda *_: {"departments": []})
    sent = {"task": str(task_id), "approved": "同意", "one_time_key": "k-2"}
    leader = page.log_in("wx_duty")
    leader.headers["Accept-Language"] = "en"

    told = leader.post("/tasks/together/complete", sent)

    assert "Open it and do it by itself. Department: Please choose" in told.text
