"""Two deeds at one instant, many times over, and what must hold afterwards."""

import random
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from app import audit, runtime
from app.cases import Submission
from app.core.db import db, transaction
from app.core.errors import ConflictError, ShaodaoError
from app.notifications import Notice
from app.runtime import UserTask

LONGEST_PAUSE = 0.004
TOLD = re.compile(r"(“[^”]+”|您).*\d{2}:\d{2}")
"""A sentence that names who was first, and when."""
Deed = Callable[[], Any]


@dataclass
class Scene:
    """Where two deeds meet: the case, its task, and whatever else was laid out."""

    case_id: UUID
    task_id: UUID
    others: list[UUID] = field(default_factory=list)
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def cases(self) -> list[UUID]:
        """Return every case of the scene."""
        return [self.case_id, *self.others]


@dataclass(frozen=True)
class Ended:
    """How a race ended: what each deed gave, or the error it met."""

    gave: Sequence[Any]
    errors: Sequence[BaseException]

    @property
    def winners(self) -> int:
        """Return how many deeds were done."""
        return len(self.gave)

    @property
    def broken(self) -> list[str]:
        """Return errors that no person should meet, and conflicts that name nobody."""
        return [f"{type(e).__name__}: {e}" for e in self.errors if not _is_told(e)]


def command(call: Callable[..., Any], *arguments: Any, **more: Any) -> Deed:
    """Return a deed: one command in a transaction of its own."""

    def deed() -> Any:
        with transaction():
            call(*arguments, **more)

    return deed


def race(app: Flask, deeds: Sequence[Deed], chance: random.Random) -> Ended:
    """Let each deed begin at the same instant, give or take a few milliseconds."""
    db.session.remove()
    start, gave, errors = Barrier(len(deeds)), [], []
    pauses = [chance.choice((0.0, chance.uniform(0, LONGEST_PAUSE))) for _ in deeds]

    def act(deed: Deed, pause: float) -> None:
        with app.app_context():
            start.wait()
            time.sleep(pause)
            try:
                gave.append(deed())
            except Exception as error:
                errors.append(error)

    threads = [Thread(target=act, args=pair) for pair in zip(deeds, pauses, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Ended(gave, errors)


def is_whole(scene: Scene) -> list[str]:
    """Return what is wrong with the cases of a scene: nothing, it is to be hoped."""
    db.session.rollback()
    wrong = [f"{case_id} replays otherwise" for case_id in scene.cases if not _same(case_id)]
    heads = runtime.audit_heads()
    ours = {str(case_id): heads[str(case_id)] for case_id in scene.cases}
    wrong += [str(each) for case_id in ours for each in audit.verify({case_id: ours[case_id]})]
    return [*wrong, *_twice(scene)]


def _same(case_id: UUID) -> bool:
    return runtime.replay(case_id).same


def _twice(scene: Scene) -> list[str]:
    """Return replies and notices of one task there are two of."""
    replies = select(Submission.task_id).where(Submission.case_id.in_(scene.cases))
    doubled = replies.where(Submission.task_id.is_not(None)).group_by(Submission.task_id)
    done = select(UserTask.id).where(
        UserTask.case_id.in_(scene.cases), UserTask.outcome == "completed"
    )
    answered = set(db.session.scalars(replies.where(Submission.task_id.is_not(None))))
    finished = set(db.session.scalars(done))
    found = [f"two replies to {t}" for t in db.session.scalars(doubled.having(func.count() > 1))]
    found += [f"told twice: {each}" for each, n in _told(scene).items() if n > 1]
    return found + [f"reply and completion differ: {t}" for t in answered ^ finished]


def _told(scene: Scene) -> Counter[str]:
    notices = db.session.scalars(select(Notice).where(Notice.case_id.in_(scene.cases))).all()
    said = (n for n in notices if n.key != "urged")  # several people may say the same
    return Counter(f"{n.key} {n.task_id} {n.groups} {n.values}" for n in said)


def _is_told(error: BaseException) -> bool:
    if not isinstance(error, ShaodaoError):
        return False
    return not isinstance(error, ConflictError) or bool(TOLD.search(str(error)))
