"""Who is to act now, and how to reach them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app import identity
from app.cases import CaseFile
from app.identity import User
from app.runtime import UserTask
from app.web.shell.sessions import now

SHOWN = 3


@dataclass(frozen=True)
class Reach:
    """The people a task waits for: its assignee, or some of its candidates and how many more."""

    people: Sequence[User]
    more: int = 0
    is_taken: bool = False


def reach(file: CaseFile) -> Mapping[UUID, Reach]:
    """Return by task the people it waits for, in two statements however many tasks there are."""
    tasks = file.open_tasks
    groups = list(dict.fromkeys(group for task in tasks for group in task.groups))
    members = identity.members_by_group(groups, now()) if groups else {}
    holders = identity.people([task.assignee_id for task in tasks if task.assignee_id])
    return {task.id: _of(task, members, holders) for task in tasks}


def _of(task: UserTask, members: Mapping[str, list[User]], holders: Mapping[UUID, User]) -> Reach:
    holder = holders.get(task.assignee_id) if task.assignee_id else None
    if holder:
        return Reach([holder], is_taken=True)
    found = {person.id: person for group in task.groups for person in members.get(group, [])}
    people = list(found.values())
    return Reach(people[:SHOWN], max(len(people) - SHOWN, 0))
