"""Before- and after-sign (前加签, 后加签): others act before or after a user task.

A signer is a token of the same element that hangs under the task. The task is held until those
before it have signed; completed, it is left only when those after it have signed as well. Its
boundary events watch all that time.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.util.task import TaskState

from app.core.errors import InvalidError
from app.engine.definition import Definition
from app.engine.errors import NotReadyError
from app.engine.instance.tokens import CLOSE, SIGN, WAIT, Instance, Token
from app.engine.operations.doing import command, user_task
from app.engine.run import run
from app.engine.step import Host, Step

BEFORE, AFTER = "before", "after"


def sign(
    definition: Definition,
    state: bytes,
    token: UUID,
    groups: list[str],
    when: str,
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Ask groups to act ``before`` or ``after`` a user task that waits; one signer each call.

    The signer becomes a ReadyTask with ``signing``: at once, or when the task is completed.
    InvalidError when nobody is asked, or at no such moment.
    """
    if when not in (BEFORE, AFTER) or not groups:
        raise InvalidError("请指明加签的候选组，以及在办理前还是办理后")

    def ask(instance: Instance) -> None:
        run(instance)
        task = user_task(instance, token)
        if "signing" in task.internal_data:
            raise NotReadyError
        signer = task.add(task.task_spec)
        signer.internal_data = {"signing": when, "groups": list(groups)}
        if when == BEFORE:
            _offer(signer)

    return command(definition, state, ask, now, host)


def unsign(definition: Definition, state: bytes, token: UUID, *, now: datetime, host: Host) -> Step:
    """Ask a signer no more (``ReadyTask.signers``); what waited for nobody else goes on."""

    def dismiss(instance: Instance) -> None:
        run(instance)
        signer = instance.find(token)
        if signer is None or "signing" not in signer.internal_data:
            raise NotReadyError
        task = signer.parent
        signer.cancel()
        _settle(task)

    return command(definition, state, dismiss, now, host)


def close(task: Token, variables: Mapping[str, Any]) -> Token:
    """Complete a task or the part of a signer; return the token that may fail by it."""
    if "signing" in task.internal_data:
        return _signed(task)
    if any(signer.internal_data["signing"] == BEFORE for signer in signers(task)):
        raise NotReadyError
    task.internal_data["given"] = dict(task.data)
    task.data.update(variables)
    task.phase = SIGN
    for signer in signers(task):
        _offer(signer)
    _settle(task)
    return task


def signers(task: Token) -> list[Token]:
    """Return who is still to sign."""
    return [child for child in task.children if "signing" in child.internal_data]


def _signed(signer: Token) -> Token:
    task: Token = signer.parent
    signer.task_spec.note(signer, "left")
    signer.leave()
    task.internal_data["signed"] = True
    _settle(task)
    return task


def _offer(signer: Token) -> None:
    signer.phase, signer.at = WAIT, signer.instance.instant
    signer._set_state(TaskState.STARTED)
    signer.task_spec.note(signer, "entered")


def _settle(task: Token) -> None:
    if task.phase == SIGN and not signers(task):
        task.resume(CLOSE)
