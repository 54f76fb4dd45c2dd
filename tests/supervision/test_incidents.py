"""Incidents wait for a person, who sees why and tries again."""

import pytest

from app import jobs, runtime, supervision
from app.core.db import transaction
from app.core.errors import ConflictError, NotPermittedError
from tests.jobs.world import HOUR, NOW, the_task


def _burst(*_):
    raise RuntimeError("接口不通")


@pytest.fixture
def stuck(begin):
    """A case whose timer failed until its retries were used up."""
    runtime.on_effect("webhook", _burst)
    case_id = begin(NOW + HOUR, process="p_bursts")
    for hours in range(1, 8):
        jobs.tick(NOW + hours * 2 * HOUR)
    return case_id


def test_an_incident_says_why_and_where(stuck, someone):
    found = supervision.open_incidents(someone("watch"))

    assert [row.case.id for row in found] == [stuck]
    assert "接口不通" in found[0].row.reason


def test_the_administrator_sees_incidents_though_no_cases(stuck, someone):
    assert len(supervision.open_incidents(someone("admin"))) == 1


def test_whoever_may_not_read_incidents_is_refused(stuck, someone):
    with pytest.raises(NotPermittedError):
        supervision.open_incidents(someone("operator"))


def test_trying_again_lets_the_next_tick_through(stuck, someone):
    runtime.on_effect("webhook", lambda *_: None)
    incident_id = supervision.open_incidents(someone("watch"))[0].row.id

    with transaction():
        supervision.solve(incident_id, actor=someone("watch"), now=NOW)
    jobs.tick(NOW + 20 * HOUR)

    assert not the_task(stuck).is_open
    assert not supervision.open_incidents(someone("watch"))


def test_trying_again_twice_is_a_conflict(stuck, someone):
    incident_id = supervision.open_incidents(someone("watch"))[0].row.id
    with transaction():
        supervision.solve(incident_id, actor=someone("watch"), now=NOW)

    with pytest.raises(ConflictError), transaction():
        supervision.solve(incident_id, actor=someone("watch"), now=NOW)
