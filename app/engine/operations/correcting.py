"""What a supervisor may put right: pass a step over, set a variable."""

from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.errors import InvalidError
from app.engine.definition import Definition
from app.engine.diagram.expressions import NAME
from app.engine.elements.activities import SubProcess, UserTask
from app.engine.elements.events import CatchEvent
from app.engine.elements.loops import Loop
from app.engine.errors import NotReadyError, NotWaitingError
from app.engine.instance.footprints import interrupted
from app.engine.instance.nodes import SKIPPED
from app.engine.instance.tokens import SIGN, WAIT, Instance, Token
from app.engine.instance.values import kept
from app.engine.operations.doing import command
from app.engine.run import run
from app.engine.step import Host, Step


def skip(definition: Definition, state: bytes, token: UUID, *, now: datetime, host: Host) -> Step:
    """Let a token that waits or has failed go on as if its element were done, without outputs.

    With an activity goes everything in it. A failed boundary event will not happen. NotReadyError
    when there is nothing to pass over, ElementError when no flow can be taken onward.
    """

    def pass_over(instance: Instance) -> None:
        run(instance)
        found = instance.find(token)
        if found is None or not _may_be_skipped(found):
            raise NotReadyError
        instance.marks.pop(found.id, None)
        if _is_quiet(found):
            found.cancel()
        else:
            _go_on(found)

    return command(definition, state, pass_over, now, host)


def set_variable(
    definition: Definition,
    state: bytes,
    scope: UUID | None,
    name: str,
    value: Any,
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Set a variable of a scope (``Scope.token``; None is the process); everything looks again.

    What has failed stays failed until it is tried again. InvalidError for a name that no
    expression could read or a value that cannot be kept, NotWaitingError when no such scope runs.
    """

    def put(instance: Instance) -> None:
        if not NAME.fullmatch(name):
            raise InvalidError(f"不是有效的变量名：{name or '（空）'}")
        number = instance.number_of(scope) if scope else 0
        frame = instance if scope is None else instance.subprocesses.get(number)
        if frame is None or instance.completed:
            raise NotWaitingError
        frame.data[name] = kept(value)

    return command(definition, state, put, now, host)


def _may_be_skipped(token: Token) -> bool:
    if "signing" in token.internal_data:
        return False
    if token.id in token.instance.marks:
        return True
    is_held = isinstance(token.task_spec, (UserTask, SubProcess, Loop, CatchEvent))
    return is_held and token.phase in (WAIT, SIGN) and not _is_quiet(token)


def _is_quiet(token: Token) -> bool:
    """Say whether it is an event that waits beside something that a person sees instead."""
    return isinstance(token.task_spec, CatchEvent) and token.task_spec.is_quiet(token)


def _go_on(token: Token) -> None:
    origins = interrupted(token, SKIPPED)
    frame = token.instance.subprocesses.get(token.id)
    inside = frame.tasks.values() if frame is not None else ()
    for inner in [*inside, *token.children]:
        inner.cancel()
    token.origins = origins
    token.task_spec.note(token, "left")
    token.task_spec._on_complete(token)
