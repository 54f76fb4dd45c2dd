"""Who may do a task, hand it on, take it over or urge it: pure rules."""

from collections.abc import Collection, Iterable
from uuid import UUID

from app.core.errors import NotFoundError, NotPermittedError
from app.engine import Loop, Past
from app.identity import Actor, StandIn
from app.runtime import TaskGoneError, UserTask
from app.tasks.errors import (
    DidItYourselfError,
    HandledBeforeError,
    NoReturnError,
    NotYourTaskError,
    OnlyPreparedError,
    TaskAlreadyClaimedError,
)

Earlier = Collection[tuple[UUID | None, str]]
"""Who completed which element of the case."""

NOT_HANDLERS = "not handlers"
NOT_BY = "not by"
FOR_THEM = {
    True: "您代“{name}”办理，而“{name}”办理过本案的其他环节，不能代其办理，请交由其他人员。",
    False: "您代“{name}”办理，而“{name}”是申请人，不能代其审批，请交由其他人员。",
}
RETURN, ANYWHERE, NOWHERE = "return", "any", "none"


def may_do(task: UserTask, actor: Actor) -> bool:
    """Tell whether the task waits for this person: as assignee, or as one of its candidates.

    It also waits for whoever stands in for an assignee who is away, in a post of the task.
    """
    if task.assignee_id is None:
        return bool(set(task.groups) & set(actor.groups))
    mine = task.assignee_id == actor.user_id
    return mine or actor.stands_for(task.assignee_id, task.groups) is not None


def is_owner(task: UserTask, actor: Actor) -> bool:
    """Tell whether a delegated task comes back to this person, or to somebody they stand for."""
    if task.owner_id is None:
        return False
    mine = task.owner_id == actor.user_id
    return mine or actor.stands_for(task.owner_id, task.groups) is not None


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
        raise TaskAlreadyClaimedError if taken else NotYourTaskError(_lapse(task, actor))


def require_doer(task: UserTask, actor: Actor, earlier: Earlier) -> Actor:
    """Refuse whoever may not do the task: others, and whom the four-eyes rules exclude.

    Return the actor as who does it: in their own right, or in the name of somebody who is away.
    """
    require_candidate(task, actor)
    return require_eyes(task, actor, earlier)


def require_eyes(task: UserTask, actor: Actor, earlier: Earlier) -> Actor:
    """Refuse whom the four-eyes rules exclude, or in whose place they stand; as ``require_doer``.

    A substitute with several absent people behind them acts for the first who is not excluded.
    """
    places = actor.places(task.assignee_id, task.groups)
    ways = [actor.in_place_of(place) for place in places] or [actor]
    refused = [forbidden(task, way.hands, earlier) for way in ways]
    found = next((way for way, why in zip(ways, refused, strict=True) if why is None), None)
    if found is not None:
        return found
    raise _worded(
        refused[0] or HandledBeforeError, forbidden(task, {actor.user_id}, earlier), ways[0]
    )


def able_places(task: UserTask, actor: Actor, earlier: Earlier) -> tuple[StandIn, ...]:
    """Return in whose places the actor may decide; all of them where they may in none."""
    places = actor.places(task.assignee_id, task.groups)
    able = (p for p in places if not forbidden(task, actor.in_place_of(p).hands, earlier))
    return tuple(able) or places


def require_whole(task: UserTask) -> None:
    """Refuse whoever only prepares the task for its owner."""
    if task.is_delegated:
        raise OnlyPreparedError


def forbidden(
    task: UserTask, people: Collection[UUID], earlier: Earlier
) -> type[NotPermittedError] | None:
    """Return why none of these people may decide here (four-eyes rules); None when they may.

    ``not handlers``: who completed another element of the case; ``not by``: who completed one of
    the elements named.
    """
    done = {element for person, element in earlier if person in people}
    if done - {task.element_id} and NOT_HANDLERS in task.properties:  # a second try is no handling
        return HandledBeforeError
    if done & set(str(task.properties.get(NOT_BY, "")).split()):
        return DidItYourselfError
    return None


def selves(task: UserTask, actor: Actor) -> frozenset[UUID]:
    """Return whose hands the person's are for a task: theirs, and of whom they stand in for."""
    places = actor.places(task.assignee_id, task.groups)
    return actor.in_place_of(places[0]).hands if places else actor.hands


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
    """Tell whether this person completed the task, and so may ask for it back.

    What a substitute did is the absent person's too, and the substitute's while they stand in.
    """
    if task.outcome != "completed":
        return False
    whose = task.completed_for_id or task.completed_by_id
    is_hand = task.completed_by_id == actor.user_id
    return whose == actor.user_id or (is_hand and bool(actor.stands_for(whose, task.groups)))


def latest_done(tasks: Iterable[UserTask], actor: Actor) -> UserTask | None:
    """Return the task this person completed last, which they may ask for back."""
    mine = [task for task in tasks if did(task, actor) and task.ended_at]
    return max(mine, key=lambda task: (task.ended_at, task.id), default=None)


def may_change(loop: Loop, actor: Actor) -> bool:
    """Tell whether this person may call somebody in, and so may release them."""
    return bool(set(loop.groups) & set(actor.groups))


def _returns(task: UserTask) -> list[str]:
    return str(task.properties.get(RETURN) or ANYWHERE).split()


def _lapse(task: UserTask, actor: Actor) -> str | None:
    """Return why somebody who was to stand in for a post of the task does not."""
    return next((each.reason for each in actor.lapsed if each.group in task.groups), None)


def _worded(
    refused: type[NotPermittedError], own: type[NotPermittedError] | None, way: Actor
) -> NotPermittedError:
    """Return a refusal that names the absent person when it is they who are excluded."""
    if own is not None or way.acting_for is None:
        return refused()
    return refused(FOR_THEM[refused is HandledBeforeError].format(name=way.acting_for.name))
