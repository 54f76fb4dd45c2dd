"""A state of an older format is built anew from the commands before anything goes on."""

import orjson
import pytest
import zstandard
from sqlalchemy import update

from app import runtime
from app.core.db import db, transaction
from app.runtime import ProcessInstance
from tests.flows.story import play


@pytest.fixture
def until():
    return "08:21"


@pytest.fixture
def aged(player, stored):
    """The sample case as format 1 kept it: no path, and tokens that come from nowhere."""
    state = orjson.loads(stored().partition(b"\n")[0])
    for frame in (state["root"], *(inner for _, _, inner in state["frames"])):
        frame["tokens"] = [token[:-1] for token in frame["tokens"]]
    keep(player.case_id, state | {"format": 1})
    return state


def keep(case_id, state):
    packed = zstandard.compress(orjson.dumps(state, option=orjson.OPT_SORT_KEYS))
    with transaction():
        here = ProcessInstance.id == case_id
        db.session.execute(update(ProcessInstance).where(here).values(state=packed))
    db.session.expire_all()


def test_an_older_state_is_the_same_when_the_same_stands_everywhere(player, aged):
    assert runtime.replay(player.case_id).same


def test_an_older_state_in_which_something_stands_elsewhere_is_not(player, aged):
    aged["frames"][-1][2]["tokens"].clear()

    keep(player.case_id, aged | {"format": 1})

    assert not runtime.replay(player.case_id).same


def test_a_case_of_an_older_format_goes_on_and_is_rebuilt_to_the_byte(player, aged, stored):
    play(player, start="08:22", until="08:42")

    assert stored().partition(b"\n")[2]
    assert runtime.replay(player.case_id).state == stored()


def test_a_case_of_an_older_format_can_go_back(player, aged):
    assert runtime.returnable(player.case_id)
