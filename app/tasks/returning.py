"""Going back and asking others: 退回, 撤回, 加签, 减签, by those who work on the case."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app import cases, identity, runtime
from app.cases import Case
from app.core.db import db
from app.core.errors import InvalidError, NotFoundError
from app.engine import Going, Past
from app.identity import Actor
from app.identity.models import User
from app.runtime import UserTask
from app.tasks import policy, service, telling
from app.tasks.errors import MoreCancelledError

LONGEST = 200
WHEN = ("before", "after")


@dataclass(frozen=True)
class Cancelled:
    """A task, timer or message that a return takes away, and whose task it was."""

    name: str
    kind: str
    token: UUID
    groups: tuple[str, ...] = ()
    assignee: str | None = None
    department: str | None = None
    signing: str | None = None


@dataclass(frozen=True)
class Preview:
    """What going back to ``target`` does: what it cancels, and how many tasks stay open."""

    target: Past
    cancels: Sequence[Cancelled]
    keeps: int


def targets(task_id: UUID, *, actor: Actor) -> list[Past]:
    """Return the tasks this open one came from and may be returned to, the newest first."""
    task = runtime.task(task_id)
    service.require_doer(task, actor)
    return [p for p in _earlier(task) if policy.may_return_to(task, p)]


def preview(task_id: UUID, target: UUID, *, actor: Actor) -> Preview:
    """Return what returning would cancel, and whose tasks these are."""
    task = runtime.task(task_id)
    service.require_doer(task, actor)
    return previewed(task.instance_id, target)


def return_to(
    task_id: UUID,
    target: UUID,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
    seen: Collection[UUID] | None = None,
) -> UserTask:
    """Return the case from an open task to an earlier one (退回), with a reason.

    Who has ``seen`` which tasks this cancels is asked again when they have become more.
    """
    words = worded(reason)
    task = _held(task_id, actor)
    actor = service.in_name(task, actor)
    past = next((p for p in _earlier(task) if p.token == target), None)
    if past is None:
        raise runtime.not_offered(task.instance_id)
    policy.require_return(task, past)
    _require_seen(task, target, seen)
    runtime.return_to(task.instance_id, target, words, actor=actor, now=now)
    telling.tell_returned(task, past, words, actor=actor, now=now)
    db.session.refresh(task)
    return task


def may_withdraw(task: UserTask, actor: Actor) -> bool:
    """Tell whether this person may take back what they completed (撤回)."""
    return policy.did(task, actor) and runtime.may_withdraw(task.instance_id, task.id)


def withdrawable(file: cases.CaseFile, actor: Actor) -> UserTask | None:
    """Return the last step of this person in a case, if they may take it back now."""
    instance = file.case.instance
    if instance.is_ended or instance.is_suspended:
        return None
    last = policy.latest_done(file.tasks, actor)
    return last if last and may_withdraw(last, actor) else None


def withdraw(task_id: UUID, reason: str, *, actor: Actor, now: datetime) -> UserTask:
    """Take back one's own completed task, as long as nobody acted on what followed."""
    words = worded(reason)
    task = _locked(task_id)
    if not policy.did(task, actor):
        raise NotFoundError
    actor = actor.standing_for(task.completed_for_id, task.groups)
    runtime.withdraw(task.instance_id, task.id, words, actor=actor, now=now)
    telling.tell_called_back(task, words, actor=actor, now=now)
    return task


def sign(
    task_id: UUID,
    groups: Sequence[str],
    when: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> UserTask:
    """Ask each of these posts to sign ``before`` or ``after`` one's own open task (加签)."""
    words = worded(reason)
    task = _held(task_id, actor)
    actor = service.in_name(task, actor)
    for group in _posts(groups):
        runtime.sign(task, [group], _when(when), words, actor=actor, now=now)
        db.session.refresh(task)
    return task


def unsign(task_id: UUID, signer: UUID, reason: str, *, actor: Actor, now: datetime) -> UserTask:
    """Stop asking a signer of one's own task who has not signed yet (减签)."""
    words = worded(reason)
    task = _held(task_id, actor)
    actor = service.in_name(task, actor)
    asked = next((s for s in task.signers if s["token"] == str(signer)), None)
    if asked is None:
        raise runtime.not_offered(task.instance_id)
    runtime.unsign(task.instance_id, signer, asked["groups"], words, actor=actor, now=now)
    db.session.refresh(task)
    return task


def branches(case_id: UUID, *, actor: Actor, now: datetime) -> list[runtime.Branch]:
    """Return the running branches this person may release: who may call in may also release."""
    cases.case(case_id, actor)
    return [b for b in runtime.branches(case_id, now) if policy.may_change(b.loop, actor)]


def releasable(file: cases.CaseFile, *, actor: Actor, now: datetime) -> list[runtime.Branch]:
    """Return the branches the reader of a case file may release; cheap when there are none."""
    calls_in = any(offer.message == runtime.ADD for offer in file.actions)
    if file.case.instance.is_suspended or not calls_in:
        return []
    return branches(file.case.id, actor=actor, now=now)


def release(case_id: UUID, token: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Release one of several that work at the same time (减签), with all that runs in it."""
    words = worded(reason)
    case = cases.case(case_id, actor)
    runtime.lock(case_id)
    found = [b for b in branches(case_id, actor=actor, now=now) if b.token == token]
    if not found:
        raise NotFoundError
    runtime.remove(case_id, token, found[0].label, words, actor=actor, now=now)
    return case


def previewed(instance_id: UUID, target: UUID) -> Preview:
    """Return what a return would do, for whoever may know."""
    found = runtime.preview_return(instance_id, target)
    named = select(UserTask, User.name).outerjoin(User, User.id == UserTask.assignee_id)
    chosen = named.where(UserTask.id.in_([going.token for going in found.cancels]))
    rows = {task.id: (task, name) for task, name in db.session.execute(chosen)}
    cancels = [_cancelled(going, *rows.get(going.token, (None, None))) for going in found.cancels]
    return Preview(found.target, cancels, len(found.keeps))


def worded(reason: str) -> str:
    """Return a reason in one line; InvalidError when there is none or it is too long."""
    words = " ".join(reason.split())
    if not words:
        raise InvalidError(fields={"reason": "请写明原因。"})
    if len(words) > LONGEST:
        raise InvalidError(fields={"reason": "请控制在 200 字以内。"})
    return words


def _earlier(task: UserTask) -> list[Past]:
    return runtime.returnable(task.instance_id, task.id)


def _require_seen(task: UserTask, target: UUID, seen: Collection[UUID] | None) -> None:
    if seen is None:
        return
    cancels = previewed(task.instance_id, target).cancels
    if {each.token for each in cancels if each.groups} - set(seen):
        raise MoreCancelledError


def _cancelled(going: Going, task: UserTask | None, assignee: str | None) -> Cancelled:
    if task is None:
        return Cancelled(going.name, going.kind, going.token)
    return Cancelled(
        going.name, going.kind, going.token, tuple(task.groups), assignee, task.department,
        task.signing,
    )  # fmt: skip


def _held(task_id: UUID, actor: Actor) -> UserTask:
    """Lock a task that this person may decide."""
    task = _locked(task_id)
    service.require_doer(task, actor)
    policy.require_whole(task)
    return task


def _locked(task_id: UUID) -> UserTask:
    task = runtime.task(task_id)
    runtime.lock(task.instance_id)
    db.session.refresh(task)
    return task


def _posts(groups: Sequence[str]) -> list[str]:
    asked = list(dict.fromkeys(groups))
    if not asked or not all(identity.is_group(name) for name in asked):
        raise InvalidError(fields={"groups": "请选择加签的岗位。"})
    return asked


def _when(when: str) -> str:
    if when not in WHEN:
        raise InvalidError(fields={"when": "请选择前加签或后加签。"})
    return when
