"""Cases in a wanted state, made through the same commands people use."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from app import create_app
from app.cases import Case
from app.cli.player import Player
from app.core.db import db
from tests import installation
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

    def __init__(self, laid: SqliteBackend, folder: Path) -> None:
        self.laid = laid
        self.folder = folder

    def at(self, until: str) -> "Stage":
        """Return the case as it stands after ``until``."""
        folder = self.folder / until.replace(":", "")
        if not folder.exists():
            folder.mkdir()
            with self.laid.database(folder) as url:
                app = create_app(installation.settings(url, folder))
                with app.app_context():
                    a_case(until)
                installation.close(app)
        return Stage(folder)


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
