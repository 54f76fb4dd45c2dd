"""What a person may do with an open task, by name: the menu of every page is made of this."""

from collections.abc import Collection

from app import identity
from app.cases import Case
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import policy
from app.tasks.handing.taking import may_take_over
from app.tasks.urging import may_urge

REASSIGN, SKIP, OPERATE = "task.reassign", "task.skip", "operation.read"


def offers(task: UserTask, case: Case, tasks: Collection[UserTask], actor: Actor) -> frozenset[str]:
    """Return the names of what a person may do; ``tasks`` are all of the case.

    A case that stands still offers none of it until it is resumed, and the services refuse; the
    page says so.
    """
    if not task.is_open:
        return frozenset()
    allowed = {
        "urge": may_urge(task, case, tasks, actor),
        "take_over": may_take_over(task, actor),
        "recall": policy.is_owner(task, actor),
        "reassign": identity.may(actor, REASSIGN),
        "skip": identity.may(actor, SKIP) and identity.may(actor, OPERATE),
        **_own(task, tasks, actor),
    }
    return frozenset(name for name, is_allowed in allowed.items() if is_allowed)


def _own(task: UserTask, tasks: Collection[UserTask], actor: Actor) -> dict[str, bool]:
    mine = policy.may_do(task, actor)
    whole = mine and not task.is_delegated
    return {
        "claim": whole and task.assignee_id is None,
        "unclaim": whole and task.assignee_id is not None,
        "return": whole and policy.may_return(task) and any(each.ended_at for each in tasks),
        "sign": whole and not task.signing,
        "transfer": whole,
        "delegate": whole,
        "resolve": mine and task.is_delegated,
    }
