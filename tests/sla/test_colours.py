"""Colours and warnings."""

import pytest

from app import sla
from app.sla.colours import BadWarningError
from tests.sla.conftest import at, wall

ANCHOR, DUE = at("2026-07-14 08:15"), at("2026-07-14 08:45")


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-07-14 08:15", "green"),
        ("2026-07-14 08:29", "green"),
        ("2026-07-14 08:30", "yellow"),
        ("2026-07-14 08:41", "yellow"),
        ("2026-07-14 08:42", "red"),
        ("2026-07-14 08:45", "red"),
        ("2026-07-14 09:00", "red"),
    ],
)
def test_the_colour_tells_how_much_is_left(now, colour):
    assert sla.colour(ANCHOR, DUE, at(now)) == colour


def test_the_worst_colour_stands_for_all():
    assert sla.worst(["green", "red", "yellow"]) == "red"
    assert sla.worst([]) == "green"


def test_the_warning_comes_when_nine_tenths_are_used():
    assert wall(sla.warn_at(ANCHOR, DUE)) == "2026-07-14 08:42"
    assert wall(sla.warn_at(ANCHOR, DUE, "50 %")) == "2026-07-14 08:30"


@pytest.mark.parametrize("share", ["", "90", "101%", "PT5M", "-5%"])
def test_a_warning_that_is_no_share_is_refused(share):
    with pytest.raises(BadWarningError):
        sla.warn_at(ANCHOR, DUE, share)
