"""What failed is tried again, once it can be done."""

from uuid import uuid4

import pytest
from sqlalchemy import update

from app import audit, runtime
from app.core.db import db, transaction
from app.core.errors import ConflictError, NotFoundError
from app.identity import SYSTEM
from app.identity.models import Membership
from tests.flows.story import at, play


@pytest.fixture
def until():
    return "08:09"


@pytest.fixture
def incident_id(player):
    """A whistle that nobody may approve."""
    hold(until=at("08:00"))
    play(player, start="08:12", until="08:12")
    return runtime.incidents_of(player.case_id)[0].id


def hold(*, until):
    duty = Membership.org_code == "qh.wx", Membership.post == "值班领导"
    with transaction():
        db.session.execute(update(Membership).where(*duty).values(valid_to=until))


def retry(incident_id, clock="08:13"):
    with transaction():
        return runtime.retry(incident_id, actor=SYSTEM, now=at(clock))


def test_an_incident_says_what_stands_still_and_why(incident_id):
    found = runtime.open_incidents()[0]

    assert (found.id, found.element_id, found.reason) == (
        incident_id, "approve_whistle", "没有可以办理的人",
    )  # fmt: skip


def test_what_fails_again_stays_open(incident_id, player):
    found = retry(incident_id)

    assert found.resolved_at is None
    assert len(runtime.incidents_of(player.case_id)) == 1


def test_what_can_be_done_again_is_resolved(incident_id, player):
    hold(until=None)

    found = retry(incident_id)

    assert (found.resolved_at, found.resolved_by) == (at("08:13"), "系统")
    assert runtime.incidents_of(player.case_id) == []
    assert "incident.retried" in [e.action for e in audit.entries(player.case_id)]


def test_what_is_resolved_is_not_tried_again(incident_id):
    hold(until=None)
    retry(incident_id)

    with pytest.raises(ConflictError, match="已经处理"):
        retry(incident_id, "08:14")


def test_what_never_failed_is_not_tried_again(app):
    with pytest.raises(NotFoundError):
        retry(uuid4())


def test_a_case_that_was_tried_again_is_rebuilt(incident_id, player):
    retry(incident_id)
    hold(until=None)
    retry(incident_id, "08:14")

    assert runtime.replay(player.case_id).same
