"""The small application on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import Base, db, transaction
from tests.jobs.world import fill, small_app
from tests.postgres import throwaway_cluster, throwaway_database


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The small application on either database."""
    if request.param == "sqlite":
        yield from laid(f"sqlite:///{tmp_path / 'pairs.db'}")
        return
    with throwaway_cluster() as cluster, throwaway_database(cluster) as url:
        yield from laid(url.render_as_string(hide_password=False))


def laid(url: str) -> Iterator[Flask]:
    made = small_app(url)
    with made.app_context():
        Base.metadata.create_all(db.engine)
        with transaction():
            fill()
        yield made
        db.session.remove()
        db.engine.dispose()
