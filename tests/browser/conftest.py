"""A served installation and a browser for each test.

Nothing here depends on how fast the machine is: pages are given half a minute, and the
installation's clock goes so slowly that its minute does not end in the middle of a test.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from threading import Thread
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect, sync_playwright
from werkzeug.serving import make_server
from werkzeug.test import run_wsgi_app

from app import create_app
from app.cli.player import Player
from app.core import clock
from app.core.db import transaction
from tests import installation
from tests.browser.desk import PATIENCE, Desk
from tests.browser.others import Others
from tests.installation import SqliteBackend

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BEGIN = datetime.now(UTC)
SLOWER = 60
"""How many times: a minute of the installation lasts an hour."""


class Unhurried(datetime):
    """The time of day as the installation reads it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return BEGIN + (datetime.now(tz or UTC) - BEGIN) / SLOWER


@dataclass
class Site:
    """A running site, its clock, and a player to look behind the pages."""

    app: Flask
    base: str
    player: Player

    def set_clock(self, moment: datetime) -> None:
        """Move the demo clock."""
        with transaction():
            clock.move_to(moment)


@pytest.fixture(scope="session", autouse=True)
def unhurried() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Unhurried)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def backend(laid: SqliteBackend) -> SqliteBackend:
    return laid


def whole(app: Flask) -> WSGIApplication:
    """Answer in one piece: the server closes no file whose browser left while it was on its way."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        body, status, headers = run_wsgi_app(app, environ, buffered=True)
        start(status, headers.to_wsgi_list())
        return body

    return answer


@contextmanager
def served(backend: SqliteBackend, folder: Path) -> Iterator[Site]:
    """Serve a copy of an installation for as long as it is needed."""
    with backend.database(folder) as url:
        app = create_app(installation.settings(url, folder))
        server = make_server("127.0.0.1", 0, whole(app), threaded=True)
        serving = Thread(target=server.serve_forever, daemon=True)
        serving.start()
        with app.app_context():
            yield Site(app, f"http://127.0.0.1:{server.server_port}", Player())
        server.shutdown()
        serving.join()
        installation.close(app)


@pytest.fixture
def site(backend: SqliteBackend, tmp_path: Path) -> Iterator[Site]:
    with served(backend, tmp_path) as found:
        yield found


@pytest.fixture
def desk(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(browser, site.base, tmp_path)
    yield opened
    opened.close()
    assert not opened.problems, "\n".join(opened.problems)


@pytest.fixture
def others(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Others]:
    opened = Others(browser, site.base, tmp_path)
    yield opened
    opened.close()
    assert not opened.problems, "\n".join(opened.problems)


@pytest.fixture
def english(browser: Browser, site: Site, tmp_path: Path) -> Iterator[Desk]:
    opened = Desk(browser, site.base, tmp_path, locale="en-GB")
    yield opened
    opened.close()
    assert not opened.problems, "\n".join(opened.problems)
