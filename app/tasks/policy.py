"""Who may do a task: pure rules."""

from collections.abc import Collection, Iterable
from uuid import UUID

from app.core.errors import NotFoundError
from app.engine import Loop, Past
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask
from app.tasks.errors import (
    DidItYourselfError,
    HandledBeforeError,
    HeldError,
    NoReturnError,
    NotYourTaskError,
    TaskAlreadyClaimedError,
)

NOT_HANDLERS = "not handlers"
NOT_BY = "not by"
RETURN, ANYWHERE, NOWHERE = "return", "any", "none"


def may_do(task: UserTask, actor: Actor) -> bool:
    """Tell whether the task waits for this person: as assignee, or as one of its candidates."""
    if task.assignee_id is not None:
        return task.assignee_id == actor.user_id
    return bool(set(task.groups) & set(actor.groups))


def require_open(task: UserTask, actor: Actor) -> None:
    """Refuse a task that has ended: to its candidates with its fate, to others as unknown."""
    if task.is_open:
        return
    if set(task.groups) & set(actor.groups) or task.completed_by_id == actor.user_id:
        raise TaskGoneError(task)
    raise NotFoundError


def require_candidate(task: UserTask, actor: Actor) -> None:
    """Refuse whoever the open task does not wait for."""
    require_open(task, actor)
    if not may_do(task, actor):
        taken = task.assignee_id is not None and set(task.groups) & set(actor.groups)
        raise TaskAlreadyClaimedError if taken else NotYourTaskError


def require_doer(
    task: UserTask, actor: Actor, earlier: Collection[tuple[UUID | None, str]]
) -> None:
    """Refuse whoever may not do the task; ``earlier``: who completed which element of the case."""
    require_candidate(task, actor)
    mine = {element for person, element in earlier if person == actor.user_id}
    if mine - {task.element_id} and NOT_HANDLERS in task.properties:  # a second try is no handling
        raise HandledBeforeError
    if mine & set(str(task.properties.get(NOT_BY, "")).split()):
        raise DidItYourselfError


def require_signed(task: UserTask) -> None:
    """Refuse a task that waits for others to sign first."""
    if task.is_held:
        raise HeldError


def may_return(task: UserTask) -> bool:
    """Tell whether the diagram lets an open task go back at all; a co-signer returns nothing."""
    return not task.signing and NOWHERE not in _returns(task)


def may_return_to(task: UserTask, past: Past) -> bool:
    """Tell whether an open task may be returned to an earlier one.

    Its element's property ``return`` is ``any`` (also when absent), ``none``, or the ids of the
    elements it may go back to.
    """
    allowed = _returns(task)
    return may_return(task) and (ANYWHERE in allowed or past.element_id in allowed)


def require_return(task: UserTask, past: Past) -> None:
    """Refuse a return the diagram does not allow."""
    if not may_return_to(task, past):
        raise NoReturnError


def did(task: UserTask, actor: Actor) -> bool:
    """Tell whether this person completed the task, and so may ask for it back."""
    return task.outcome == "completed" and task.completed_by_id == actor.user_id


def latest_done(tasks: Iterable[UserTask], actor: Actor) -> UserTask | None:
    """Return the task this person completed last, which they may ask for back."""
    mine = [task for task in tasks if did(task, actor) and task.ended_at]
    return max(mine, key=lambda task: (task.ended_at, task.id), default=None)


def may_change(loop: Loop, actor: Actor) -> bool:
    """Tell whether this person may call somebody in, and so may release them."""
    return bool(set(loop.groups) & set(actor.groups))


def _returns(task: UserTask) -> list[str]:
    return str(task.properties.get(RETURN) or ANYWHERE).split()
