"""The clock of a case by programs."""

import pytest

from app.cases import Case
from app.cli.player import Player
from app.core.db import db
from tests.flows.test_extension import handle_alone

ASKED = {"reason": "补正", "words": "等诉求人补交照片", "until": "2026-07-17"}


@pytest.fixture
def order(app):
    """The number of an order of seven days that the street handles."""
    with app.app_context():
        player = Player()
        handle_alone(player)
        found = db.session.get(Case, player.case_id).reference
        db.session.remove()
    return found


def pause(program, order, **changes):
    return program.call("POST", f"/cases/{order}/pause", data={**ASKED, **changes})


def test_the_clock_stands_still_and_goes_on(street, order):
    paused = pause(street, order)
    again = pause(street, order)
    resumed = street.post(f"/cases/{order}/resume")
    late = street.post(f"/cases/{order}/resume")

    told = street.get(f"/cases/{order}/pauses").json
    assert [a.status_code for a in (paused, again, resumed, late)] == [201, 409, 200, 409]
    assert [(each["reason"], each["resumed_by"]) for each in told] == [("补正", "孔一诺")]


@pytest.mark.parametrize(("by", "status"), [("operator", 403), ("th_desk", 404)])
def test_others_are_refused(program, street, order, by, status):
    refused = pause(program(by), order)
    pause(street, order)

    assert refused.status_code == status
    assert program(by).post(f"/cases/{order}/resume").status_code == status


def test_what_the_rules_do_not_allow_is_told_at_its_field(street, order):
    refused = [pause(street, order, until="2027-01-01"), pause(street, order, reason="检测鉴定")]

    assert [answer.status_code for answer in refused] == [422, 422]
    assert [set(answer.json["errors"]) for answer in refused] == [{"until"}, {"proof"}]
