"""Cases in a wanted state, made through the same commands people use."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import event, select

from app import create_app
from app.cases import Case
from app.cli.player import Player
from app.core.db import db
from tests import installation, kept
from tests.flows import story
from tests.installation import SqliteBackend


def a_case(until: str) -> Player:
    """Play the sample case up to the last line of its script at or before ``until``."""
    player = Player()
    for line in story.LINES:
        if line.clock <= until:
            story.play_line(player, line)
    db.session.rollback()
    return player


def the_case() -> Player:
    """Return whoever plays the newest case on from where it stands."""
    player = Player()
    newest = db.session.scalar(select(Case.id).order_by(Case.reference).limit(1))
    if newest is not None:
        player.case_id = newest
    db.session.rollback()
    return player


class Stages:
    """Copies of the sample case at times of its day; each time is played once."""

    def __init__(self, laid: SqliteBackend) -> None:
        self.laid = laid

    def at(self, until: str) -> "Stage":
        """Return the case as it stands after ``until``."""
        clock = max(line.clock for line in story.LINES if line.clock <= until)
        return Stage(kept.made(f"story-{clock[:2]}{clock[3:]}", partial(self._play, clock)))

    def _play(self, clock: str, folder: Path) -> None:
        """Play the lines of ``clock``, and let the ones before be played."""
        lines = [line for line in story.LINES if line.clock == clock]
        before = [line.clock for line in story.LINES if line.clock < clock]
        source = self.at(before[-1]) if before else self.laid
        with installation.moved(self._app, source, folder), self._app.app_context():
            player = the_case()
            for line in lines:
                story.play_line(player, line)
            db.session.rollback()

    @cached_property
    def _app(self) -> Flask:
        with TemporaryDirectory() as folder:
            return create_app(installation.settings("sqlite://", Path(folder)))


class Stage:
    """One played case, its database and its files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def database(self, folder: Path) -> Iterator[str]:
        """Yield the URL of a copy in ``folder``, where the files are copied too."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        yield f"sqlite:///{folder / 'shaodao.db'}"


class Statements:
    """Counts what reaches the database, BEGIN and COMMIT aside."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __enter__(self) -> "Statements":
        event.listen(db.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._note)

    def __len__(self) -> int:
        return len(self.texts)

    def __str__(self) -> str:
        return "\n".join(f"{n}. {text[:160]}" for n, text in enumerate(self.texts, start=1))

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.upper().startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "PRAGMA")):
            self.texts.append(" ".join(statement.split()))
