"""What a draft is about, and who may write one."""

from dataclasses import dataclass, replace
from uuid import UUID

from app import definitions, runtime
from app.core.errors import NotFoundError
from app.identity import Actor
from app.runtime import TaskGoneError, UserTask


@dataclass(frozen=True)
class Subject:
    """The key of a draft and the form it is typed into."""

    key: str
    form_key: str
    form_version: int
    task_id: UUID | None = None


def key_of_task(task_id: UUID) -> str:
    """Return the key of drafts about a task."""
    return f"task:{task_id}"


def key_of_sheets(task_id: UUID) -> str:
    """Return the key of drafts about all the sheets of a task's whistle, typed on one page."""
    return f"sheets:{runtime.task(task_id).whistle_no}"


def key_of_action(subscription_id: UUID) -> str:
    """Return the key of drafts about an action a case offers."""
    return f"action:{subscription_id}"


def key_of_new(form_key: str) -> str:
    """Return the key of drafts of a case not opened yet."""
    return f"new:{form_key}"


def of_task(task_id: UUID, actor: Actor) -> Subject:
    """Return a task to write a draft about.

    Who waits in one of its posts may go on writing when it was taken or has ended meanwhile:
    the words are theirs. Whoever completed it has nothing left to keep.
    """
    task = runtime.task(task_id)
    if not concerns(task, actor):
        raise NotFoundError
    if task.completed_by_id == actor.user_id:
        raise TaskGoneError(task)
    return Subject(key_of_task(task_id), str(task.form_key), int(task.form_version or 0), task_id)


def of_sheets(task_id: UUID, actor: Actor) -> Subject:
    """Return the sheets of a task's whistle to write a draft about."""
    return replace(of_task(task_id, actor), key=key_of_sheets(task_id), task_id=None)


def of_action(subscription_id: UUID, actor: Actor) -> Subject:
    """Return an action to write a draft about."""
    offered = runtime.subscription(subscription_id)
    if offered is None or not set(offered.groups) & set(actor.groups):
        raise NotFoundError
    pinned = definitions.pinned(runtime.instance(offered.instance_id).set_id)
    version = pinned.members[f"form:{offered.form_key}"]
    return Subject(key_of_action(subscription_id), str(offered.form_key), version)


def of_new(form_key: str) -> Subject:
    """Return a case about to be opened; the caller has checked that the person may."""
    found = definitions.latest("form", form_key)
    if found is None:
        raise NotFoundError
    return Subject(key_of_new(form_key), form_key, found.version)


def concerns(task: UserTask, actor: Actor) -> bool:
    """Tell whether a task waits, or waited, for this person."""
    is_mine = actor.user_id in (task.assignee_id, task.completed_by_id)
    return is_mine or bool(set(task.groups) & set(actor.groups))
