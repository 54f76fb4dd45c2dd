"""An installation of its own for each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.cli.player import Player
from tests import installation
from tests.installation import Backend

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
SETS_UP = {"sqlite": "laid", "postgresql": "laid_on_postgres"}


@pytest.fixture(scope="module", params=DATABASES)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Where the test's database is made; each is set up once for all tests."""
    found: Backend = request.getfixturevalue(SETS_UP[request.param])
    return found


@pytest.fixture
def app(reused: Flask, backend: Backend, tmp_path: Path) -> Iterator[Flask]:
    with installation.moved(reused, backend, tmp_path), reused.app_context():
        yield reused


@pytest.fixture
def player(app: Flask) -> Player:
    return Player()
