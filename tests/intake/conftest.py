"""An operator with a request half typed."""

import pytest

from app import intake
from app.core.db import db, transaction
from tests.flows.story import REQUEST, at

CALM = {**REQUEST, "matter": "CG0101", "danger_to_life": "", "called_119": ""}
"""A request about street vending: nothing in danger, the street handles it."""


@pytest.fixture
def send(player):
    """A function that registers a request and returns its case; errors leave nothing."""

    def send(*, by="operator", clock="08:03", key=None, **changes):
        actor = player.actor(by, at(clock))
        shown = intake.blank(actor, now=at(clock)).values
        raw = player.typed(shown, {**CALM, **changes}, actor, at(clock))
        with transaction():
            case = intake.register(raw, one_time_key=key, actor=actor, now=at(clock))
            player.case_id = case.id
        db.session.refresh(case)
        return case

    return send
