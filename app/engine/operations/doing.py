"""How every command runs: load, act, run to rest, report."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from app.engine.definition import Definition
from app.engine.elements.activities import UserTask
from app.engine.errors import NotReadyError
from app.engine.instance.state import load
from app.engine.instance.tokens import WAIT, Instance, Token
from app.engine.report import step
from app.engine.run import attempt
from app.engine.step import Host, Step

NOBODY = cast(Host, None)


def command(definition: Definition, state: bytes, act: Any, now: datetime, host: Host) -> Step:
    """Do ``act`` on the instance and whatever follows; describe the rest."""
    return step(attempt(lambda: load(definition, state, now, host), act))


def waiting(instance: Instance, token: UUID) -> Token | None:
    """Return the live token of that name, if it waits for something."""
    found = instance.find(token)
    return found if found is not None and found.phase == WAIT else None


def user_task(instance: Instance, token: UUID) -> Token:
    """Return the user task of that name; NotReadyError when it does not wait."""
    task = waiting(instance, token)
    if task is None or not isinstance(task.task_spec, UserTask):
        raise NotReadyError
    return task
