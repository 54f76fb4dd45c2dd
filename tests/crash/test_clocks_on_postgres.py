"""On PostgreSQL too, clocks in several processes announce each lateness once."""

import threading

import pytest

from app import jobs
from app.core.db import Base, db, transaction
from tests.jobs.world import HOUR, NOW, begin, fill, small_app, statements, told
from tests.postgres import throwaway_cluster, throwaway_database

__all__ = ["begin", "statements"]
pytestmark = [pytest.mark.postgres, pytest.mark.crash]


@pytest.fixture
def app():
    """The application over a PostgreSQL of its own."""
    with throwaway_cluster() as cluster, throwaway_database(cluster) as url:
        app = small_app(url.render_as_string(hide_password=False))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            with transaction():
                fill()
            yield app
            db.session.remove()
            db.engine.dispose()


def test_four_clocks_at_once_announce_each_lateness_once(app, begin):
    for number in range(8):
        begin(NOW + HOUR, process=("p_desk", "p_taken")[number % 2])
    done = []

    def turn():
        with app.app_context():
            done.append(jobs.tick(NOW + HOUR))

    clocks = [threading.Thread(target=turn) for _ in range(4)]
    for thread in clocks:
        thread.start()
    for thread in clocks:
        thread.join()
    jobs.tick(NOW + HOUR)

    assert len(done) == 4
    assert sum(d.woken for d in done) == 4
    assert sum(d.failed for d in done) == 0
    assert len(told("task_overdue")) == 8


def test_nothing_due_costs_a_fixed_number_of_statements(app, begin, statements):
    begin(NOW + HOUR)
    jobs.tick(NOW)
    statements.clear()

    jobs.tick(NOW)

    assert len(statements) <= 13
