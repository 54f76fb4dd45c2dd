"""kill -9 in the middle of much: each piece is whole or untouched, and once more ends it."""

import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from app import create_app, tasks
from app.audit import AuditEntry
from app.core.db import db
from app.core.errors import ConflictError
from config.settings import Settings
from tests import installation
from tests.crash import deeds as d
from tests.crash import scenes as s
from tests.crash.races import Deed, Scene, is_whole
from tests.installation import Backend

pytestmark = [pytest.mark.crash, pytest.mark.timeout(240)]
KILLS, LONGEST, PIECES = 2, 0.25, 4


def orders() -> Scene:
    """Return some orders that one person has taken."""
    scenes = [s.order() for _ in range(PIECES)]
    first = scenes[0]
    first.others.extend(each.case_id for each in scenes[1:])
    first.more["tasks"] = [each.task_id for each in scenes]
    for task_id in first.more["tasks"]:
        s.run(tasks.claim, task_id, by="wx_desk")
    return first


@dataclass(frozen=True)
class Much:
    """What is killed, and what the record says once for each piece that is done."""

    scene: Callable[[], Scene]
    deed: Callable[[Scene], Deed]
    said: str
    pieces: int
    in_one: bool


BATCH = d.batch("wx_desk", 0, PIECES, key="again")
HANDING_OVER = d.hand_over("admin", "wx_desk2")
MUCH = {
    "batch": Much(orders, BATCH, "task.completed", PIECES, False),
    "handing over": Much(orders, HANDING_OVER, "task.handed_over", PIECES, True),
    "merge": Much(s.pair, d.merge("dispatcher"), "case.merged", 1, True),
}


@pytest.fixture(scope="module")
def settings(backend: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("much")
    with backend.database(folder) as url:
        yield installation.settings(url, folder)


@pytest.mark.parametrize("name", MUCH)
def test_each_piece_is_whole_or_untouched_and_done_once(settings: Settings, name: str) -> None:
    much, chance = MUCH[name], random.Random(name)
    app = create_app(settings)
    with app.app_context():
        for _ in range(KILLS):
            scene = much.scene()
            deed = much.deed(scene)
            db.session.remove()
            db.engine.dispose()
            killed_in(settings, deed, chance.uniform(0, LONGEST))

            may_be = {0, much.pieces} if much.in_one else set(range(much.pieces + 1))
            assert (is_whole(scene), pieces(scene, much.said) in may_be) == ([], True)
            again(deed)
            assert (is_whole(scene), pieces(scene, much.said)) == ([], much.pieces)
    installation.close(app)


def again(deed: Deed) -> None:
    """Do it once more; what was done already may say so."""
    db.session.remove()
    with suppress(ConflictError):
        deed()


def pieces(scene: Scene, said: str) -> int:
    """Return for how many pieces the record says so; each once."""
    db.session.rollback()
    chains = [str(case_id) for case_id in scene.cases]
    chosen = select(AuditEntry).where(AuditEntry.chain.in_(chains), AuditEntry.action == said)
    found = Counter(entry.details.get("token", entry.chain) for entry in db.session.scalars(chosen))
    assert set(found.values()) <= {1}
    return len(found)


def killed_in(settings: Settings, deed: Deed, seconds: float) -> None:
    """Let another process do something, and kill it a moment after it began."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        _work(settings, deed, writable)
    os.close(writable)
    os.read(readable, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(readable)


def _work(settings: Settings, deed: Deed, pipe: int) -> None:
    try:
        with create_app(settings).app_context():
            os.write(pipe, b".")
            deed()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)
