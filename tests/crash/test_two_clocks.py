"""Two processes with a clock each announce each lateness once."""

import subprocess
import sys

import pytest

from config.settings import ROOT
from tests.jobs.world import HOUR, NOW, app, begin, template, told

__all__ = ["app", "begin", "template"]
pytestmark = pytest.mark.crash

TICK = """
import sys
from app import jobs
from tests.jobs.world import HOUR, NOW, small_app
with small_app(sys.argv[1]).app_context():
    done = jobs.tick(NOW + HOUR)
    print(done.woken, done.overdue, done.failed)
"""


def test_two_processes_at_once_announce_each_lateness_once(app, begin):
    for number in range(6):
        begin(NOW + HOUR, process=("p_desk", "p_taken")[number % 2])
    url = app.config["SQLALCHEMY_DATABASE_URI"]

    clocks = [
        subprocess.Popen(
            [sys.executable, "-c", TICK, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    counted = [list(map(int, clock.communicate()[0].split())) for clock in clocks]

    assert [sum(column) for column in zip(*counted, strict=True)] == [3, 3, 0]
    assert len(told("task_overdue")) == 6
