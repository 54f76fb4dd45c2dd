"""An application on a database of its own, a clock moved by hand, a browser that checks."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from tests import kept  # noqa: F401  # looks at the program before it is loaded

# isort: split

from app import create_app
from app.cli.player import Player
from app.core import clock
from app.core.clock import LOCAL
from tests import installation
from tests.builders import Stages, the_case
from tests.installation import PostgresBackend, SqliteBackend
from tests.page import Browser

MORNING = datetime(2026, 7, 14, 8, 0, tzinfo=LOCAL)


@pytest.fixture(scope="session")
def laid() -> SqliteBackend:
    """A database with organisation, people, rules and the shipped definitions, to be copied."""
    return SqliteBackend()


@pytest.fixture(scope="session")
def laid_on_postgres() -> Iterator[PostgresBackend]:
    """The same on PostgreSQL, in a cluster of this worker's own."""
    with installation.postgres() as found:
        yield found


@pytest.fixture(scope="session")
def stages(laid: SqliteBackend) -> Stages:
    """The sample case at times of its day, each played once and then copied."""
    return Stages(laid)


@pytest.fixture
def until() -> str | None:
    """Up to which time the sample case has been played; a test file may say one."""
    return None


@pytest.fixture(scope="session")
def reused(laid: SqliteBackend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application of all these tests: making one costs more than most of them."""
    folder = tmp_path_factory.mktemp("reused")
    with laid.database(folder) as url:
        made = create_app(installation.settings(url, folder))
        made.testing = True
        yield made


@pytest.fixture
def app(
    reused: Flask, laid: SqliteBackend, stages: Stages, until: str | None, tmp_path: Path
) -> Iterator[Flask]:
    """The application on a database of this test's own, within an application context."""
    source = stages.at(until) if until else laid
    with installation.moved(reused, source, tmp_path), reused.app_context():
        yield reused


@pytest.fixture
def morning(app: Flask, monkeypatch: pytest.MonkeyPatch) -> "HandClock":
    """A clock that stands at 08:00 until it is moved."""
    hand = HandClock(MORNING)
    monkeypatch.setattr(clock, "now", hand.read)
    return hand


@pytest.fixture
def player(app: Flask, morning: "HandClock", until: str | None) -> Player:
    """Whoever goes on playing the sample case from where it stands; the clock says so too."""
    if until:
        morning.at(until)
    return the_case()


@pytest.fixture
def page(app: Flask, morning: "HandClock") -> Browser:
    """A browser of nobody's, which checks every page it gets."""
    return Browser(app)


class HandClock:
    """A clock moved by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def read(self) -> datetime:
        """Return where the hands stand."""
        return self.now

    def at(self, wall: str) -> datetime:
        """Set the hands to a time of the same day, ``08:15``, and return it."""
        hour, minute = map(int, wall.split(":"))
        self.now = self.now.astimezone(LOCAL).replace(hour=hour, minute=minute, second=0)
        return self.now
