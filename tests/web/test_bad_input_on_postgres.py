"""What a database may refuse to hold breaks no page on PostgreSQL either."""

import pytest

from app.cli.player import Player
from tests import installation
from tests.flows.story import play
from tests.web.test_bad_input import broken_by, hostile

__all__ = ["hostile"]
pytestmark = pytest.mark.postgres
UNHELD = ("a NUL", "invalid UTF-8", "a huge number")


@pytest.fixture
def app(reused, laid_on_postgres, tmp_path):
    with installation.moved(reused, laid_on_postgres, tmp_path), reused.app_context():
        yield reused


@pytest.fixture
def played(app, morning):
    play(Player(), until="08:41")
    morning.at("08:41")


@pytest.mark.parametrize("what", UNHELD)
def test_no_page_breaks(played, page, hostile, what) -> None:
    assert broken_by(page, hostile, what, "wx_desk", "zh-CN") == []
