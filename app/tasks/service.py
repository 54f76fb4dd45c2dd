"""Commands on tasks and on the actions a case offers."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import update

from app import audit, cases, definitions, forms, identity, runtime
from app.cases import Case, Entered, Reply, Submission
from app.core.clock import spoken
from app.core.db import after_commit, db
from app.core.errors import NotFoundError
from app.identity import Actor
from app.runtime import Subscription, TaskGoneError, UserTask
from app.tasks import drafts, fields, policy, telling
from app.tasks.errors import HeldError, NotYourTaskError, TaskAlreadyClaimedError
from app.tasks.situation import Situation
from app.tasks.supplied import supplied

DONE_BEFORE = "“{who}”已于 {when} 做了这项操作，不用再做。"


def claim(task_id: UUID, *, actor: Actor, now: datetime) -> UserTask:
    """Take a task of one's groups for oneself, or for whom one stands in."""
    task, _ = runtime.lock_of_task(task_id, Case)
    actor = require_doer(task, actor)
    holder = actor.acting_for or actor
    require_going(task)
    telling.require_staying([holder.user_id])
    unclaimed = UserTask.id == task_id, UserTask.assignee_id.is_(None), UserTask.ended_at.is_(None)
    able = identity.has_post(holder.user_id)
    taken = update(UserTask).where(*unclaimed, able).values(assignee_id=holder.user_id)
    if db.session.scalar(taken.returning(UserTask.id)) is None:
        telling.require_posts([holder.user_id])
        raise TaskAlreadyClaimedError(telling.fate(task))
    telling.record("task.claimed", task, actor=actor, now=now)
    return task


def unclaim(task_id: UUID, *, actor: Actor, now: datetime) -> UserTask:
    """Give a task back to its groups; again changes nothing."""
    task, _ = runtime.lock_of_task(task_id, Case)
    require_candidate(task, actor)
    actor = in_name(task, actor)
    policy.require_whole(task)
    require_going(task)
    held = UserTask.assignee_id.is_not(None), UserTask.assignee_id == task.assignee_id
    mine = UserTask.id == task_id, *held, UserTask.ended_at.is_(None)
    given = update(UserTask).where(*mine).values(assignee_id=None)
    if db.session.scalar(given.returning(UserTask.id)) is not None:
        telling.record("task.unclaimed", task, actor=actor, now=now)
    return task


def complete(
    task_id: UUID,
    raw: Mapping[str, Any],
    *,
    one_time_key: str | None,
    actor: Actor,
    now: datetime,
    entered: Entered | None = None,
    drafted: bool = True,
) -> UserTask:
    """Complete a task with a reply; a second send of the same form changes nothing.

    A reply that a device kept while it had no network is checked as of when it was ``entered``.
    Without a draft (``drafted``) none is looked for.
    """
    task, case = runtime.lock_of_task(task_id, Case)
    if not task.is_open and cases.answered(one_time_key, actor):
        return task
    actor = require_doer(task, actor)
    policy.require_whole(task)
    if not runtime.catch_up(task, now=now):  # what the clock did is kept; the person is told
        after_commit(partial(_tell_gone, task.id))
        return task
    require_signed(task)
    situation = situation_of(task, case, actor)
    form = definitions.form(str(task.form_key), int(task.form_version or 0))
    clean = fields.check(form, raw, situation, now=entered.judged_at if entered else now)
    reply = Reply(
        form=form,
        form_version=int(task.form_version or 0),
        clean=clean,
        process_key=task.process_key,
        element_id=task.element_id,
        one_time_key=one_time_key,
        task_id=task.id,
        department=task.department,
        whistle_no=task.whistle_no,
        entered=entered,
        has_its_files=True,
    )
    variables = clean.variables() | supplied(form, clean, situation)
    submission = cases.submit(task.case_id, reply, actor=actor, now=now)
    said = {"submission": str(submission.id)} | clean.seal()
    done = runtime.complete(task, variables, actor=actor, now=now, said=said)
    if drafted:  # only now nobody can keep one any more
        drafts.drop(task.id, actor)
    return done


def act(
    subscription_id: UUID,
    raw: Mapping[str, Any],
    *,
    one_time_key: str | None,
    actor: Actor,
    now: datetime,
) -> Submission:
    """Do an action the case offers: 撤回, 升级, 异议 …; the payload is the form's values."""
    before = cases.answered(one_time_key, actor)
    if before:
        return before
    subscription, case = offered(subscription_id, actor)
    actor = in_name(subscription, actor)
    runtime.lock(subscription.instance_id)
    form, version = action_form(subscription)
    situation = Situation(
        actor=actor,
        facts=facts_of(subscription, now),
        case=case,
        department=subscription.department,
    )
    clean = fields.check(form, raw, situation, now=now)
    reply = Reply(
        form=form,
        form_version=version,
        clean=clean,
        process_key=subscription.process_key,
        element_id=subscription.element_id,
        one_time_key=one_time_key,
        department=subscription.department,
        whistle_no=subscription.whistle_no,
        has_its_files=True,
    )
    drafts.drop_about(drafts.key_of_action(subscription_id), actor)
    payload = clean.variables() | supplied(form, clean, situation)
    submission = cases.submit(case.id, reply, actor=actor, now=now)
    said = {"submission": str(submission.id), "reason": clean.values.get("reason")} | clean.seal()
    runtime.deliver(subscription, payload, actor=actor, now=now, said=said)
    return submission


def offered(subscription_id: UUID, actor: Actor) -> tuple[Subscription, Case]:
    """Return an action this person may do now, with its case."""
    subscription = runtime.subscription(subscription_id)
    if subscription is None:
        raise runtime.NotOfferedError(_done_before(subscription_id, actor))
    case = cases.case(subscription.case_id, actor)
    if not set(subscription.groups) & set(actor.groups):
        raise NotFoundError
    return subscription, case


def _done_before(subscription_id: UUID, actor: Actor) -> str | None:
    """Return who did an action a moment ago, for whoever sees its case; None when unknown."""
    entry = audit.latest("message.delivered", "token", str(subscription_id))
    if entry is None:
        return None
    try:
        cases.case(UUID(entry.chain), actor)
    except NotFoundError:
        return None
    return DONE_BEFORE.format(who=entry.actor_name, when=spoken(entry.at))


def situation_of(task: UserTask, case: Case, actor: Actor) -> Situation:
    """Return where the form of a task is met."""
    return Situation(
        actor=actor,
        facts=task.facts,
        case=case,
        department=task.department,
        whistle_no=task.whistle_no,
    )


def facts_of(subscription: Subscription, now: datetime) -> Mapping[str, Any]:
    """Return the variables visible where an action is offered, as they are now."""
    waiting = runtime.offers(runtime.look(subscription.instance_id, now))
    return next((s.facts for s in waiting if s.token == subscription.id), {})


def action_form(subscription: Subscription) -> tuple[forms.Form, int]:
    """Return the form of an action, in the version the case is pinned to."""
    instance = runtime.instance(subscription.instance_id)
    version = definitions.pinned(instance.set_id).members[f"form:{subscription.form_key}"]
    return definitions.form(str(subscription.form_key), version), version


def earlier(task: UserTask) -> list[tuple[UUID | None, str]]:
    """Return who completed which element, in whose name too, for the rules that ask."""
    if not {policy.NOT_HANDLERS, policy.NOT_BY} & set(task.properties):
        return []
    done = [t for t in runtime.tasks_of(task.case_id) if t.outcome == "completed"]
    hands = ((t, person) for t in done for person in (t.completed_by_id, t.completed_for_id))
    return [(person, t.element_id) for t, person in hands]


def require_candidate(task: UserTask, actor: Actor) -> None:
    """Refuse whoever a task does not wait for; who comes second is told who was first."""
    try:
        policy.require_candidate(task, actor)
    except TaskAlreadyClaimedError as taken:
        raise TaskAlreadyClaimedError(telling.fate(task)) from taken
    except NotYourTaskError as refused:
        if not telling.had(task, actor):
            raise
        raise TaskAlreadyClaimedError(telling.fate(task)) from refused


def require_doer(task: UserTask, actor: Actor) -> Actor:
    """Refuse whoever may not do a task: others, and whom the four-eyes rules exclude.

    Return the actor as who does it: in their own right, or in the name of somebody who is away.
    """
    require_candidate(task, actor)
    return policy.require_doer(task, actor, earlier(task))


def require_signed(task: UserTask) -> None:
    """Refuse a task that waits for others to sign first, naming who asked them."""
    if task.is_held:
        raise HeldError(telling.held(task))


def in_name(of: UserTask | Subscription, actor: Actor) -> Actor:
    """Return the actor in the name of whose task it is, or of all who are away from its posts."""
    if isinstance(of, UserTask):
        places = policy.able_places(of, actor, earlier(of))
    else:
        places = actor.places(None, of.groups)
    return actor.in_place_of(*places) if places else actor


def require_viewer(task: UserTask, actor: Actor) -> None:
    """Refuse whoever a task neither waits for nor comes back to."""
    if not (task.is_open and policy.is_owner(task, actor)):
        require_doer(task, actor)


def require_going(task: UserTask) -> None:
    """Refuse what would change a task of a locked case that stands still."""
    if runtime.hold(task.instance_id).is_suspended:
        raise runtime.SuspendedError


def _tell_gone(task_id: UUID) -> None:
    raise TaskGoneError(runtime.task(task_id))
